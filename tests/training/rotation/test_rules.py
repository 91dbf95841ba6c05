"""Who sees a posting: the rule for one and the list of many agree, for the whole cast."""

from datetime import timedelta

import pytest

from curriculum.clock.time import today
from tests.cast import MEMBERS
from tests.factories.training import MentorshipFactory, PostingFactory, user_with_role
from training.mentoring.models import FormSignature
from training.models import Posting
from training.rotation.capacities import Capacity
from training.rotation.rules import capacities_of

SEES = {
    "young_official": {"mentee"},
    "mentor": {"mentor"},
    "host_head": {"host_head"},
    "committee_officer": {"committee_officer"},
    "auditor": {"auditor"},
}


@pytest.fixture
def posting(cast):
    cast.everybody()
    return cast.posting


@pytest.mark.parametrize("name", [*MEMBERS, "visitor"])
def test_capacities_and_visible_rows_agree(cast, posting, name):
    PostingFactory()  # somebody else's
    user = cast[name]
    assert capacities_of(user, posting) == SEES.get(name, set())
    for row in Posting.objects.select_related("person"):
        assert Posting.objects.visible_to(user).filter(pk=row.pk).exists() == bool(capacities_of(user, row))


@pytest.mark.parametrize(("days_ago", "seen"), [(0, True), (90, True), (91, False)])
def test_host_sees_an_ended_posting_for_the_tail_of_days(cast, posting, days_ago, seen):
    posting.status, posting.ended_on, posting.end_reason = "ended", today() - timedelta(days=days_ago), "returned"
    posting.save()
    assert Posting.objects.visible_to(cast.host_head).exists() == seen
    assert bool(capacities_of(cast.host_head, posting)) == seen
    assert Posting.objects.visible_to(cast.young_official).exists()


def test_units_of_both_ends_by_role(cast, posting):
    expected = {
        ("link_officer", posting.sending_unit): {"link_officer"},
        ("unit_head", posting.sending_unit): {"sending_unit"},
        ("unit_coordinator", posting.sending_unit): {"sending_unit"},
        ("unit_coordinator", posting.host_unit): {"host_coordinator"},
        ("link_officer", posting.host_unit): set(),
    }
    for (role, unit), capacities in expected.items():
        user = user_with_role(role, unit=unit)
        assert capacities_of(user, posting) == capacities
        assert Posting.objects.visible_to(user).exists() == bool(capacities)


def test_mentor_of_another_or_of_an_ended_mentorship_is_a_stranger(cast, posting):
    other = MentorshipFactory().mentor.person
    other.user = cast.stranger
    other.save()
    assert capacities_of(cast.stranger, posting) == set()
    mentorship = cast.mentorship
    mentorship.valid_to = today()
    mentorship.save()
    assert capacities_of(cast.mentor, posting) == set()
    assert not Posting.objects.visible_to(cast.mentor).exists()


def test_closed_account_has_no_capacity(cast, posting):
    cast.mentor.is_active = False
    assert capacities_of(cast.mentor, posting) == set()


def test_signing_capacities_carry_the_same_words():
    assert set(FormSignature.Capacity.values) <= set(Capacity)
