"""Thinning the history of long texts. An essay is stored each second while it is written; once its attempt is over, of
each minute the last text is enough to see how it came about (docs/decisions/0029).
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import pairwise

from django.db import transaction
from django.db.models import Count, QuerySet

from curriculum.clock.time import now
from curriculum.questions.marking import BY_PERSON
from curriculum.quizzes.attempts.models import AttemptAnswer, AttemptQuestion, QuestionMark

Standing = AttemptAnswer.Standing
AFTER = timedelta(days=1)  # nothing that counts by itself arrives any more
LOOKED_BACK = timedelta(days=30)  # attempts handed in before were looked at on earlier nights
FEW = 30  # texts that may stay as they are
BATCH = 500


def thin_histories() -> int:
    """Take the words out of texts that others of the same minute followed; returns how many. For the clock, each night.

    What counts, what a mark was given on, what was decided, the first text and the last of each minute keep their
    words. Every row stays, with its name and its moment: a change sent again is known, and the order stays true.
    """
    return sum(_thin(question) for question in _long_histories())


def _long_histories() -> list[int]:
    moment = now()
    rows = AttemptAnswer.objects.filter(
        question__attempt__submitted_at__lte=moment - AFTER,
        question__attempt__submitted_at__gt=moment - LOOKED_BACK,
        question__version__kind__in=[kind.value for kind in BY_PERSON],
        standing=Standing.IN_TIME,
        response__isnull=False,
    )
    counted = rows.order_by().values("question").annotate(texts=Count("pk")).filter(texts__gt=FEW)
    return list(counted.values_list("question", flat=True))


@transaction.atomic
def _thin(question: int) -> int:
    AttemptQuestion.objects.select_for_update().get(pk=question)
    texts = _texts(question)
    kept = set(QuestionMark.objects.filter(question=question).values_list("answer", flat=True))
    going = [row.pk for row in _followed_at_once(texts) if row.pk not in kept]
    for start in range(0, len(going), BATCH):
        rows = AttemptAnswer.objects.filter(pk__in=going[start : start + BATCH])
        rows.update(response={}, standing=Standing.THINNED)
    return len(going)


def _texts(question: int) -> QuerySet[AttemptAnswer]:
    """In their true order, without their words."""
    rows = AttemptAnswer.objects.counted().filter(question=question, response__isnull=False)
    return rows.only("made_at", "standing").order_by("made_at", "operation")


def _followed_at_once(texts: Iterable[AttemptAnswer]) -> Iterator[AttemptAnswer]:
    """Those after the first that another of the same minute follows and nobody has decided about."""
    for row, after in pairwise(list(texts)[1:]):
        is_same = row.made_at.replace(second=0, microsecond=0) == after.made_at.replace(second=0, microsecond=0)
        if is_same and row.standing == Standing.IN_TIME:
            yield row
