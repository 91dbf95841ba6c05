"""The Committee records a posting and follows it."""

from datetime import date

import pytest

from django.urls import reverse

from portal.office.home.panels import committee_tiles
from tests.factories.training import (
    AgencyFactory,
    MentorFactory,
    MentorshipFactory,
    PersonFactory,
    PositionTitleFactory,
    PostingFactory,
    RotationWaveFactory,
    UnitFactory,
)
from training.mentoring.reference import load_forms
from training.models import FormVersion, Posting, TermForm, User


@pytest.fixture
def committee(cast, client, time_machine):
    time_machine.move_to("2026-11-23", tick=False)
    client.force_login(cast.committee_officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def posting_fields(**changes):
    return {
        "person": PersonFactory(staff_code="CB777").staff_code,
        "kind": "rotation",
        "sending_unit": AgencyFactory().pk,
        "host_unit": UnitFactory().pk,
        "title": PositionTitleFactory().pk,
        "decision_number": "15-QĐ/BTCTU",
        "decision_on": "2026-11-16",
        "effective_on": "2026-12-01",
        "term_months": 36,
        "no_secrets": "on",
    } | changes


def test_recorded_posting_has_its_mentor_and_the_calendar_of_its_term(committee):
    load_forms()
    mentor = MentorFactory()
    answer = committee.post(
        reverse("office:posting_create"), posting_fields(mentor=mentor.pk, mentor_note="Ở gần nhất")
    )
    assert answer.status_code == 302, answer.context["form"].errors
    posting = Posting.objects.get()
    assert posting.mentorships.get().mentor == mentor
    assert {"F0", "F3", "F5", "F6"} <= set(posting.forms.values_list("code", flat=True))
    page = committee.get(answer.url)
    assert page.status_code == 200
    assert "15-QĐ/BTCTU" in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"person": "KHONGCO"}, "person"),
        ({"no_secrets": ""}, "no_secrets"),
        ({"term_months": ""}, "term_months"),
        ({"decision_on": "2026-12-24"}, "__all__"),
    ],
)
def test_posting_that_cannot_be_right_is_refused_with_a_sentence(changes, field, committee):
    answer = committee.post(reverse("office:posting_create"), posting_fields(**changes))
    assert field in answer.context["form"].errors
    assert not Posting.objects.exists()


def test_mentor_is_named_with_open_eyes_and_the_mentorship_ended(committee):
    posting = PostingFactory()
    mentor = MentorFactory()
    assign = reverse("office:mentor_assign", args=[posting.pk, mentor.pk])
    page = reverse("office:posting", args=[posting.pk])
    name = f'class="button" href="{reverse("office:mentor_proposals", args=[posting.pk])}"'
    assert name in committee.get(page).text
    unanswered = committee.post(assign, {"valid_from": "2026-11-23"})
    assert unanswered.context["form"].errors, "what speaks against him is answered first"
    assert not posting.mentorships.exists()
    committee.post(assign, {"valid_from": "2026-11-23", "note": "Gần nơi làm việc"})
    mentorship = posting.mentorships.get()
    assert mentorship.mentor == mentor
    assert name not in committee.get(page).text
    committee.post(reverse("office:mentorship_end", args=[mentorship.pk]), {"on": "2026-11-23"})
    mentorship.refresh_from_db()
    assert mentorship.valid_to is not None


def test_second_mentor_is_refused_while_the_first_stands(committee):
    mentorship = MentorshipFactory()
    answer = committee.post(
        reverse("office:mentor_assign", args=[mentorship.posting_id, MentorFactory().pk]),
        {"valid_from": "2026-11-23", "note": "Gần nơi làm việc"},
    )
    assert answer.context["form"].non_field_errors()


