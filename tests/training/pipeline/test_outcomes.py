"""Return or stay at 6, 12 and 24 months, terms side by side, the sheet of a decision."""

from datetime import date

import pytest

from curriculum.clock.time import now
from tests.factories.training import AgencyFactory, PersonFactory, PositionFactory, PositionTitleFactory, PostingFactory
from tests.training.pipeline.conftest import FIRST_OF_NEW, LAST_OF_OLD
from training.models import Indicator, PlacementProposal, Posting, RegulatedValue
from training.pipeline.decisions import sheet_of
from training.pipeline.outcomes.queries import Place, outcomes_of, shares
from training.pipeline.posts.successors import ready_on
from training.pipeline.targets.queries import reading_on
from training.pipeline.terms import By, grouped, span_of
from training.pipeline.waves import sent_in
from training.regulations.queries import forget_cached_values

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


@pytest.fixture
def ended(merger, cast) -> Posting:
    """Ended with June 2025 in a commune that went into another; it was decided that he returns."""
    home, person = AgencyFactory(), PersonFactory()
    posting = PostingFactory(
        person=person,
        sending_unit=home,
        host_unit=merger.one,
        host_unit_now=merger.joined,
        title=merger.division,
        decision_on=date(2022, 6, 20),
        effective_on=date(2022, 7, 1),
        due_on=date(2025, 7, 1),
        status="ended",
        ended_on=LAST_OF_OLD,
        end_reason="returned",
    )
    PlacementProposal.objects.create(
        posting=posting,
        direction="stays",
        document="5-TTr",
        dated_on=date(2025, 3, 1),
        proposed_by=cast.committee_officer,
        proposed_at=now(),
        decided="return",
        decision_number="6-QĐ",
        decision_on=date(2025, 6, 1),
        decided_by=cast.committee_officer,
        decided_at=now(),
    )
    return posting


@pytest.mark.both_databases
def test_where_people_are_is_held_against_what_was_decided(ended, merger, django_assert_num_queries):
    staff = PositionTitleFactory(code="principal_specialist", order=510, rank_level="staff", is_key_official=False)
    home = ended.sending_unit
    offices = {"person": ended.person, "title": staff}
    PositionFactory(unit=home, valid_from=date(2018, 1, 1), valid_to=date(2022, 6, 30), **offices)
    PositionFactory(unit=home, valid_from=FIRST_OF_NEW, valid_to=date(2026, 3, 31), **offices)
    PositionFactory(person=ended.person, unit=merger.joined, title=merger.vice, valid_from=date(2026, 4, 1))
    with django_assert_num_queries(5):
        (outcome,) = outcomes_of(Posting.objects.all(), TODAY)
    places = [(look.place, look.is_higher, fits) for look, fits in outcome.looks]
    assert places == [(Place.SENDING, False, True), (Place.HOST, True, False), (Place.NOT_YET, False, None)]
    assert [(month, fits, wanted) for month, _places, fits, wanted in shares([outcome])] == [
        (6, 1, 1),
        (12, 0, 1),
        (24, 0, 0),
    ]
    assert outcomes_of(Posting.objects.all(), date(2025, 6, 1)) == []


def test_terms_are_put_into_rows(ended, merger):
    running = PostingFactory(host_unit=merger.joined, effective_on=date(2026, 1, 1))
    rows = list(Posting.objects.select_related("host_unit_now", "title__bloc", "sending_unit__bloc", "wave"))
    by_host = grouped(rows, By.HOST)
    assert [(group.common, len(group.postings)) for group in by_host] == [(merger.joined, 2)]
    first, last = span_of(rows, TODAY)
    assert first == date(2022, 1, 1)
    assert last >= running.due_on


def test_the_sheet_names_the_rules_of_its_day_and_a_gap(ended, merger, cast):
    ended.person.native_place = merger.one
    ended.person.birth_date = None
    ended.person.save()
    sheet = sheet_of(ended, seen_by=cast.committee_officer)
    rules = {held.key: held for held in sheet.rules}
    assert rules["rotation.min_months"].row.legal_basis.startswith("Quy định 65-QĐ/TW")
    assert rules["rotation.min_months"].is_kept is True
    assert (sheet.is_local, sheet.age) == (True, None)
    RegulatedValue.objects.filter(key="rotation.min_months", valid_to=None).update(valid_from=date(2023, 1, 1))
    forget_cached_values()
    held = next(
        held for held in sheet_of(ended, seen_by=cast.committee_officer).rules if held.key == "rotation.min_months"
    )
    assert (held.is_gap, held.is_kept) == (True, None)


def test_a_decision_taken_back_is_counted_nowhere(merger, cast):
    gone = PostingFactory(
        person=PersonFactory(birth_date=date(1995, 1, 1)),
        host_unit=merger.joined,
        title=merger.chairman,
        effective_on=date(2026, 3, 1),
        status="ended",
        ended_on=date(2026, 3, 1),
        end_reason="withdrawn",
        end_decision="90-QĐ/TU",
    )
    assert ready_on(TODAY, {gone.person_id}) == set()
    assert outcomes_of(Posting.objects.all(), TODAY) == []
    assert sent_in(Posting.objects.all(), TODAY) == []
    assert reading_on(Indicator.POSTED, TODAY).value == 0
    gone.end_reason = "returned"
    gone.save()
    assert ready_on(TODAY, {gone.person_id}) == {gone.person_id}
    assert reading_on(Indicator.POSTED, TODAY).value == 1
