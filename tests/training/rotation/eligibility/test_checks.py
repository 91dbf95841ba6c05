"""Each rule asked of plain facts: what it says, and what it rests on. No database."""

from dataclasses import replace
from datetime import date

import pytest

from django.utils import translation

from training.rotation.eligibility.checks import CHECKS
from training.rotation.eligibility.facts import Ask, Facts, Flag, Office, Post, Relative, Said, Sent, UnitName, World
from training.rotation.eligibility.models import PostingRule
from training.rotation.eligibility.post_checks import barred_units
from training.rotation.eligibility.retirement import retires_on
from training.units.lineage import Change, Lineage
from training.units.locality import Locality

DAY, MERGER = date(2027, 3, 1), date(2025, 7, 1)
LAST = date(2025, 6, 30)
AGENCY, OLD, FIRST, SECOND, THIRD, OTHER, WHOLE_OLD = range(1, 8)
STEPS = {
    "male": {"year": 2021, "months": 723, "step": 3, "most": 744},
    "female": {"year": 2021, "months": 664, "step": 4, "most": 720},
}
Kind = PostingRule.Kind


def world(gaps=None):
    spans = {OLD: (date(2008, 8, 1), LAST), WHOLE_OLD: (date(2008, 8, 1), LAST), AGENCY: (date(2008, 8, 1), None)}
    spans |= dict.fromkeys((FIRST, SECOND, THIRD, OTHER), (MERGER, None))
    known = Lineage(
        spans,
        [
            *(Change(OLD, unit, "partial", MERGER) for unit in (FIRST, SECOND, THIRD)),
            Change(WHOLE_OLD, OTHER, "whole", MERGER),
        ],
    )
    names = {AGENCY: "Sở Nội vụ", OLD: "Phường Cũ", WHOLE_OLD: "Phường Trọn", FIRST: "Phường Một"}
    names |= {SECOND: "Phường Hai", THIRD: "Phường Ba", OTHER: "Phường Khác"}
    units = {pk: UnitName(names[pk], "agency" if pk == AGENCY else "commune", *spans[pk]) for pk in spans}
    return World(known, units, {"retirement": STEPS, "local_criteria": ["birthplace"]}, gaps or {}, Locality(known))


def facts(**changes) -> Facts:
    base = Facts(1, "CB1", date(1995, 5, 20), "male", "intermediate", "", offices=(office(),))
    return replace(base, **changes)


def office(unit=AGENCY, title="specialist", first=date(2020, 1, 1), last=None) -> Office:
    return Office(unit, title, "Chuyên viên", first, last, True, "1-QĐ")


def ask(kind, person, parameters=None, *, at=None, title="party_secretary", gaps=None):
    post = Post(at, at, title) if at else None
    question = Ask(DAY, "rotation", world(gaps), None, post)
    with translation.override("en"):
        found = CHECKS[kind](person, question, parameters or {})
        return found.result, str(found.sentence)


