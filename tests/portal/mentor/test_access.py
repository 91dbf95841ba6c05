"""Each page of the workspace as each person."""

import pytest

from django.urls import reverse

from tests.cast import MEMBERS
from training.mentoring.services import save_form, submit_form

ENTERS = {"mentor", "host_head", "administrator"}
SEES_TERM = {"young_official", "mentor", "host_head", "committee_officer", "auditor"}
READS_REVIEW = {"young_official", "mentor", "host_head", "committee_officer"}
TWO_SIDES = {"young_official", "mentor"}


@pytest.fixture
def addresses(cast, term, log_contact):
    review = term.forms.get(code="F3", month=3)
    from tests.training.mentoring.test_forms import MENTEE_PART

    save_form(review, MENTEE_PART, base_version=0, by=cast.young_official)
    submit_form(review, by=cast.young_official)
    contact = log_contact()
    return {
        reverse("mentor:host"): ENTERS,
        reverse("mentor:link"): ENTERS,
        reverse("mentor:posting", args=[term.pk]): SEES_TERM,
        reverse("mentor:contact_write", args=[term.pk]): TWO_SIDES,
        reverse("mentor:contact", args=[contact.key]): TWO_SIDES,
        reverse("mentor:form", args=[review.pk]): READS_REVIEW,
    }


@pytest.mark.parametrize("name", MEMBERS)
def test_pages_open_for_their_people_and_are_not_there_for_others(client, cast, addresses, name):
    client.force_login(cast[name])
    for address, readers in addresses.items():
        assert client.get(address).status_code == (200 if name in readers else 404), address


def test_visitors_are_sent_to_sign_in(client, addresses):
    for address in addresses:
        assert client.get(address).status_code == 302


@pytest.mark.parametrize("name", MEMBERS)
def test_words_of_a_contact_reach_the_two_sides_alone(client, cast, addresses, name):
    client.force_login(cast[name])
    for address in addresses:
        page = client.get(address).content.decode()
        found = "Điều bí mật" in page or "Suy nghĩ riêng" in page or "Góp ý riêng" in page
        assert not found or name in TWO_SIDES


@pytest.mark.parametrize("name", sorted(READS_REVIEW))
def test_confidential_answer_reaches_the_committee_alone(client, cast, addresses, term, name):
    client.force_login(cast[name])
    page = client.get(reverse("mentor:form", args=[term.forms.get(code="F3", month=3).pk])).content.decode()
    assert ("by the official" in page) == (name in {"young_official", "committee_officer"})


def test_a_mentor_of_somebody_else_finds_nothing(client, cast, addresses):
    from tests.factories.training import MentorshipFactory

    other = MentorshipFactory().mentor.person
    other.user = cast.stranger
    other.save()
    client.force_login(cast.stranger)
    assert client.get(reverse("mentor:home")).status_code == 200
    for address in list(addresses)[2:]:
        assert client.get(address).status_code == 404


def test_home_leads_each_to_his_own_list(client, cast, term):
    client.force_login(cast.mentor)
    assert client.get(reverse("mentor:home")).status_code == 200
    client.force_login(cast.host_head)
    assert client.get(reverse("mentor:home")).url == reverse("mentor:host")
    client.force_login(cast.young_official)
    assert client.get(reverse("mentor:home")).status_code == 404
    assert client.get(reverse("mentor:my_posting")).url == reverse("mentor:posting", args=[term.pk])
    client.force_login(cast.stranger)
    assert client.get(reverse("mentor:my_posting")).status_code == 404
