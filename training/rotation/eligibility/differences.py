"""What differs between two evaluations of one person: which answers, and whether the rule, the facts or a decision
changed. The sentences are those that were stored."""

from dataclasses import dataclass
from enum import StrEnum

from training.rotation.eligibility.evaluation_models import EligibilityAnswer, EligibilityEvaluation


class Cause(StrEnum):
    NEW_RULE = "new_rule"
    RULE_GONE = "rule_gone"
    RULE_CHANGED = "rule_changed"
    EXCEPTION = "exception"
    FACTS = "facts"


@dataclass(frozen=True)
class Difference:
    """One rule whose answer, version or facts differ. ``older`` or ``newer`` is None where the rule was not asked."""

    code: str
    older: EligibilityAnswer | None
    newer: EligibilityAnswer | None
    causes: tuple[Cause, ...]

    @property
    def changes_result(self) -> bool:
        return self.older is None or self.newer is None or self.older.result != self.newer.result


def difference(older: EligibilityEvaluation, newer: EligibilityEvaluation) -> list[Difference]:
    """The differences in the order of the rules; empty where both say the same on the same facts.

    Answers that were prefetched (with their rules) are not read again.
    """
    before, after = _answers(older), _answers(newer)
    codes = [*after, *(code for code in before if code not in after)]
    found = [Difference(code, before.get(code), after.get(code), ()) for code in codes]
    told = [Difference(one.code, one.older, one.newer, tuple(_causes(one.older, one.newer))) for one in found]
    return [one for one in told if one.causes]


def _answers(evaluation: EligibilityEvaluation) -> dict[str, EligibilityAnswer]:
    return {one.code: one for one in evaluation.answers.all()}


def _causes(older: EligibilityAnswer | None, newer: EligibilityAnswer | None):
    if older is None:
        yield Cause.NEW_RULE
    elif newer is None:
        yield Cause.RULE_GONE
    else:
        if older.rule_id != newer.rule_id:
            yield Cause.RULE_CHANGED
        if older.exception_id != newer.exception_id:
            yield Cause.EXCEPTION
        elif older.facts != newer.facts:
            yield Cause.FACTS
