"""Fictitious Vietnamese names, drawn with the weights of ``data/`` by sex and year of birth."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

from curriculum.vietnamese.text import collation_key, fold
from training.models import Person

DATA = Path(__file__).parent / "data"
TURN_OF_FASHION = 1985  # given names went in and out of use about then; the file marks both sides


@dataclass(frozen=True)
class DrawnName:
    family: str
    middle: str
    given: str

    @property
    def full(self) -> str:
        return " ".join(part for part in (self.family, self.middle, self.given) if part)


class Hat:
    """Slips of paper in a hat, some more often than others."""

    def __init__(self, slips: Iterable[tuple[str, float]]):
        kept = list(slips)
        self.words = [word for word, _weight in kept]
        self.weights = list(accumulate(weight for _word, weight in kept))

    def draw(self, random: Random) -> str:
        return random.choices(self.words, cum_weights=self.weights)[0]


class NameBook:
    """Draws names. A given name that repeats a middle or family name is drawn again, for nobody is named so."""

    def __init__(self, random: Random):
        self.random = random
        self.families = Hat((row["name"], float(row["weight"])) for row in _rows("vn_family_names.csv"))
        middles, givens = _rows("vn_middle_names.csv"), _rows("vn_given_names.csv")
        self.middles = {
            sex: Hat((row["name"], float(row["weight"])) for row in middles if row["gender"] == sex)
            for sex in Person.Sex.values
        }
        self.givens = {
            (sex, cohort): Hat(
                (row["name"], float(row["weight"]))
                for row in givens
                if row["gender"] == sex and row["cohort"] in (cohort, "any")
            )
            for sex in Person.Sex.values
            for cohort in ("before_1985", "after_1985")
        }

    def draw(self, sex: str, birth_year: int) -> DrawnName:
        family = self.families.draw(self.random)
        middle = self.middles[sex].draw(self.random)
        givens = self.givens[sex, "before_1985" if birth_year < TURN_OF_FASHION else "after_1985"]
        while True:
            given = givens.draw(self.random)
            if given != family and given not in middle.split():
                return DrawnName(family, middle, given)


def name_person(person: Person, name: DrawnName) -> None:
    """What ``Person.save`` derives from a name, with the costly parts remembered from one person to the next."""
    person.full_name = name.full
    person.family_name, person.middle_name, person.given_name = name.family, name.middle, name.given
    person.sort_key = _key(name.given) + _key(name.family) + _key(name.middle)
    person.search_name = " ".join(_folded(part) for part in (name.family, name.middle, name.given) if part)


@cache
def _key(part: str) -> str:
    return collation_key(part)


@cache
def _folded(part: str) -> str:
    return fold(part)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
