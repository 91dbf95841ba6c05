"""The register of mentors at the Committee's desk."""

import io
from datetime import date

import openpyxl
import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.training import (
    MentorFactory,
    MentorshipFactory,
    PersonFactory,
    PositionFactory,
    PostingFactory,
)
from training.models import AccessEvent, Mentor

DECISION = {"number": "12-QĐ/BTCTU", "decided_on": "2026-11-20", "effective_on": "2026-11-23"}


@pytest.fixture
def desk(cast, client, time_machine):
    time_machine.move_to("2026-11-23 09:00", tick=False)
    client.force_login(cast.committee_officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def deputy(**kwargs):
    person = PersonFactory(**kwargs)
    PositionFactory(person=person, valid_from=date(2020, 1, 1))
    return person


def test_entered_with_the_condition_that_is_missing_said(desk):
    beginner = PersonFactory(staff_code="CB900")
    page = reverse("office:mentor_enter")
    refused = desk.post(page, DECISION | {"person": "CB900"})
    assert len(refused.context["form"].non_field_errors()) == 1
    assert not Mentor.objects.exists()
    entered = desk.post(page, DECISION | {"person": "CB900", "exception": "Nguyên lãnh đạo đã nghỉ hưu"})
    assert entered.url == reverse("office:mentor", args=[Mentor.objects.get().pk])
    shown = desk.get(entered.url)
    assert "12-QĐ/BTCTU" in shown.text
    assert "Nguyên lãnh đạo đã nghỉ hưu" in shown.text
    assert AccessEvent.objects.filter(person=beginner, what="mentor").exists()


def test_changes_say_their_consequence_and_keep_the_history(desk):
    mentor = MentorshipFactory().mentor
    for name, data in (
        ("training", {"kind": "full", "name": "NHD", "held_on": "2026-10-01"}),
        ("limit", {"most": 1, "starts_on": "2026-11-23"}),
        ("suspend", DECISION),
        ("resume", DECISION | {"number": "13"}),
        ("take_off", DECISION | {"number": "14", "reason": "Nghỉ hưu"}),
        ("enter_again", DECISION | {"number": "15", "exception": "Theo đề nghị của nơi đến"}),
    ):
        page = reverse(f"office:mentor_{name}", args=[mentor.pk])
        asked = desk.get(page)
        assert asked.context["consequence"], name
        done = desk.post(page, data)
        assert done.status_code == 302, (name, done.context and done.context["form"].errors)
    assert list(mentor.decisions.values_list("kind", flat=True)) == ["suspended", "resumed", "taken_off", "entered"]
    assert desk.get(reverse("office:mentor_enter_again", args=[mentor.pk])).status_code == 404


def test_list_filters_exports_and_asks_the_same_for_any_number(desk):
    MentorFactory(person=deputy(full_name="Đỗ Văn Thắng"))
    full = MentorFactory(trained_on=date(2022, 1, 1), trained_until=date(2025, 1, 1))
    for _each in range(4):
        MentorshipFactory(mentor=full)
    address = reverse("office:mentors")
    desk.get(address)
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    for _each in range(3):
        MentorFactory(person=deputy())
    with CaptureQueriesContext(connection) as many:
        assert len(desk.get(address).context["object_list"]) == 5
    assert len(many) == len(few)
    for asked, count in (("load=over", 1), ("load=none", 4), ("training=expired", 1), ("state=suspended", 0),
                         ("q=do+van+thang", 1), ("ordering=-room", 5)):  # fmt: skip
        assert len(desk.get(f"{address}?{asked}").context["object_list"]) == count, asked
    sheet = openpyxl.load_workbook(io.BytesIO(desk.get(f"{address}?export=xlsx").getvalue())).active
    rows = list(sheet.values)
    assert len(rows) == 6
    assert any(row[2:4] == (4, 3) for row in rows)
    assert AccessEvent.objects.filter(kind="export", count=5).exists()


def test_from_the_list_of_those_who_wait_to_a_mentor(desk):
    posting = PostingFactory()
    PositionFactory(person=(mentor := MentorFactory(person=PersonFactory())).person, unit=posting.host_unit)
    waiting = desk.get(reverse("office:without_mentor"))
    assert list(waiting.context["object_list"]) == [posting]
    assert desk.get(f"{reverse('office:without_mentor')}?late=true").context["object_list"]
    assert desk.get(f"{reverse('office:without_mentor')}?export=csv").status_code == 200
    page = desk.get(reverse("office:mentor_proposals", args=[posting.pk]))
    assert [pair.mentor for pair in page.context["proposals"]] == [mentor]
    assert "office-mark--yes" in page.text
    name = reverse("office:mentor_assign", args=[posting.pk, mentor.pk])
    assert desk.get(name).status_code == 200
    refused = desk.post(name, {"valid_from": "2026-11-23", "note": ""})
    assert refused.context["form"].non_field_errors()
    done = desk.post(name, {"valid_from": "2026-11-23", "note": "Học lớp tháng 12"})
    assert done.url == reverse("office:posting", args=[posting.pk])
    assert posting.mentorships.get().mentor == mentor
    other = desk.get(f"{reverse('office:mentor_proposals', args=[posting.pk])}?mentor={MentorFactory().pk}")
    assert other.context["other"]


def test_marks_are_seen_by_the_committee_alone(desk, cast, client):
    mentor, official = MentorFactory(), PersonFactory(staff_code="CB901", full_name="Vương Thị Dấu Riêng")
    desk.post(reverse("office:mentor_keep_apart", args=[mentor.pk]), {"person": "CB901"})
    page = reverse("office:mentor", args=[mentor.pk])
    assert official.full_name in desk.get(page).text
    for other in (cast.auditor, cast.administrator):
        client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
        assert official.full_name not in client.get(page).text
    client.force_login(cast.committee_officer, backend="django.contrib.auth.backends.ModelBackend")
    kept = mentor.kept_apart.get()
    assert client.post(reverse("office:mentor_lift_mark", args=[kept.pk])).status_code == 302
    assert official.full_name not in client.get(page).text
