"""The course of a run as a picture: what the best plan costs, and what no plan can cost less than, over time."""

from dataclasses import dataclass

WIDTH, HEIGHT = 640, 160
SHARE_ABOVE = 0.08  # of the height, kept free above the dearest


@dataclass(frozen=True)
class Course:
    """Two lines in the coordinates of the picture, and the figures of its corners."""

    cost: str
    bound: str
    seconds: float
    highest: int
    lowest: int
    width: int = WIDTH
    height: int = HEIGHT


def course_of(history: list[list]) -> Course | None:
    """The course from its steps (seconds, cost, bound); None before the first plan."""
    steps = [(seconds, cost, bound) for seconds, cost, bound in history if cost is not None]
    if len(steps) < 2:
        return None
    last = max(steps[-1][0], 0.1)
    highest = max(cost for _seconds, cost, _bound in steps)
    lowest = min(bound for _seconds, _cost, bound in steps)
    span = max(highest - lowest, 1) * (1 + SHARE_ABOVE)

    def at(seconds: float, value: int) -> str:
        return f"{seconds / last * WIDTH:.1f},{HEIGHT - (value - lowest) / span * HEIGHT:.1f}"

    return Course(_stairs(steps, 1, at), _stairs(steps, 2, at), last, highest, lowest)


def _stairs(steps: list[tuple], column: int, at) -> str:
    """A value stands until the next one is found."""
    points, before = [], None
    for step in steps:
        if before is not None:
            points.append(at(step[0], before))
        points.append(at(step[0], step[column]))
        before = step[column]
    return " ".join(points)
