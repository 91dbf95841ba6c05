"""What may still change: the assessments before the first mark, a mark by request, recognised results by decision."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from wagtail.models import ModelLogEntry

from curriculum.clock.time import set_to
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
from training.models import Enrolment, Mark, RegulatedValue
from training.regulations.queries import forget_cached_values
from training.results.services import (
    Component,
    amend_results,
    answer_remark,
    ask_for_remark,
    change_assessments,
    comment_on_mark,
    enter_good_marks,
    recognise_results,
    submit_results,
)
from training.results.services.outcomes import Regulations, outcome_of
from training.signals import results_amended

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]

PARTS = [Component("Bài kiểm tra", "test", 30), Component("Đề án", "project", 70)]


@pytest.fixture
def training_class(cast):
    held = TrainingClassFactory(status="open")
    ClassMeetingFactory(training_class=held, lecturer=cast.lecturer.person.lecturer)
    return held


@pytest.fixture
def part(training_class):
    return AssessmentFactory(training_class=training_class)


@pytest.fixture
def mine(cast, training_class, part):
    """The trainee's own mark, which did not pass."""
    enrolment = EnrolmentFactory(training_class=training_class, person=cast.trainee.person)
    AttendanceRecordFactory(meeting=training_class.meetings.get(), enrolment=enrolment)
    return MarkFactory(enrolment=enrolment, assessment=part, value=Decimal("4.0"))


# --- Assessments --------------------------------------------------------------------------------------------------


def test_assessments_of_a_class_change_before_the_first_mark(cast, training_class, part):
    office = cast.training_office
    changed = change_assessments(training_class, PARTS, reason="Theo công văn 12", by=office)
    assert [(row.name, row.weight_percent, row.order) for row in changed] == [("Bài kiểm tra", 30, 1), ("Đề án", 70, 2)]
    change_assessments(training_class, PARTS, reason="", by=office)
    entry = ModelLogEntry.objects.get(action="training.assessment.change")
    assert (entry.data["reason"], entry.data["before"][0]["name"]) == ("Theo công văn 12", part.name)
    MarkFactory(enrolment__training_class=training_class, assessment=training_class.assessments.first())
    with pytest.raises(WrongState):
        change_assessments(training_class, PARTS[::-1], reason="Muộn", by=office)


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [Component("Bài", "test", 90)],
        [Component("", "test", 100)],
        [Component("Bài", "test", 50), Component("bài", "test", 50)],
        [Component("Bài", "test", 0), Component("Thực hành", "practice", 100, is_graded=False)],
    ],
)
def test_assessments_that_cannot_be_right_are_refused(cast, training_class, part, parts):
    with pytest.raises(InvalidInput):
        change_assessments(training_class, parts, reason="Lý do", by=cast.training_office)
    assert list(training_class.assessments.all()) == [part]


def test_assessments_need_a_reason_an_announced_class_and_the_office(cast, training_class, part):
    with pytest.raises(InvalidInput):
        change_assessments(training_class, PARTS, reason=" ", by=cast.training_office)
    with pytest.raises(NotAllowed):
        change_assessments(training_class, PARTS, reason="Lý do", by=cast.lecturer)
    type(training_class).objects.update(status="planned")
    with pytest.raises(WrongState):
        change_assessments(training_class, PARTS, reason="Lý do", by=cast.training_office)


# --- Marks --------------------------------------------------------------------------------------------------------


def test_good_marks_are_written_beside_refused_ones_when_asked(cast, training_class, part):
    right, wrong = EnrolmentFactory.create_batch(2, training_class=training_class)
    marks, refused = enter_good_marks(training_class, {part.pk: {right.pk: "8,5", wrong.pk: "85"}}, by=cast.lecturer)
    assert [mark.enrolment for mark in marks] == [right]
    assert list(refused) == [(part.pk, wrong.pk)]
    assert Mark.objects.get().entered_by == cast.lecturer


def test_a_comment_stands_beside_the_mark_and_is_logged(cast, mine):
    comment_on_mark(mine, "Cần nêu số liệu", by=cast.lecturer)
    mine.refresh_from_db()
    assert mine.comment == "Cần nêu số liệu"
    assert ModelLogEntry.objects.get(action="training.mark.comment").data["after"] == "Cần nêu số liệu"
    with pytest.raises(NotAllowed):
        comment_on_mark(mine, "Tự khen", by=cast.trainee)


def summary_of(excused, percent="100"):
    return AttendanceSummary(held=80, attended=80 - excused, excused=excused, percent=Decimal(percent))


