"""Warnings before the limit is crossed, by the dated rules."""

from datetime import date, timedelta

import pytest

from portal.models import Notice
from portal.notifications.absences import warn_of_absences
from tests.factories.training import (
    AttendanceRecordFactory,
    ClassMeetingFactory,
    EnrolmentFactory,
    TrainingClassFactory,
    UserFactory,
)
from training.attendance.absences import Limits, absence_of, absences_of_class, at_risk
from training.models import Enrolment, RegulatedValue
from training.regulations.queries import forget_cached_values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]


@pytest.fixture
def course():
    """A class of twenty half-days of four periods: 80 in all, of which 16 may be missed, a warning is due from 12."""
    held = TrainingClassFactory(status="open")
    days = [date(2026, 12, 7) + timedelta(days=n) for n in range(10)]
    return held, [
        ClassMeetingFactory(training_class=held, date=day, slot=slot) for day in days for slot in ("morning", "evening")
    ]


def learner(course, *absences: str):
    held, meetings = course
    enrolment = EnrolmentFactory(training_class=held, person__user=UserFactory())
    for number, meeting in enumerate(meetings):
        status = absences[number] if number < len(absences) else "present"
        AttendanceRecordFactory(meeting=meeting, enrolment=enrolment, status=status)
    return enrolment


@pytest.mark.parametrize(
    ("missed", "level", "left"), [(0, "", 16), (2, "", 8), (3, "near", 4), (4, "near", 0), (5, "over", 0)]
)
def test_the_warning_comes_before_the_limit(course, missed, level, left):
    enrolment = learner(course, *["unexcused"] * missed)
    absence = absences_of_class(course[0])[enrolment.pk]
    assert (absence.level, absence.left, absence.missed, absence.total) == (level, left, missed * 4, 80)
    assert [row.pk for row in at_risk(Enrolment.objects.all(), Limits.on())] == ([enrolment.pk] if level else [])


@pytest.mark.parametrize(("counts_as", "level"), [("absent", "near"), ("present", ""), ("excluded", "")])
def test_excused_absences_count_as_the_rule_says(course, counts_as, level):
    RegulatedValue.objects.filter(key="training.excused_counts_as").update(value=counts_as)
    forget_cached_values()
    enrolment = learner(course, "excused", "excused", "excused")
    assert absences_of_class(course[0])[enrolment.pk].level == level


def test_more_excused_than_may_be_is_over_the_limit_whatever_they_count_as(course):
    RegulatedValue.objects.filter(key="training.excused_counts_as").update(value="present")
    forget_cached_values()
    enrolment = learner(course, *["excused"] * 5)
    (row,) = at_risk(Enrolment.objects.all(), Limits.on())
    assert (row.pk, absence_of(row, Limits.on()).level) == (enrolment.pk, "over")


def test_each_level_is_told_once(course):
    enrolment = learner(course, *["unexcused"] * 3)
    assert [warn_of_absences(course[0].pk), warn_of_absences()] == [1, 1]
    notice = Notice.objects.get(user=enrolment.person.user)
    assert "12" in notice.body
    enrolment.attendance.filter(meeting__in=course[1][3:6]).update(status="unexcused")
    warn_of_absences()
    warn_of_absences()
    assert [one.key.rsplit(":")[-1] for one in Notice.objects.order_by("pk")] == ["near", "over"]


def test_a_list_of_any_length_is_one_question(course, django_assert_num_queries):
    for _n in range(3):
        learner(course, *["unexcused"] * 4)
    Limits.on()
    with django_assert_num_queries(1):
        assert len(at_risk(Enrolment.objects.all(), Limits.on())) == 3
