"""The search as a whole: walks on all cores until the time is over, the steps are done or the bound is reached."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from ..results import FEASIBLE, OPTIMAL, UNKNOWN, Progress
from .annealing import HEATING, Walk, between
from .evaluate import Cost, evaluate
from .instance import Instance
from .solution import Lecture
from .state import Tables

WARM, COLD = 1.5, 0.15
LAST_HEATING = 0.4  # of the time may be gone when a walk that still has clashes begins anew
LOOK = 0.1  # seconds between two looks at the walks
TELL = 2.0  # seconds between two reports of progress


@dataclass(frozen=True)
class Result:
    """``lectures`` is the best timetable found; it has hard violations only where ``status`` is unknown."""

    status: str
    lectures: tuple[Lecture, ...]
    cost: Cost
    bound: int
    seconds: float
    iterations: int
    seed: int


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

    With a limit of time the walks and their seeds are the same too, but how far each comes depends on the machine.
    """
    if (seconds is None) == (steps is None):
        raise ValueError("Give either seconds or steps.")
    begun = time.monotonic()
    tables = Tables(instance)
    walks = [Walk(tables, seed=seed, number=number, cache=cache) for number in range(workers)]
    walks[0].slice(COLD, steps=0)  # compiles, once for all threads
    threads = [Thread(target=_cool, args=(walk, begun, seconds, steps), daemon=True) for walk in walks]
    for thread in threads:
        thread.start()
    told = begun
    while any(thread.is_alive() for thread in threads):
        for thread in threads:
            thread.join(LOOK / workers)
        now = time.monotonic()
        hard, soft = min(walk.key for walk in walks)
        over = seconds is not None and now - begun >= seconds
        if over or (should_stop is not None and should_stop()) or (hard, soft) == (0, 0):
            for walk in walks:
                walk.stop[0] = 1
        if on_progress is not None and now - told >= TELL:
            told = now
            on_progress(Progress(now - begun, None if hard else soft, 0, None, "annealing"))
    best = min(walks, key=lambda walk: walk.key)
    lectures = tuple(best.timetable.lectures())
    cost = evaluate(instance, lectures)
    bound = 0
    status = UNKNOWN if cost.hard else OPTIMAL if cost.soft == bound else FEASIBLE
    return Result(
        status=status,
        lectures=lectures,
        cost=cost,
        bound=bound,
        seconds=time.monotonic() - begun,
        iterations=sum(walk.steps for walk in walks),
        seed=seed,
    )


def _cool(walk: Walk, begun: float, seconds: float | None, steps: int | None) -> None:
    def share() -> float:
        return walk.steps / steps if steps is not None else (time.monotonic() - begun) / seconds

    heating = HEATING if steps is None else min(HEATING, steps // 4)
    walk.heat(WARM, heating)
    while walk.hard and share() < LAST_HEATING and not walk.stop[0]:
        walk.start_anew(dearer=2)
        walk.heat(WARM, heating)
    start = share()
    while not walk.stop[0] and share() < 1:
        walk.slice(between(WARM, COLD, (share() - start) / (1 - start)))