def test_posting_is_extended_and_ended_by_decision(committee):
    load_forms()
    posting = PostingFactory()
    decided = {"decision_number": "20-QĐ/BTCTU", "decision_on": "2026-11-16"}
    committee.post(reverse("office:posting_extend", args=[posting.pk]), {"term_months": 48} | decided)
    posting.refresh_from_db()
    assert posting.term_months == 48
    committee.post(
        reverse("office:posting_end", args=[posting.pk]),
        {"ended_on": "2026-11-20", "reason": "terminated"} | decided,
    )
    posting.refresh_from_db()
    assert (posting.status, posting.end_reason) == ("ended", "terminated")


def test_posting_rests_goes_on_and_shows_the_chain(committee):
    load_forms()
    posting = PostingFactory()
    decided = {"decision_number": "22-QĐ/BTCTU", "decision_on": "2026-11-16"}
    days = {"first": "2026-11-01", "last": "2026-12-31"}
    assert committee.post(reverse("office:posting_interrupt", args=[posting.pk]), days | decided).status_code == 302
    page = reverse("office:posting", args=[posting.pk])
    assert "22-QĐ/BTCTU" in committee.get(page).content.decode()
    assert committee.post(reverse("office:posting_resume", args=[posting.pk]), {"on": "2026-11-20"}).status_code == 302
    assert [change.kind for change in committee.get(page).context["changes"]] == ["interrupted", "resumed"]
    assert committee.get(reverse("office:posting_continue", args=[posting.pk])).status_code == 404


def test_training_office_does_not_see_postings(cast, client):
    posting = PostingFactory()
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("office:posting", args=[posting.pk])).status_code == 404


def test_late_forms_are_the_same_on_the_tile_the_list_and_beside_each_posting(committee):
    load_forms()
    version = FormVersion.objects.get(code="F3")
    running, ended = (
        PostingFactory(),
        PostingFactory(status="ended", ended_on=date(2026, 10, 1), end_reason="returned"),
    )
    for posting in (running, ended):
        for month, status in ((3, "draft"), (9, "countersigned")):
            TermForm.objects.create(
                posting=posting,
                version=version,
                code="F3",
                month=month,
                opens_on=date(2026, 9, 1),
                due_on=date(2026, 10, 10),
                status=status,
            )
    tile = committee_tiles(User.objects.get(pk=committee.session["_auth_user_id"]))[1]
    assert tile["count"] == 1
    listed = committee.get(tile["url"])
    assert [form.posting for form in listed.context["object_list"]] == [running]
    assert "True" not in listed.text
    assert "office-state--bad" in listed.text
    rows = {row.pk: row.late for row in committee.get(reverse("office:postings")).context["object_list"]}
    assert rows == {running.pk: 1, ended.pk: 0}


def test_a_withdrawn_decision_says_so_in_the_list_and_on_its_page(committee):
    """Its state is not that of a term that was served; nothing is proposed after it, and a refusal keeps the form."""
    wave = RotationWaveFactory()
    posting = PostingFactory(wave=wave)
    facts = {"decision_number": "905-QĐ/TU", "decision_on": "2026-11-16"}
    page = reverse("office:posting", args=[posting.pk])
    assert reverse("office:posting_withdraw", args=[posting.pk]) in committee.get(page).text
    assert committee.post(reverse("office:posting_withdraw", args=[posting.pk]), facts).status_code == 302
    again = committee.post(reverse("office:posting_withdraw", args=[posting.pk]), facts | {"decision_number": "906"})
    assert "đã bị thu hồi theo 905-QĐ/TU" in again.text
    assert "Chưa ghi nhận gì; nội dung đã nhập vẫn còn" in again.text
    assert 'value="906"' in again.text
    rows = committee.get(reverse("office:postings"), {"wave": wave.pk}).text
    assert "quyết định bị thu hồi" in rows
    assert "Wave" not in rows
    seen = committee.get(page).text
    assert reverse("office:wave", args=[wave.pk]) in seen
    assert reverse("office:posting_placement", args=[posting.pk]) not in seen