@pytest.mark.parametrize(
    ("kind", "person", "parameters", "result", "says"),
    [
        (Kind.AGE_BELOW, facts(), {"years": 35}, "met", "31 years old on 01/03/2027"),
        # the day before the birthday one is young still; on the birthday no longer
        (Kind.AGE_BELOW, facts(birth_date=date(1992, 3, 2)), {"years": 35}, "met", "34 years old"),
        (Kind.AGE_BELOW, facts(birth_date=date(1992, 3, 1)), {"years": 35}, "not_met", "reached on 01/03/2027"),
        (Kind.AGE_BELOW, facts(birth_date=None), {"years": 35}, "unknown", "The date of birth is not recorded"),
        (Kind.YEARS_LEFT, facts(), {"years": 10}, "met", "retirement age on 20/05/2057"),
        (Kind.YEARS_LEFT, facts(birth_date=date(1974, 1, 1)), {"years": 10}, "not_met", "8 years and 10 months left"),
        (Kind.YEARS_LEFT, facts(birth_date=None), {"years": 10}, "unknown", "date of birth"),
        (Kind.YEARS_LEFT, facts(sex=""), {"years": 10}, "unknown", "The sex is not recorded"),
        (Kind.HOLDS_TITLE, facts(), {"titles": ["division_head"]}, "not_met", "none of the titles"),
        (Kind.HOLDS_TITLE, facts(), {"titles": ["specialist"]}, "met", "Chuyên viên, Sở Nội vụ"),
        (Kind.HOLDS_TITLE, facts(offices=()), {"titles": ["specialist"]}, "unknown", "No office is recorded"),
        (Kind.IN_SUCCESSION, facts(), {}, "not_met", "Not recorded"),
        (Kind.IN_SUCCESSION, facts(flags=(Flag(date(2025, 1, 1), None, "QĐ 1"),)), {}, "met", "In succession"),
        (
            Kind.IN_SUCCESSION,
            facts(flags=(Flag(date(2020, 1, 1), date(2027, 2, 28), "QĐ 1"),)),
            {},
            "not_met",
            "until 28/02/2027",
        ),
        (Kind.NO_GRASSROOTS, facts(), {"months": 12}, "met", "0 months"),
        # two offices of one time count once: eleven months in all
        (
            Kind.NO_GRASSROOTS,
            facts(offices=(office(OLD, first=date(2020, 1, 1), last=date(2020, 11, 30)),
                           office(OLD, "committee_member", date(2020, 3, 1), date(2020, 9, 30)))),
            {"months": 12},
            "met",
            "11 months",
        ),
        (
            Kind.NO_GRASSROOTS,
            facts(offices=(office(OLD, first=date(2024, 1, 1), last=LAST),)),
            {"months": 12},
            "not_met",
            "18 months at the grassroots by 01/03/2027 (Phường Cũ (cũ))",
        ),
        (Kind.TERM_SERVED, facts(), {"months": 36}, "met", "Not posted anywhere"),
        (
            Kind.TERM_SERVED,
            facts(sent=(Sent(date(2025, 9, 1), date(2028, 9, 1), None, "9-QĐ"),)),
            {"months": 36},
            "not_met",
            "decision 9-QĐ), 18 months",
        ),
        (
            Kind.TERM_SERVED,
            facts(sent=(Sent(date(2024, 3, 1), date(2027, 3, 1), None, "9-QĐ"),)),
            {"months": 36},
            "met",
            "the term is served",
        ),
        (Kind.SECONDMENT_GUARD, facts(), {"months": 6}, "not_concerned", "does not concern men"),
        (Kind.SECONDMENT_GUARD, facts(sex="female"), {"months": 6}, "unknown", "has not confirmed within 6 months"),
        (
            Kind.SECONDMENT_GUARD,
            facts(sex="female", confirmations=(Said(date(2027, 1, 5), True),)),
            {"months": 6},
            "not_met",
            "that an exemption applies",
        ),
        (
            Kind.SECONDMENT_GUARD,
            facts(sex="female", confirmations=(Said(date(2027, 1, 5), False),)),
            {"months": 6},
            "met",
            "that no exemption applies",
        ),
        (Kind.THEORY, facts(theory=""), {"least": "intermediate"}, "unknown", "not recorded"),
        (Kind.THEORY, facts(theory="elementary"), {"least": "intermediate"}, "not_met", "intermediate at least"),
        (Kind.CONCLUSION, facts(conclusions=(Said(date(2026, 9, 1), True),)), {"months": 12}, "met", "01/09/2026"),
    ],
)  # fmt: skip
def test_a_rule_asked_of_a_person(kind, person, parameters, result, says):
    answer = ask(kind, person, parameters)
    assert answer[0] == result
    assert says in answer[1]


@pytest.mark.parametrize(
    ("born_in", "at", "result", "says"),
    [
        # born in a ward that was divided among three: local at each of the three, and nowhere else
        (OLD, FIRST, "not_met", "Phường Cũ (cũ), a part of which is in Phường Một today"),
        (OLD, THIRD, "not_met", "a part of which is in Phường Ba today"),
        (OLD, OTHER, "met", "Not a local person at Phường Khác"),
        (WHOLE_OLD, OTHER, "not_met", "which went into Phường Khác as a whole"),
        (FIRST, FIRST, "not_met", "birthplace Phường Một"),
        (FIRST, OLD, "unknown", "which part is meant cannot be told"),
    ],
)
def test_a_place_of_old_makes_local_in_what_became_of_it(born_in, at, result, says):
    answer = ask(
        Kind.NON_LOCAL,
        facts(places=(("birthplace", born_in),)),
        {"titles": ["party_secretary"], "partial": True},
        at=at,
    )
    assert answer[0] == result
    assert says in answer[1]


