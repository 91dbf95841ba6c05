"""A thousand officials matched to the posts of 126 units, both ways, each proposal judged; no database."""

import time
from collections.abc import Iterator

from config.bench.figures import Figure, measurement
from training.rotation.matching.generate import instance
from training.rotation.matching.judging import blocking_pairs, violations
from training.rotation.matching.optimum import optimum
from training.rotation.matching.stable import stable

OFFICIALS, UNITS, SEEDS = 1_000, 126, (1, 2, 3)
SECONDS, MOST_GAP = 2, 1
FOR_SOLVER = 1.0  # as in the product


@measurement("matching")
def matching() -> Iterator[Figure]:
    """The slowest and the worst of three made-up waves count."""
    took: dict[str, list[float]] = {"stable": [], "optimal": []}
    broken = pairs = 0
    gaps = []
    for seed in SEEDS:
        problem = instance(OFFICIALS, UNITS, seed=seed)
        began = time.monotonic()
        places, _kept_out = stable(problem)
        took["stable"].append(time.monotonic() - began)
        best = optimum(problem, seconds=FOR_SOLVER)
        took["optimal"].append(time.monotonic() - began - took["stable"][-1])
        gaps.append(best.gap)
        pairs += len(blocking_pairs(problem, places))
        broken += len(violations(problem, places)) + len(violations(problem, best.places))
    note = f"{OFFICIALS:,} officials, {UNITS} units, slowest of {len(SEEDS)}"
    for method, seconds in took.items():
        yield Figure(f"{method} proposal", max(seconds), "s", SECONDS, note=note)
    both = max(map(sum, zip(*took.values(), strict=True)))
    yield Figure("both proposals", both, "s", SECONDS, note=note)
    yield Figure("hard rules broken by them", broken, "", 0)
    yield Figure("pairs who would rather, stable proposal", pairs, "", 0)
    yield Figure("optimal proposal below its bound", max(gaps), "%", MOST_GAP, note="at most")
