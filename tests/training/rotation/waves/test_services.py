"""A wave before its decisions: plan, calendar, documents, quotas, offers, officials, and what secrecy allows."""

from datetime import date

import pytest

from wagtail.models import ModelLogEntry

from tests.factories.training import AgencyFactory, PersonFactory, PositionFactory, PostingFactory
from tests.training.rotation.waves.conftest import track
from training.errors import InvalidInput, NoRegulatedValue, NotAllowed, WrongState
from training.models import RegulatedValue, RotationWave, WaveCandidate, WaveOffer
from training.regulations.queries import forget_cached_values
from training.rotation.waves.forwarding import put_forward, withdraw_candidate
from training.rotation.waves.offering import offer_post, withdraw_offer
from training.rotation.waves.planning import (
    Quota,
    announce_wave,
    change_wave,
    close_wave,
    make_plan,
    record_document,
    set_quotas,
)
from training.rotation.waves.secrecy import secrecy_on

pytestmark = pytest.mark.usefixtures("en")


@pytest.fixture
def official(cast):
    """An official of the ward for which the unit officer answers."""
    return PositionFactory(unit=cast.ward).person


@pytest.fixture
def forward(wave, official, cast, blocs):
    def put(**changes):
        facts = {"unit": cast.ward, "kind": "rotation", "reason": "Cần thực tiễn cơ sở", "bloc": blocs["party"]}
        facts |= {"by": cast.unit_officer}
        return put_forward(**({"wave": wave, "person": official} | facts | changes))

    return put


@pytest.fixture
def offer(wave, title, cast):
    def give(**changes):
        facts = {"unit": cast.ward, "title": title, "kind": "rotation", "reason": "Khuyết", "by": cast.unit_officer}
        return offer_post(**({"wave": wave} | facts | changes))

    return give


def test_default_plan_is_four_waves_in_two_years_with_a_calendar(wave, cast):
    waves = wave.plan.waves.order_by("reference_date")
    assert [one.reference_date for one in waves] == [
        date(2027, 3, 1),
        date(2027, 9, 1),
        date(2028, 3, 1),
        date(2028, 9, 1),
    ]
    assert (wave.offers_from, wave.offers_until, wave.forward_until) == (
        date(2026, 11, 1),
        date(2026, 11, 30),
        date(2027, 1, 1),
    )
    again = make_plan(name=wave.plan.name, first_reference=date(2027, 3, 1), by=cast.committee_officer)
    assert (again, RotationWave.objects.count()) == (wave.plan, 4)
    with pytest.raises(NotAllowed):
        make_plan(name="Khác", first_reference=date(2027, 3, 1), by=cast.unit_officer)


def test_calendar_in_the_wrong_order_and_without_dates_is_refused(wave, cast):
    by = cast.committee_officer
    dates = {"offers_from": date(2026, 12, 1), "offers_until": date(2026, 11, 1)}
    with pytest.raises(InvalidInput, match="cannot come before"):
        change_wave(wave, reference_date=wave.reference_date, **dates, by=by)
    bare = RotationWave.objects.create(code="DLC-X", name="X", reference_date=date(2029, 3, 1))
    with pytest.raises(InvalidInput, match="calendar lacks"):
        announce_wave(bare, by=by)


def test_reference_date_stays_once_officials_are_put_forward(wave, forward, cast):
    forward()
    with pytest.raises(WrongState, match="it stays"):
        change_wave(wave, reference_date=date(2027, 4, 1), by=cast.committee_officer)


def test_documents_go_in_the_order_of_the_steps(wave, cast):
    facts = {"number": "12-TTr/BTCTU", "dated_on": date(2026, 11, 20), "by": cast.committee_officer}
    with pytest.raises(WrongState, match="people proposed"):
        record_document(wave, step="preparation", **facts)
    first = record_document(wave, step="policy", **facts)
    assert record_document(wave, step="policy", **facts) == first
    with pytest.raises(InvalidInput, match="in the future"):
        record_document(wave, step="policy", **facts | {"dated_on": date(2026, 12, 1)})


