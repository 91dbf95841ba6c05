"""Leave: asked with a reason, decided by those who answer for the class, and what it does to the register."""

from datetime import date, datetime

import pytest

from django.core.files.base import ContentFile

from wagtail.models import ModelLogEntry

from curriculum.clock.time import set_to
from tests.factories.training import AttendanceRecordFactory, ClassMeetingFactory, EnrolmentFactory
from training.attendance.services import ask_for_leave, decide_on_leave, withdraw_leave
from training.errors import InvalidInput, NotAllowed, WrongState
from training.models import LeaveRequest

pytestmark = pytest.mark.django_db
PAPER = ContentFile(b"%PDF-1.7 giay trieu tap", "giấy triệu tập.pdf")


@pytest.fixture(autouse=True)
def _the_day_before():
    with set_to(datetime(2026, 12, 9, 9, 0)):
        yield


@pytest.fixture
def enrolment(cast):
    return EnrolmentFactory(
        person=cast.trainee.person, training_class__status="open", training_class__supervisor=cast.lecturer
    )


@pytest.fixture
def meeting(enrolment):
    return ClassMeetingFactory(training_class=enrolment.training_class, date=date(2026, 12, 10))


def ask(cast, enrolment, *meetings, **values):
    given = {"kind": "duty", "reason": "Họp đột xuất", "by": cast.trainee} | values
    return ask_for_leave(enrolment, meetings, **given)


def test_the_request_keeps_the_paper_and_the_declaration_is_in_the_log(cast, enrolment, meeting):
    request = ask(cast, enrolment, meeting, document=PAPER, declares_no_secret=True)
    assert ask(cast, enrolment, meeting).pk == request.pk
    assert request.document.size == PAPER.size
    assert "giấy" not in request.document.name
    assert request.document_name == "giấy triệu tập.pdf"
    assert ModelLogEntry.objects.get(action="training.leave.request").data["declared_non_secret"] is True


def test_a_paper_may_follow(cast, enrolment, meeting):
    request = ask(cast, enrolment, meeting)
    assert ask(cast, enrolment, meeting, document=PAPER, declares_no_secret=True).pk == request.pk
    request.refresh_from_db()
    assert request.document_name == "giấy triệu tập.pdf"


def test_a_paper_without_declaration_or_that_is_no_paper_is_refused(cast, enrolment, meeting):
    for values in (
        {"document": PAPER},
        {"document": ContentFile(b"MZ\x90", "a.pdf"), "declares_no_secret": True},
        {"document": ContentFile(b"%PDF-" + b"0" * 5_300_000, "a.pdf"), "declares_no_secret": True},
        {"reason": "  "},
        {"kind": "holiday"},
    ):
        with pytest.raises(InvalidInput):
            ask(cast, enrolment, meeting, **values)
    with pytest.raises(InvalidInput):
        ask(cast, enrolment)
    assert not LeaveRequest.objects.exists()


def test_only_for_meetings_of_ones_own_class_to_come_or_of_the_last_days(cast, enrolment):
    old = ClassMeetingFactory(training_class=enrolment.training_class, date=date(2026, 12, 3))
    other = ClassMeetingFactory(date=date(2026, 12, 10))
    just_now = ClassMeetingFactory(training_class=enrolment.training_class, date=date(2026, 12, 8))
    for wrong in (old, other):
        with pytest.raises(InvalidInput, match="5"):
            ask(cast, enrolment, wrong)
    assert ask(cast, enrolment, just_now)
    with pytest.raises(NotAllowed):
        ask(cast, enrolment, just_now, by=cast.chairman)


def test_approval_excuses_an_absence_already_written_and_no_presence(cast, enrolment, meeting):
    missed = ClassMeetingFactory(training_class=enrolment.training_class, date=date(2026, 12, 8))
    came = ClassMeetingFactory(training_class=enrolment.training_class, date=date(2026, 12, 8), slot="evening")
    AttendanceRecordFactory(meeting=missed, enrolment=enrolment, status="unexcused")
    AttendanceRecordFactory(meeting=came, enrolment=enrolment, status="present")
    request = ask(cast, enrolment, meeting, missed, came)
    decide_on_leave(request, approve=True, by=cast.lecturer)
    assert decide_on_leave(request, approve=True, by=cast.training_office).decided_by == cast.lecturer
    statuses = dict(enrolment.attendance.values_list("meeting", "status"))
    assert statuses == {missed.pk: "excused", came.pk: "present"}


def test_a_refusal_needs_words_and_what_is_settled_stays(cast, enrolment, meeting):
    request = ask(cast, enrolment, meeting)
    with pytest.raises(InvalidInput):
        decide_on_leave(request, approve=False, by=cast.lecturer)
    decide_on_leave(request, approve=False, answer="Buổi thi", by=cast.lecturer)
    with pytest.raises(WrongState):
        decide_on_leave(request, approve=True, by=cast.lecturer)
    with pytest.raises(WrongState):
        withdraw_leave(request, by=cast.trainee)


def test_who_decides_and_who_sees_agree_with_the_lists(cast, enrolment, meeting):
    request = ask(cast, enrolment, meeting)
    everybody = cast.everybody()
    may = {name for name, user in everybody.items() if user.has_perm("training.decide_on_leave", request)}
    assert may == {"lecturer", "training_office", "administrator"}
    sees = {name for name, user in everybody.items() if user.has_perm("training.view_leave_request", request)}
    listed = {name for name, user in everybody.items() if LeaveRequest.objects.visible_to(user).exists()}
    assert sees == listed == {"trainee", "lecturer", "training_office", "auditor", "administrator"}


def test_a_supervisor_does_not_excuse_himself(cast, meeting, enrolment):
    own = EnrolmentFactory(person=cast.lecturer.person, training_class=enrolment.training_class)
    request = ask_for_leave(own, [meeting], kind="illness", reason="Ốm", by=cast.lecturer)
    assert not cast.lecturer.has_perm("training.decide_on_leave", request)
    withdraw_leave(request, by=cast.lecturer)
    assert withdraw_leave(request, by=cast.lecturer).status == "withdrawn"
