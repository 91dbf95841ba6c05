"""The mark sheet as a grid: learners down, assessments across; nothing typed is lost when something is refused."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict

from curriculum.prepared.questions import Prepared
from training.models import Assessment, Enrolment, Mark, Outcome, TrainingClass
from training.results.marks import show_mark

PREFIX = "mark"


@dataclass(frozen=True)
class Cell:
    """One field: a standing mark (shown, not editable), or what was typed with the sentence that refuses it."""

    name: str
    assessment: Assessment
    mark: Mark | None
    typed: str
    error: str

    @property
    def shown(self) -> str:
        return show_mark(self.mark.value, self.mark.is_passed) if self.mark else ""


@dataclass(frozen=True)
class MarkRow:
    enrolment: Enrolment
    cells: list[Cell]
    outcome: Outcome | None


Typed = dict[int, dict[int, str]]


def typed_in(data: QueryDict) -> Typed:
    """What was typed, by assessment and enrolment."""
    typed: Typed = defaultdict(dict)
    for key in data:
        parts = key.split("-")
        if len(parts) == 3 and parts[0] == PREFIX and parts[1].isdecimal() and parts[2].isdecimal():
            typed[int(parts[1])][int(parts[2])] = data[key]
    return typed


def count_typed(typed: Typed) -> int:
    """How many fields hold something."""
    return sum(bool(text.strip()) for column in typed.values() for text in column.values())


def mark_rows(
    training_class: TrainingClass,
    people: list[Enrolment],
    parts: list[Assessment],
    typed: Typed,
    errors: dict[tuple[int, int], str],
) -> list[MarkRow]:
    """The grid in two queries."""
    standing = {(mark.assessment_id, mark.enrolment_id): mark for mark in _standing(training_class.pk)}
    outcomes = {row.enrolment_id: row for row in _outcomes(training_class.pk)}
    return [
        MarkRow(
            enrolment,
            [_cell(enrolment, part, standing, typed, errors) for part in parts],
            outcomes.get(enrolment.pk),
        )
        for enrolment in people
    ]


@Prepared
def _standing(training_class: int) -> QuerySet[Mark]:
    shown = ("enrolment", "assessment", "kind", "value", "is_passed")
    return Mark.objects.standing().filter(assessment__training_class=training_class).only(*shown)


@Prepared
def _outcomes(training_class: int) -> QuerySet[Outcome]:
    return Outcome.objects.filter(enrolment__training_class=training_class)


def _cell(enrolment: Enrolment, part: Assessment, standing: dict, typed: Typed, errors: dict) -> Cell:
    key = (part.pk, enrolment.pk)
    return Cell(
        name=f"{PREFIX}-{part.pk}-{enrolment.pk}",
        assessment=part,
        mark=standing.get(key),
        typed=typed.get(part.pk, {}).get(enrolment.pk, ""),
        error=errors.get(key, ""),
    )
