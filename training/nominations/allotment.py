"""Sharing the places of a class among units: evenly, or by a weight such as the number of key officials."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key")


def evenly(places: int, among: Sequence[Key]) -> dict[Key, int]:
    """Each the same; what is left over goes one each to the first."""
    if not among:
        return {}
    each, over = divmod(places, len(among))
    return {key: each + (number < over) for number, key in enumerate(among)}


def by_weight(places: int, weights: Mapping[Key, int]) -> dict[Key, int]:
    """In proportion to the weights, by the largest remainder; the sum is exactly ``places``, none without weight."""
    total = sum(weights.values())
    if not total:
        return dict.fromkeys(weights, 0)
    shares = {key: divmod(places * weight, total) for key, weight in weights.items()}
    given = {key: whole for key, (whole, _rest) in shares.items()}
    order = sorted((key for key, weight in weights.items() if weight), key=lambda key: -shares[key][1])
    for key in order[: places - sum(given.values())]:
        given[key] += 1
    return given