def test_quotas_are_set_whole(wave, cast, blocs):
    one, other = Quota(blocs["party"].pk, "rotation", 4), Quota(blocs["front_mass"].pk, "secondment", 1)
    assert set_quotas(wave, [one, other], by=cast.committee_officer) == 2
    assert set_quotas(wave, [one], by=cast.committee_officer) == 1
    entries = ModelLogEntry.objects.filter(action="training.wave.quotas").count()
    set_quotas(wave, [one], by=cast.committee_officer)
    assert ModelLogEntry.objects.filter(action="training.wave.quotas").count() == entries == 2


def test_post_is_offered_once_and_taken_back_for_a_reason(offer, cast):
    first = offer()
    assert offer() == first
    assert offer(places=2, reason="Khuyết hai").places == 2
    assert WaveOffer.objects.count() == 1
    withdrawn = withdraw_offer(first, because="Đã có người", by=cast.unit_officer)
    assert withdraw_offer(withdrawn, because="Khác", by=cast.unit_officer).withdrawn_because == "Đã có người"
    assert offer().pk != first.pk


def test_posts_are_offered_by_the_unit_itself_with_a_reason_and_in_time(offer, wave, cast, time_machine):
    with pytest.raises(NotAllowed):
        offer(unit=cast.commune)
    with pytest.raises(InvalidInput, match="why"):
        offer(reason=" ")
    RotationWave.objects.update(offers_until=date(2026, 11, 20))
    with pytest.raises(WrongState, match="20/11/2026"):
        offer()
    assert offer(by=cast.committee_officer)
    close_wave(wave, by=cast.committee_officer)
    with pytest.raises(WrongState, match="closed"):
        offer(by=cast.committee_officer)


def test_official_is_put_forward_once_with_his_wishes(forward, cast):
    first = forward(wishes=[cast.commune], fields=["land"])
    assert forward(wishes=[cast.commune], fields=["land"]) == first
    assert [wish.unit for wish in forward(wishes=[]).wishes.all()] == []
    assert WaveCandidate.objects.count() == 1


@pytest.mark.parametrize("what", ["off", "dates_only"])
def test_nobody_is_named_where_only_dates_may_be_kept(what, forward, offer):
    offer()
    track(what)
    with pytest.raises(WrongState, match="state secrets"):
        forward()
    assert not WaveCandidate.objects.exists()
    assert not secrecy_on().keeps_people


def test_nothing_is_recorded_where_nothing_may_be_kept_and_a_gap_is_named(wave, cast):
    facts = {"step": "policy", "number": "1", "dated_on": date(2026, 11, 20), "by": cast.committee_officer}
    track("off")
    with pytest.raises(WrongState, match="Nothing before the decision"):
        record_document(wave, **facts)
    RegulatedValue.objects.filter(key="rotation.pre_decision_tracking").update(valid_to=date(2026, 1, 1))
    forget_cached_values()
    with pytest.raises(NoRegulatedValue, match="has no value on 23/11/2026"):
        record_document(wave, **facts)


def test_person_in_two_waves_is_told_where_he_stands(forward, wave, cast):
    first = forward()
    later = announce_wave(wave.plan.waves.order_by("reference_date")[1], by=cast.committee_officer)
    with pytest.raises(WrongState, match=r"stands in “.*” already, put forward by Phường Ba Đình"):
        forward(wave=later)
    withdraw_candidate(first, because="Chuyển đợt sau", by=cast.unit_officer)
    assert forward(wave=later).wave == later


def test_person_who_is_posted_elsewhere_or_is_no_colleague_is_refused(forward, cast, official):
    with pytest.raises(InvalidInput, match="holds no office"):
        forward(person=PersonFactory())
    PostingFactory(person=official, sending_unit=AgencyFactory())
    with pytest.raises(WrongState, match="already posted"):
        forward()


def test_exempt_person_is_not_seconded_and_nothing_is_kept_of_why(forward):
    with pytest.raises(InvalidInput, match="exempt from secondment"):
        forward(kind="secondment", is_exempt=True)
    assert not WaveCandidate.objects.exists()
    assert forward(kind="rotation", is_exempt=True)


def test_each_sees_what_is_his(forward, offer, cast):
    forward()
    offer()
    for user, people, posts in ((cast.committee_officer, 1, 1), (cast.unit_officer, 1, 1), (cast.host_head, 0, 0)):
        assert WaveCandidate.objects.visible_to(user).count() == people
        assert WaveOffer.objects.visible_to(user).count() == posts
