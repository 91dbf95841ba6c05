"""The results board: its minutes, what it may conclude, and what the closed minutes lock."""

from datetime import date

import pytest

from tests.factories.training import (
    AssessmentFactory,
    AttendanceRecordFactory,
    ClassMeetingFactory,
    EnrolmentFactory,
    MarkFactory,
    TrainingClassFactory,
)
from training.errors import InvalidInput, NotAllowed, WrongState
from training.models import BoardConclusion, Outcome, RegulatedValue
from training.regulations.queries import forget_cached_values
from training.results.services import (
    Sitting,
    close_minutes,
    conclude,
    correct_mark,
    draw_up_minutes,
    recognise_results,
    reopen_minutes,
    submit_results,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]

MEMBERS = (
    Sitting("Nguyễn Văn Hiệu", "Hiệu trưởng", "chair"),
    Sitting("Trần Thị Phòng", "Trưởng phòng đào tạo"),
    Sitting("Lê Văn Ghi", "Chuyên viên", "secretary"),
)


@pytest.fixture
def training_class(cast):
    """Three learners: one passes, one was away, one has a mark that does not pass."""
    held = TrainingClassFactory(status="open", code="BTX-01")
    meeting = ClassMeetingFactory(training_class=held, lecturer=cast.lecturer.person.lecturer)
    part = AssessmentFactory(training_class=held)
    for name, value, status in (
        ("Lê Đạt", "8.0", "present"),
        ("Lê Vắng", "7.0", "excused"),
        ("Lê Trượt", "4.0", "present"),
    ):
        enrolment = EnrolmentFactory(training_class=held, person__full_name=name)
        MarkFactory(enrolment=enrolment, assessment=part, value=value)
        AttendanceRecordFactory(meeting=meeting, enrolment=enrolment, status=status)
    submit_results(held, by=cast.training_office)
    held.refresh_from_db()
    return held


@pytest.fixture
def minutes(cast):
    return {
        "number": "05/BB-TĐT",
        "held_on": date(2026, 12, 18),
        "place": "Phòng họp A",
        "members": MEMBERS,
        "by": cast.training_office,
    }


def of(training_class, name):
    return training_class.enrolments.get(person__full_name=name)


def test_minutes_propose_what_the_rules_come_to(training_class, minutes):
    board = draw_up_minutes(training_class, **minutes)
    assert next((one.full_name, one.duty) for one in board.members.all()) == ("Nguyễn Văn Hiệu", "chair")
    proposals = dict(board.conclusions.values_list("enrolment__person__full_name", "proposal"))
    assert proposals == {"Lê Đạt": "recognise", "Lê Vắng": "refuse", "Lê Trượt": "refuse"}
    again = draw_up_minutes(training_class, **minutes | {"place": "Phòng họp B"})
    assert (again, again.place, again.members.count(), again.conclusions.count()) == (board, "Phòng họp B", 3, 3)


@pytest.mark.parametrize(
    "change",
    [
        {"number": " "},
        {"held_on": date(2026, 12, 19)},
        {"members": MEMBERS[:2]},
        {"members": (*MEMBERS, Sitting("Hai Chủ Tịch", "", "chair"))},
        {"members": tuple(Sitting(one.full_name) for one in MEMBERS)},
    ],
)
def test_minutes_that_cannot_be_right_are_refused(training_class, minutes, change):
    with pytest.raises(InvalidInput):
        draw_up_minutes(training_class, **minutes | change)
    assert not BoardConclusion.objects.exists()


def test_a_board_may_overrule_attendance_with_a_reason_and_never_a_mark(cast, training_class, minutes):
    office = cast.training_office
    board = draw_up_minutes(training_class, **minutes)
    away, failed, passed = (of(training_class, name) for name in ("Lê Vắng", "Lê Trượt", "Lê Đạt"))
    for refused in ({failed.pk: ("recognise", "Hoàn cảnh")}, {away.pk: ("recognise", "")}, {0: ("refuse", "x")}):
        with pytest.raises(InvalidInput):
            conclude(board, refused, by=office)
    proposals = {away.pk: ("recognise", "Học bù ở lớp BTX-02"), passed.pk: ("refuse", "Vi phạm quy chế học tập")}
    assert len(conclude(board, proposals, by=office)) == 2
    assert conclude(board, proposals, by=office) == []
    close_minutes(board, by=office)
    outcomes = {row.enrolment_id: row for row in Outcome.objects.all()}
    assert (outcomes[away.pk].is_passed, outcomes[away.pk].band) == (True, "good")
    assert "Học bù ở lớp BTX-02" in outcomes[away.pk].explanation[-2]["sentence"]
    assert (outcomes[passed.pk].is_passed, outcomes[passed.pk].band) == (False, "failed")
    assert outcomes[passed.pk].explanation[-2]["rule"] == "R5"


def test_closed_minutes_lock_marks_until_they_are_reopened(cast, training_class, minutes):
    office = cast.training_office
    board = draw_up_minutes(training_class, **minutes)
    mark = of(training_class, "Lê Trượt").marks.get()
    close_minutes(board, by=office)
    assert close_minutes(board, by=office).is_closed
    with pytest.raises(WrongState, match=r"biên bản|minutes"):
        correct_mark(mark, "6", reason="Cộng sai", by=office)
    with pytest.raises(WrongState):
        draw_up_minutes(training_class, **minutes)
    with pytest.raises(InvalidInput):
        reopen_minutes(board, reason=" ", by=office)
    reopen_minutes(board, reason="Cộng sai điểm", by=office)
    correct_mark(mark, "6", reason="Cộng sai", by=office)
    with pytest.raises(WrongState):
        close_minutes(board, by=office)
    assert close_minutes(draw_up_minutes(training_class, **minutes), by=office).is_closed


def test_recognition_waits_for_the_minutes(cast, training_class, minutes):
    office = cast.training_office
    decision = {"number": "9-QĐ", "decided_on": date(2026, 12, 18), "signer": "Hiệu trưởng", "by": office}
    RegulatedValue.objects.filter(key="training.results_board_required").update(value=True)
    forget_cached_values()
    with pytest.raises(WrongState):
        recognise_results(training_class, **decision)
    board = draw_up_minutes(training_class, **minutes)
    with pytest.raises(WrongState, match="05/BB-TĐT"):
        recognise_results(training_class, **decision)
    close_minutes(board, by=office)
    with pytest.raises(InvalidInput):
        recognise_results(training_class, **decision | {"decided_on": date(2026, 12, 17)})
    recognise_results(training_class, **decision)
    with pytest.raises(WrongState):
        reopen_minutes(board, reason="Quá muộn", by=office)


def test_a_board_needs_results_under_review_and_the_right_person(cast, training_class, minutes):
    with pytest.raises(NotAllowed):
        draw_up_minutes(training_class, **minutes | {"by": cast.lecturer})
    type(training_class).objects.update(status="open")
    with pytest.raises(WrongState):
        draw_up_minutes(training_class, **minutes)


def test_the_board_costs_the_same_for_three_and_many(cast, training_class, minutes, django_assert_max_num_queries):
    EnrolmentFactory.create_batch(40, training_class=training_class)
    with django_assert_max_num_queries(32):
        board = draw_up_minutes(training_class, **minutes)
    with django_assert_max_num_queries(36):
        close_minutes(board, by=cast.training_office)
