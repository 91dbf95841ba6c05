"""What each enrolment came to (rules.md R1–R4), with the sentences that explain it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from curriculum.clock.time import now
from training.attendance.queries import AttendanceSummary, attendance_of_class
from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class
from training.nominations.models import Enrolment
from training.people.permissions import require
from training.regulations.queries import value_on
from training.results.marks import show_mark
from training.results.models import Assessment, BoardConclusion, Mark, Outcome
from training.results.services.marking import did_pass, expect_open_for_marks

Band = Outcome.Band
Proposal = BoardConclusion.Proposal


@dataclass(frozen=True)
class Regulations:
    """The values in force on the closing day of the class."""

    pass_mark: Decimal
    min_attendance: Decimal
    max_excused: Decimal
    all_required: bool
    bands: list[tuple[str, Decimal]]

    @classmethod
    def on(cls, day: date) -> "Regulations":
        return cls(
            pass_mark=Decimal(str(value_on("training.pass_mark", day))),
            min_attendance=Decimal(str(value_on("training.min_attendance_percent", day))),
            max_excused=Decimal(str(value_on("training.max_excused_percent", day))),
            all_required=value_on("training.all_assessments_required", day),
            bands=[(band, Decimal(str(least))) for band, least in value_on("training.grade_bands", day)],
        )


@dataclass(frozen=True)
class Reason:
    """One condition of the certificate and whether it is met."""

    rule: str
    ok: bool
    sentence: str


@transaction.atomic
def compute_outcomes(training_class: TrainingClass, *, by) -> list[Outcome]:
    """Compute the outcome of everybody who holds a place, replacing what was computed before.

    Passed is who attended enough periods (R2) and passed every assessment (R1); what a closed results board proposes
    otherwise goes before the attendance, never before the marks. The average is weighted over the
    marked assessments; the band follows the average rounded half up to one decimal, as bands are written (R4).
    Raises ``NotAllowed``; ``WrongState`` once the results are recognised.
    """
    require(by, "training.enter_marks", training_class)
    held = lock_class(training_class)
    expect_open_for_marks(held)
    return write_outcomes(held)


def write_outcomes(training_class: TrainingClass, *, only: Enrolment | None = None) -> list[Outcome]:
    """The computing itself, for a caller who holds the class. Nine queries, however many learners.

    ``only`` computes the outcome of one learner and leaves those of the others as they are.
    """
    regulations = Regulations.on(training_class.closes_on)
    attendance = attendance_of_class(training_class, training_class.closes_on)
    assessments = list(training_class.assessments.all())
    marks: dict[int, dict[int, Mark]] = defaultdict(dict)
    for mark in Mark.objects.standing().filter(assessment__in=assessments):
        marks[mark.enrolment_id][mark.assessment_id] = mark
    concluded = {
        row.enrolment_id: row
        for row in BoardConclusion.objects.filter(
            board__training_class=training_class, board__closed_at__isnull=False
        ).select_related("board")
    }
    outcomes = [
        outcome_of(
            enrolment,
            assessments,
            marks[enrolment.pk],
            attendance[enrolment.pk],
            regulations,
            concluded.get(enrolment.pk),
        )
        for enrolment in training_class.enrolments.active().select_related("person")
        if only is None or enrolment.pk == only.pk
    ]
    return Outcome.objects.bulk_create(
        outcomes,
        update_conflicts=True,
        unique_fields=["enrolment"],
        update_fields=["is_passed", "average", "attendance_percent", "band", "explanation", "computed_at"],
    )


def outcome_of(
    enrolment: Enrolment,
    assessments: list[Assessment],
    marks: dict[int, Mark],
    attendance: AttendanceSummary,
    regulations: Regulations,
    conclusion: BoardConclusion | None = None,
) -> Outcome:
    """The outcome of one learner, not saved."""
    reasons = _attendance_reasons(attendance, regulations)
    reasons += [_mark_reason(part, marks.get(part.pk), regulations) for part in assessments]
    deciding = [reason for reason in reasons if regulations.all_required or reason.rule == "R2"]
    average = _average(assessments, marks)
    marks_pass = average is None or average >= regulations.pass_mark
    is_passed = all(reason.ok for reason in deciding) and marks_pass
    if conclusion is not None and is_passed != (conclusion.proposal == Proposal.RECOGNISE):
        is_passed = conclusion.proposal == Proposal.RECOGNISE and may_be_recognised(deciding) and marks_pass
        reasons.append(_board_reason(conclusion, is_passed))
    band, words = _band(average, is_passed, regulations)
    return Outcome(
        enrolment=enrolment,
        is_passed=is_passed,
        average=average,
        attendance_percent=attendance.percent,
        band=band,
        explanation=[asdict(reason) for reason in [*reasons, words]],
        computed_at=now(),
    )


def may_be_recognised(reasons: Iterable[Reason]) -> bool:
    """Whether a board may recognise all the same: absence can be made up with another class (R2), a mark cannot."""
    return all(reason.ok or reason.rule == "R2" for reason in reasons)


def _attendance_reasons(attendance: AttendanceSummary, regulations: Regulations) -> list[Reason]:
    """Enough periods attended; and, where excused absence is not counted as absence, not too much of it."""
    ok = attendance.percent >= regulations.min_attendance
    sentence = (
        _("Attended %(attended)s of %(held)s periods (%(percent)s %%); at least %(least)s %% are needed.")
        if ok
        else _("Attended only %(attended)s of %(held)s periods (%(percent)s %%); at least %(least)s %% are needed.")
    )
    words = {
        "attended": attendance.attended,
        "held": attendance.held,
        "percent": _comma(attendance.percent),
        "least": _comma(regulations.min_attendance),
    }
    reasons = [Reason("R2", ok, sentence % words)]
    excused = Decimal(100 * attendance.excused) / attendance.held if attendance.held else Decimal()
    if excused > regulations.max_excused:
        sentence = _("Excused from %(excused)s of %(held)s periods (%(percent)s %%); at most %(most)s %% are allowed.")
        words = {
            "excused": attendance.excused,
            "held": attendance.held,
            "percent": _comma(excused.quantize(Decimal("0.01"), ROUND_HALF_UP)),
            "most": _comma(regulations.max_excused),
        }
        reasons.append(Reason("R2", False, sentence % words))
    return reasons


def _board_reason(conclusion: BoardConclusion, is_passed: bool) -> Reason:
    words = {"day": conclusion.board.held_on.strftime("%d/%m/%Y"), "reason": conclusion.reason}
    if is_passed:
        return Reason("R5", True, _("Recognised by the results board of %(day)s: %(reason)s") % words)
    return Reason("R5", False, _("Not recognised by the results board of %(day)s: %(reason)s") % words)


def _mark_reason(assessment: Assessment, mark: Mark | None, regulations: Regulations) -> Reason:
    if mark is None:
        return Reason("R1", False, _("%(part)s: no mark yet.") % {"part": assessment.name})
    words = {
        "part": assessment.name,
        "mark": show_mark(mark.value, mark.is_passed),
        "least": _comma(regulations.pass_mark),
    }
    ok = did_pass(mark, regulations.pass_mark)
    if mark.value is None:
        return Reason("R1", ok, _("%(part)s: %(mark)s.") % words)
    if ok:
        return Reason("R1", True, _("%(part)s: %(mark)s points.") % words)
    return Reason("R1", False, _("%(part)s: %(mark)s points, below %(least)s.") % words)


def _average(assessments: list[Assessment], marks: dict[int, Mark]) -> Decimal | None:
    """Weighted over the marked assessments, two decimals; None until every one of them has its mark."""
    graded = [assessment for assessment in assessments if assessment.is_graded]
    weight = sum(assessment.weight_percent for assessment in graded)
    if not weight or any(assessment.pk not in marks for assessment in graded):
        return None
    total = sum((assessment.weight_percent * marks[assessment.pk].value for assessment in graded), Decimal())
    return (total / weight).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _band(average: Decimal | None, is_passed: bool, regulations: Regulations) -> tuple[str, Reason]:
    if not is_passed:
        return Band.FAILED, Reason("R4", False, _("Result: not passed."))
    if average is None:
        return Band.PASSED, Reason("R4", True, _("Result: passed, without classification."))
    rounded = average.quantize(Decimal("0.1"), ROUND_HALF_UP)
    band = next((band for band, least in regulations.bands if rounded >= least), Band.PASSED)
    words = {"average": _comma(average), "band": Band(band).label}
    return band, Reason("R4", True, _("Average %(average)s: %(band)s.") % words)


def _comma(number: Decimal) -> str:
    """8.50 → 8,5: as numbers are written in Vietnamese."""
    text = f"{number.normalize():f}"
    return text.replace(".", ",")
