"""The leaders of a unit are never away together (A3): refused with who and when, a warning while days are unknown."""

from datetime import date

import pytest

from tests.factories.training import (
    ClassMeetingFactory,
    EnrolmentFactory,
    NominationFactory,
    PersonFactory,
    PositionFactory,
    PositionTitleFactory,
    TrainingClassFactory,
    UnitFactory,
)
from training.errors import Clash, NotEligible
from training.models import RegulatedValue
from training.nominations.eligibility import explain_eligibility, explain_for_people
from training.nominations.services import accept_nomination, nominate
from training.people.leading import CoverGroup
from training.regulations.queries import forget_cached_values, value_on
from training.scheduling.services import preview_meeting, schedule_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("november", "one_stage")]
MONDAY, TUESDAY = date(2026, 12, 7), date(2026, 12, 8)


@pytest.fixture
def office(cast):
    return cast.training_office


@pytest.fixture
def commune():
    return UnitFactory(name="Xã Ô Diên")


@pytest.fixture
def mine():
    return TrainingClassFactory(code="BTX-01")


@pytest.fixture
def theirs():
    return TrainingClassFactory(code="CTX-09")


def leader(unit, code, name, **dates):
    name_vi, order = {"party_secretary": ("Bí thư", 10), "pc_chairman": ("Chủ tịch", 60)}[code]
    title = PositionTitleFactory(code=code, name_vi=name_vi, order=order)
    return PositionFactory(unit=unit, title=title, person=PersonFactory(full_name=name), **dates).person


@pytest.fixture
def secretary(commune):
    return leader(commune, "party_secretary", "Đỗ Thị Ánh Tuyết")


@pytest.fixture
def chairman(commune):
    return leader(commune, "pc_chairman", "Trần Văn Bình")


def let_stay(*groups):
    RegulatedValue.objects.filter(key="training.cover_posts").update(value=list(groups))
    forget_cached_values()


def covers(held, **kwargs):
    findings = preview_meeting(held, **{"date": MONDAY, "slot": "morning"} | kwargs)
    return [finding for finding in findings if finding.rule == "cover"]


def cover_of(person, held, unit=None):
    return next((line for line in explain_eligibility(person, held, unit) if line["rule"] == "cover"), None)


def test_a_meeting_that_takes_both_leaders_is_refused_and_explained(mine, theirs, secretary, chairman, office):
    EnrolmentFactory(training_class=mine, person=secretary)
    EnrolmentFactory(training_class=theirs, person=chairman)
    ClassMeetingFactory(training_class=theirs, date=MONDAY, slot="afternoon")
    (finding,) = covers(mine)
    assert finding.level == "block"
    assert finding.facts == {
        "unit": "Xã Ô Diên",
        "day": "2026-12-07",
        "people": [
            {"name": "Đỗ Thị Ánh Tuyết", "title": "Bí thư", "class": "BTX-01"},
            {"name": "Trần Văn Bình", "title": "Chủ tịch", "class": "CTX-09"},
        ],
        "stay": 1,
    }
    assert covers(mine, date=TUESDAY) == []
    with pytest.raises(Clash) as refusal:
        schedule_meeting(mine, topic="Thử", date=MONDAY, slot="morning", by=office)
    for words in ("Xã Ô Diên", "07/12/2026", "Đỗ Thị Ánh Tuyết", "BTX-01", "Trần Văn Bình", "CTX-09"):
        assert words in str(refusal.value)


def test_deputies_count_where_the_rule_names_them_and_other_units_do_not(cast, mine, theirs):
    let_stay({"posts": ["pc_chairman", "pc_vice_chairman"], "stay": 2})
    trainee, chairman = cast.trainee.person, cast.chairman.person
    EnrolmentFactory(training_class=mine, person=trainee)
    EnrolmentFactory(training_class=theirs, person=chairman)
    ClassMeetingFactory(training_class=theirs, date=MONDAY)
    (finding,) = covers(mine)
    assert {row["name"] for row in finding.facts["people"]} == {chairman.full_name, trainee.full_name}
    chairman.positions.update(unit=UnitFactory())
    assert covers(mine) == []


def test_who_leads_is_asked_of_the_day(mine, theirs, secretary, chairman):
    EnrolmentFactory(training_class=mine, person=secretary)
    EnrolmentFactory(training_class=theirs, person=chairman)
    ClassMeetingFactory(training_class=theirs, date=TUESDAY)
    chairman.positions.update(valid_to=MONDAY)
    assert covers(mine, date=TUESDAY) == []
    chairman.positions.update(valid_to=TUESDAY)
    assert len(covers(mine, date=TUESDAY)) == 1
    let_stay({"posts": ["party_secretary"], "stay": 1})
    assert covers(mine, date=TUESDAY) == []


def test_one_of_a_group_may_always_go():
    group = CoverGroup(frozenset(), 2)
    assert [group.must_stay(holders) for holders in range(5)] == [0, 0, 1, 2, 2]


def test_a_nomination_is_refused_where_both_classes_meet_and_warned_before(
    cast, mine, theirs, secretary, chairman, office
):
    EnrolmentFactory(training_class=theirs, person=chairman)
    finding = cover_of(secretary, mine)
    assert (finding["ok"], finding["required"]) == (False, False)  # only the dates are known
    assert "CTX-09" in finding["sentence"]
    ClassMeetingFactory(training_class=theirs, date=TUESDAY)
    ClassMeetingFactory(training_class=mine, date=MONDAY)
    assert cover_of(secretary, mine) is None
    asked = NominationFactory(training_class=mine, person=secretary)
    ClassMeetingFactory(training_class=mine, date=TUESDAY)
    finding = cover_of(secretary, mine)
    assert (finding["ok"], finding["required"], finding["facts"]["day"]) == (False, True, "2026-12-08")
    with pytest.raises(Clash, match="Trần Văn Bình"):
        accept_nomination(asked, by=office)
    asked.delete()
    unit = secretary.positions.get().unit
    cast.unit_officer.role_grants.update(unit=unit)
    with pytest.raises(NotEligible, match="Trần Văn Bình"):
        nominate(mine, secretary, unit=unit, by=cast.unit_officer)


def test_in_one_class_together_and_only_nominated_elsewhere(mine, theirs, secretary, chairman):
    nomination = NominationFactory(training_class=theirs, person=chairman)
    assert cover_of(secretary, mine)["required"] is False
    nomination.delete()
    assert cover_of(secretary, mine) is None
    EnrolmentFactory(training_class=mine, person=chairman)
    assert cover_of(secretary, mine)["required"] is True


def test_questions_do_not_grow_with_the_people(mine, theirs, django_assert_max_num_queries):
    people = []
    for _n in range(6):
        unit = UnitFactory()
        one, other = leader(unit, "party_secretary", "Đỗ Thị Hoa"), leader(unit, "pc_chairman", "Trần Văn Bình")
        EnrolmentFactory(training_class=theirs, person=other)
        people.append(one)
    ClassMeetingFactory(training_class=theirs, date=MONDAY)
    value_on("training.cover_posts")
    with django_assert_max_num_queries(11):
        explained = explain_for_people(people, mine)
    assert all(any(line["rule"] == "cover" for line in lines) for lines in explained.values())
    for person in people:
        EnrolmentFactory(training_class=mine, person=person)
    with django_assert_max_num_queries(20):
        assert len(covers(mine)) == 6
