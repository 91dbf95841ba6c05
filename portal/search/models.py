"""What can be found: the words of one thing, and the thing. Who may see it is asked anew at each search."""

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db import connections, models
from django.db.models import F, FloatField, Lookup, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from portal.search.words import Words, folded_words


class SearchEntryQuerySet(models.QuerySet):
    def matching(self, words: Words):
        """The entries that hold all the words, the nearest first; those where the words stand side by side lead.

        A match in the title counts ten times. The index of each database is made by the migration.
        """
        if connections[self.db].vendor == "sqlite":
            return self.filter(indexed__words__match=_fts_query(words.folded)).order_by("indexed__rank", "pk")
        vector = RawSQL('"portal_searchentry"."vector"', [], output_field=SearchVectorField())
        query = SearchQuery(_ts_query(words.folded), search_type="raw", config="simple")
        rank = SearchRank(F("vector"), query, weights=[0.1, 0.1, 0.1, 1.0], cover_density=True)
        return self.alias(vector=vector).filter(vector=query).alias(rank=rank).order_by("-rank", "pk")


def _fts_query(words: list[str]) -> str:
    """The words side by side, or all of them, the last perhaps begun only; as FTS5 writes it."""
    quoted = [f'"{word}"' for word in words]
    return f'("{" ".join(words)}") OR ({" AND ".join(quoted)}*)'


def _ts_query(words: list[str]) -> str:
    """The same as PostgreSQL writes it."""
    quoted = [f"'{word}'" for word in words]
    return f"({' <-> '.join(quoted)}) | ({' & '.join(quoted)}:*)"


class SearchEntry(models.Model):
    """The words of a page, of a file offered by a page, or of a class. People are searched in their own table.

    The migration adds the index to this table: on PostgreSQL a column, on SQLite a table of its own that triggers keep
    in step. Django makes a SQLite table anew when it alters it, and its triggers are gone: do it in the same migration.
    """

    class Kind(models.TextChoices):
        LESSON = "lesson", _("lesson")
        PROGRAMME = "programme", _("programme")
        MODULE = "module", _("module")
        DOCUMENT = "document", _("document")
        FILE = "file", _("file")
        NEWS = "news", _("news")
        PAGE = "page", _("page")
        CLASS = "class", _("class")

    kind = models.CharField(max_length=12, choices=Kind)
    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, null=True, related_name="+")
    file = models.ForeignKey("wagtaildocs.Document", models.CASCADE, null=True, related_name="+")
    training_class = models.ForeignKey("training.TrainingClass", models.CASCADE, null=True, related_name="+")
    title = models.CharField(max_length=500)
    text = models.TextField(blank=True)
    title_words = models.TextField(editable=False)
    text_words = models.TextField(editable=False)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page"], condition=Q(file__isnull=True), name="portal_searchentry_page_once"
            ),
            models.UniqueConstraint(fields=["page", "file"], name="portal_searchentry_file_once"),
            models.UniqueConstraint(fields=["training_class"], name="portal_searchentry_class_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def say(self, title: str, text: str) -> "SearchEntry":
        """Take the words of the thing, and fold them for the index."""
        self.title, self.text = title[:500], text
        self.title_words, self.text_words = folded_words(title), folded_words(text)
        return self


class SearchIndex(models.Model):
    """SQLite's index of the entries (FTS5); its rows are the entries'. PostgreSQL has no such table."""

    entry = models.OneToOneField(
        SearchEntry, models.DO_NOTHING, primary_key=True, db_column="rowid", related_name="indexed"
    )
    words = models.TextField(db_column="portal_searchindex")  # FTS5 matches against a column called like the table
    rank = FloatField()

    class Meta:
        managed = False
        db_table = "portal_searchindex"

    def __str__(self) -> str:
        return str(self.entry_id)


@models.TextField.register_lookup
class Match(Lookup):
    """``column MATCH query``, which SQLite asks of its full-text index."""

    lookup_name = "match"

    def as_sql(self, compiler, connection):
        column, parameters = self.process_lhs(compiler, connection)
        query, more = self.process_rhs(compiler, connection)
        return f"{column} MATCH {query}", [*parameters, *more]
