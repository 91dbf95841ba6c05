"""From officials and posts to postings: proposals, places chosen, changes by hand, decisions, withdrawals."""

from datetime import date

import pytest

from django.db.utils import IntegrityError

from tests.factories.training import AgencyFactory, PositionFactory, PositionTitleFactory, UnitFactory
from tests.training.rotation.waves.conftest import track
from training.errors import InvalidInput, NotEligible, WrongState
from training.models import ChosenPlace, HandChange, Posting, Proposal, RotationWave, WaveCandidate
from training.rotation.matching.choosing import change_by_hand, fingerprint, take_over
from training.rotation.matching.decisions import decide, withdraw_decision
from training.rotation.matching.running import match_wave
from training.rotation.matching.wording import reasons_of
from training.rotation.waves.forwarding import put_forward
from training.rotation.waves.offering import offer_post
from training.rotation.waves.planning import Quota, set_quotas

pytestmark = pytest.mark.usefixtures("en", "instruments")
WHY = "Gia đình ở gần, thường vụ đã thống nhất."


@pytest.fixture
def situation(documented, title, cast, blocs):
    """Two posts in two communes; three officials of one agency, of whom the last has everything asked for."""
    agency, by = AgencyFactory(), cast.committee_officer
    units = [UnitFactory(), UnitFactory()]
    offers = [
        offer_post(documented, unit=unit, title=title, kind="rotation", fields=["land"], reason="Khuyết", by=by)
        for unit in units
    ]
    people = []
    for number in range(3):
        person = PositionFactory(
            unit=agency, title=PositionTitleFactory(code="specialist", is_key_official=False)
        ).person
        people.append(
            put_forward(
                documented,
                person,
                unit=agency,
                kind="rotation",
                bloc=blocs["party"],
                wishes=[units[0]],
                fields=["land"] if number else [],
                reason="Quy hoạch",
                by=by,
            )
        )
    return documented, offers, people


@pytest.fixture
def matched(situation, cast):
    wave, offers, people = situation
    run = match_wave(wave, by=cast.committee_officer)
    take_over(run, "optimal", by=cast.committee_officer)
    return wave, offers, people


DECISION = {"decision_number": "88-QĐ/TU", "decision_on": date(2026, 11, 23), "effective_on": date(2026, 12, 1)}


def test_matching_keeps_both_proposals_with_reasons(situation, cast, django_assert_max_num_queries):
    wave, offers, people = situation
    with django_assert_max_num_queries(60):
        run = match_wave(wave, by=cast.committee_officer)
    assert run.proposals.count() == 6
    assert run.report["stable"]["filled"] == run.report["optimal"]["filled"] == 2
    assert run.report["stable"]["blocking"] == 0
    names = {one.pk: str(one) for one in people}
    refused = run.proposals.get(method="stable", offer=None)
    assert refused.candidate == people[0]
    assert "suits the unit better" in " ".join(reasons_of(refused, {one.pk: one for one in offers}, names))
    placed = run.proposals.filter(method="stable", offer__isnull=False).first()
    assert "land, construction, environment" in " ".join(reasons_of(placed, {}, names))


def test_matching_needs_officials_and_the_right_to_keep_them(documented, cast):
    with pytest.raises(InvalidInput, match="nothing to match"):
        match_wave(documented, by=cast.committee_officer)
    track("dates_only")
    with pytest.raises(WrongState, match="state secrets"):
        match_wave(documented, by=cast.committee_officer)


def test_only_the_newest_matching_is_taken_over(situation, cast):
    wave, _offers, _people = situation
    first, second = (match_wave(wave, by=cast.committee_officer) for _ in range(2))
    with pytest.raises(WrongState, match="newer matching"):
        take_over(first, "stable", by=cast.committee_officer)
    assert take_over(second, "stable", by=cast.committee_officer) == 2
    assert take_over(second, "stable", by=cast.committee_officer) == 2


def test_change_by_hand_is_signed_kept_and_left_alone_by_the_next_matching(matched, cast):
    wave, offers, people = matched
    by = cast.committee_officer
    with pytest.raises(WrongState, match="is given to"):
        change_by_hand(people[0], offers[0], justification=WHY, by=by)
    holder = ChosenPlace.objects.get(offer=offers[0]).candidate
    change_by_hand(holder, None, justification=WHY, by=by)
    with pytest.raises(InvalidInput, match="Say in a sentence"):
        change_by_hand(people[0], offers[0], justification="Vì", by=by)
    change = change_by_hand(people[0], offers[0], justification=WHY, by=by)
    assert change_by_hand(people[0], offers[0], justification=WHY, by=by) == change
    assert (change.sha256, HandChange.objects.count()) == (fingerprint(change), 2)
    run = match_wave(wave, by=by)
    assert not Proposal.objects.filter(run=run, candidate=people[0]).exists()
    take_over(run, "stable", by=by)
    assert ChosenPlace.objects.get(candidate=people[0]).is_by_hand
    with pytest.raises(TypeError):
        change.save()


