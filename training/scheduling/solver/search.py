"""Plan a year: a first plan, better ones, and how far the best can be from the cheapest there is.

The search goes round: steps of ``improving.py``, ever less daring, then the lecturers of the plan reached assigned
anew, its rooms named, its price reckoned by ``evaluate.py``; then some rounds of ``bound.py``. What is small and still
open after one turn is solved whole (``exact.py``).

The rounds are measured in steps, not in seconds. With one seed every run walks the same way, on every machine; the time
only decides how far it comes. (Only the last plan of a run that was cut short may therefore differ.)
"""

import time
from collections.abc import Callable

from .bound import Bound
from .evaluate import evaluate
from .exact import replace_some, solve_exactly
from .explain import fails_alone
from .facts import Facts
from .improving import BATCH, COOL, WARM, Improver
from .lecturers import assign_lecturers
from .model import Spot
from .patterns import Pattern, Patterns
from .problem import Placement, Problem
from .results import FEASIBLE, IMPOSSIBLE, OPTIMAL, UNKNOWN, Plan, Progress
from .rooms import assign_rooms
from .rows import Rows
from .timetable import Timetable

SMALL = 40  # meetings up to which CP-SAT plans everything at once
STEPS, ROUNDS = 150, 4  # of improving and of the bound in one turn
CHEAP = 12_000  # meetings in the rounds of one turn: of a small problem there are more, since each is cheap
COOLING = 3  # turns from WARM to COOL; then lecturers and bound, and again from a quarter of WARM
ALONE = 3  # classes left out that are asked whether they find a place by themselves
PATIENCE = 300  # steps without a place for a class before CP-SAT looks for one
EFFORT = 1.0
LOOSE = 0.2  # of the price of balance


