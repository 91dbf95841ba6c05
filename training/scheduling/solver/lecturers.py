"""Who teaches what, once it is known when: exact, for all meetings at once."""

from collections import Counter, defaultdict
from itertools import product
from math import gcd

from ortools.sat.python import cp_model

from .facts import Facts
from .settings import new_solver

Teaching = dict[int, tuple[int, int | None]]  # meeting: half-day, lecturer


def assign_lecturers(facts: Facts, teaching: Teaching, *, effort: float, seed: int, seconds: float) -> Teaching:
    """The same half-days with lecturers who cost the least; what was given when nothing better is found in time."""
    cp = cp_model.CpModel()
    gives = {
        (m, i): cp.new_bool_var("")
        for m, (h, _who) in teaching.items()
        if facts.meetings[m].needs_lecturer
        for i in facts.lecturers_at(m, h)
    }
    by_meeting, by_half_day = defaultdict(list), defaultdict(list)
    for (m, i), here in gives.items():
        by_meeting[m].append(here)
        if not facts.is_locked(m, "half_day", "lecturer"):
            by_half_day[i, teaching[m][0]].append((m, here))
        cp.add_hint(here, teaching[m][1] == i)
    for several in by_meeting.values():
        cp.add_exactly_one(several)
    _one_at_a_time(facts, cp, by_half_day)
    _travel(facts, cp, by_half_day)
    _load(facts, cp, gives, teaching)
    cp.minimize(_price(facts, cp, gives, teaching))
    solver = new_solver(effort=effort, seed=seed, seconds=seconds)
    if solver.solve(cp) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return teaching
    chosen = {m: i for (m, i), here in gives.items() if solver.boolean_value(here)}
    return {m: (h, chosen.get(m)) for m, (h, _who) in teaching.items()}


def _one_at_a_time(facts: Facts, cp, by_half_day) -> None:
    for (i, h), several in by_half_day.items():
        if not facts.is_on("lecturer"):
            continue
        if (i, h) in facts.locked_lecturers:
            for _m, here in several:
                cp.add(here == 0)
        elif len(several) > 1:
            cp.add_at_most_one(here for _m, here in several)


def _travel(facts: Facts, cp, by_half_day) -> None:
    if not facts.is_on("travel"):
        return
    for (i, h), several in by_half_day.items():
        for later in (other for other in facts.beside(h) if other > h):
            for (m, one), (n, other) in product(several, by_half_day.get((i, later), ())):
                if not facts.places_of(m) & facts.places_of(n):
                    cp.add_bool_or(one.Not(), other.Not())


def _load(facts: Facts, cp, gives, teaching: Teaching) -> None:
    if not facts.is_on("load"):
        return
    sums, standing = defaultdict(list), Counter[tuple]()
    for (m, i), here in gives.items():
        periods = facts.meetings[m].periods
        for span, when in facts.spans_of(teaching[m][0]).items():
            if facts.is_locked(m, "half_day", "lecturer"):
                standing[i, span, when] += periods
            else:
                sums[i, span, when].append((here, periods))
    for (i, span, when), several in sums.items():
        most = getattr(facts.lecturers[i], f"most_{span}")
        if most is not None and sum(periods for _here, periods in several) + standing[i, span, when] > most:
            left = max(most - standing[i, span, when], 0)
            cp.add(sum(here * periods for here, periods in several) <= left)


def _price(facts: Facts, cp, gives, teaching: Teaching):
    weights, terms = facts.weights, []
    unit = gcd(*(one.periods for one in facts.meetings))
    total, most = defaultdict(list), sum(one.periods for one in facts.meetings)
    for (m, i), here in gives.items():
        was = facts.meetings[m].published
        moved = was is not None and was.lecturer != facts.lecturers[i].key
        points = facts.dislike[i].get(teaching[m][0], 0)
        price = points * weights["preference"] + moved * weights["published"]
        if price:
            terms.append(here * price)
        total[i].append(here * facts.meetings[m].periods)
    for i, several in total.items() if weights["balance"] else ():
        above = cp.new_int_var(0, most, "")
        cp.add(above >= sum(several) - facts.share[i])
        beyond = unit - facts.share[i] % unit  # the first unit that does not fit into the share; helps the proof
        cp.add(above * unit >= (sum(several) - facts.share[i] // unit * unit) * beyond)
        terms.append(above * weights["balance"])
    return sum(terms)
