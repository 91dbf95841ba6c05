"""Successions over several changes, on small maps drawn at random."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from training.units.lineage import PARTIAL, WHOLE, Change, Lineage

START = date(2000, 1, 1)
YEARS = [date(2001 + n, 1, 1) for n in range(3)]


def span(first: date, last: date | None = None):
    return first, last


@st.composite
def maps(draw):
    """Three reorganisations in a row: each ends some units and hands them on to new ones, whole or in parts."""
    spans = {n: span(START) for n in range(draw(st.integers(2, 5)))}
    changes = []
    for day in YEARS:
        open_units = [n for n, (_, last) in spans.items() if last is None]
        ending = draw(st.lists(st.sampled_from(open_units), unique=True, max_size=4))
        if not ending:
            continue
        new = [len(spans) + n for n in range(draw(st.integers(1, 3)))]
        for n in new:
            spans[n] = span(day)
        for unit in ending:
            spans[unit] = span(spans[unit][0], day - timedelta(days=1))
            heirs = draw(st.lists(st.sampled_from(new), unique=True, min_size=1, max_size=3))
            extent = WHOLE if len(heirs) == 1 else PARTIAL
            changes += [Change(unit, heir, extent, day) for heir in heirs]
    return Lineage(spans, changes)


def valid_on(lineage: Lineage, day: date) -> list[int]:
    return [n for n, (first, last) in lineage.spans.items() if first <= day and (last is None or day <= last)]


days = st.sampled_from([START, *YEARS])


@given(maps(), days, days)
def test_successors_and_predecessors_are_inverse(lineage, one, other):
    earlier, later = sorted((one, other))
    for old in valid_on(lineage, earlier):
        for new in valid_on(lineage, later):
            last_day = lineage.spans[new][1] or date.max
            forwards = lineage.successors(old, last_day).get(new)
            assert forwards == lineage.predecessors(new, earlier).get(old)


@given(maps(), days)
def test_every_unit_goes_on_in_somebody_and_whole_in_one_at_most(lineage, day):
    for unit in lineage.spans:
        if lineage.spans[unit][0] > day:
            continue
        heirs = lineage.successors(unit, day)
        assert heirs
        assert set(heirs) <= set(valid_on(lineage, day))
        if WHOLE in heirs.values():
            assert len(heirs) == 1


@given(maps())
def test_whole_after_whole_stays_whole(lineage):
    last = YEARS[-1]
    for unit in lineage.spans:
        path = [unit]
        while True:
            changes = lineage.after[path[-1]]
            if len(changes) != 1 or changes[0].extent != WHOLE:
                break
            path.append(changes[0].successor)
        if lineage.spans[path[-1]][1] is None:
            assert lineage.successors(unit, last) == {path[-1]: WHOLE}


@given(maps())
def test_descendants_and_ancestors_are_inverse(lineage):
    for unit in lineage.spans:
        assert all(unit in lineage.ancestors(other) for other in lineage.descendants(unit))
        assert unit not in lineage.descendants(unit)


def test_parts_that_came_together_again_are_whole():
    spans = {1: span(START, YEARS[0]), 2: span(YEARS[0], YEARS[1]), 3: span(YEARS[0], YEARS[1]), 4: span(YEARS[1])}
    split = [Change(1, 2, PARTIAL, YEARS[0]), Change(1, 3, PARTIAL, YEARS[0])]
    again = [Change(2, 4, WHOLE, YEARS[1]), Change(3, 4, WHOLE, YEARS[1])]
    assert Lineage(spans, split + again).successors(1, YEARS[2]) == {4: WHOLE}


def test_one_known_part_is_not_the_whole():
    spans = {1: span(START, YEARS[0] - timedelta(days=1)), 2: span(YEARS[0])}
    assert Lineage(spans, [Change(1, 2, PARTIAL, YEARS[0])]).successors(1, YEARS[1]) == {2: PARTIAL}


def test_unit_that_gave_a_part_away_holds_the_rest():
    spans = {1: span(START), 2: span(YEARS[0])}
    lineage = Lineage(spans, [Change(1, 2, PARTIAL, YEARS[0])])
    assert lineage.successors(1, START) == {1: WHOLE}
    assert lineage.successors(1, YEARS[1]) == {1: PARTIAL, 2: PARTIAL}


def test_what_a_unit_gave_away_before_does_not_take_along_what_came_later():
    """Two gave a part to three in 2001; one went into two in 2002: nothing of one is in three."""
    spans = {1: span(START, YEARS[1] - timedelta(days=1)), 2: span(START), 3: span(YEARS[0])}
    lineage = Lineage(spans, [Change(2, 3, PARTIAL, YEARS[0]), Change(1, 2, WHOLE, YEARS[1])])
    assert lineage.successors(1, YEARS[2]) == {2: WHOLE}


def test_unit_without_known_successor_has_none():
    lineage = Lineage({1: span(START, YEARS[0])}, [])
    assert lineage.successors(1, YEARS[1]) == {}
