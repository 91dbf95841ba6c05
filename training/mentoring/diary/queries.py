"""Reading a diary: the writer his own, the mentor what is shared, everybody else a number."""

from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from training.mentoring.diary.models import DiaryEntry
from training.rotation.models import Posting


def entries_of(posting: Posting, user) -> QuerySet[DiaryEntry]:
    """The pages of a posting the user may read, the latest first."""
    return DiaryEntry.objects.visible_to(user).filter(posting=posting).order_by("-starts_on")


def entry_count(posting: Posting) -> int:
    """How many pages there are: all that others may know."""
    return DiaryEntry.objects.filter(posting=posting).count()


def with_diary(postings: QuerySet[Posting], user) -> QuerySet[Posting]:
    """Adds ``diary_count``, all that others may know, and ``diary_shared``, how many pages the user may read."""
    pages = DiaryEntry.objects.filter(posting=OuterRef("pk")).order_by()
    shared = DiaryEntry.objects.visible_to(user).filter(posting=OuterRef("pk")).order_by()
    return postings.annotate(diary_count=_counted(pages), diary_shared=_counted(shared))


def _counted(pages: QuerySet[DiaryEntry]) -> Coalesce:
    return Coalesce(Subquery(pages.values("posting").annotate(count=Count("pk")).values("count")), 0)


def figures_of(posting: Posting, first: date, last: date) -> dict[str, int | None]:
    """Days at villages, receptions and pages from ``first`` up to ``last``, for the writer's own quarterly review."""
    pages = DiaryEntry.objects.filter(posting=posting, starts_on__gte=first, starts_on__lt=last)
    return pages.aggregate(village_days=Sum("village_days"), receptions=Sum("receptions"), diary_entries=Count("pk"))
