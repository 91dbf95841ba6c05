"""The Committee records a posting and follows it."""

import pytest

from django.urls import reverse

from tests.factories.training import (
    AgencyFactory,
    MentorFactory,
    MentorshipFactory,
    PersonFactory,
    PositionTitleFactory,
    PostingFactory,
    UnitFactory,
)
from training.mentoring.reference import load_forms
from training.models import Posting


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
    answer = committee.post(reverse("office:posting_create"), posting_fields(mentor=mentor.pk))
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


def test_mentor_is_named_and_the_mentorship_ended(committee):
    posting = PostingFactory()
    mentor = MentorFactory()
    committee.post(
        reverse("office:posting_mentor", args=[posting.pk]), {"mentor": mentor.pk, "valid_from": "2026-11-23"}
    )
    mentorship = posting.mentorships.get()
    assert mentorship.mentor == mentor
    committee.post(reverse("office:mentorship_end", args=[mentorship.pk]), {"on": "2026-11-23"})
    mentorship.refresh_from_db()
    assert mentorship.valid_to is not None


def test_second_mentor_is_refused_while_the_first_stands(committee):
    mentorship = MentorshipFactory()
    answer = committee.post(
        reverse("office:posting_mentor", args=[mentorship.posting_id]),
        {"mentor": MentorFactory().pk, "valid_from": "2026-11-23"},
    )
    assert answer.context["form"].non_field_errors()


def test_posting_is_extended_and_ended_by_decision(committee):
    load_forms()
    posting = PostingFactory()
    committee.post(
        reverse("office:posting_extend", args=[posting.pk]), {"term_months": 48, "decision_number": "20-QĐ/BTCTU"}
    )
    posting.refresh_from_db()
    assert posting.term_months == 48
    committee.post(
        reverse("office:posting_end", args=[posting.pk]),
        {"ended_on": "2026-11-20", "reason": "terminated", "decision_number": "21-QĐ/BTCTU"},
    )
    posting.refresh_from_db()
    assert (posting.status, posting.end_reason) == ("ended", "terminated")


def test_training_office_does_not_see_postings(cast, client):
    posting = PostingFactory()
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("office:posting", args=[posting.pk])).status_code == 404
