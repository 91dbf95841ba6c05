"""Each rule with a case that raises and one that does not, over plain facts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from training.mentoring.flags.catalogue import ONLY_BY_HAND, WATCHES, FlagRule
from training.mentoring.flags.conditions import (
    CONDITIONS,
    ContactFacts,
    FormFacts,
    MentorFacts,
    PostingFacts,
    findings_of,
)
from training.regulations.queries import value_on

TODAY = date(2026, 11, 23)
pytestmark = pytest.mark.django_db


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def calm(**changes) -> PostingFacts:
    """A posting of which no rule has anything to say."""
    facts = PostingFacts(
        posting=1,
        on=TODAY,
        effective_on=days_ago(400),
        due_on=TODAY + timedelta(days=690),
        last_confirmed=days_ago(20),
        contacts=[ContactFacts(2, days_ago(20), 0), ContactFacts(1, days_ago(50), 0)],
        mentor=MentorFacts(1),
    )
    return replace(facts, **changes)


def late(days: int, owner: str = "mentee") -> FormFacts:
    return FormFacts(7, "F3", 9, days_ago(days), owner)


def levels(month: int, mentor: dict, own: dict | None = None) -> FormFacts:
    return FormFacts(month, "F4", month, TODAY, own_levels=own or {}, mentor_levels=mentor)


def contacts(*concerns: int) -> list[ContactFacts]:
    return [ContactFacts(n, days_ago(n * 30), concern) for n, concern in enumerate(concerns, start=1)]


CASES = [
    ("R1 silent", {"last_confirmed": days_ago(44)}, None),
    ("R1 yellow", {"last_confirmed": days_ago(45)}, ("R1", "yellow", "")),
    ("R1 red", {"last_confirmed": days_ago(75)}, ("R1", "red", "")),
    ("R1 counts from the beginning", {"last_confirmed": None, "effective_on": days_ago(44)}, None),
    ("R1 nothing since the beginning", {"last_confirmed": None, "effective_on": days_ago(50)}, ("R1", "yellow", "")),
    ("R2 one to watch", {"contacts": contacts(1, 0)}, None),
    ("R2 one to watch, the first ever", {"contacts": contacts(1)}, None),
    ("R2 two to watch", {"contacts": contacts(1, 1)}, ("R2", "yellow", "")),
    ("R2 intervene", {"contacts": contacts(2)}, ("R2", "red", "")),
    ("R3 a few days", {"overdue": [late(9)]}, None),
    ("R3 yellow goes to its owner", {"overdue": [late(10, "host_head")]}, ("R3", "yellow", "form:7")),
    ("R3 red", {"overdue": [late(30)]}, ("R3", "red", "form:7")),
    ("R4 once below", {"levels": [levels(6, {"C1": 2}), levels(12, {"C1": 2})]}, None),
    ("R4 twice below", {"levels": [levels(6, {"C1": 1}), levels(12, {"C1": 2})]}, ("R4", "yellow", "C1")),
    ("R5 falls by one", {"levels": [levels(18, {"C2": 4}), levels(24, {"C2": 3})]}, None),
    ("R5 falls by two", {"levels": [levels(12, {"C2": 5}), levels(18, {"C2": 3})]}, ("R5", "red", "C2")),
    (
        "R6 two differ",
        {"levels": [levels(12, {"C1": 3, "C2": 3, "C3": 3}, {"C1": 5, "C2": 5, "C3": 4})]},
        None,
    ),
    (
        "R6 three differ",
        {"levels": [levels(12, {"C1": 3, "C2": 3, "C3": 3}, {"C1": 5, "C2": 1, "C3": 5})]},
        ("R6", "yellow", ""),
    ),
    ("R7 three", {"mentor": MentorFacts(1, guided=3)}, None),
    ("R7 four", {"mentor": MentorFacts(1, guided=4)}, ("R7", "yellow", "")),
    ("R7 moved", {"mentor": MentorFacts(1, is_at_host=False)}, ("R7", "yellow", "")),
    ("R7 left", {"mentor": MentorFacts(1, is_available=False)}, ("R7", "yellow", "")),
    ("R7 none", {"mentor": None}, ("R7", "yellow", "")),
    ("R8 completed", {"levels": [FormFacts(5, "F5", 12, TODAY, rank="done")]}, None),
    ("R8 not completed", {"levels": [FormFacts(5, "F5", 12, TODAY, rank="not_done")]}, ("R8", "red", "")),
    ("R10 three", {"review": FormFacts(3, "F3", 9, TODAY, relationship=3)}, None),
    ("R10 two", {"review": FormFacts(3, "F3", 9, TODAY, relationship=2)}, ("R10", "confidential", "")),
    ("R11 seven months", {"due_on": date(2027, 6, 23)}, None),
    ("R11 six months", {"due_on": date(2027, 5, 23)}, ("R11", "yellow", "")),
    ("R11 three months", {"due_on": date(2027, 2, 23)}, ("R11", "red", "")),
    ("R11 proposed", {"due_on": date(2027, 2, 1), "records": frozenset({"placement_proposal"})}, None),
    ("R11 a transfer", {"due_on": None}, None),
    ("R15 a man", {"kind": "secondment"}, None),
    ("R15 a woman's rotation", {"is_of_a_woman": True}, None),
    ("R15 not confirmed", {"kind": "secondment", "is_of_a_woman": True}, ("R15", "block", "")),
    (
        "R15 confirmed",
        {"kind": "secondment", "is_of_a_woman": True, "records": frozenset({"secondment_guard"})},
        None,
    ),
]


@pytest.mark.parametrize(("changes", "found"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_raises_and_what_does_not(changes, found):
    findings = findings_of(calm(**changes), value_on)
    assert [(f.rule, f.level, f.about) for f in findings] == ([found] if found else [])
    for finding in findings:
        assert finding.level in WATCHES[finding.rule].answers


def test_the_owner_of_a_late_form_answers_first():
    (finding,) = findings_of(calm(overdue=[late(12, "host_head")]), value_on)
    assert finding.responder == "host_head"


def test_before_it_begins_only_the_guard_of_a_secondment_is_asked():
    coming = calm(effective_on=TODAY + timedelta(days=5), mentor=None, kind="secondment", is_of_a_woman=True)
    assert [finding.rule for finding in findings_of(coming, value_on)] == ["R15"]


def test_every_rule_is_computed_or_raised_by_hand():
    by_hand = {rule for rule, watch in WATCHES.items() if watch.by_hand}
    assert set(WATCHES) == set(FlagRule)
    assert set(ONLY_BY_HAND) <= by_hand
    assert set(CONDITIONS) | set(ONLY_BY_HAND) | {"R14"} == set(FlagRule)
