"""Judges any proposal without sharing a line with what made it: hard rules broken, pairs that would rather be together,
and why an official got nothing or a post stayed open.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from training.rotation.matching.problem import KIND, QUOTA, Places, Problem

SCALE = 20_001  # above any points of one side


@dataclass(frozen=True)
class Violation:
    """A hard rule that a proposal breaks, with the indexes of those concerned."""

    code: str
    official: int | None = None
    post: int | None = None


def violations(problem: Problem, places: Places) -> list[Violation]:
    """Every hard rule broken; empty for a proposal that may be made."""
    found = []
    for one, post in places.items():
        official, opening = problem.officials[one], problem.posts[post]
        if official.stopped:
            found.append(Violation(official.stopped, one, post))
        if official.kind != opening.kind:
            found.append(Violation(KIND, one, post))
        found += [Violation(code, one, post) for code in problem.barred.get((one, post), ())]
    for post, count in Counter(places.values()).items():
        if count > problem.posts[post].places:
            found.append(Violation("places", None, post))
    for cell, count in Counter(problem.officials[one].cell for one in places).items():
        if problem.quotas is not None and count > problem.quotas.get(cell, 0):
            found.append(Violation(QUOTA, next(one for one in places if problem.officials[one].cell == cell)))
    return found


def blocking_pairs(problem: Problem, places: Places) -> list[tuple[int, int]]:
    """Officials and posts who would both rather have each other, and whom no hard rule and no quota keeps apart.

    A used quota keeps those out of whom the group places nobody with less merit (``Problem.merit``).
    """
    count = len(problem.officials)
    official_view = problem.wish * SCALE + problem.fit
    order = (count - 1 - np.arange(count))[:, None]
    post_view = (problem.fit * SCALE + problem.wish) * count + order
    present = np.full(count, -1, dtype=np.int64)
    lowest = np.full(len(problem.posts), -1, dtype=np.int64)
    for one, post in places.items():
        present[one] = official_view[one, post]
    for post, taken in problem.holders(places).items():
        if len(taken) >= problem.posts[post].places:
            lowest[post] = post_view[taken, post].min()
    blocks = problem.allowed & (official_view > present[:, None]) & (post_view > lowest[None, :])
    for cell, sent in problem.sent_by_cell(places).items():
        if sent >= problem.quota_of(cell):
            least = min(problem.merit[one] for one in places if problem.officials[one].cell == cell)
            for one, official in enumerate(problem.officials):
                if official.cell == cell and one not in places and problem.merit[one] < least:
                    blocks[one] = False
    rows, columns = np.nonzero(blocks)
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


def why_not_placed(problem: Problem, places: Places, one: int, *, by_points: bool) -> dict[str, Any]:
    """Why the official got nothing, as data: a code and what it is about. ``by_points`` for the optimal proposal."""
    official = problem.officials[one]
    if official.stopped:
        return {"code": "stopped", "verdict": official.stopped}
    of_kind = [post for post, opening in enumerate(problem.posts) if opening.kind == official.kind]
    if not of_kind:
        return {"code": "no_post"}
    open_to_him = [post for post in of_kind if (one, post) not in problem.barred]
    if not open_to_him:
        rules = Counter(code for post in of_kind for code in problem.barred[one, post])
        return {"code": "barred", "rules": dict(sorted(rules.items())), "posts": len(of_kind)}
    quota = problem.quota_of(official.cell)
    if sum(problem.officials[other].cell == official.cell for other in places) >= quota:
        return {"code": "quota", "places": quota, "bloc": official.bloc}
    wish, fit = problem.wish[one], problem.fit[one]
    wanted = max(open_to_him, key=lambda post: (wish[post], fit[post], -post))
    view = problem.points if by_points else problem.fit
    taken = [other for other, post in places.items() if post == wanted]
    last = min(taken, key=lambda other: view[other, wanted], default=None)
    return {
        "code": "others_bring_more" if by_points else "outranked",
        "offer": problem.posts[wanted].key,
        "mine": int(view[one, wanted]),
        "last": None if last is None else int(view[last, wanted]),
        "by": None if last is None else problem.officials[last].key,
    }


def why_open(problem: Problem, places: Places, post: int) -> dict[str, Any] | None:
    """Why places of a post stay open; None where all are filled."""
    left = problem.posts[post].places - sum(taken == post for taken in places.values())
    if left <= 0:
        return None
    fact = {"offer": problem.posts[post].key, "left": left}
    of_kind = [one for one, official in enumerate(problem.officials) if official.kind == problem.posts[post].kind]
    may_go = [one for one in of_kind if not problem.officials[one].stopped]
    if not may_go:
        return fact | {"code": "nobody", "stopped": len(of_kind)}
    fitting = [one for one in may_go if (one, post) not in problem.barred]
    if not fitting:
        rules = Counter(code for one in may_go for code in problem.barred[one, post])
        return fact | {"code": "barred", "rules": dict(sorted(rules.items())), "officials": len(may_go)}
    free = [one for one in fitting if one not in places]
    return fact | {"code": "quota" if free else "elsewhere", "officials": len(fitting), "free": len(free)}
