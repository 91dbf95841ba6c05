"""The stable proposal: no official and no host would both rather have each other than what is proposed to them.

Solved by the library ``matching`` (hospital–resident, best for the officials). Its players are given faster lists, its
own walk through a list at each step; its copying and checking of games is passed by (docs/decisions/0048).
Whom a quota lets into that game is found before.
"""

import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from heapq import heappush, heappushpop

import numpy as np

from training.rotation.matching.problem import Cell, Places, Problem

with warnings.catch_warnings():  # importing the library would let every warning of the process be shown
    from matching import Player
    from matching.algorithms import hospital_resident
    from matching.players import Hospital

SCALE = 20_001  # above any points of one side


class _Seeker(Player):
    """An official with his posts in order; forgetting one costs one step."""

    def set_prefs(self, players) -> None:
        self.prefs = dict.fromkeys(players)

    def _forget(self, other) -> None:
        self.prefs.pop(other, None)

    def get_favourite(self):
        return next(iter(self.prefs))


class _Opening(Hospital):
    """A post with its officials in order."""

    def set_prefs(self, players) -> None:
        self.prefs = dict.fromkeys(players)
        self.order = {player: number for number, player in enumerate(players)}

    def _forget(self, other) -> None:
        self.prefs.pop(other, None)

    def _match(self, resident) -> None:
        self.matching.append(resident)
        self.matching.sort(key=self.order.__getitem__)

    def get_successors(self) -> list:
        worst, found = self.get_worst_match(), list[Player]()
        for player in reversed(self.prefs):
            if player is worst:
                return found
            found.append(player)
        return found


def stable(problem: Problem) -> tuple[Places, set[int]]:
    """The proposal, and the officials whom a full quota kept out.

    A quota lets the officials of its group in by merit, as far as it reaches.
    """
    groups: dict[Cell, list[int]] = {}
    for one in sorted(range(len(problem.officials)), key=lambda one: problem.merit[one], reverse=True):
        if problem.allowed[one].any():
            groups.setdefault(problem.officials[one].cell, []).append(one)
    orders = _Orders(problem)
    inside = _let_in(problem, groups, orders)
    return _solve(problem, sorted(inside), orders), {one for group in groups.values() for one in group} - inside


def _let_in(problem: Problem, groups: Mapping[Cell, list[int]], orders: "_Orders") -> set[int]:
    """One after the other steps into the game while his quota has room; somebody sent away empty makes room again.

    Each who steps in asks along his list, and whom he displaces asks on: the game goes on from where it stood. A
    quota is never exceeded, for a step in places at most one more; at the end it is full or its whole group is in.
    """
    waiting = {cell: iter(group) for cell, group in groups.items()}
    sent: Counter[Cell] = Counter()
    asking = [iter(posts) for posts in orders.posts]
    taken: list[list[tuple[int, int]]] = [[] for _post in problem.posts]  # heaps, the least wanted on top
    inside: set[int] = set()
    open_cells = list(groups)
    while open_cells:
        cell = open_cells[-1]
        if sent[cell] >= problem.quota_of(cell) or (one := next(waiting[cell], None)) is None:
            open_cells.pop()
            continue
        inside.add(one)
        sent[cell] += 1
        empty = _ask(one, problem, orders, asking, taken)
        if empty is not None:
            left = problem.officials[empty].cell
            sent[left] -= 1
            if left not in open_cells:
                open_cells.append(left)
    return inside


def _ask(one: int, problem: Problem, orders: "_Orders", asking: list[Iterator[int]], taken: list) -> int | None:
    """Let somebody ask along his list, then whom he displaces; the one who is left without a post, if any."""
    while (post := next(asking[one], None)) is not None:
        place = (-orders.ranks[post][one], one)
        if len(taken[post]) < problem.posts[post].places:
            heappush(taken[post], place)
            return None
        one = heappushpop(taken[post], place)[1]
    return one


class _Orders:
    """In which order each official and each post sees the others, worked out once."""

    def __init__(self, problem: Problem):
        allowed, wish, fit = problem.allowed, problem.wish, problem.fit
        self.posts = [order[allowed[one, order]].tolist() for one, order in enumerate(_ranked(wish, fit, axis=1))]
        by_post = _ranked(fit, wish, axis=0).T
        self.officials = [order[allowed[order, post]] for post, order in enumerate(by_post)]
        self.ranks = np.argsort(by_post, axis=1, kind="stable").tolist()  # of each official with each post


def _ranked(first: np.ndarray, second: np.ndarray, *, axis: int) -> np.ndarray:
    """The highest first; ties by the second view, then by the place in the list."""
    return np.argsort(-(first * SCALE + second), axis=axis, kind="stable")


def _solve(problem: Problem, inside: list[int], orders: _Orders) -> Places:
    seekers = {one: _Seeker(one) for one in inside}
    openings = [_Opening(number, post.places) for number, post in enumerate(problem.posts)]
    for one, seeker in seekers.items():
        seeker.set_prefs([openings[post] for post in orders.posts[one]])
    is_inside = np.zeros(len(problem.officials), dtype=bool)
    is_inside[inside] = True
    for opening, order in zip(openings, orders.officials, strict=True):
        opening.set_prefs([seekers[one] for one in order[is_inside[order]].tolist()])
    matched = hospital_resident(list(seekers.values()), openings, optimal="resident")
    return {seeker.name: opening.name for opening, taken in matched.items() for seeker in taken}
