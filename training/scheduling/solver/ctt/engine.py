"""The search as a whole, on all cores: annealing from several starts, then repairs by CP-SAT and annealing in turn."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread

from ..results import FEASIBLE, OPTIMAL, UNKNOWN, Progress
from .annealing import SLICE, Walk, between
from .bounds import first_timetable, period_bound, room_bound
from .evaluate import Cost, evaluate
from .instance import Instance
from .polishing import Polisher
from .solution import Lecture
from .state import Tables
from .stopping import Stop

HOTTEST, WARM, COLD = 40.0, 1.2, 0.14  # temperatures
HOT = 20.0  # in place of the hottest where a timetable without clashes is given
ATTEMPTS = 3  # to heat a timetable without clashes, before CP-SAT gives one
SHAKEN = (0.35, 1.0)  # least and greatest temperature from which a polished timetable is annealed again
STARTS, COOLINGS = 6, 2  # short coolings of each walk from anywhere, long ones from the best
HEATING, STARTING, COOLING, SHAKING = 0.005, 0.035, 0.2, 0.04  # shares of the whole time
STEPS_A_REPAIR = 5_000_000  # with a limit of steps: how many one repair counts for
LONGEST_REPAIR = 5.0
FIRST_EFFORT = 20.0  # at most, for a timetable without clashes
LOOK = 0.1  # seconds between two looks at the workers
TELL = 2.0  # seconds between two reports of progress


@dataclass(frozen=True)
class Result:
    """``lectures`` is the best timetable found; it has hard violations only where ``status`` is not a success."""

    status: str
    lectures: tuple[Lecture, ...]
    cost: Cost
    bound: int
    seconds: float
    iterations: int
    repairs: int
    seed: int

    @property
    def gap(self) -> float:
        """The share of the cost that is not proven to be necessary."""
        return (self.cost.soft - self.bound) / self.cost.soft if self.cost.soft else 0.0


@dataclass
class Shared:
    """What the workers tell each other: the best timetable so far, and that it is time to stop."""

    instance: Instance
    stop: Stop = field(default_factory=Stop)
    bound: int = 0
    phase: str = "annealing"
    lectures: list[Lecture] = field(default_factory=list)
    key: tuple[int, int] = (1 << 30, 0)  # hard violations, cost
    lock: Lock = field(default_factory=Lock)

    def offer(self, lectures: list[Lecture]) -> None:
        cost = evaluate(self.instance, lectures)
        with self.lock:
            if (cost.hard, cost.soft) < self.key:
                self.key, self.lectures = (cost.hard, cost.soft), lectures
            if self.key == (0, self.bound):
                self.stop.set()

    def raise_bound(self, bound: int) -> None:
        with self.lock:
            self.bound = max(self.bound, bound)
            if self.key == (0, self.bound):
                self.stop.set()


def solve(
    instance: Instance,
    *,
    seconds: float | None = None,
    steps: int | None = None,
    seed: int = 1,
    workers: int = 2,
    cache: Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Result:
    """Stops after ``seconds``, or after ``steps`` proposals in each walk: then the same seed gives the same timetable.

    With a limit of time the starts are the same too, but how far each comes depends on the machine.
    """
    if (seconds is None) == (steps is None):
        raise ValueError("Give either seconds or steps.")
    begun = time.monotonic()
    tables = Tables(instance)
    shared = Shared(instance)
    searches = [Worker(tables, shared, begun, seconds, steps, seed, number, cache) for number in range(workers)]
    lectures = first_timetable(instance, effort=FIRST_EFFORT, seed=seed, stop=shared.stop, seconds=seconds)
    shared.offer(lectures if lectures is not None else searches[0].walk.timetable.lectures())
    searches[0].walk.slice(COLD, steps=0)  # compiles, once for all threads

    def look() -> None:
        if (seconds is not None and time.monotonic() - begun >= seconds) or (should_stop is not None and should_stop()):
            shared.stop.set()
        if shared.stop.is_set:
            shared.stop.set()  # again: a search may have begun since
            for search in searches:
                search.walk.stop[0] = 1

    def tell() -> None:
        if on_progress is not None:
            hard, soft = min(shared.key, *(search.walk.key for search in searches))
            gap = None if hard else (soft - shared.bound) / soft if soft else 0.0
            on_progress(Progress(time.monotonic() - begun, None if hard else soft, shared.bound, gap, shared.phase))

    def together(task: str, others: list[Callable[[], None]]) -> None:
        threads = [Thread(target=getattr(search, task), daemon=True) for search in searches]
        threads += [Thread(target=other, daemon=True) for other in others]
        for thread in threads:
            thread.start()
        told = time.monotonic()
        while any(thread.is_alive() for thread in threads):
            threads[0].join(LOOK / 2)
            threads[-1].join(LOOK / 2)
            look()
            if time.monotonic() - told >= TELL:
                told = time.monotonic()
                tell()

    effort = 0.3 if seconds is None else min(10.0, 0.03 * seconds)
    together("race", [lambda: _raise_bound(shared, effort)] if seconds is not None else [])
    if steps is not None:
        _raise_bound(shared, effort)
    for task, phase in (("refine", "annealing"), ("polish", "repairing")):
        if not shared.stop.is_set and shared.key[0] == 0:
            shared.phase = phase
            together(task, [])
    cost = evaluate(instance, shared.lectures)
    status = UNKNOWN if cost.hard else OPTIMAL if cost.soft == shared.bound else FEASIBLE
    return Result(
        status=status,
        lectures=tuple(shared.lectures),
        cost=cost,
        bound=shared.bound,
        seconds=time.monotonic() - begun,
        iterations=sum(search.walk.steps for search in searches),
        repairs=sum(search.repairs for search in searches),
        seed=seed,
    )


def _raise_bound(shared: Shared, effort: float) -> None:
    """Rooms and periods share no component of the cost, so what each cannot undercut adds up."""
    rooms = room_bound(shared.instance, effort=effort, stop=shared.stop)
    shared.raise_bound(rooms)
    shared.raise_bound(rooms + period_bound(shared.instance, effort=effort, stop=shared.stop))


class Worker:
    """One core's part: a walk, and the repairs that follow it."""

    def __init__(
        self,
        tables: Tables,
        shared: Shared,
        begun: float,
        seconds: float | None,
        steps: int | None,
        seed: int,
        number: int,
        cache: Path | None,
    ):
        self.tables, self.shared = tables, shared
        self.begun, self.seconds, self.steps = begun, seconds, steps
        self.seed, self.number = seed, number
        self.walk = Walk(tables, seed=seed, number=number, cache=cache)
        self.repairs = 0

    def _share(self) -> float:
        """How much of the time or of the steps is used up."""
        if self.steps is not None:
            return (self.walk.steps + self.repairs * STEPS_A_REPAIR) / self.steps
        return (time.monotonic() - self.begun) / self.seconds

    def race(self) -> None:
        """Short coolings, each from a start of its own: where tight hard rules lead, later cooling hardly leaves."""
        for number in range(1, STARTS + 1):
            if not self.shared.stop.is_set:
                self._find_start(number)
                self._cool(WARM, COLD, until=number * STARTING)

    def refine(self) -> None:
        """Long coolings of the best so far."""
        best = self.shared.lectures
        for number in range(1, COOLINGS + 1):
            if not self.shared.stop.is_set:
                self.walk.start_from(best)
                self._cool(WARM, COLD, until=STARTS * STARTING + number * COOLING)
                best = min(best, self.walk.timetable.lectures(), key=self._cost)

    def _cost(self, lectures: list[Lecture]) -> tuple[int, int]:
        cost = evaluate(self.tables.instance, lectures)
        return cost.hard, cost.soft

    def _find_start(self, number: int) -> None:
        """A warm timetable, mostly without clashes. Which one decides much where hard rules are tight, so several tries
        are heated from anywhere before CP-SAT is asked for one."""
        for _attempt in range(ATTEMPTS):
            self.walk.start_anew()
            self._cool(HOTTEST, WARM, until=self._share() + HEATING)
            if not self.walk.hard or self.shared.stop.is_set:
                return
        seed = self.seed * 1000 + self.number * 100 + number
        lectures = first_timetable(self.tables.instance, effort=FIRST_EFFORT, seed=seed, stop=self.shared.stop)
        if lectures is not None:
            self.walk.start_from(lectures)
            self._cool(HOT, WARM, until=self._share() + HEATING)

    def _cool(self, warm: float, cold: float, until: float) -> None:
        """Anneals until a share of the time is used up; the best found is offered to all."""
        start = self._share()
        size = SLICE if self.steps is None else min(SLICE, self.steps // 1000 + 1)
        while not self.shared.stop.is_set and self._share() < until:
            self.walk.slice(between(warm, cold, (self._share() - start) / max(until - start, 1e-9)), size)
        self.shared.offer(self.walk.timetable.lectures())

    def polish(self) -> None:
        shared = self.shared
        polisher = Polisher(self.tables.instance, shared.lectures, seed=f"{self.seed}-{self.number}")
        while not shared.stop.is_set and self._share() < 1:
            if polisher.is_stuck:
                self._shake(polisher)
                if self.walk.found:
                    polisher.take(self.walk.timetable.lectures())
                continue
            polisher.step(seconds=self._longest_repair(), stop=shared.stop)
            self.repairs += 1
            shared.offer(polisher.best)
            if polisher.is_proven:
                shared.raise_bound(polisher.best_cost)
            if self.steps is None and shared.key < (0, polisher.best_cost):
                polisher.take(shared.lectures)

    def _shake(self, polisher: Polisher) -> None:
        """Anneals the best once more, from a temperature drawn anew: what is found on the way down counts."""
        start, end = self._share(), min(1.0, self._share() + SHAKING)
        least, greatest = SHAKEN
        shaken = between(greatest, least, polisher.chance.random())
        middle = between(shaken, COLD, 0.5)
        self.walk.start_from(polisher.best)
        self._cool(shaken, middle, until=(start + end) / 2)
        self.walk.timetable.forget()
        self._cool(middle, COLD, until=end)

    def _longest_repair(self) -> float:
        if self.seconds is None:
            return 60.0  # the effort ends it before
        return max(0.05, min(LONGEST_REPAIR, self.seconds - (time.monotonic() - self.begun)))
