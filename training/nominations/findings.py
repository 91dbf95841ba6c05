"""What is found about a person before a class; subjects above add findings of their own by registering them.

Obligations are due above nominations, and nominations must not look up: so ``training.obligations`` registers, in its
own start, a function that says for a list of people what is due to each.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from training.cohorts.models import TrainingClass
from training.people.models import Person


@dataclass(frozen=True)
class Finding:
    """One condition: met or not, whether it decides (``required``) or only warns, and why."""

    rule: str
    ok: bool
    sentence: str
    facts: dict = field(default_factory=dict)
    basis: str = ""
    required: bool = True


Gather = Callable[[list[Person], TrainingClass], Mapping[int, Finding]]
_registered: dict[str, Gather] = {}


def register(name: str, gather: Gather) -> None:
    """Let ``gather`` add one finding for each person it has something to say of, by the person's key.

    It is called once for a whole list and asks a constant number of queries.
    """
    _registered[name] = gather


def further_findings(people: list[Person], training_class: TrainingClass) -> dict[int, list[Finding]]:
    """What the registered functions say of these people."""
    found: dict[int, list[Finding]] = defaultdict(list)
    for gather in _registered.values():
        for person, finding in gather(people, training_class).items():
            found[person].append(finding)
    return found
