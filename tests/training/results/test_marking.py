from decimal import Decimal

import pytest

from wagtail.models import ModelLogEntry

from tests.factories.training import (
    AssessmentFactory,
    ClassMeetingFactory,
    EnrolmentFactory,
    MarkFactory,
    TrainingClassFactory,
)
from training.errors import InvalidInput, InvalidMarks, NotAllowed, WrongState
from training.models import Mark, RecognitionDecision, RegulatedValue
from training.regulations.queries import forget_cached_values
from training.results.marks import read_mark, show_mark
from training.results.services import correct_mark, enter_marks, record_resit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]


@pytest.fixture
def training_class(cast):
    training_class = TrainingClassFactory(status="open")
    ClassMeetingFactory(training_class=training_class, lecturer=cast.lecturer.person.lecturer)
    return training_class


@pytest.fixture
def test_part(training_class):
    return AssessmentFactory(training_class=training_class, weight_percent=40)


@pytest.fixture
def practice(training_class):
    return AssessmentFactory(training_class=training_class, name="Thực hành", is_graded=False, weight_percent=0)


@pytest.fixture
def enrolments(training_class):
    return [
        EnrolmentFactory(training_class=training_class, person__full_name=name)
        for name in ("Nguyễn Thị Thu Hà", "Trần Văn Bình")
    ]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("8,5", "8.5"),
        ("8.5", "8.5"),
        ("10", "10"),
        ("0", "0"),
        (" 7 ", "7"),
        (Decimal("6.5"), "6.5"),
        (9, "9"),
        ("5,0", "5"),
    ],
)
def test_read_mark_accepts_comma_and_point(typed, value):
    assert read_mark(typed, AssessmentFactory.build(training_class=None)).value == Decimal(value)


@pytest.mark.parametrize("typed", ["10,1", "11", "-1", "8,25", "tám", "8,", "8..5", "1e1", "99", "NaN", "8 5", "١"])
def test_read_mark_says_what_is_wrong(typed):
    read = read_mark(typed, AssessmentFactory.build(training_class=None))
    assert read.value is None
    assert typed in read.error


@pytest.mark.parametrize(
    ("typed", "passed"), [("Đạt", True), ("đ", True), ("không đạt", False), ("KĐ", False), ("8", None)]
)
def test_read_mark_without_number(typed, passed):
    read = read_mark(typed, AssessmentFactory.build(training_class=None, is_graded=False))
    assert read.is_passed is passed
    assert bool(read.error) is (passed is None)


def test_an_empty_field_is_no_mark():
    assert read_mark("  ", AssessmentFactory.build(training_class=None)) is None
    assert read_mark(None, AssessmentFactory.build(training_class=None)) is None


def test_show_mark_reads_as_it_is_typed():
    assert show_mark(Decimal("8.5"), None) == "8,5"
    assert show_mark(None, None) == ""
    assert show_mark(None, True) != show_mark(None, False)


def test_enter_marks_writes_first_marks_in_few_queries(
    cast, training_class, test_part, practice, django_assert_max_num_queries
):
    people = EnrolmentFactory.create_batch(80, training_class=training_class)
    typed = {
        test_part.pk: {row.pk: "8,5" for row in people},
        practice.pk: {row.pk: "đạt" for row in people} | {people[0].pk: ""},
    }
    cast.lecturer.has_perm("training.enter_marks", training_class)
    with django_assert_max_num_queries(14):  # with savepoint, permission, log and a second batch
        marks = enter_marks(training_class, typed, by=cast.lecturer)
    assert len(marks) == 159
    assert {mark.value for mark in Mark.objects.filter(assessment=test_part)} == {Decimal("8.5")}
    assert enter_marks(training_class, typed, by=cast.lecturer) == []
    assert ModelLogEntry.objects.filter(action="training.mark.enter").count() == 1


def test_one_wrong_mark_refuses_all_and_names_the_person(cast, training_class, test_part, enrolments):
    typed = {test_part.pk: {enrolments[0].pk: "12", enrolments[1].pk: "8"}}
    with pytest.raises(InvalidMarks) as refusal:
        enter_marks(training_class, typed, by=cast.lecturer)
    assert list(refusal.value.by_field) == [(test_part.pk, enrolments[0].pk)]
    assert "Nguyễn Thị Thu Hà" in str(refusal.value)
    assert not Mark.objects.exists()


def test_a_mark_already_there_is_not_overwritten(cast, training_class, test_part, enrolments):
    enter_marks(training_class, {test_part.pk: {enrolments[0].pk: "8"}}, by=cast.lecturer)
    with pytest.raises(InvalidMarks):
        enter_marks(training_class, {test_part.pk: {enrolments[0].pk: "9"}}, by=cast.lecturer)
    assert Mark.objects.get().value == Decimal(8)


