"""Targets: dated values, what is reached on a day, and the same people on two maps."""

from datetime import date

import pytest

from tests.factories.training import PersonFactory, PostingFactory
from tests.training.pipeline.conftest import FIRST_OF_NEW, LAST_OF_OLD
from training.errors import InvalidInput, NotAllowed
from training.models import Indicator, Target
from training.pipeline.targets.maps import both_maps
from training.pipeline.targets.queries import reading_on, standings_on
from training.pipeline.targets.services import set_target

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
DOCUMENT = "Nghị quyết 04-NQ/TU"


def set_by(cast, value, day, indicator=Indicator.SECRETARIES):
    return set_target(indicator, value, valid_from=day, legal_basis=DOCUMENT, by=cast.committee_officer)


@pytest.mark.both_databases
def test_a_target_follows_the_one_before_and_rewrites_nothing(cast, en):
    first = set_by(cast, 50, date(2021, 6, 1))
    assert set_by(cast, 50, date(2021, 6, 1)) == first
    second = set_by(cast, 80, date(2025, 7, 1))
    first.refresh_from_db()
    assert (first.value, first.valid_to, second.valid_to) == (50, LAST_OF_OLD, None)
    with pytest.raises(InvalidInput, match="already"):
        set_by(cast, 90, date(2025, 1, 1))
    with pytest.raises(InvalidInput, match="per cent"):
        set_by(cast, 101, date(2026, 1, 1))
    with pytest.raises(NotAllowed):
        set_target(Indicator.WOMEN, 30, valid_from=TODAY, legal_basis=DOCUMENT, by=cast.training_office)
    assert Target.objects.count() == 2


@pytest.mark.both_databases
def test_what_is_reached_is_asked_of_the_day(merger, cast, django_assert_max_num_queries):
    set_by(cast, 50, date(2021, 6, 1))
    merger.leads(merger.one, merger.secretary, first=date(2021, 1, 1), last=LAST_OF_OLD, native_place=merger.one)
    merger.leads(merger.joined, merger.secretary, first=FIRST_OF_NEW, native_place=merger.three)
    merger.leads(merger.other, merger.secretary, first=FIRST_OF_NEW, native_place=merger.one, sex="female")
    PostingFactory(person=PersonFactory(birth_date=date(1995, 1, 1)), effective_on=date(2026, 3, 1))
    standings_on(TODAY)
    with django_assert_max_num_queries(12):
        now = standings_on(TODAY)
    by_name = {one.indicator: one for one in now.standings}
    secretaries = by_name[Indicator.SECRETARIES]
    assert (secretaries.value, secretaries.is_reached, secretaries.missing) == (50.0, True, 0)
    assert [value for _day, value in secretaries.trend] == [0.0, 0.0, 0.0, 50.0, 50.0, 50.0, 50.0, 50.0, 50.0]
    assert secretaries.change == 0.0
    assert by_name[Indicator.WOMEN_HEADS].value == 50.0
    assert (by_name[Indicator.POSTED].value, by_name[Indicator.YOUNG_POSTED].value) == (1, 100.0)
    assert by_name[Indicator.CHAIRMEN].value is None
    then = reading_on(Indicator.SECRETARIES, LAST_OF_OLD)
    assert (then.value, then.counted, [post.place.pk for post in then.others]) == (0.0, (), [merger.one.pk])


def test_two_days_hold_the_same_people_on_two_maps(merger):
    """Born in a commune that was divided: local to the joined one, a stranger to the one led before."""
    stayed = merger.leads(
        merger.two, merger.secretary, first=date(2021, 1, 1), last=LAST_OF_OLD, native_place=merger.three
    )
    merger.leads(merger.joined, merger.secretary, first=FIRST_OF_NEW, person=stayed)
    merger.leads(merger.joined, merger.vice, first=FIRST_OF_NEW, person=stayed, concurrent=True)
    merger.leads(merger.one, merger.secretary, first=date(2021, 1, 1), last=LAST_OF_OLD)
    both = both_maps(LAST_OF_OLD, FIRST_OF_NEW)
    assert (both.before.units, both.after.units) == (3, 2)
    (one,) = both.people
    assert (one.person, one.before.place.pk, one.after.place.pk) == (stayed.pk, merger.two.pk, merger.joined.pk)
    assert (one.before.is_local, one.after.is_local) == (False, True)
    assert (both.moved, both.not_local_before, both.not_local_after) == (1, 1, 0)
