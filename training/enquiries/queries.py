"""The questions of a class, and those of all classes of one lecturer."""

from django.db.models import F, Q, QuerySet

from curriculum.vietnamese.text import fold
from training.cohorts.models import TrainingClass
from training.enquiries.models import Enquiry


def questions_of(training_class: TrainingClass, *, words: str = "", only_open: bool = False) -> QuerySet[Enquiry]:
    """Pinned first, then the newest; with their answers. Words are searched without tone marks."""
    rows = _searched(Enquiry.objects.filter(training_class=training_class), words)
    if only_open:
        rows = rows.unanswered()
    return _with_answers(rows).order_by(F("pinned_at").desc(nulls_last=True), "-asked_at", "-pk")


def questions_for(user, *, words: str = "", only_open: bool = False) -> QuerySet[Enquiry]:
    """Those of the classes the person teaches or supervises, the unanswered first and among them the oldest."""
    mine = Q(training_class__supervisor=user) | Q(training_class__meetings__lecturer__person__user=user)
    rows = _searched(Enquiry.objects.filter(pk__in=Enquiry.objects.filter(mine).values("pk")), words)
    if only_open:
        rows = rows.unanswered()
    return _with_answers(rows).order_by(F("answered_at").desc(nulls_first=True), "asked_at", "pk")


def _searched(rows: QuerySet[Enquiry], words: str) -> QuerySet[Enquiry]:
    for word in fold(words).split()[:8]:
        rows = rows.filter(search_text__contains=word)
    return rows


def _with_answers(rows: QuerySet[Enquiry]) -> QuerySet[Enquiry]:
    return rows.select_related("training_class", "enrolment__person").prefetch_related("answers__answered_by")
