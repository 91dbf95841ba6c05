from datetime import date
from decimal import Decimal

import pytest

from wagtail.models import ModelLogEntry

from tests.factories.training import (
    AssessmentFactory,
    AttendanceRecordFactory,
    ClassMeetingFactory,
    EnrolmentFactory,
    MarkFactory,
    TrainingClassFactory,
)
from training.attendance.queries import AttendanceSummary
from training.errors import InvalidInput, NotAllowed, WrongState
from training.models import Enrolment, Outcome, RecognitionDecision, RegulatedValue, TrainingClass
from training.regulations.queries import forget_cached_values
from training.results.models import Mark
from training.results.services import compute_outcomes, recognise_results, submit_results
from training.results.services.outcomes import Regulations, outcome_of
from training.signals import results_recognised

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]


def outcome(marks, *, weights=(40, 60), percent="100", graded=None):
    """The outcome of one learner with these marks; None is a missing mark, a bool a verdict without number."""
    graded = graded or [not isinstance(mark, bool) for mark in marks]
    parts = [
        AssessmentFactory.build(pk=n, training_class=None, name=f"Bài {n}", weight_percent=weight, is_graded=is_graded)
        for n, (weight, is_graded) in enumerate(zip(weights, graded, strict=True), start=1)
    ]
    given = {
        part.pk: Mark(is_passed=mark) if isinstance(mark, bool) else Mark(value=Decimal(mark))
        for part, mark in zip(parts, marks, strict=True)
        if mark is not None
    }
    summary = AttendanceSummary(held=80, attended=64, excused=0, percent=Decimal(percent))
    return outcome_of(Enrolment(), parts, given, summary, Regulations.on(date(2026, 12, 18)))


@pytest.mark.parametrize(
    ("marks", "average", "band"),
    [
        (("9", "9"), "9.00", "outstanding"),
        (("8.8", "9.1"), "8.98", "outstanding"),
        (("8.5", "9.2"), "8.92", "excellent"),
        (("8", "8"), "8.00", "excellent"),
        (("7.9", "7.9"), "7.90", "good"),
        (("7", "7"), "7.00", "good"),
        (("5", "5"), "5.00", "average"),
        (("10", "5"), "7.00", "good"),
    ],
)
def test_the_average_is_weighted_and_the_band_follows_it_rounded(marks, average, band):
    result = outcome(marks)
    assert (result.is_passed, result.average, result.band) == (True, Decimal(average), band)


@pytest.mark.parametrize("marks", [("4.9", "10"), ("10", "4.9"), ("10", None), (None, None)])
def test_one_part_below_the_pass_mark_or_missing_fails(marks):
    result = outcome(marks)
    assert (result.is_passed, result.band) == (False, "failed")
    assert [reason["ok"] for reason in result.explanation].count(False) >= 2


@pytest.mark.parametrize(("percent", "passed"), [("80.00", True), ("79.99", False)])
def test_attendance_below_the_least_fails_whatever_the_marks(percent, passed):
    result = outcome(("9", "9"), percent=percent)
    assert result.is_passed is passed
    assert result.explanation[0]["rule"] == "R2"
    assert result.explanation[0]["ok"] is passed


def test_without_numbers_the_result_is_passed_or_not():
    assert outcome((True, True)).band == "passed"
    assert outcome((True, True)).average is None
    assert outcome((True, False)).band == "failed"


def test_the_weights_of_marked_parts_count_beside_a_verdict():
    assert outcome(("8", True), weights=(50, 50)).average == Decimal("8.00")


def test_every_outcome_explains_itself():
    sentences = [reason["sentence"] for reason in outcome(("4", "8,0".replace(",", "."))).explanation]
    assert len(sentences) == 4
    assert "64" in sentences[0]
    assert "4,0" in sentences[1]


@pytest.fixture
def training_class(cast):
    training_class = TrainingClassFactory(status="open")
    meeting = ClassMeetingFactory(training_class=training_class, lecturer=cast.lecturer.person.lecturer)
    part = AssessmentFactory(training_class=training_class)
    for value in ("8.0", "4.0"):
        enrolment = EnrolmentFactory(training_class=training_class)
        MarkFactory(enrolment=enrolment, assessment=part, value=value)
        AttendanceRecordFactory(meeting=meeting, enrolment=enrolment)
    EnrolmentFactory(training_class=training_class, status="withdrawn")
    return training_class


@pytest.fixture
def decision(cast):
    return {
        "number": "45-QĐ/TĐT",
        "decided_on": date(2026, 12, 18),
        "signer": "Nguyễn Văn Hiệu",
        "by": cast.training_office,
    }


