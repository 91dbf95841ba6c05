"""Notices by mail: as each person chooses, in rows that come before the mails, nothing twice."""

from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest

from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse

from curriculum.clock.time import now, set_to
from portal.models import Delivery, Notice, NoticeChoice
from portal.notifications.choices import choose_mail
from portal.notifications.kinds import Kind, kind_of
from portal.notifications.mail import MOST_ATTEMPTS, gather, gather_digests, send
from portal.notifications.services import notify, notify_all
from tests.factories.training import PersonFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def november():
    with set_to(datetime(2026, 11, 25, 9, 0)):
        yield


@pytest.fixture
def reader():
    return UserFactory(email="hocvien@example.vn")


def subjects() -> list[str]:
    return [message.subject for message in mail.outbox]


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("meeting:4:1", Kind.TIMETABLE),
        ("class:4:recognised", Kind.RESULTS),
        ("class:4:cancelled", Kind.TIMETABLE),
        ("before:2026-11-26", Kind.DAY_BEFORE),
        ("something", Kind.OTHER),
    ],
)
def test_a_key_tells_the_kind(key, kind):
    assert kind_of(key) == kind


def test_what_is_told_at_once_is_sent_once(reader):
    notify(reader, key="meeting:1:1", title="Buổi học chuyển sang chiều", body="Chiều 27/11", url="/learn/")
    for _minute in range(3):
        gather()
        send()
    (message,) = mail.outbox
    assert (message.subject, message.to) == ("Buổi học chuyển sang chiều", ["hocvien@example.vn"])
    assert "http://127.0.0.1:8000/learn/" in message.body
    assert "/notices/choices/" in message.extra_headers["List-Unsubscribe"]
    assert Notice.objects.get().mailed_at == now()
    assert (Delivery.objects.get().state, Delivery.objects.get().text) == ("sent", "")


def test_each_chooses_at_once_daily_or_not_at_all(reader):
    choose_mail({Kind.TIMETABLE: "daily", Kind.RESULTS: "none", "nonsense": "daily", Kind.OTHER: "often"}, by=reader)
    choose_mail({Kind.TIMETABLE: "daily"}, by=reader)
    assert NoticeChoice.objects.count() == 2
    for number in range(3):
        notify(reader, key=f"meeting:{number}:1", title=f"Buổi {number}")
    notify(reader, key="class:1:recognised", title="Kết quả")
    notify(reader, key="enrolment:1:confirmed", title="Được vào lớp")
    gather()
    send()
    assert subjects() == ["Được vào lớp"]
    for _again in range(2):
        gather_digests()
        send()
    assert len(mail.outbox) == 2
    assert [f"Buổi {number}" in mail.outbox[1].body for number in range(3)] == [True] * 3
    notify(reader, key="meeting:9:1", title="Sau bản tổng hợp")
    gather_digests()
    send()
    assert len(mail.outbox) == 2  # it waits for the digest of tomorrow
    with set_to(datetime(2026, 11, 26, 18, 0)):
        gather_digests()
        send()
    assert "Sau bản tổng hợp" in mail.outbox[2].body


def test_without_an_address_or_when_already_read_or_old_there_is_no_mail(reader):
    notify(UserFactory(), key="meeting:1:1", title="Không có địa chỉ")
    old = notify(reader, key="meeting:2:1", title="Cũ")
    Notice.objects.filter(pk=old.pk).update(created_at=now() - timedelta(days=4))
    read = notify(reader, key="meeting:3:1", title="Đã đọc")
    Notice.objects.filter(pk=read.pk).update(read_at=now())
    gather()
    assert send() == 0
    assert not Notice.objects.unsettled().exists()


def test_the_address_of_the_personnel_file_serves_where_the_account_has_none():
    person = PersonFactory(user=UserFactory(), email="canbo@example.vn")
    notify(person.user, key="meeting:1:1", title="Buổi học")
    gather()
    send()
    assert mail.outbox[0].to == ["canbo@example.vn"]


def test_a_worker_killed_before_sending_leaves_the_mail_to_the_next(reader):
    notify(reader, key="meeting:1:1", title="Buổi học")
    gather()  # killed here
    assert send() == 1


def test_a_worker_killed_while_sending_never_leads_to_a_second_mail(reader):
    notify(reader, key="meeting:1:1", title="Buổi học")
    gather()
    Delivery.objects.update(state="sending", claimed_at=now())  # killed with the mail in hand
    assert send() == 0
    with set_to(datetime(2026, 11, 25, 10, 0)):
        assert send() == 0
    assert Delivery.objects.get().state == "interrupted"
    assert reader.notices.unread().count() == 1


def test_what_the_server_refuses_is_tried_again_and_given_up_at_last(reader, monkeypatch):
    def refuse(self, messages):
        raise SMTPServerDisconnected("gone")

    notify(reader, key="meeting:1:1", title="Buổi học")
    gather()
    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        assert send() == 0
        assert send() == 0  # not before its time
        assert Delivery.objects.get().attempts == 1
        for hour in range(10, 10 + MOST_ATTEMPTS):
            with set_to(datetime(2026, 11, 25, hour + 4, 0)):
                send()
    assert (Delivery.objects.get().state, Delivery.objects.get().attempts) == ("failed", MOST_ATTEMPTS)


def test_eighty_people_are_told_in_few_queries(django_assert_max_num_queries):
    users = [UserFactory(email=f"u{number}@example.vn") for number in range(8)]
    notify_all(users, key="class:1:published:1", title="Lịch học")
    assert gather() == 8
    with django_assert_max_num_queries(2 + 3 * 8):
        assert send() == 8
    assert len(mail.outbox) == 8


def test_choices_are_made_on_a_page(reader, client):
    client.force_login(reader)
    address = reverse("notices:choices")
    assert client.get(address).status_code == 200
    client.post(address, {Kind.TIMETABLE: "none", Kind.DAY_BEFORE: "daily"})
    assert dict(reader.notice_choices.values_list("kind", "mail")) == {"timetable": "none", "day_before": "daily"}
