"""Flags on the screens: answered where one works, and no trace of what is restricted for anybody else."""

from datetime import datetime

import pytest

from django.core import mail
from django.test import Client
from django.urls import reverse

from curriculum.clock.time import set_to, today
from portal.notifications.models import Notice
from tests.factories.training import PostingFactory, RoleGrantFactory, UnitFactory, UserFactory
from training.mentoring.flags.models import Flag
from training.mentoring.flags.services import acknowledge_flag, close_flag, escalate_overdue_flags, raise_flag
from training.models import Posting, Role
from training.tasks import compute_flags

SECRET = "77-MAT/UBKT"
PLACES = (
    "/mentor/",
    "/mentor/host/",
    "/mentor/link/",
    "/mentor/my-posting/",
    "/learn/",
    "/learn/record/",
    "/unit/",
    "/notices/",
    "/admin/",
    "/admin/postings/",
    "/admin/flags/",
    "/admin/flags/?rule=R10",
    "/admin/flags/?rule=R13&state=open",
    "/admin/flags/?q=Duc",
    "/admin/flags/results/?q=Duc",
    "/admin/flags/?export=csv",
    "/admin/people/",
    "/admin/reports/site-history/",
)


@pytest.fixture
def people(cast):
    everybody = dict(cast.everybody())
    for name, role, unit in (
        ("committee_leader", Role.COMMITTEE_LEADER, None),
        ("link_officer", Role.LINK_OFFICER, cast.department),
        ("host_coordinator", Role.UNIT_COORDINATOR, cast.commune),
    ):
        everybody[name] = RoleGrantFactory(user=UserFactory(), role=role, unit=unit).user
    return everybody


@pytest.fixture
def restricted(cast, people, django_capture_on_commit_callbacks):
    """A complaint and a word on the relationship, each answered and on the way, with everybody told who is told."""
    with django_capture_on_commit_callbacks(execute=True):
        complaint = raise_flag(cast.posting, "R13", document=SECRET, by=people["committee_leader"])
        acknowledge_flag(complaint, note=SECRET, by=people["committee_leader"])
        word = Flag.objects.create(
            rule="R10",
            level="confidential",
            posting=cast.posting,
            occasion="form:1",
            facts={"form": "F3", "month": 3},
            words=SECRET,
            raised_on=today(),
            responder="committee_officer",
            due_on=today(),
        )
        acknowledge_flag(word, note=SECRET, by=cast.committee_officer)
    with set_to(datetime(2031, 1, 1, 1, 0)), django_capture_on_commit_callbacks(execute=True):
        assert escalate_overdue_flags() == 1
        close_flag(Flag.objects.get(pk=word.pk), result=SECRET, by=cast.committee_officer)
    return {"R13": complaint, "R10": word}


def pages_of(cast, client) -> dict[str, str]:
    """Every page where a flag may show, as far as it opens."""
    own = (
        reverse("mentor:posting", args=[cast.posting.pk]),
        reverse("mentor:concern", args=[cast.posting.pk]),
        reverse("office:posting", args=[cast.posting.pk]),
        reverse("office:person", args=[cast.posting.person_id]),
        f"/admin/reports/site-history/?object_id={cast.posting.pk}",
    )
    shown = {}
    for address in (*PLACES, *own):
        answer = client.get(address, follow=True)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code == 200:
            shown[address] = body.decode("utf-8", "replace")
    return shown


READERS = {"R10": {"committee_officer", "committee_leader"}, "R13": {"committee_leader"}}


@pytest.mark.usefixtures("brief_not_found")
def test_nothing_restricted_reaches_anybody_but_its_readers(cast, people, restricted):
    opened = 0
    for name, user in people.items():
        client = Client()
        client.force_login(user)
        for address, body in pages_of(cast, client).items():
            opened += 1
            for rule, flag in restricted.items():
                if name in READERS[rule]:
                    continue
                for trace in (f"/flags/{flag.pk}/", f'"{rule}. '):
                    assert trace not in body, f"{name} {address} {rule}"
            if name not in READERS["R10"]:
                assert SECRET not in body, f"{name} {address}"
        for rule, flag in restricted.items():
            for page in ("mentor:flag", "office:flag", "office:flag_close", "office:flag_assign"):
                status = client.get(reverse(page, args=[flag.pk])).status_code
                assert status == 404 or name in READERS[rule], f"{name} {page} {rule}"
    assert opened > 100


def test_a_number_on_the_first_screen_counts_what_one_may_read(cast, people, restricted, client):
    raise_flag(cast.posting, "R2", words="Chưa được giao việc", by=cast.mentor)
    for name, count in (("auditor", 1), ("committee_officer", 1), ("committee_leader", 2)):
        client.force_login(people[name])
        listed = client.get("/admin/flags/?state=open").context["object_list"]
        assert len(listed) == count, name