def test_a_mark_for_somebody_of_another_class_is_refused(cast, training_class, test_part):
    stranger, other_part = EnrolmentFactory(), AssessmentFactory()
    for typed in ({test_part.pk: {stranger.pk: "8"}}, {other_part.pk: {stranger.pk: "8"}}):
        with pytest.raises(InvalidMarks):
            enter_marks(training_class, typed, by=cast.lecturer)


@pytest.mark.parametrize("state", ["planned", "enrolling", "closed", "cancelled"])
def test_marks_need_a_class_that_runs(cast, training_class, test_part, enrolments, state):
    type(training_class).objects.update(status=state)
    with pytest.raises(WrongState):
        enter_marks(training_class, {test_part.pk: {enrolments[0].pk: "8"}}, by=cast.lecturer)


def test_a_correction_is_a_further_mark_with_its_reason(cast, training_class, test_part, enrolments):
    wrong = MarkFactory(enrolment=enrolments[0], assessment=test_part, value=Decimal("3.0"))
    with pytest.raises(InvalidInput):
        correct_mark(wrong, "8", reason="", by=cast.lecturer)
    right = correct_mark(wrong, "8,0", reason="Nhập nhầm", by=cast.lecturer)
    assert (right.kind, right.replaces, right.value) == ("correction", wrong, Decimal("8.0"))
    assert correct_mark(wrong, "8,0", reason="Nhập nhầm", by=cast.lecturer) == right
    assert list(Mark.objects.standing()) == [right]
    wrong.refresh_from_db()
    assert wrong.value == Decimal("3.0")
    with pytest.raises(InvalidInput):
        correct_mark(wrong, "9", reason="Chậm hơn", by=cast.lecturer)
    data = ModelLogEntry.objects.get(action="training.mark.correct").data
    assert (data["before"], data["after"], data["reason"]) == ("3,0", "8,0", "Nhập nhầm")


@pytest.mark.parametrize("typed", ["", "11", "tám"])
def test_a_correction_must_be_a_mark(cast, test_part, enrolments, typed):
    mark = MarkFactory(enrolment=enrolments[0], assessment=test_part)
    with pytest.raises(InvalidInput):
        correct_mark(mark, typed, reason="Nhầm", by=cast.lecturer)


def test_one_resit_after_a_mark_that_did_not_pass(cast, test_part, enrolments):
    failed = MarkFactory(enrolment=enrolments[0], assessment=test_part, value=Decimal("4.9"))
    resit = record_resit(failed, "4,5", by=cast.lecturer)
    assert (resit.kind, bool(resit.reason)) == ("resit", True)
    with pytest.raises(InvalidInput):
        record_resit(resit, "8", by=cast.lecturer)
    RegulatedValue.objects.filter(key="training.resit_limit").update(value=2)
    forget_cached_values()
    assert record_resit(resit, "8", by=cast.lecturer).value == Decimal(8)


def test_no_resit_after_a_mark_that_passed(cast, test_part, enrolments):
    with pytest.raises(InvalidInput):
        record_resit(
            MarkFactory(enrolment=enrolments[0], assessment=test_part, value=Decimal("5.0")), "9", by=cast.lecturer
        )


def test_a_resit_counts_at_most_what_the_regulation_says(cast, test_part, enrolments):
    RegulatedValue.objects.filter(key="training.resit_cap").update(value=5.0)
    forget_cached_values()
    failed = MarkFactory(enrolment=enrolments[0], assessment=test_part, value=Decimal("2.0"))
    assert record_resit(failed, "9,0", by=cast.lecturer).value == Decimal("5.0")


def test_recognised_results_lock_the_marks(cast, training_class, test_part, enrolments):
    mark = MarkFactory(enrolment=enrolments[0], assessment=test_part, value=Decimal("3.0"))
    RecognitionDecision.objects.create(
        training_class=training_class,
        number="1-QĐ",
        decided_on=mark.entered_at.date(),
        signer="Hiệu trưởng",
        recognised_by=cast.training_office,
        recognised_at=mark.entered_at,
    )
    for act in (
        lambda: enter_marks(training_class, {test_part.pk: {enrolments[1].pk: "8"}}, by=cast.lecturer),
        lambda: correct_mark(mark, "8", reason="Nhầm", by=cast.training_office),
        lambda: record_resit(mark, "8", by=cast.lecturer),
    ):
        with pytest.raises(WrongState, match=r"khóa|locked"):
            act()


def test_who_enters_corrects_and_sees_marks(cast, training_class, test_part, enrolments):
    training_class.supervisor = cast.editor
    training_class.save()
    enterers = {"lecturer", "editor", "training_office", "administrator"}
    readers = enterers | {"committee_officer", "registrar", "signatory", "auditor"}
    for name, user in cast.everybody().items():
        assert user.has_perm("training.enter_marks", training_class) is (name in enterers), name
        assert user.has_perm("training.correct_mark", training_class) is (name in enterers), name
        assert user.has_perm("training.view_marks", training_class) is (name in readers), name
    with pytest.raises(NotAllowed):
        enter_marks(training_class, {test_part.pk: {enrolments[0].pk: "8"}}, by=cast.unit_officer)