def test_non_local_where_nothing_is_recorded_or_the_title_is_another():
    rule = {"titles": ["party_secretary"], "partial": True}
    assert ask(Kind.NON_LOCAL, facts(), rule, at=FIRST)[0] == "unknown"
    assert ask(Kind.NON_LOCAL, facts(place_text="tỉnh Ninh Bình"), rule, at=FIRST)[0] == "met"
    assert ask(Kind.NON_LOCAL, facts(), rule, at=FIRST, title="pc_vice_chairman")[0] == "not_concerned"
    assert ask(Kind.NON_LOCAL, facts(places=(("birthplace", OLD),)), rule | {"partial": False}, at=FIRST)[0] == "met"
    gap = {"local_criteria": "no value"}
    assert ask(Kind.NON_LOCAL, facts(), rule, at=FIRST, gaps=gap) == ("unknown", "no value")


def test_a_relative_who_led_a_ward_of_old_still_leads_what_it_became():
    rule = {"relations": ["sibling"], "titles": ["pc_chairman"], "host_titles": []}
    sister = Relative("sibling", "Nguyễn Thị Bình", "CB2", (office(OLD, "pc_chairman"),))
    person = facts(relatives=(sister,))
    assert ask(Kind.KIN, person, rule, at=SECOND)[0] == "not_met"
    assert "siblings), Nguyễn Thị Bình" in ask(Kind.KIN, person, rule, at=SECOND)[1]
    assert ask(Kind.KIN, person, rule, at=OTHER)[0] == "met"
    gone = replace(sister, offices=(office(OLD, "pc_chairman", last=LAST),))
    assert ask(Kind.KIN, facts(relatives=(gone,)), rule, at=SECOND)[0] == "met"
    assert ask(Kind.KIN, person, rule | {"relations": ["spouse"]}, at=SECOND)[0] == "met"


def test_ten_years_at_the_head_across_the_merger_are_two_terms():
    rule = {"titles": ["pc_chairman"], "terms": 2, "term_months": 60}
    old = office(WHOLE_OLD, "pc_chairman", date(2016, 6, 1), LAST)
    new = office(OTHER, "pc_chairman", MERGER)
    assert ask(Kind.TERMS_IN_ROW, facts(offices=(old, new)), rule, at=OTHER, title="pc_chairman")[0] == "not_met"
    assert ask(Kind.TERMS_IN_ROW, facts(offices=(old, new)), rule, at=FIRST, title="pc_chairman")[0] == "met"
    broken = replace(new, first=date(2026, 6, 1))
    assert ask(Kind.TERMS_IN_ROW, facts(offices=(old, broken)), rule, at=OTHER, title="pc_chairman")[0] == "met"


def test_the_rules_turned_round_bar_what_they_refuse():
    question = Ask(DAY, "rotation", world())
    rule = PostingRule(kind=Kind.NON_LOCAL, parameters={"titles": ["party_secretary"], "partial": True})
    assert barred_units(facts(places=(("birthplace", OLD),)), question, rule) == {OLD, FIRST, SECOND, THIRD}
    kin = PostingRule(kind=Kind.KIN, parameters={"relations": ["sibling"], "titles": ["pc_chairman"]})
    sister = Relative("sibling", "B", "CB2", (office(OLD, "pc_chairman"),))
    assert barred_units(facts(relatives=(sister,)), question, kin) == {OLD, FIRST, SECOND, THIRD}


def test_retirement_age_rises_by_the_year():
    assert retires_on(date(1961, 1, 15), STEPS["male"]) == date(2021, 4, 15)
    assert retires_on(date(1960, 10, 1), STEPS["male"]) == date(2021, 1, 1)
    assert retires_on(date(1961, 10, 1), STEPS["male"]) == date(2022, 4, 1)
    assert retires_on(date(1995, 5, 20), STEPS["female"]) == date(2055, 5, 20)
