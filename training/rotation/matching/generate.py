"""Made-up instances of the matching, the same for the same seed; no database."""

from random import Random

import numpy as np

from training.rotation.matching.problem import Official, Post, Problem, Targets
from training.rotation.matching.weighing import OfficialFacts, PostFacts, parts, sides

KINDS = ("rotation", "transfer", "secondment", "reinforcement")
WEIGHTS = {"wish": 25, "distance": 15, "competence": 40, "bloc": 20}
TARGETS = Targets(women=35, young=40, women_points=4000, young_points=2000)


def instance(officials: int, posts: int, *, seed: int = 1, barred: float = 0.05, quotas: bool = True) -> Problem:
    """So many officials for posts in so many units, with wishes, districts, rules that forbid pairs, and quotas."""
    dice = Random(seed)
    weights = [70, 12, 11, 7]
    people = [
        Official(
            1000 + number,
            dice.choices(KINDS, weights)[0],
            dice.choice([1, 2, 3]),
            dice.random() < 0.3,
            dice.random() < 0.5,
            "not_eligible" if dice.random() < 0.05 else "",
        )
        for number in range(officials)
    ]
    places = [
        Post(5000 + number, dice.choices(KINDS, weights)[0], dice.choice([1, 1, 2, 3]), dice.choice([1, 2, 2, 3]))
        for number in range(posts)
    ]
    mine = [
        OfficialFacts(
            dice.getrandbits(9), dice.randrange(5), one.bloc, dice.sample(range(posts), 3), dice.randrange(30)
        )
        for one in people
    ]
    theirs = [
        PostFacts(
            number,
            dice.getrandbits(9) & dice.getrandbits(9),
            dice.randrange(4),
            dice.choice([1, 2, 3, None]),
            dice.randrange(30),
        )
        for number in range(posts)
    ]
    steps = {(one, other): min(6, abs(one - other)) for one in range(30) for other in range(30)}
    wish, fit = sides(parts(mine, theirs, steps), WEIGHTS)
    forbidden: dict[tuple[int, int], tuple[str, ...]] = {
        (one, post): ("non_local",) for one in range(officials) for post in range(posts) if dice.random() < barred
    }
    cells = None
    if quotas:
        total = sum(post.places for post in places)
        cells = {
            (bloc, kind): max(2, total * share // 300)
            for bloc in (1, 2, 3)
            for kind, share in zip(KINDS, (60, 25, 20, 15), strict=True)
        }
    return Problem(people, places, np.asarray(wish), np.asarray(fit), forbidden, cells, TARGETS)
