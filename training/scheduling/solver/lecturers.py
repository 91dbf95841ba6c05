"""Who teaches what, once it is known when: for all meetings at once.

Nearly a transport problem, whose linear programme is all but whole: branch and bound (SCIP) proves a year's best in a
second, where CP-SAT takes ten and proves nothing.
"""

from collections import Counter, defaultdict
from itertools import product
from math import gcd

from ortools.linear_solver import pywraplp

from .facts import Facts

NODES = 500  # of branch and bound; measured in them, so that the same question has the same answer

Teaching = dict[int, tuple[int, int | None]]  # meeting: half-day, lecturer


def assign_lecturers(facts: Facts, teaching: Teaching, *, seconds: float) -> Teaching:
    """The same half-days with lecturers who cost the least; what was given when no others are found in time."""
    lp = pywraplp.Solver.CreateSolver("SCIP")
    gives = {
        (m, i): lp.BoolVar("")
        for m, (h, _who) in teaching.items()
        if facts.meetings[m].needs_lecturer
        for i in facts.lecturers_at(m, h)
    }
    by_meeting, by_half_day = defaultdict(list), defaultdict(list)
    for (m, i), here in gives.items():
        by_meeting[m].append(here)
        if not facts.is_locked(m, "half_day", "lecturer"):
            by_half_day[i, teaching[m][0]].append((m, here))
    for several in by_meeting.values():
        lp.Add(sum(several) == 1)
    _one_at_a_time(facts, lp, by_half_day)
    _travel(facts, lp, by_half_day)
    _load(facts, lp, gives, teaching)
    lp.Minimize(_price(facts, lp, gives, teaching))
    lp.SetSolverSpecificParametersAsString(f"limits/nodes = {NODES}")
    lp.SetTimeLimit(max(round(seconds * 1000), 10))
    if lp.Solve() not in (lp.OPTIMAL, lp.FEASIBLE):
        return teaching
    chosen = {m: i for (m, i), here in gives.items() if here.solution_value() > 0.5}
    return {m: (h, chosen.get(m)) for m, (h, _who) in teaching.items()}


def _one_at_a_time(facts: Facts, lp, by_half_day) -> None:
    for (i, h), several in by_half_day.items():
        if not facts.is_on("lecturer"):
            continue
        if (i, h) in facts.locked_lecturers:
            for _m, here in several:
                lp.Add(here <= 0)
        elif len(several) > 1:
            lp.Add(sum(here for _m, here in several) <= 1)


def _travel(facts: Facts, lp, by_half_day) -> None:
    if not facts.is_on("travel"):
        return
    for (i, h), several in by_half_day.items():
        for later in (other for other in facts.beside(h) if other > h):
            for (m, one), (n, other) in product(several, by_half_day.get((i, later), ())):
                if not facts.places_of(m) & facts.places_of(n):
                    lp.Add(one + other <= 1)


def _load(facts: Facts, lp, gives, teaching: Teaching) -> None:
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
            lp.Add(sum(here * periods for here, periods in several) <= left)


def _price(facts: Facts, lp, gives, teaching: Teaching):
    weights, terms = facts.weights, []
    unit = gcd(*(one.periods for one in facts.meetings))
    total = defaultdict(list)
    for (m, i), here in gives.items():
        was = facts.meetings[m].published
        moved = was is not None and was.lecturer != facts.lecturers[i].key
        points = facts.dislike[i].get(teaching[m][0], 0)
        price = points * weights["preference"] + moved * weights["published"]
        if price:
            terms.append(here * price)
        total[i].append(here * facts.meetings[m].periods)
    for i, several in total.items() if weights["balance"] else ():
        above = lp.NumVar(0, lp.infinity(), "")
        lp.Add(above >= sum(several) - facts.share[i])
        beyond = unit - facts.share[i] % unit  # the first unit that does not fit into the share; helps the proof
        lp.Add(above * unit >= (sum(several) - facts.share[i] // unit * unit) * beyond)
        terms.append(above * weights["balance"])
    return sum(terms)
