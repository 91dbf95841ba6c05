"""Notices: told once, read by their owner, and left by what the rooms announce."""

import re
from datetime import date, datetime, timedelta

import pytest

from django.urls import reverse

from curriculum.clock.time import set_to, today
from portal.models import Notice
from portal.notifications.services import mark_read, notify, notify_all
from tests.factories.training import (
    AssessmentFactory,
    AttendanceRecordFactory,
    ClassMeetingFactory,
    EnrolmentFactory,
    MarkFactory,
    NominationFactory,
    PlanItemFactory,
    QuotaFactory,
    TrainingClassFactory,
    UserFactory,
)
from training.cohorts.services import announce_class, cancel_class
from training.models import TrainingClass
from training.nominations.services import accept_nomination, reject_nomination, withdraw_nomination
from training.plans.services import approve_plan, return_plan, submit_plan
from training.results.services import recognise_results, submit_results
from training.scheduling.services import cancel_meeting, move_meeting, publish_meetings
from training.signals import class_at_risk, class_confirmed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november():
    with set_to(datetime(2026, 11, 25, 9, 0)):
        yield


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    """Run a service as if its transaction had committed."""

    def run(service, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return service(*args, **kwargs)

    return run


def told(user):
    return list(user.notices.order_by("pk").values_list("key", flat=True))


def test_the_same_thing_is_told_once():
    user = UserFactory()
    first = notify(user, key="class:1:cancelled", title="Lớp bị hủy", body="Không đủ học viên", url="/learn/")
    assert notify(user, key="class:1:cancelled", title="Khác") == first
    assert Notice.objects.get().title == "Lớp bị hủy"


def test_nobody_and_a_closed_account_are_told_nothing():
    assert notify(None, key="x", title="x") is None
    closed = UserFactory(is_active=False)
    assert notify(closed, key="x", title="x") is None
    assert notify_all([None, closed], key="x", title="x") == 0
    assert not Notice.objects.exists()


def test_many_are_told_in_one_query(django_assert_num_queries):
    users = UserFactory.create_batch(30)
    with django_assert_num_queries(1):
        notify_all(users, key="x", title="Một " * 100)
    notify_all(users, key="x", title="Hai")
    assert Notice.objects.count() == 30
    assert len(Notice.objects.first().title) <= 200


def test_mark_read_leaves_others_alone():
    mine, other = UserFactory(), UserFactory()
    notices = [notify(mine, key=key, title=key) for key in "abc"]
    theirs = notify(other, key="a", title="a")
    assert mark_read(mine, [notices[0].pk, theirs.pk]) == 1
    assert mark_read(mine) == 2
    assert mark_read(mine) == 0
    assert other.notices.unread().count() == 1


def test_the_page_lists_reads_and_follows(client):
    user = UserFactory()
    notice = notify(user, key="a", title="Lịch học thay đổi", url="/learn/")
    outside = notify(user, key="b", title="Ngoài", url="https://example.com/")
    foreign = notify(UserFactory(), key="a", title="Của người khác")
    assert client.get(reverse("notices:list")).status_code == 302
    client.force_login(user)
    page = client.get(reverse("notices:list")).content.decode()
    assert "Lịch học thay đổi" in page
    assert "Của người khác" not in page
    assert client.post(reverse("notices:follow", args=[notice.pk])).url == "/learn/"
    assert client.post(reverse("notices:follow", args=[outside.pk])).url == reverse("notices:list")
    assert client.post(reverse("notices:follow", args=[foreign.pk])).status_code == 404
    assert client.get(reverse("notices:follow", args=[notice.pk])).status_code == 405
    assert not user.notices.unread().exists()
    assert "Lịch học thay đổi" not in client.get(reverse("notices:list"), {"unread": "1"}).content.decode()


def test_mark_all_as_read_on_the_page(client):
    user = UserFactory()
    for key in "ab":
        notify(user, key=key, title=key)
    client.force_login(user)
    assert client.post(reverse("notices:read_all"), follow=True).status_code == 200
    assert not user.notices.unread().exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_long_the_list(client, rows, django_assert_max_num_queries):
    user = UserFactory()
    for number in range(rows):
        notify(user, key=str(number), title="x")
    client.force_login(user)
    with django_assert_max_num_queries(9):
        client.get(reverse("notices:list"))


def test_a_decision_reaches_the_person_and_the_unit(one_stage, cast, committing):
    accepted = NominationFactory(unit=cast.ward, person=cast.trainee.person)
    refused = NominationFactory(unit=cast.ward, person=cast.chairman.person)
    assert cast.unit_officer.notices.count() == 0
    enrolment = committing(accept_nomination, accepted, by=cast.training_office)
    committing(reject_nomination, refused, reason="Ngoài đối tượng", by=cast.training_office)
    assert [key.split(":")[0] for key in told(cast.trainee)] == ["enrolment"]
    assert told(cast.chairman) == []
    assert [key.split(":")[2] for key in told(cast.unit_officer)] == ["approved", "rejected"]
    assert cast.unit_officer.notices.order_by("pk").last().body == "Ngoài đối tượng."
    with set_to(datetime(2026, 11, 26, 9, 0)):
        committing(withdraw_nomination, accepted, reason="Ốm", by=cast.unit_officer)
    assert told(cast.trainee)[-1] == f"enrolment:{enrolment.pk}:20261126090000:ended"
    assert len(told(cast.unit_officer)) == 2


def test_published_moved_and_cancelled_meetings_reach_trainees_and_lecturer(cast, committing):
    meeting = ClassMeetingFactory(
        status="planned", training_class__status="open", lecturer=cast.lecturer.person.lecturer
    )
    EnrolmentFactory(training_class=meeting.training_class, person=cast.trainee.person)
    EnrolmentFactory(training_class=meeting.training_class, person=cast.chairman.person, status="withdrawn")
    office = cast.training_office
    committing(publish_meetings, meeting.training_class, by=office)
    committing(move_meeting, meeting, slot="afternoon", by=office)
    committing(cancel_meeting, meeting, reason="Ốm", by=office)
    expected = [
        f"class:{meeting.training_class_id}:published:{meeting.pk}",
        f"meeting:{meeting.pk}:1",
        f"meeting:{meeting.pk}:2",
    ]
    assert told(cast.trainee) == told(cast.lecturer) == expected
    assert told(cast.chairman) == []


def test_a_cancelled_class_and_recognised_results_are_told(cast, committing):
    enrolment = EnrolmentFactory(person=cast.trainee.person)
    committing(cancel_class, enrolment.training_class, reason="Không đủ", by=cast.training_office)
    assert told(cast.trainee) == [f"class:{enrolment.training_class_id}:cancelled"]
    other = EnrolmentFactory(person=cast.chairman.person, training_class__status="open")
    MarkFactory(enrolment=other, assessment=AssessmentFactory(training_class=other.training_class))
    AttendanceRecordFactory(meeting__training_class=other.training_class, enrolment=other)
    submit_results(other.training_class, by=cast.training_office)
    committing(
        recognise_results,
        other.training_class,
        number="9-QĐ",
        decided_on=date(2026, 11, 24),
        signer="Hiệu trưởng",
        by=cast.training_office,
    )
    assert told(cast.chairman) == [f"class:{other.training_class_id}:recognised"]


def test_office_hears_once_before_and_once_after_the_day_of_confirmation(cast):
    office = cast.training_office
    held = TrainingClassFactory(minimum=20, confirm_by=today() + timedelta(days=3))
    for _morning in range(2):
        class_at_risk.send(TrainingClass, training_class=held, taken=4)
    assert office.notices.count() == 1
    assert re.search(r"4( of |/)20", office.notices.get().title)
    held.confirm_by = today() - timedelta(days=1)
    class_at_risk.send(TrainingClass, training_class=held, taken=5)
    class_confirmed.send(TrainingClass, training_class=held)
    assert office.notices.count() == 3
    assert not cast.auditor.notices.exists()


def test_the_units_with_a_quota_are_called_and_without_quotas_all_of_them(cast, committing):
    officer, elsewhere = cast.unit_officer, cast.host_head
    quota = QuotaFactory(training_class__status="planned", unit=cast.ward)
    committing(announce_class, quota.training_class, by=cast.training_office)
    assert told(officer) == [f"nomination:call:{quota.training_class_id}"]
    assert told(elsewhere) == []
    open_to_all = TrainingClassFactory(status="planned")
    committing(announce_class, open_to_all, by=cast.training_office)
    assert told(elsewhere) == [f"nomination:call:{open_to_all.pk}"]
    assert officer.notices.count() == 2


def test_the_leadership_hears_of_a_plan_and_the_office_what_became_of_it(cast, committing):
    plan = PlanItemFactory().plan
    signatory, office = cast.signatory, cast.training_office
    committing(submit_plan, plan, by=office)
    assert signatory.notices.get().url == f"/admin/plans/{plan.pk}/"
    committing(return_plan, plan, reason="Bổ sung lớp chuyển đổi số", by=signatory)
    assert office.notices.get().body == "Bổ sung lớp chuyển đổi số"
    committing(submit_plan, plan, by=office)
    committing(approve_plan, plan, number="9/QĐ-TLHP", decided_on=today(), signer="Dương Văn Lâm", by=signatory)
    assert office.notices.count() == 2
    assert "9/QĐ-TLHP" in office.notices.latest("pk").body