def test_no_hard_rule_is_broken_by_hand(matched, title, cast, blocs):
    wave, _offers, people = matched
    by = cast.committee_officer
    own = offer_post(wave, unit=people[0].sending_unit, title=title, kind="rotation", reason="Khuyết", by=by)
    other = offer_post(wave, unit=UnitFactory(), title=title, kind="secondment", reason="Khuyết", by=by)
    with pytest.raises(NotEligible, match="in his own unit"):
        change_by_hand(people[0], own, justification=WHY, by=by)
    with pytest.raises(NotEligible, match="offered for secondment"):
        change_by_hand(people[0], other, justification=WHY, by=by)
    free = offer_post(wave, unit=UnitFactory(), title=title, kind="rotation", reason="Khuyết", by=by)
    set_quotas(wave, [Quota(blocs["party"].pk, "rotation", 2)], by=by)
    with pytest.raises(WrongState, match="quota"):
        change_by_hand(people[0], free, justification=WHY, by=by)


def test_decision_makes_a_posting_of_each_place(matched, cast):
    wave, _offers, people = matched
    made = decide(wave, **DECISION, by=cast.committee_officer)
    assert decide(wave, **DECISION, by=cast.committee_officer) == made
    assert {posting.wave for posting in made} == {wave}
    assert made[0].term_months == 36
    wave.refresh_from_db()
    assert wave.status == RotationWave.Status.RUNNING
    assert wave.documents.filter(step="decision", number="88-QĐ/TU").exists()
    assert WaveCandidate.objects.filter(state="decided").count() == 2
    people[0].refresh_from_db()
    assert people[0].state == "put_forward"


def test_decision_without_the_steps_before_it_says_which_are_lacking(matched, cast):
    wave, _offers, _people = matched
    wave.documents.filter(step="consultation").delete()
    with pytest.raises(WrongState, match="consultation"):
        decide(wave, **DECISION, by=cast.committee_officer)
    assert not Posting.objects.exists()


def test_secondment_beyond_three_years_needs_a_decision_of_exception(matched, title, cast, blocs):
    wave, _offers, people = matched
    by = cast.committee_officer
    offer = offer_post(wave, unit=UnitFactory(), title=title, kind="secondment", reason="Việc gấp", by=by)
    lent = put_forward(
        wave,
        PositionFactory(unit=people[0].sending_unit).person,
        unit=people[0].sending_unit,
        kind="secondment",
        bloc=blocs["party"],
        reason="Việc gấp",
        by=by,
    )
    change_by_hand(lent, offer, justification=WHY, by=by)
    with pytest.raises(InvalidInput, match=f"{lent.person}: A secondment lasts at most 36 months"):
        decide(wave, **DECISION, terms={"secondment": 48}, by=by)
    assert not Posting.objects.exists()  # all or none
    made = decide(wave, **DECISION, terms={"secondment": 48}, exception_decision="9-QĐ/TU", by=by)
    assert len(made) == 3


def test_withdrawn_decision_frees_official_and_post_and_owes_no_form(matched, cast):
    wave, _offers, _people = matched
    by = cast.committee_officer
    posting = decide(wave, **DECISION, by=by)[0]
    facts = {"decision_number": "90-QĐ/TU", "decision_on": date(2026, 11, 23), "by": by}
    with pytest.raises(InvalidInput, match="number of its decision"):
        withdraw_decision(posting, **facts | {"decision_number": " "})
    gone = withdraw_decision(posting, **facts)
    assert withdraw_decision(posting, **facts) == gone
    with pytest.raises(WrongState, match="was withdrawn by 90-QĐ/TU"):
        withdraw_decision(posting, **facts | {"decision_number": "92-QĐ/TU"})
    assert (gone.status, gone.end_reason, gone.ended_on) == ("ended", "withdrawn", gone.effective_on)
    assert gone.changes.get().decision_number == "90-QĐ/TU"
    assert not gone.forms.exclude(status="cancelled").exists()
    candidate = WaveCandidate.objects.get(wave=wave, person=gone.person)
    assert candidate.state == "put_forward"
    assert not ChosenPlace.objects.filter(candidate=candidate).exists()
    again = match_wave(wave, by=by)
    take_over(again, "stable", by=by)
    with pytest.raises(InvalidInput, match="withdrawn by 90-QĐ/TU"):
        decide(wave, **DECISION, by=by)
    assert ChosenPlace.objects.get(candidate=candidate).posting is None
    second = decide(wave, **DECISION | {"decision_number": "91-QĐ/TU"}, by=by)
    assert len(second) == 1


def test_database_holds_one_place_for_each(matched):
    place = ChosenPlace.objects.first()
    with pytest.raises(IntegrityError):
        ChosenPlace.objects.create(candidate=place.candidate, offer=place.offer, source="stable")
