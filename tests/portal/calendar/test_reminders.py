"""Reminders: on the day before and on Monday, each told once, whatever was killed in between."""

from datetime import date, datetime, time, timedelta

import pytest

from curriculum.clock.time import set_to
from portal import tasks
from portal.calendar.reminders import remind_of_tomorrow, tell_of_the_week
from tests.factories.training import ClassMeetingFactory, EnrolmentFactory, TrainingClassFactory
from training.mentoring.reference import load_forms
from training.mentoring.services import create_calendar
from training.models import Lecturer, User

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MONDAY = date(2026, 12, 7)


@pytest.fixture
def held(cast):
    lecturer = Lecturer.objects.get(person__user=cast.lecturer)
    meeting = ClassMeetingFactory(date=MONDAY, lecturer=lecturer, topic="Chuyên đề 1")
    ClassMeetingFactory(training_class=meeting.training_class, date=date(2026, 12, 10), topic="Chuyên đề 2")
    EnrolmentFactory(training_class=meeting.training_class, person=cast.trainee.person)
    EnrolmentFactory(training_class=meeting.training_class)  # a person without an account
    return meeting


def keys(user) -> list[str]:
    return list(user.notices.order_by("pk").values_list("key", flat=True))


def test_the_day_before_tells_learner_and_lecturer_once(held, cast):
    with set_to(datetime(2026, 12, 6, 16, 0)):
        assert remind_of_tomorrow() == 2
        assert remind_of_tomorrow() == 0
    assert keys(cast.trainee) == keys(cast.lecturer) == ["before:2026-12-07"]
    notice = cast.trainee.notices.get()
    assert "07:30–11:00: Chuyên đề 1" in notice.body
    assert notice.kind == "day_before"


def test_monday_morning_tells_of_the_week(held, cast):
    with set_to(datetime(2026, 12, 7, 6, 0)):
        assert tell_of_the_week() == 2
        assert tell_of_the_week() == 0
    body = cast.trainee.notices.get().body
    assert body.index("Chuyên đề 1") < body.index("Chuyên đề 2")


def test_a_cancelled_meeting_reminds_nobody(held, cast):
    held.status = "cancelled"
    held.save()
    with set_to(datetime(2026, 12, 6, 16, 0)):
        assert remind_of_tomorrow() == 0


def test_the_unit_is_reminded_of_the_last_day_to_nominate(cast):
    assert cast.unit_officer.pk
    row = TrainingClassFactory(nominate_until=date(2026, 11, 30))
    with set_to(datetime(2026, 11, 29, 16, 0)):
        assert remind_of_tomorrow() == 1
    assert row.code in cast.unit_officer.notices.get().body


def test_both_sides_hear_once_of_a_form_of_the_term_and_get_one_mail(cast, mailoutbox):
    load_forms()
    assert cast.mentor.pk
    create_calendar(cast.posting)
    due_on = cast.posting.forms.filter(code="F3").earliest("due_on").due_on
    User.objects.filter(pk=cast.mentor.pk).update(email="huongdan@example.vn")
    with set_to(datetime.combine(due_on - timedelta(days=1), time(16))):
        for _hour in range(2):
            tasks.remind_of_tomorrow.apply(throw=True)
            tasks.send_mail.apply(throw=True)
            tasks.gather_digests_of_the_day.apply(throw=True)
            tasks.send_mail.apply(throw=True)
    key = f"before:{due_on:%Y-%m-%d}"
    assert (keys(cast.young_official), keys(cast.mentor)) == ([key], [key])
    assert str(cast.posting.person) in cast.mentor.notices.get().body, "one of several whom the mentor guides"
    (mail,) = [one for one in mailoutbox if one.to == ["huongdan@example.vn"]]
    assert "Phiếu rà soát quý" in mail.body
