"""The leading posts of a day, on the map of that day."""

from datetime import date

import pytest

from tests.factories.training import EnrolmentFactory, PostingFactory, ProgrammePageFactory, TrainingClassFactory
from tests.training.pipeline.conftest import FIRST_OF_NEW, LAST_OF_OLD
from training.errors import NoRegulatedValue
from training.models import Enrolment
from training.pipeline.posts.balance import balances_on
from training.pipeline.posts.posts import posts_on

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def post_of(posts, unit, title, number=1):
    return next(p for p in posts if (p.place.pk, p.title.code, p.number) == (unit.pk, title.code, number))


@pytest.mark.both_databases
def test_a_post_tells_holder_locality_training_and_end(merger, django_assert_num_queries):
    local = merger.leads(merger.joined, merger.secretary, first=FIRST_OF_NEW, native_place=merger.one)
    stranger = merger.leads(merger.joined, merger.chairman, first=FIRST_OF_NEW, native_place=merger.other)
    unknown = merger.leads(merger.joined, merger.vice, first=FIRST_OF_NEW)
    chairmen = TrainingClassFactory(
        programme=ProgrammePageFactory(code="CTX"),
        nominate_until=date(2026, 1, 20),
        opens_on=date(2026, 2, 2),
        closes_on=date(2026, 3, 1),
    )
    EnrolmentFactory(person=stranger, training_class=chairmen, status=Enrolment.Status.COMPLETED)
    PostingFactory(person=unknown, host_unit=merger.joined, effective_on=FIRST_OF_NEW, due_on=date(2027, 7, 1))
    posts_on(TODAY)
    with django_assert_num_queries(8):
        posts = posts_on(TODAY)
    first = post_of(posts, merger.joined, merger.secretary)
    second = post_of(posts, merger.joined, merger.chairman)
    third = post_of(posts, merger.joined, merger.vice)
    assert (first.holder.human.pk, first.holder.is_local, first.holder.is_trained) == (local.pk, True, False)
    assert (second.holder.is_local, second.holder.is_trained) == (False, True)
    assert (second.holder.ends_on, second.holder.ends_by) == (date(2047, 5, 20), "retirement")
    assert (third.holder.is_local, third.holder.ends_on, third.holder.ends_by) == (None, date(2027, 7, 1), "posting")
    assert third.ends_within(12)
    assert not third.ends_within(6)
    assert post_of(posts, merger.other, merger.secretary).is_vacant
    assert post_of(posts, merger.joined, merger.vice, 2).is_vacant


def test_a_place_split_between_units_makes_one_local_to_each_and_a_later_place_is_not_known(merger):
    born_in_three = merger.leads(merger.joined, merger.secretary, first=FIRST_OF_NEW, native_place=merger.three)
    merger.leads(merger.other, merger.secretary, first=FIRST_OF_NEW, native_place=merger.three)
    merger.leads(merger.one, merger.secretary, first=date(2021, 1, 1), last=LAST_OF_OLD, native_place=merger.joined)
    merger.leads(merger.two, merger.secretary, first=date(2021, 1, 1), last=LAST_OF_OLD, person=born_in_three)
    now, then = posts_on(TODAY), posts_on(LAST_OF_OLD)
    assert post_of(now, merger.joined, merger.secretary).holder.is_local is True
    assert post_of(now, merger.other, merger.secretary).holder.is_local is True
    assert post_of(then, merger.two, merger.secretary).holder.is_local is False
    assert post_of(then, merger.one, merger.secretary).holder.is_local is None
    assert {post.place.pk for post in then} == {merger.one.pk, merger.two.pk, merger.three.pk}


def test_more_holders_than_seats_are_surplus_and_units_are_balanced(merger):
    for _number in range(3):
        merger.leads(merger.joined, merger.vice, first=FIRST_OF_NEW)
    person = merger.leads(merger.joined, merger.division, first=FIRST_OF_NEW)
    PostingFactory(person=person, host_unit=merger.one, host_unit_now=merger.joined, effective_on=date(2024, 3, 1))
    assert [post.is_surplus for post in posts_on(TODAY) if post.title == merger.vice and post.holder] == [
        False,
        False,
        True,
    ]
    balance = next(row for row in balances_on(TODAY) if row.place.pk == merger.joined.pk)
    assert (balance.leading.held, balance.leading.surplus, balance.divisions.held) == (2, 1, 1)
    assert (balance.posted, balance.ending) == (1, 1)
    assert balance.after_ends == balance.vacant + 1


def test_a_day_without_a_table_of_posts_is_answered_by_a_sentence(merger, en):
    with pytest.raises(NoRegulatedValue, match="has no value on 01/01/2016"):
        posts_on(date(2016, 1, 1))
