"""The cast is what its story says; other tests lean on it."""

import pytest

from tests.cast import MEMBERS
from training.models import Mentorship, Person, Posting, Role, User

pytestmark = pytest.mark.both_databases


def test_everybody_has_an_account_and_all_but_the_stranger_an_office(cast):
    people = cast.everybody()
    assert tuple(people) == MEMBERS
    assert User.objects.filter(username__in=[user.username for user in people.values()]).count() == len(MEMBERS)
    assert set(people) - {name for name, user in people.items() if Person.objects.filter(user=user).exists()} == {
        "stranger"
    }


def test_trainee_and_chairman_work_in_the_ward_of_the_unit_officer(cast):
    units = {cast[name].person.positions.get().unit for name in ("trainee", "chairman", "unit_officer")}
    assert units == {cast.ward}
    assert cast.unit_officer.roles.unit_ids(Role.UNIT_COORDINATOR) == {cast.ward.pk}


@pytest.mark.parametrize("first", ["young_official", "mentor", "posting", "mentorship"])
def test_the_posting_is_the_same_whoever_is_asked_first(cast, first):
    getattr(cast, first)
    assert cast.posting.person == cast.young_official.person
    assert cast.mentorship.mentor.person.user == cast.mentor
    assert cast.mentorship.posting == cast.posting
    assert Posting.objects.count() == Mentorship.objects.count() == 1