def solve(
    problem: Problem,
    *,
    seconds: float,
    seed: int = 1,
    workers: int = 2,
    start: dict[str, Placement] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Plan:
    """The best plan found in the time, with a bound that is proven. ``should_stop`` ends it with the best so far."""
    return Search(problem, seconds, seed, workers, on_progress, should_stop).run(start or {})


class Search:
    """One run. ``plan`` is the best so far."""

    def __init__(self, problem: Problem, seconds: float, seed: int, workers: int, on_progress, should_stop) -> None:
        self.begun = time.monotonic()
        self.until = self.begun + seconds
        self.problem, self.seed, self.workers = problem, seed, workers
        self.on_progress, self.should_stop = on_progress, should_stop
        self.facts = Facts(problem)
        self.placements: dict[str, Placement] = {}
        self.cost: int | None = None
        self.bound = 0
        self.status = UNKNOWN

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.begun

    @property
    def _left(self) -> float:
        return max(self.until - time.monotonic(), 0.01)

    def is_over(self) -> bool:
        return time.monotonic() >= self.until or bool(self.should_stop and self.should_stop())

    def run(self, start: dict[str, Placement]) -> Plan:
        if any(not domain for domain in self.facts.domain):
            self.status = IMPOSSIBLE
        elif len(self.problem.meetings) <= SMALL:
            self._at_large(start, turns=1)
            self._exactly()
        else:
            self._at_large(start)
        return self._plan()

    def _plan(self) -> Plan:
        if self.cost is None:
            return Plan(self.status, bound=self.bound, seconds=self.seconds)
        bent = evaluate(self.problem, self.placements).bent
        moved = tuple(
            one.key for one in self.problem.meetings if one.published and one.published != self.placements[one.key]
        )
        status = OPTIMAL if self.bound >= self.cost else FEASIBLE
        return Plan(status, self.placements, self.cost, self.bound, self.seconds, bent, moved)

    def offer(self, spots: dict[int, Spot], phase: str) -> bool:
        """Keep a plan when it breaks no hard rule and is cheaper."""
        placements = {self.problem.meetings[m].key: self._placement(spot) for m, spot in spots.items()}
        judged = evaluate(self.problem, placements)
        better = not judged.violations and (self.cost is None or judged.cost < self.cost)
        if better:
            self.placements, self.cost = placements, judged.cost
            self.tell(phase)
        return better

    def tell(self, phase: str) -> None:
        if self.on_progress is not None:
            plan = Plan(self.status, cost=self.cost, bound=self.bound)
            self.on_progress(Progress(self.seconds, self.cost, self.bound, plan.gap, phase))

    def _placement(self, spot: Spot) -> Placement:
        h, r, i = spot
        facts = self.facts
        room = "" if r is None else facts.rooms[r].key
        return Placement(facts.half_days[h].key, room, "" if i is None else facts.lecturers[i].key)

    def _spot(self, place: Placement) -> Spot | None:
        facts = self.facts
        h = facts.half_day_index.get(place.half_day)
        room, lecturer = facts.room_index.get(place.room), facts.lecturer_index.get(place.lecturer)
        return None if h is None else (h, room, lecturer)

    # --- small ------------------------------------------------------------------------------------------------------

    def _exactly(self) -> None:
        """Whatever the search has left open is settled by the whole model."""
        if self.status == IMPOSSIBLE or self._is_proven():
            return

        def on_plan(spots: dict[int, Spot], bound: int) -> None:
            self.bound = max(self.bound, bound)
            self.offer(spots, "exact")

        placed = {self.facts.meeting_index[key]: self._spot(place) for key, place in self.placements.items()}
        self.status, spots, bound = solve_exactly(
            self.facts,
            seconds=self._left,
            seed=self.seed,
            workers=self.workers,
            start={m: spot for m, spot in placed.items() if spot},
            on_plan=on_plan,
            should_stop=self.should_stop,
        )
        self.bound = max(self.bound, bound)
        if spots:
            self.offer(spots, "exact")

    # --- large ------------------------------------------------------------------------------------------------------

    def _at_large(self, start: dict[str, Placement], turns: int | None = None) -> None:
        rows = Rows(self.facts)
        self.timetable = Timetable(self.facts, rows)
        self._put(start)
        self.improver = Improver(self.timetable, self.seed)
        self.improver.start()
        self.name_rooms("start")
        self.prices = Bound(self.facts, Patterns(self.facts, relaxed=True), rows)
        if self.prices.impossible:
            self.status = IMPOSSIBLE
            return
        self._bound("bound", self.prices.begin)
        turn = 0
        while not self.is_over() and not self._is_proven() and turn != turns:
            if turn == 1 and self._fails_by_a_class():
                self.status = IMPOSSIBLE
                return
            if turn < COOLING or self.timetable.left_out:
                self._improve(turn)
                self.name_rooms("search")
            else:
                self._improve_loosely(turn)
            if turn % COOLING == COOLING - 1 or turns:
                self._assign_lecturers(self.improver.best)
                self._bound("bound", self._some_rounds)
            turn += 1

    def _fails_by_a_class(self) -> bool:
        """Whether one of those left out finds no place even by itself; then no search will find one for it."""
        keys = [self.facts.groups[g].key for g in self.timetable.left_out[:ALONE]]
        return any(fails_alone(self.problem, key, seconds=self._left, seed=self.seed) for key in keys)

    def _is_proven(self) -> bool:
        return self.cost is not None and self.bound >= self.cost

    def _put(self, start: dict[str, Placement]) -> None:
        """Begin with the classes that stand as they are in an earlier plan."""
        for g, own in enumerate(self.facts.meetings_of):
            places = [start.get(self.problem.meetings[m].key) for m in own]
            spots = [self._spot(place) if place else None for place in places]
            if own and all(spots):
                taken = sorted((m, spot[0], spot[2]) for m, spot in zip(own, spots, strict=True) if spot)
                pattern = Pattern(g, 0, tuple(taken))
                if self.timetable.accepts(pattern):
                    self.timetable.put(pattern)

    def _improve(self, turn: int) -> None:
        improver = self.improver
        warm = WARM if turn < COOLING else WARM / 4
        warmth = warm * (COOL / warm) ** (turn % COOLING / (COOLING - 1))
        for step in range(STEPS):
            if step % BATCH == 0 and self.is_over():
                break
            had_left_out = bool(self.timetable.left_out)
            improver.step(warmth)
            if had_left_out and not self.timetable.left_out:
                self.name_rooms("first")
        if self.timetable.left_out and turn * STEPS >= PATIENCE:
            self._place_left_out()
        improver.restore()

    def _improve_loosely(self, turn: int) -> None:
        """A turn that hardly asks for balance but for rooms; who teaches is then settled for all at once."""
        improver = self.improver
        kept = list(improver.best)
        improver.weigh(LOOSE, rooms=True)
        self._improve(turn)
        found = list(improver.best)
        improver.best = kept
        improver.weigh(1, rooms=True)
        if found != kept:
            self._assign_lecturers(found)

    def _place_left_out(self) -> None:
        """CP-SAT looks for a place for the classes left out, moving those that are in their way."""
        timetable, improver = self.timetable, self.improver
        first = improver.random.choice(timetable.left_out)
        near = [g for g in improver.near[first] if timetable.patterns[g]]
        chosen = [first, *improver.random.sample(near, min(3, len(near)))]
        free = [m for g in chosen for m in self.facts.meetings_of[g]]
        fixed: dict[int, Spot] = {
            m: (h, None, i)
            for pattern in timetable.patterns
            if pattern and pattern.group not in chosen
            for m, h, i in pattern.spots
        }
        spots = replace_some(self.facts, free, fixed, effort=5 * EFFORT, seed=self.seed, seconds=self._left)
        if spots is not None:
            for g in chosen:
                timetable.take_out(g)
            for g in chosen:
                own = tuple(sorted((m, spots[m][0], spots[m][2]) for m in self.facts.meetings_of[g]))
                timetable.put(Pattern(g, 0, own))
            improver.remember()
            self.name_rooms("repair")

    def _assign_lecturers(self, patterns: list[Pattern | None]) -> None:
        """The best lecturers for these half-days."""
        if any(pattern is None for pattern in patterns) or self.is_over():
            return
        teaching = {m: (h, i) for pattern in patterns if pattern for m, h, i in pattern.spots}
        better = assign_lecturers(self.facts, teaching, seconds=self._left)
        chosen = [
            Pattern(pattern.group, 0, tuple((m, h, better[m][1]) for m, h, _i in pattern.spots))
            for pattern in patterns
            if pattern
        ]
        if self.improver.adopt(chosen):
            self.name_rooms("lecturers")

    def name_rooms(self, phase: str) -> None:
        """Hand out the rooms of the best plan and offer it."""
        patterns = self.improver.best
        if any(pattern is None for pattern in patterns):
            return
        when = {m: h for pattern in patterns for m, h, _i in pattern.spots}
        who = {m: i for pattern in patterns for m, _h, i in pattern.spots}
        rooms = assign_rooms(self.facts, when, who, effort=EFFORT, seed=self.seed, seconds=max(self._left, 2.0))
        if rooms is not None:
            self.offer({m: (h, rooms.get(m), who[m]) for m, h in when.items()}, phase)

    def _bound(self, phase: str, work: Callable[[], None]) -> None:
        work()
        if self.prices.best > self.bound:
            self.bound = self.prices.best
            self.tell(phase)

    def _some_rounds(self) -> None:
        for _round in range(max(ROUNDS, CHEAP // len(self.problem.meetings))):
            if self.is_over() or self.prices.finished:
                break
            self.prices.round()
