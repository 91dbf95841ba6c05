"""Reading a diary: the writer his own, the mentor what is shared, everybody else a number."""

from datetime import date

from django.db.models import Count, QuerySet, Sum

from training.mentoring.diary.models import DiaryEntry
from training.rotation.models import Posting


def entries_of(posting: Posting, user) -> QuerySet[DiaryEntry]:
    """The pages of a posting the user may read, the latest first."""
    return DiaryEntry.objects.visible_to(user).filter(posting=posting).order_by("-starts_on")


def entry_count(posting: Posting) -> int:
    """How many pages there are: all that others may know."""
    return DiaryEntry.objects.filter(posting=posting).count()


def figures_of(posting: Posting, first: date, last: date) -> dict[str, int | None]:
    """Days at villages, receptions and pages from ``first`` up to ``last``, for the writer's own quarterly review."""
    pages = DiaryEntry.objects.filter(posting=posting, starts_on__gte=first, starts_on__lt=last)
    return pages.aggregate(village_days=Sum("village_days"), receptions=Sum("receptions"), diary_entries=Count("pk"))