def test_notices_go_to_readers_alone_and_tell_nothing(people, restricted):
    for notice in Notice.objects.filter(key__startswith="flag:"):
        assert notice.user in {people["committee_leader"], people["committee_officer"]}
        told = f"{notice.title} {notice.body}"
        assert not [word for word in (SECRET, "R13", "R10", "Đức", "tố cáo", "Quan hệ") if word in told]
    assert not [letter for letter in mail.outbox if SECRET in letter.body or "Đức" in letter.body]


def test_whoever_has_to_act_answers_on_his_own_side(cast, client, django_capture_on_commit_callbacks):
    cast.everybody()
    with django_capture_on_commit_callbacks(execute=True):
        compute_flags()
    flag = Flag.objects.get()
    client.force_login(cast.host_head)  # 180 days of silence are red and the host head's
    assert Notice.objects.get(user=cast.host_head).url == reverse("mentor:flag", args=[flag.pk])
    page = client.get(reverse("mentor:host")).content.decode()
    assert reverse("mentor:flag", args=[flag.pk]) in page
    client.post(reverse("mentor:flag_acknowledge", args=[flag.pk]))
    client.post(reverse("mentor:flag_close", args=[flag.pk]), {"result": ""})
    flag.refresh_from_db()
    assert (flag.status, flag.acknowledged_by) == ("acknowledged", cast.host_head)
    client.post(reverse("mentor:flag_close", args=[flag.pk]), {"result": "Đã họp ba bên"})
    flag.refresh_from_db()
    assert flag.status == "resolved"
    assert "Đã họp ba bên" in client.get(reverse("mentor:flag", args=[flag.pk])).content.decode()


def test_the_official_sees_the_flag_but_not_the_words_about_him(cast, client):
    flag = raise_flag(cast.posting, "R2", words="Ngại tiếp dân", by=cast.mentor)
    client.force_login(cast.young_official)
    body = client.get(reverse("mentor:flag", args=[flag.pk])).content.decode()
    assert "Ngại tiếp dân" not in body
    assert reverse("mentor:flag", args=[flag.pk]) in client.get("/mentor/my-posting/", follow=True).content.decode()


def test_a_concern_is_passed_on_from_the_phone(cast, client):
    client.force_login(cast.young_official)
    address = reverse("mentor:concern", args=[cast.posting.pk])
    refused = client.post(address, {"rule": "R9", "words": ""})
    assert refused.status_code == 200
    client.post(address, {"rule": "R9", "words": "Hai tháng chỉ làm việc của cơ quan khác"})
    assert Flag.objects.get().raised_by == cast.young_official
    assert client.post(address, {"rule": "R13", "words": "x", "document": "1"}).status_code == 200
    assert Flag.objects.count() == 1


def test_the_desk_finds_flags_by_the_host_unit_of_today(cast, client):
    before, present = cast.posting.host_unit, UnitFactory(valid_from=today())
    Posting.objects.filter(pk=cast.posting.pk).update(host_unit_now=present)
    cast.posting.refresh_from_db()
    flag = raise_flag(cast.posting, "R2", words="Chưa được giao việc", by=cast.mentor)
    client.force_login(cast.committee_officer)
    for query in (f"unit={present.pk}", f"unit={before.pk}", f"q={present.name}", "ordering=host"):
        listed = client.get(f"/admin/flags/?{query}").context["object_list"]
        assert [row.host for row in listed if row.pk == flag.pk] == [present], query
    assert not client.get(f"/admin/flags/?unit={PostingFactory().host_unit_id}").context["object_list"]


def test_the_desk_acts(cast, client):
    cast.everybody()
    flag = raise_flag(cast.posting, "R2", words="Chưa được giao việc", by=cast.mentor)
    client.force_login(cast.committee_officer)
    for page, data in (
        ("office:flag_acknowledge", {"note": "Đã gọi"}),
        ("office:flag_assign", {"to": cast.host_head.pk, "due_on": today().isoformat()}),
        ("office:flag_escalate", {}),
        ("office:flag_close", {"outcome": "unfounded", "result": "Đã giao việc từ tuần trước"}),
    ):
        answer = client.post(reverse(page, args=[flag.pk]), data)
        assert answer.status_code == 302, page
    flag.refresh_from_db()
    assert (flag.status, flag.assigned_to) == ("unfounded", cast.host_head)
    assert [step.kind for step in flag.steps.all()] == ["raised", "acknowledged", "assigned", "escalated", "closed"]
    client.post(
        reverse("office:posting_record", args=[cast.posting.pk]),
        {"kind": "placement_proposal", "document": "12-TTr/BTC", "dated_on": today().isoformat()},
    )
    assert "12-TTr/BTC" in client.get(reverse("office:posting", args=[cast.posting.pk])).content.decode()
    exported = client.get("/admin/flags/?export=csv")
    assert "R2" in b"".join(exported.streaming_content).decode()
