"""The training office runs a class from its screens."""

from datetime import date

import pytest

from django.urls import reverse

from tests.factories.curriculum import ModulePageFactory, ProgrammePageFactory
from tests.factories.training import (
    ClassMeetingFactory,
    EnrolmentFactory,
    LecturerFactory,
    NominationFactory,
    RoomFactory,
    TrainingClassFactory,
)
from training.models import ClassMeeting, Enrolment, Nomination, TrainingClass

NOW = "2026-11-23"


@pytest.fixture
def office(cast, client, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    return client


def class_fields(programme, **changes):
    return {
        "programme": programme.pk,
        "code": "BTX-2026-09",
        "name": "Lớp bồi dưỡng bí thư khóa 9",
        "nominate_until": "2026-12-01",
        "opens_on": "2026-12-07",
        "closes_on": "2026-12-18",
        "place": "Hội trường A",
        "capacity": 40,
        "minimum": 10,
    } | changes


def test_class_is_added_with_the_programme_as_it_stands(office):
    programme = ProgrammePageFactory(title="Bồi dưỡng bí thư", code="BTX")
    answer = office.post(reverse("office:class_create"), class_fields(programme))
    added = TrainingClass.objects.get(code="BTX-2026-09")
    assert answer.url == reverse("office:class", args=[added.pk])
    assert (added.status, added.capacity, added.programme_facts["title"]) == ("planned", 40, "Bồi dưỡng bí thư")


def test_refused_class_is_answered_with_a_sentence_and_keeps_what_was_typed(office):
    programme = ProgrammePageFactory()
    answer = office.post(reverse("office:class_create"), class_fields(programme, closes_on="2026-12-01"))
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors() or answer.context["form"].errors
    assert "Lớp bồi dưỡng bí thư khóa 9" in answer.content.decode()
    assert not TrainingClass.objects.exists()


@pytest.mark.parametrize("tab", ["class", "class_nominations", "class_timetable", "class_results"])
def test_each_tab_of_a_class_opens_with_people_and_meetings_in_it(tab, office):
    training_class = TrainingClassFactory()
    EnrolmentFactory(training_class=training_class)
    NominationFactory(training_class=training_class, explanation=[{"ok": False, "sentence": "Chưa đủ.", "basis": "R1"}])
    ClassMeetingFactory(training_class=training_class, lecturer=LecturerFactory(), room=RoomFactory())
    answer = office.get(reverse(f"office:{tab}", args=[training_class.pk]))
    assert answer.status_code == 200
    assert training_class.name in answer.content.decode()


def test_class_is_announced_opened_and_cancelled_from_its_page(office):
    training_class = TrainingClassFactory(status="planned", minimum=1)
    EnrolmentFactory(training_class=training_class)
    office.post(reverse("office:class_announce", args=[training_class.pk]))
    training_class.refresh_from_db()
    assert training_class.status == "enrolling"
    office.post(reverse("office:class_open", args=[training_class.pk]), {"opening_decision": "12/QĐ-TLHP"})
    training_class.refresh_from_db()
    assert (training_class.status, training_class.opening_decision) == ("open", "12/QĐ-TLHP")
    office.post(reverse("office:class_cancel", args=[training_class.pk]), {"reason": "Trùng lịch đại hội"})
    training_class.refresh_from_db()
    assert (training_class.status, training_class.cancel_reason) == ("cancelled", "Trùng lịch đại hội")


@pytest.mark.parametrize(
    ("decision", "reason", "status"),
    [("wait", "", "waiting"), ("return", "Thiếu hồ sơ", "returned"), ("reject", "Đã học chương trình này", "rejected")],
)
def test_nomination_is_decided_with_its_reason(one_stage, decision, reason, status, office):
    nomination = NominationFactory()
    fields = {"decision": decision, "reason": reason, "ground": "repeated" if decision == "reject" else ""}
    office.post(reverse("office:nomination_decide", args=[nomination.pk]), fields)
    nomination.refresh_from_db()
    assert nomination.status == status
    assert reason in nomination.reason


def test_accepted_nomination_makes_an_enrolment(one_stage, office):
    nomination = NominationFactory()
    office.post(reverse("office:nomination_decide", args=[nomination.pk]), {"decision": "accept"})
    assert Enrolment.objects.get().nomination == nomination


def test_refusal_without_a_reason_is_not_taken(office):
    nomination = NominationFactory()
    url = reverse("office:nomination_decide", args=[nomination.pk])
    assert "reason" in office.post(url, {"decision": "reject", "ground": "other"}).context["form"].errors
    answer = office.post(url, {"decision": "reject", "reason": "Không đúng đối tượng"})
    assert "ground" in answer.context["form"].errors
    nomination.refresh_from_db()
    assert nomination.status == Nomination.Status.SUBMITTED


def test_meeting_is_scheduled_moved_published_and_cancelled(office):
    training_class = TrainingClassFactory()
    module = ModulePageFactory(parent=training_class.programme, title="Kỹ năng chủ trì hội nghị")
    room = RoomFactory()
    fields = {"date": "2026-12-08", "slot": "morning", "module": module.pk, "room": room.pk, "periods": 4}
    answer = office.post(reverse("office:meeting_create", args=[training_class.pk]), fields)
    assert answer.status_code == 302, answer.context["form"].errors
    meeting = ClassMeeting.objects.get()
    assert (meeting.topic, meeting.room, meeting.status) == ("Kỹ năng chủ trì hội nghị", room, "planned")
    office.post(reverse("office:meetings_publish", args=[training_class.pk]))
    office.post(
        reverse("office:meeting_move", args=[meeting.pk]), {"date": "2026-12-09", "slot": "afternoon", "room": room.pk}
    )
    meeting.refresh_from_db()
    assert (meeting.date, meeting.slot, meeting.status) == (date(2026, 12, 9), "afternoon", "published")
    office.post(reverse("office:meeting_cancel", args=[meeting.pk]), {"reason": "Mưa bão"})
    meeting.refresh_from_db()
    assert meeting.status == "cancelled"


def test_clash_of_rooms_is_said_before_anything_is_saved(office):
    taken = ClassMeetingFactory(room=RoomFactory(name="Phòng 301"))
    other = TrainingClassFactory()
    fields = {"date": "2026-12-07", "slot": "morning", "topic": "Ôn tập", "room": taken.room_id, "periods": 4}
    answer = office.post(reverse("office:meeting_create", args=[other.pk]), fields)
    assert answer.status_code == 422
    assert "Phòng 301" in " ".join(finding.sentence for finding in answer.context["against"])
    assert ClassMeeting.objects.count() == 1


def test_auditor_reads_a_class_and_changes_nothing(cast, client):
    training_class = TrainingClassFactory(status="planned")
    client.force_login(cast.auditor, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse("office:class", args=[training_class.pk]))
    assert answer.status_code == 200
    assert answer.context["actions"] == []
    assert client.post(reverse("office:class_announce", args=[training_class.pk])).status_code == 404
    training_class.refresh_from_db()
    assert training_class.status == "planned"


def test_warnings_are_read_before_a_second_press_saves(office):
    held = TrainingClassFactory()
    address = reverse("office:meeting_create", args=[held.pk])
    fields = {"date": "2026-12-12", "slot": "morning", "topic": "Ôn tập", "periods": 4}  # a Saturday
    shown = office.post(address, fields)
    assert [finding.rule for finding in shown.context["doubts"]] == ["weekend"]
    assert office.post(address, fields | {"seen": "something else"}).status_code == 422
    assert not held.meetings.exists()
    assert office.post(address, fields | {"seen": shown.context["seen"]}).status_code == 302
    assert held.meetings.count() == 1


def test_a_reason_is_asked_for_where_the_rule_wants_one(office):
    held = TrainingClassFactory()
    for slot in ("morning", "afternoon"):
        ClassMeetingFactory(training_class=held, slot=slot, date=date(2026, 12, 9))
    address = reverse("office:meeting_create", args=[held.pk])
    fields = {"date": "2026-12-09", "slot": "evening", "topic": "Học bù", "periods": 3}  # eleven periods on one day
    shown = office.post(address, fields)
    assert [finding.rule for finding in shown.context["to_justify"]] == ["day_max"]
    seen = fields | {"seen": shown.context["seen"]}
    assert "reason_day_max" in office.post(address, seen).content.decode()
    assert held.meetings.count() == 2
    assert office.post(address, seen | {"reason_day_max": "Báo cáo viên chỉ rảnh tối nay"}).status_code == 302
    assert held.meetings.get(topic="Học bù").justifications.get().reason == "Báo cáo viên chỉ rảnh tối nay"
