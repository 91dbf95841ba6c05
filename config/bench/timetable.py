"""How fast a year is planned, how near to the best it provably is, and how little a change moves; small to large."""

import time
from collections.abc import Iterator

from config.bench.figures import Figure, measurement

SCALES = (0.25, 1, 4)  # of the City's year: 15, 60 and 240 classes
SECONDS = {0.25: 20, 1: 60, 4: 40}
REPLANS = 3


@measurement("timetable")
def timetable() -> Iterator[Figure]:
    """About two and a half minutes; the City's year has its full minute."""
    from training.scheduling.solver import solve
    from training.scheduling.solver.generate import city_year

    for scale in SCALES:
        problem = city_year(scale)
        name = f"timetable of {len(problem.meetings):,} meetings"
        first: list[float] = []
        used = time.process_time()

        def watch(progress, first=first):
            if progress.cost is not None and not first:
                first.append(progress.seconds)

        plan = solve(problem, seconds=SECONDS[scale], on_progress=watch)
        is_city = scale == 1
        seconds = first[0] if first else None
        yield Figure(f"{name}: first full plan", seconds, "s", 10 if is_city else None)
        gap = None if plan.gap is None else plan.gap * 100
        note = f"cost {plan.cost}, bound {plan.bound}, {plan.seconds:.0f} s, {time.process_time() - used:.0f} s of CPU"
        yield Figure(f"{name}: proven gap", gap, "%", 1 if is_city else None, note=note)
        if is_city and plan.placements:
            yield from _replans(problem, plan.placements)


def _replans(problem, placements) -> Iterator[Figure]:
    """A lecturer away for a day, in three parts of the year; the worst of them, and of five places for a meeting."""
    from training.scheduling.solver import best_places, replan, with_absence

    seconds, moves, places = 0.0, 0, 0.0
    for number in range(REPLANS):
        meeting = problem.meetings[(number + 1) * len(problem.meetings) // (REPLANS + 1)].key
        place = placements[meeting]
        day = place.half_day.split()[0]
        after = with_absence(problem, place.lecturer, [f"{day} morning", f"{day} afternoon"])
        plan = replan(after, placements)
        seconds, moves = max(seconds, plan.seconds), max(moves, len(plan.moved))
        begun = time.monotonic()
        best_places(problem, placements, meeting)
        places = max(places, time.monotonic() - begun)
    yield Figure("one absence of a day planned anew", seconds, "s", 5)
    yield Figure("meetings that change for it", moves, "meetings", 3)
    yield Figure("five best places of a meeting", places * 1000, "ms", 300)
