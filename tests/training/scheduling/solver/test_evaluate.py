"""Each rule seen by itself: the same plan with and without what breaks it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.training.scheduling.solver.builder import MONDAY, at, change, small
from training.scheduling.solver import CoverSet, Duty, Person, Placement, Rule, evaluate

AM, PM = at(0), at(0, "afternoon")


def rules(problem, placements):
    return sorted(one.rule for one in evaluate(problem, placements).violations)


@pytest.fixture
def two():
    """Two classes of two meetings with two rooms and two lecturers, and a plan that nothing stands against."""
    problem = small(days=2, rooms=2, lecturers=2, classes=2)
    plan = {f"C{c}-{n}": Placement((AM, PM)[n], f"R{c}", f"L{c}") for c in (0, 1) for n in (0, 1)}
    assert rules(problem, plan) == []
    return problem, plan


def test_nobody_and_nothing_is_twice(two):
    problem, plan = two
    assert rules(problem, plan | {"C1-0": Placement(AM, "R0", "L1")}) == ["room"]
    assert rules(problem, plan | {"C1-0": Placement(AM, "R1", "L0")}) == ["lecturer"]
    assert rules(problem, plan | {"C1-1": Placement(AM, "R0", "L0")}) == ["class", "lecturer", "room"]
    both = replace(problem, people=(Person("p", ("C0", "C1")),))
    assert rules(both, plan) == ["person", "person"]
    assert rules(replace(both, rules=(Rule("person", is_on=False),)), plan) == []


def test_rooms_fit(two):
    problem, plan = two
    assert rules(change(problem, "rooms", "R0", capacity=40), plan) == ["capacity", "capacity"]
    assert rules(change(problem, "rooms", "R0", closed=(AM,)), plan) == ["room_closed"]
    assert rules(change(problem, "meetings", "C0-0", kinds=("hall",)), plan) == ["room_kind"]
    assert rules(change(problem, "meetings", "C0-0", equipment=(("computers", 50),)), plan) == ["equipment"]


def test_lecturers_can(two):
    problem, plan = two
    assert rules(change(problem, "lecturers", "L0", away=(AM,)), plan) == ["away"]
    assert rules(change(problem, "lecturers", "L0", weekly=((0, "morning"),)), plan) == ["availability"]
    assert rules(change(problem, "lecturers", "L0", weekly=((0, "morning"),), free=(PM,)), plan) == []
    assert rules(change(problem, "lecturers", "L0", modules=("other",)), plan) == ["competence", "competence"]
    assert rules(change(problem, "meetings", "C0-0", declined=("L0",)), plan) == ["declined"]
    assert rules(change(problem, "lecturers", "L0", most_month=7), plan) == ["load"]
    apart = change(problem, "rooms", "R1", place="elsewhere")
    assert rules(apart, plan | {"C0-1": Placement(PM, "R1", "L0"), "C1-1": Placement(PM, "R0", "L1")}) == [
        "travel",
        "travel",
    ]


def test_days_are_open_and_of_the_right_length(two):
    problem, plan = two
    holiday = replace(problem.half_days[0], closed="holiday", reason="Giỗ Tổ")
    assert rules(replace(problem, half_days=(holiday, *problem.half_days[1:])), plan) == ["holiday", "holiday"]
    duty = Duty("council", (AM,), ("C0",))
    assert rules(replace(problem, duties=(duty,)), plan) == ["duty"]
    assert rules(change(problem, "groups", "C0", first=MONDAY + timedelta(days=1)), plan) == ["window", "window"]
    assert rules(change(problem, "groups", "C0", day_max=4), plan) == ["day_max"]
    assert rules(change(problem, "groups", "C0", day_min=12, day_max=12), plan) == ["day_min"]
    assert rules(problem, plan | {"C0-0": plan["C0-1"], "C0-1": plan["C0-0"]}) == ["module_order"]


def test_leaders_of_one_unit_are_away_on_different_days(two):
    problem, plan = two
    leaders = Person("secretary", ("C0",)), Person("chairman", ("C1",))
    covered = replace(problem, cover=(CoverSet("00004", leaders),))
    (finding,) = evaluate(covered, plan).violations
    assert (finding.rule, finding.who, finding.half_day) == ("cover", ("00004", "secretary", "chairman"), "2027-03-15")
    later = plan | {f"C1-{n}": Placement(at(1, slot), "R1", "L1") for n, slot in enumerate(("morning", "afternoon"))}
    judged = evaluate(covered, later)
    assert judged.violations == ()
    assert [(one.rule, one.units) for one in judged.bent] == [("spread", 1)]
    assert evaluate(replace(covered, cover=(CoverSet("00004", leaders, most_away=2),)), plan).violations == ()


def test_what_people_locked_is_accepted_but_nothing_beside_it(two):
    problem, plan = two
    for key in ("C0-0", "C1-0"):
        problem = change(problem, "meetings", key, locked=Placement(AM, "R0", "L0"))
    plan = plan | {"C0-0": Placement(AM, "R0", "L0"), "C1-0": Placement(AM, "R0", "L0")}
    judged = evaluate(problem, plan)
    assert judged.violations == ()
    assert sorted(one.rule for one in judged.accepted) == ["lecturer", "room"]
    assert rules(problem, plan | {"C1-1": Placement(AM, "R0", "L1")}) == ["class", "room", "room"]


def test_soft_rules_have_prices(two):
    problem, plan = two
    problem = change(problem, "lecturers", "L0", dislikes=((AM, 3),), share=4)
    problem = change(problem, "meetings", "C0-0", published=Placement(PM, "R0", "L1"))
    problem = replace(problem, duties=(Duty("flood", (AM,), ("C1",), blocks=False),))
    plan = plan | {"C1-1": Placement(at(1), "R0", "L1")}
    prices = {(one.rule, one.price) for one in evaluate(problem, plan).bent}
    assert prices == {
        ("preference", 6),
        ("balance", 4),
        ("published", 8),
        ("soft_duty", 2),
        ("compact", 10),
        ("room_changes", 3),
    }


def test_a_meeting_without_place_is_told(two):
    problem, plan = two
    del plan["C0-0"]
    assert rules(problem, plan) == ["placed"]
