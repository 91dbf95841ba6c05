"""Papers that were prepared: their words as printed, kept whatever happens later to what they speak of."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from curriculum.personal_data.marks import PersonalField
from portal.papers.paper import Paper, from_facts


class NumberingSeries(models.Model):
    """One run of numbers (rules.md D4); its row is locked while a number is taken from it."""

    key = models.CharField(_("series"), max_length=80, unique=True)
    last_number = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        ordering = ["key"]
        verbose_name = _("numbering series")
        verbose_name_plural = _("numbering series")

    def __str__(self) -> str:
        return self.key


class PreparedPaperQuerySet(models.QuerySet):
    def current(self):
        """Those no later version replaces."""
        return self.filter(is_current=True)

    def about(self, thing: models.Model):
        """The papers about a class, a lecturer …, the latest first."""
        return self.filter(about_type=ContentType.objects.get_for_model(thing), about_id=thing.pk)


class PreparedPaper(models.Model):
    """One official document as it was prepared. A change makes a further one; the old words stay readable."""

    template = models.CharField(_("paper"), max_length=40)
    about_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    about_id = models.PositiveBigIntegerField()
    about_object = GenericForeignKey("about_type", "about_id")
    period = models.CharField(_("period"), max_length=20, blank=True)
    kind = models.CharField(_("type of document"), max_length=60)
    abstract = models.CharField(_("abstract"), max_length=500)
    series = models.ForeignKey(NumberingSeries, models.PROTECT, related_name="papers")
    sequence = models.PositiveIntegerField(_("running number"), null=True, blank=True)
    number = models.CharField(_("number and symbol"), max_length=80, blank=True)
    issued_on = models.DateField(_("date of issue"), null=True, blank=True)
    facts = models.JSONField(_("words"))
    is_current = models.BooleanField(_("in use"), default=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(_("prepared at"))

    objects = PreparedPaperQuerySet.as_manager()

    personal_data = {"facts": PersonalField("official documents as printed", "class_record")}

    class Meta:
        ordering = ["-prepared_at", "-pk"]
        verbose_name = _("official document")
        verbose_name_plural = _("official documents")
        indexes = [models.Index(fields=["about_type", "about_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "about_type", "about_id", "period"],
                condition=Q(is_current=True),
                name="portal_paper_one_current",
            ),
            models.UniqueConstraint(
                fields=["series", "sequence"],
                condition=Q(is_current=True, sequence__isnull=False),
                name="portal_paper_number_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}: {self.abstract}"

    @property
    def paper(self) -> Paper:
        """The words as they were prepared."""
        return from_facts(self.facts)
