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
_looked_at_again: set[str] = set()


def register(name: str, gather: Gather, *, decides_enrolment: bool = False) -> None:
    """Let ``gather`` add one finding for each person it has something to say of, by the person's key.

    It is called once for a whole list and asks a constant number of queries. With ``decides_enrolment`` it is asked
    once more when somebody is given a place, for much may have happened since the nomination.
    """
    _registered[name] = gather
    if decides_enrolment:
        _looked_at_again.add(name)


def further_findings(
    people: list[Person], training_class: TrainingClass, *, in_a_list: bool = False
) -> dict[int, list[Finding]]:
    """What the registered functions say of these people.

    In the list of a unit's page those that decide the enrolment are left out: they are asked when somebody is named.
    """
    found: dict[int, list[Finding]] = defaultdict(list)
    for name, gather in _registered.items():
        if in_a_list and name in _looked_at_again:
            continue
        for person, finding in gather(people, training_class).items():
            found[person].append(finding)
    return found


def refusals_of_enrolment(person: Person, training_class: TrainingClass) -> list[str]:
    """The sentences of what stands against giving the person a place now."""
    found = [_registered[name]([person], training_class).get(person.pk) for name in sorted(_looked_at_again)]
    return [finding.sentence for finding in found if finding is not None and finding.required and not finding.ok]
