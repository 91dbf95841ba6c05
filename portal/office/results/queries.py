"""What the office's results screen shows, in a constant number of queries."""

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from functools import cached_property

from django.db.models import Prefetch

from certificates.models import Certificate
from certificates.register.queries import due_enrolments
from training.models import (
    Assessment,
    BoardConclusion,
    Enrolment,
    Mark,
    Outcome,
    RemarkRequest,
    ResultsBoard,
    TrainingClass,
)
from training.results.marks import show_mark

HALF = Decimal("0.5")
LOWEST_SHOWN = Decimal(3)
BAND_TONES = {"outstanding": "good", "excellent": "good", "good": "info", "average": "warn", "failed": "bad"}


@dataclass(frozen=True)
class MarkCell:
    """One standing mark as it is read; ``mark`` is None where none was given."""

    mark: Mark | None

    @property
    def shown(self) -> str:
        return show_mark(self.mark.value, self.mark.is_passed) if self.mark else "–"


@dataclass(frozen=True)
class ResultRow:
    enrolment: Enrolment
    cells: list[MarkCell]
    outcome: Outcome | None
    conclusion: BoardConclusion | None


class ResultsOfClass:
    """The results of one class; each part is asked for once."""

    def __init__(self, training_class: TrainingClass):
        self.training_class = training_class

    @cached_property
    def assessments(self) -> list[Assessment]:
        return list(self.training_class.assessments.all())

    @cached_property
    def rows(self) -> list[ResultRow]:
        standing = Prefetch("marks", queryset=Mark.objects.standing(), to_attr="standing_marks")
        enrolments = (
            self.training_class.enrolments.active()
            .select_related("person", "unit", "outcome", "board_conclusion")
            .prefetch_related(standing)
            .order_by("person__sort_key", "pk")
        )
        return [self._row(enrolment) for enrolment in enrolments]

    def _row(self, enrolment: Enrolment) -> ResultRow:
        marks = {mark.assessment_id: mark for mark in enrolment.standing_marks}
        return ResultRow(
            enrolment,
            [MarkCell(marks.get(part.pk)) for part in self.assessments],
            getattr(enrolment, "outcome", None),
            getattr(enrolment, "board_conclusion", None),
        )

    @property
    def outcomes(self) -> list[Outcome]:
        return [row.outcome for row in self.rows if row.outcome]

    @property
    def missing(self) -> int:
        """Marks still to be given."""
        return sum(cell.mark is None for row in self.rows for cell in row.cells)

    @property
    def passed(self) -> int:
        return sum(outcome.is_passed for outcome in self.outcomes)

    @property
    def failed(self) -> int:
        return len(self.outcomes) - self.passed

    @property
    def mean(self) -> Decimal | None:
        averages = self._averages
        return sum(averages, Decimal()) / len(averages) if averages else None

    @property
    def _averages(self) -> list[Decimal]:
        return [outcome.average for outcome in self.outcomes if outcome.average is not None]

    @property
    def distribution(self) -> list[tuple[str, int, str]]:
        """How many averages lie in each half point, as (label, count, tone); what is below 3 stands together."""
        if not self._averages:
            return []
        counts = Counter(
            max(min((value / HALF).to_integral_value(ROUND_FLOOR) * HALF, 10 - HALF), LOWEST_SHOWN - HALF)
            for value in self._averages
        )
        steps = [LOWEST_SHOWN - HALF + HALF * n for n in range(int((10 - LOWEST_SHOWN) / HALF) + 1)]
        return [(_label(step), counts[step], _tone(step)) for step in steps]

    @property
    def bands(self) -> list[tuple[str, int, str]]:
        """How many of each classification, best first, as (label, count, tone)."""
        counts = Counter(outcome.band for outcome in self.outcomes)
        order = ["outstanding", "excellent", "good", "average", "passed", "failed"]
        return [
            (str(Outcome.Band(band).label), counts[band], BAND_TONES.get(band, "good"))
            for band in order
            if counts[band]
        ]

    @cached_property
    def board(self) -> ResultsBoard | None:
        return ResultsBoard.objects.filter(training_class=self.training_class).prefetch_related("members").first()

    @cached_property
    def recognition(self):
        return getattr(self.training_class, "recognition", None)

    @cached_property
    def amendments(self) -> list:
        return list(self.training_class.amending_decisions.all())

    @cached_property
    def requests(self) -> list[RemarkRequest]:
        """Re-mark requests, those that wait first."""
        rows = RemarkRequest.objects.filter(mark__assessment__training_class=self.training_class).select_related(
            "mark__enrolment__person", "mark__assessment"
        )
        return sorted(rows, key=lambda row: (row.status != RemarkRequest.Status.OPEN, row.asked_at))

    @cached_property
    def due(self) -> int:
        """How many still wait for their certificate."""
        return due_enrolments(self.training_class).count() if self.recognition else 0

    @cached_property
    def certified(self) -> int:
        """How many were given one; a replacement is not counted beside what it replaces."""
        given = Certificate.objects.filter(enrolment__training_class=self.training_class)
        return given.values("enrolment").distinct().count()


def _label(step: Decimal) -> str:
    return "<3" if step < LOWEST_SHOWN else f"{step.normalize():f}".replace(".", ",")


def _tone(step: Decimal) -> str:
    if step < 5:
        return "bad"
    return "warn" if step < 7 else "info" if step < 8 else "good"
