"""What the decisions of a wave brought: who is sent where, how each place was chosen, by which exception."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from training.rotation.eligibility.evaluation_models import EligibilityAnswer
from training.rotation.eligibility.models import ExceptionDecision
from training.rotation.matching.models import ChosenPlace, HandChange
from training.rotation.models import Posting, RotationWave
from training.rotation.waves.models import Step, WaveDocument


@dataclass(frozen=True)
class Decided:
    """One posting of a decision. ``change`` is the signed change by hand that chose it, where one did."""

    posting: Posting
    place: ChosenPlace | None
    change: HandChange | None
    exceptions: tuple[ExceptionDecision, ...]


def steps_of(wave: RotationWave) -> list[tuple[str, str, list[WaveDocument]]]:
    """The five steps in their order, each with its documents by date; one query."""
    documents = list(wave.documents.select_related("recorded_by"))
    return [(step, str(label), [row for row in documents if row.step == step]) for step, label in Step.choices]


def decisions_of(postings: QuerySet[Posting]) -> list[tuple[str, date, int]]:
    """Number, date and postings of each decision, the latest first."""
    rows = postings.order_by().values_list("decision_number", "decision_on").annotate(count=Count("pk"))
    return sorted(rows, key=lambda row: (row[1], row[0]), reverse=True)


def decided_in(wave: RotationWave, postings: Iterable[Posting]) -> list[Decided]:
    """What stands behind each posting of the wave. Three queries, however many postings."""
    rows = list(postings)
    places = ChosenPlace.objects.filter(posting__in=[row.pk for row in rows]).select_related("candidate")
    by_posting = {place.posting_id: place for place in places}
    changes: dict[int, HandChange] = {}
    by_hand = [place.candidate_id for place in by_posting.values() if place.is_by_hand]
    for change in HandChange.objects.filter(candidate__in=by_hand).select_related("by").order_by("at", "pk"):
        changes[change.candidate_id] = change
    exceptions = _exceptions(wave, rows)
    return [
        Decided(row, place, changes.get(place.candidate_id) if place else None, tuple(exceptions[row.pk].values()))
        for row in rows
        for place in [by_posting.get(row.pk)]
    ]


def _exceptions(wave: RotationWave, postings: list[Posting]) -> dict[int, dict[int, ExceptionDecision]]:
    """The decisions of exception that the rules' answers rested on when each posting was recorded."""
    answers = EligibilityAnswer.objects.filter(
        evaluation__wave=wave, evaluation__person__in=[row.person_id for row in postings], exception__isnull=False
    ).select_related("evaluation", "exception")
    found: dict[int, dict[int, ExceptionDecision]] = defaultdict(dict)
    for answer in answers:
        asked = answer.evaluation
        for row in postings:
            if (row.person_id, row.kind) == (asked.person_id, asked.movement) and asked.recorded_at <= row.created_at:
                found[row.pk][answer.exception_id] = answer.exception
    return found
