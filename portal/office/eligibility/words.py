"""What stored answers and rules look like to a reader."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.tones import tone_of
from training.models import EligibilityAnswer, EligibilityEvaluation, Kinship, Person, PositionTitle, PostingRule
from training.rotation.eligibility.differences import Cause, Difference, difference
from training.rotation.eligibility.findings import shown
from training.rotation.eligibility.parameters import FLAG, LEVEL, PARAMETERS, RELATIONS, TITLES


@dataclass(frozen=True)
class Line:
    """One answer on a sheet: its rule and version, its sentence, the facts used, and what it was before."""

    answer: EligibilityAnswer
    name: str
    tone: str
    facts: list[tuple[str, str, str]]
    change: Difference | None
    causes: list[str]

    @property
    def only_warns(self) -> bool:
        return self.answer.rule is not None and self.answer.rule.effect == PostingRule.Effect.WARNS


def cause_in_words(cause: Cause) -> str:
    return {
        Cause.NEW_RULE: _("this rule was not asked before"),
        Cause.RULE_GONE: _("this rule is no longer asked"),
        Cause.RULE_CHANGED: _("another version of the rule holds"),
        Cause.EXCEPTION: _("a decision of exception"),
        Cause.FACTS: _("other facts"),
    }[cause]


def last_versions() -> dict[str, PostingRule]:
    """The last version of every rule by its code. One query."""
    return {rule.code: rule for rule in PostingRule.objects.order_by("valid_from")}


def lines_of(
    evaluation: EligibilityEvaluation, changes: Iterable[Difference], last: dict[str, PostingRule]
) -> list[Line]:
    """The answers of an evaluation in the order of the rules; give it with its answers and their rules prefetched.

    A rule with a gap on the day has no version; it is called as its last version is.
    """
    by_code = {one.code: one for one in changes}
    asked = [(answer, answer.rule or last.get(answer.code)) for answer in evaluation.answers.all()]
    asked.sort(key=lambda one: (one[1].order if one[1] else 0, one[0].code))
    return [
        Line(
            answer,
            rule.name if rule else answer.code,
            tone_of(answer.result),
            [shown(fact) for fact in answer.facts],
            by_code.get(answer.code),
            [cause_in_words(cause) for cause in by_code[answer.code].causes] if answer.code in by_code else [],
        )
        for answer, rule in asked
    ]


def changes_since(evaluation: EligibilityEvaluation) -> list[Difference]:
    return difference(evaluation.supersedes, evaluation) if evaluation.supersedes_id else []


def parameters_of(rule: PostingRule, titles: dict[str, str] | None = None) -> Iterator[tuple[str, str]]:
    """The parameters of a rule: label and value, in words."""
    names = titles if titles is not None else names_of_titles()
    for one in PARAMETERS[rule.kind]:
        yield str(one.label), _in_words(one.sort, rule.parameters.get(one.name), names)


def names_of_titles() -> dict[str, str]:
    return dict(PositionTitle.objects.order_by("valid_from").values_list("code", "name_vi"))


def _in_words(sort: str, value: Any, titles: dict[str, str]) -> str:
    if sort == FLAG:
        return _("yes") if value else _("no")
    if sort == LEVEL:
        return str(Person.TheoryLevel(value).label)
    if sort == TITLES:
        return "; ".join(titles.get(code, code) for code in value)
    if sort == RELATIONS:
        return "; ".join(str(Kinship.Kind(kind).label) for kind in value)
    return str(value)