@pytest.mark.parametrize(("excused", "passed"), [(16, True), (17, False)])
def test_excused_absence_has_a_limit_of_its_own(excused, passed):
    """Where excused absence counts as presence, there may still not be too much of it (rules.md R2)."""
    outcome = outcome_of(Enrolment(), [], {}, summary_of(excused), Regulations.on(date(2026, 12, 18)))
    assert outcome.is_passed is passed
    assert len([line for line in outcome.explanation if line["rule"] == "R2"]) == (1 if passed else 2)
    RegulatedValue.objects.filter(key="training.max_excused_percent").update(value=30)
    forget_cached_values()
    assert outcome_of(Enrolment(), [], {}, summary_of(excused), Regulations.on(date(2026, 12, 18))).is_passed


# --- Re-mark requests ---------------------------------------------------------------------------------------------


def test_a_learner_asks_once_and_the_mark_is_corrected(cast, mine):
    request = ask_for_remark(mine, reason="Chấm sót ý 3", by=cast.trainee)
    assert ask_for_remark(mine, reason="Lần nữa", by=cast.trainee) == request
    with pytest.raises(InvalidInput):
        answer_remark(request, answer="", typed="6", by=cast.lecturer)
    answered = answer_remark(request, answer="Bổ sung ý 3", typed="6,0", by=cast.lecturer)
    assert answered.status == "resolved"
    assert Mark.objects.standing().get().value == Decimal("6.0")
    with pytest.raises(WrongState):
        answer_remark(request, answer="Nghĩ lại", by=cast.lecturer)


def test_a_request_may_leave_the_mark_as_it_is(cast, mine):
    request = ask_for_remark(mine, reason="Chấm sót", by=cast.trainee)
    assert answer_remark(request, answer="Chấm đúng đáp án", by=cast.lecturer).status == "kept"
    assert Mark.objects.count() == 1


def test_a_request_is_refused_for_others_without_words_and_too_late(cast, mine):
    with pytest.raises(NotAllowed):
        ask_for_remark(mine, reason="Giúp bạn", by=cast.chairman)
    with pytest.raises(InvalidInput):
        ask_for_remark(mine, reason=" ", by=cast.trainee)
    with set_to(datetime(2027, 1, 3, 9, 0)), pytest.raises(WrongState, match="02/01/2027"):
        ask_for_remark(mine, reason="Muộn", by=cast.trainee)


# --- A further decision -------------------------------------------------------------------------------------------


@pytest.fixture
def recognised(cast, training_class, mine):
    other = EnrolmentFactory(training_class=training_class)
    MarkFactory(enrolment=other, assessment=mine.assessment, value="8.0")
    AttendanceRecordFactory(meeting=training_class.meetings.get(), enrolment=other)
    submit_results(training_class, by=cast.training_office)
    recognise_results(
        training_class, number="1-QĐ", decided_on=date(2026, 12, 18), signer="Hiệu trưởng", by=cast.training_office
    )
    return training_class


@pytest.fixture
def decision(cast):
    return {
        "number": "2-QĐ",
        "decided_on": date(2026, 12, 18),
        "signer": "Hiệu trưởng",
        "reason": "Phúc khảo",
        "by": cast.training_office,
    }


def test_recognised_results_change_by_a_further_decision(
    recognised, mine, decision, django_capture_on_commit_callbacks
):
    heard = []

    def hear(enrolment, **kwargs):
        heard.append(enrolment)

    before = Mark.objects.count()
    results_amended.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            made = amend_results(mine, "6,5", **decision)
            assert amend_results(mine, "6,5", **decision) == made
    finally:
        results_amended.disconnect(hear)
    assert heard == [mine.enrolment]
    assert Mark.objects.count() == before + 1
    mine.enrolment.refresh_from_db()
    assert (mine.enrolment.status, mine.enrolment.outcome.band) == ("completed", "average")
    assert Mark.objects.get(replaces=mine).decision == made
    assert recognised.recognition.number == "1-QĐ"


@pytest.mark.parametrize(
    "change",
    [
        {"number": "1-QĐ"},
        {"number": ""},
        {"signer": " "},
        {"reason": ""},
        {"decided_on": date(2026, 12, 17)},
        {"decided_on": date(2026, 12, 19)},
        {"typed": "4,0"},
        {"typed": "11"},
        {"typed": ""},
    ],
)
def test_a_further_decision_that_cannot_be_right_is_refused(recognised, mine, decision, change):
    facts = {"typed": "6,5", **decision, **change}
    with pytest.raises(InvalidInput):
        amend_results(mine, facts.pop("typed"), **facts)
    assert not Mark.objects.filter(replaces=mine).exists()


def test_a_further_decision_needs_a_recognition_and_its_people(cast, mine, decision):
    with pytest.raises(WrongState):
        amend_results(mine, "6,5", **decision)
    with pytest.raises(NotAllowed):
        amend_results(mine, "6,5", **decision | {"by": cast.lecturer})