def test_outcomes_are_computed_again_until_they_are_recognised(cast, training_class):
    first = compute_outcomes(training_class, by=cast.lecturer)
    assert sorted(row.band for row in first) == ["excellent", "failed"]
    failed = Mark.objects.get(value=Decimal("4.0"))
    Mark.objects.filter(pk=failed.pk).update(value=Decimal("7.0"))
    compute_outcomes(training_class, by=cast.lecturer)
    assert Outcome.objects.count() == 2
    assert Outcome.objects.get(enrolment=failed.enrolment).band == "good"
    with pytest.raises(NotAllowed):
        compute_outcomes(training_class, by=cast.unit_officer)


def test_outcomes_cost_the_same_queries_for_one_and_many(cast, training_class, django_assert_max_num_queries):
    EnrolmentFactory.create_batch(30, training_class=training_class)
    compute_outcomes(training_class, by=cast.training_office)
    with django_assert_max_num_queries(13):
        compute_outcomes(training_class, by=cast.training_office)


def test_bands_and_pass_mark_are_those_of_the_closing_day(cast, training_class):
    RegulatedValue.objects.filter(key="training.pass_mark").update(valid_to=date(2026, 12, 18))
    RegulatedValue.objects.create(
        key="training.pass_mark", value=9.0, valid_from=date(2026, 12, 19), legal_basis="Quy chế mới"
    )
    forget_cached_values()
    assert sorted(row.band for row in compute_outcomes(training_class, by=cast.training_office)) == [
        "excellent",
        "failed",
    ]


def test_two_steps_recognise_and_end_the_enrolments(cast, training_class, decision, django_capture_on_commit_callbacks):
    heard = []

    def hear(decision, **kwargs):
        heard.append(decision.number)

    with pytest.raises(WrongState):
        recognise_results(training_class, **decision)
    submit_results(training_class, by=cast.training_office)
    assert len(submit_results(training_class, by=cast.training_office)) == 2
    results_recognised.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            made = recognise_results(training_class, **decision)
            assert recognise_results(training_class, **decision) == made
    finally:
        results_recognised.disconnect(hear)
    assert heard == ["45-QĐ/TĐT"]
    assert sorted(training_class.enrolments.values_list("status", flat=True)) == ["completed", "failed", "withdrawn"]
    assert ModelLogEntry.objects.filter(action="training.results.recognise").count() == 1
    with pytest.raises(WrongState):
        compute_outcomes(training_class, by=cast.training_office)
    with pytest.raises(WrongState, match="45-QĐ/TĐT"):
        recognise_results(training_class, **(decision | {"number": "46-QĐ/TĐT"}))


@pytest.mark.parametrize(
    "change", [{"number": " "}, {"signer": ""}, {"decided_on": date(2026, 12, 19)}, {"number": "1-QĐ"}]
)
def test_recognition_refuses_an_incomplete_future_or_used_decision(cast, training_class, decision, change):
    submit_results(training_class, by=cast.training_office)
    RecognitionDecision.objects.create(
        training_class=TrainingClassFactory(),
        number="1-QĐ",
        decided_on=date(2026, 12, 1),
        signer="Hiệu trưởng",
        recognised_by=cast.training_office,
        recognised_at=training_class.created_at,
    )
    with pytest.raises(InvalidInput):
        recognise_results(training_class, **(decision | change))
    training_class.refresh_from_db()
    assert training_class.status == TrainingClass.Status.CLOSING


def test_submitting_needs_every_roll_and_marks_in_every_part(cast, training_class):
    late = ClassMeetingFactory(training_class=training_class, slot="evening")
    with pytest.raises(WrongState):
        submit_results(training_class, by=cast.training_office)
    AttendanceRecordFactory(meeting=late, enrolment=training_class.enrolments.active()[0])
    empty = AssessmentFactory(training_class=training_class, name="Thu hoạch")
    with pytest.raises(WrongState, match="Thu hoạch"):
        submit_results(training_class, by=cast.training_office)
    empty.delete()
    assert len(submit_results(training_class, by=cast.training_office)) == 2


@pytest.mark.parametrize("state", ["planned", "enrolling", "closed", "cancelled"])
def test_submitting_needs_a_running_class(cast, training_class, state):
    TrainingClass.objects.update(status=state)
    with pytest.raises(WrongState):
        submit_results(training_class, by=cast.training_office)


def test_who_submits_and_who_recognises(cast, training_class, decision):
    training_class.supervisor = cast.editor
    training_class.save()
    submit = {
        name for name, user in cast.everybody().items() if user.has_perm("training.submit_results", training_class)
    }
    recognise = {
        name for name, user in cast.everybody().items() if user.has_perm("training.recognise_results", training_class)
    }
    assert submit == {"editor", "training_office", "administrator"}
    assert recognise == {"training_office", "signatory", "administrator"}
    with pytest.raises(NotAllowed):
        recognise_results(training_class, **(decision | {"by": cast.lecturer}))
