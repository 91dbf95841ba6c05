"""What rules mean for people through moves and mergers: examples, and properties over drawn careers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.obligations.reckoning import (
    DUE,
    LAPSED,
    MET,
    ONE_DAY,
    OVERDUE,
    Binding,
    Completion,
    Guiding,
    Office,
    Succession,
    holdings_of,
    mentoring_of,
    reckon,
)

OLD, OTHER, NEW, ELSEWHERE = 1, 2, 3, 4
MERGER = date(2025, 7, 1)
MERGED = Succession({OLD: {NEW: MERGER}, OTHER: {NEW: MERGER}}, {OLD: MERGER - ONE_DAY, OTHER: MERGER - ONE_DAY}, 30)
RULE = Binding(7, frozenset({"chairman", "vice"}), frozenset({"CTX"}), 12, 60, date(2020, 1, 1))
FOR_MENTORS = Binding(8, frozenset(), frozenset({"NHD"}), 3, 0, date(2020, 1, 1))
DAY = date(2026, 1, 15)


def outcome(offices, completions=(), day=DAY, rules=(RULE,)):
    return reckon(holdings_of(offices, MERGED), completions, rules, day)


def test_newly_appointed_is_due_then_overdue():
    offices = [Office(1, "chairman", NEW, date(2025, 9, 1))]
    (due,) = outcome(offices)
    assert (due.state, due.due_on, due.unit) == (DUE, date(2026, 9, 1), NEW)
    assert outcome(offices, day=date(2026, 9, 1))[0].state == DUE
    assert outcome(offices, day=date(2026, 9, 2))[0].state == OVERDUE


def test_a_merger_with_the_post_created_again_carries_the_first_day_on():
    offices = [
        Office(1, "chairman", OLD, date(2025, 3, 1), MERGER - ONE_DAY),
        Office(2, "chairman", NEW, MERGER + timedelta(days=10)),
    ]
    (one,) = outcome(offices)
    assert (one.since, one.due_on, one.office, one.unit) == (date(2025, 3, 1), date(2026, 3, 1), 2, NEW)


def test_an_office_never_ended_by_name_ends_with_its_unit():
    (one,) = outcome([Office(1, "chairman", OLD, date(2025, 3, 1))])
    assert (one.state, one.lapsed_on) == (LAPSED, MERGER - ONE_DAY)
    carried = outcome([Office(1, "chairman", OLD, date(2025, 3, 1)), Office(2, "chairman", NEW, MERGER)])
    assert [row.since for row in carried] == [date(2025, 3, 1)]


@pytest.mark.parametrize(
    ("title", "unit", "first"),
    [
        ("vice", NEW, MERGER),  # another title
        ("chairman", ELSEWHERE, MERGER),  # a unit that is no successor
        ("chairman", NEW, MERGER + timedelta(days=31)),  # long after the reorganisation
    ],
)
def test_every_other_move_is_a_new_appointment(title, unit, first):
    offices = [Office(1, "chairman", OLD, date(2025, 3, 1), MERGER - ONE_DAY), Office(2, title, unit, first)]
    lapsed, due = sorted(outcome(offices), key=lambda row: row.since)
    assert (lapsed.state, lapsed.lapsed_on) == (LAPSED, MERGER - ONE_DAY)
    assert (due.state, due.since, due.unit) == (DUE, first, unit)


def test_an_office_renewed_in_the_same_unit_goes_on():
    offices = [Office(1, "vice", NEW, date(2025, 8, 1), date(2025, 12, 31)), Office(2, "vice", NEW, date(2026, 1, 1))]
    assert [(row.since, row.office) for row in outcome(offices)] == [(date(2025, 8, 1), 2)]


def test_study_counts_from_before_the_appointment_as_far_as_the_rule_says():
    offices = [Office(1, "chairman", NEW, date(2025, 9, 1))]
    early, old = Completion(5, "CTX", date(2021, 6, 30)), Completion(4, "CTX", date(2020, 6, 30))
    assert outcome(offices, [old])[0].state == DUE
    (met,) = outcome(offices, [old, early])
    assert (met.state, met.met_by, met.met_on) == (MET, 5, date(2021, 6, 30))
    assert outcome(offices, [Completion(6, "BTX", date(2025, 12, 1))])[0].state == DUE


def test_study_after_the_office_was_left_meets_nothing():
    offices = [Office(1, "chairman", NEW, date(2025, 8, 1), date(2025, 10, 31))]
    assert outcome(offices, [Completion(6, "CTX", date(2025, 12, 1))])[0].state == LAPSED
    assert outcome(offices, [Completion(6, "CTX", date(2025, 10, 1))])[0].state == MET


def test_a_rule_binds_those_appointed_while_it_holds():
    later = Binding(9, RULE.titles, RULE.programmes, 6, 0, date(2025, 7, 2))
    before = [Office(1, "chairman", OLD, date(2025, 3, 1)), Office(2, "chairman", NEW, MERGER)]
    assert outcome(before, rules=(later,)) == []
    assert len(outcome([Office(1, "chairman", NEW, date(2025, 9, 1))], rules=(later,))) == 1


def test_mentors_are_bound_by_the_first_day_of_an_unbroken_time():
    holdings = mentoring_of(
        [
            Guiding(date(2025, 10, 1), date(2025, 12, 31)),
            Guiding(date(2026, 1, 1)),
            Guiding(date(2023, 1, 1), date(2023, 6, 1)),
        ],
        NEW,
    )
    assert [(one.first, one.last) for one in holdings] == [
        (date(2023, 1, 1), date(2023, 6, 1)),
        (date(2025, 10, 1), None),
    ]
    rows = reckon(holdings, (), (RULE, FOR_MENTORS), DAY)
    assert [(row.state, row.rule) for row in rows] == [(LAPSED, 8), (OVERDUE, 8)]


# --- Properties ---------------------------------------------------------------------------------------------------

days = st.dates(min_value=date(2021, 1, 1), max_value=date(2026, 1, 1))


@st.composite
def careers(draw):
    """Offices one after another, of any title in any unit; the last may be open."""
    firsts = sorted(draw(st.lists(days, min_size=1, max_size=6, unique=True)))
    offices = []
    for key, first in enumerate(firsts, start=1):
        following = firsts[key] if key < len(firsts) else None
        last = following - ONE_DAY if following else draw(st.one_of(st.none(), st.just(first + timedelta(days=90))))
        title = draw(st.sampled_from(["chairman", "vice", "specialist"]))
        offices.append(Office(key, title, draw(st.sampled_from([OLD, OTHER, NEW, ELSEWHERE])), first, last))
    return offices


completions = st.lists(st.builds(Completion, st.integers(1, 50), st.sampled_from(["CTX", "BTX"]), days), max_size=4)


@given(careers(), completions, days)
def test_every_row_tells_a_consistent_story(offices, studied, day):
    for row in outcome(offices, studied, day):
        assert row.since <= day
        assert row.due_on > row.since
        assert (row.state == MET) == (row.met_by is not None)
        assert (row.state == LAPSED) == (row.lapsed_on is not None)
        if row.state in (DUE, OVERDUE):
            assert (row.state == OVERDUE) == (row.due_on < day)
        if row.state == LAPSED:
            assert row.lapsed_on < day


@given(careers(), completions, days)
def test_reckoning_does_not_depend_on_the_order_of_the_records(offices, studied, day):
    key = lambda row: (row.rule, row.since)  # noqa: E731
    forwards = sorted(outcome(offices, studied, day), key=key)
    assert forwards == sorted(outcome(offices[::-1], studied[::-1], day), key=key)


@given(days.filter(lambda day: day < MERGER), st.integers(0, 30), st.sampled_from([OLD, OTHER]), st.booleans())
def test_a_merger_never_moves_the_due_day(first, delay, unit, was_ended):
    """Whatever the unit and the day: the post created again in time keeps the day that was due without the merger."""
    alone = Succession({}, {}, 30)
    plain = reckon(holdings_of([Office(1, "vice", unit, first)], alone), (), (RULE,), DAY)
    offices = [
        Office(1, "vice", unit, first, MERGER - ONE_DAY if was_ended else None),
        Office(2, "vice", NEW, MERGER + timedelta(days=delay)),
    ]
    merged = outcome(offices)
    assert [(row.since, row.due_on, row.state) for row in merged] == [
        (row.since, row.due_on, row.state) for row in plain
    ]


@given(careers(), days)
def test_a_move_leaves_at_most_one_open_obligation_for_each_office_held(offices, day):
    open_rows = [row for row in outcome(offices, (), day) if row.state in (DUE, OVERDUE)]
    held = [one for one in offices if one.first <= day and (MERGED.last_day(one) or date.max) >= day]
    assert len(open_rows) <= len([one for one in held if one.title in RULE.titles])


@given(careers(), completions, days)
def test_completing_the_programme_today_leaves_nothing_open(offices, studied, day):
    done = [*studied, Completion(99, "CTX", day)]
    assert not [row for row in outcome(offices, done, day) if row.state in (DUE, OVERDUE)]
