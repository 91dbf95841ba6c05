"""The rules of a day asked about the facts of a person, and what the answers come to. No database."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from training.rotation.eligibility import post_checks  # noqa: F401 - registers its checks
from training.rotation.eligibility.checks import CHECKS
from training.rotation.eligibility.evaluation_models import EligibilityEvaluation
from training.rotation.eligibility.facts import Ask, Facts, Lifted
from training.rotation.eligibility.findings import Fact, Finding, Result, finding
from training.rotation.eligibility.models import PostingRule

Verdict = EligibilityEvaluation.Verdict
GOOD = frozenset({Result.MET, Result.EXCEPTED, Result.NOT_CONCERNED})


@dataclass(frozen=True)
class Gap:
    """A rule that has no version on the day although it has one before and one after."""

    before: PostingRule
    after: PostingRule

    @property
    def first_day(self) -> date:
        return date.fromordinal(self.before.valid_to.toordinal() + 1)

    @property
    def last_day(self) -> date:
        return date.fromordinal(self.after.valid_from.toordinal() - 1)


@dataclass(frozen=True)
class RulesOfDay:
    """The versions that hold on a day, and the gaps."""

    day: date
    holding: tuple[PostingRule, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Answered:
    """One rule's answer. ``rule`` is the version that held; None where the rule has a gap on the day."""

    code: str
    rule: PostingRule | None
    effect: str
    group: str
    finding: Finding
    lifted: Lifted | None = None


def rules_of_day(versions: Iterable[PostingRule], day: date, movement: str) -> RulesOfDay:
    """From all versions of all rules: those that hold and concern the movement, in order, and those with a gap."""
    by_code: dict[str, list[PostingRule]] = defaultdict(list)
    for version in versions:
        by_code[version.code].append(version)
    holding, gaps = [], []
    for chain in by_code.values():
        chain.sort(key=lambda rule: rule.valid_from)
        now = next((rule for rule in chain if rule.is_valid_on(day)), None)
        before = [rule for rule in chain if rule.valid_to is not None and rule.valid_to < day]
        after = [rule for rule in chain if rule.valid_from > day]
        if now is not None:
            if now.concerns(movement):
                holding.append(now)
        elif before and after and before[-1].concerns(movement):
            gaps.append(Gap(before[-1], after[0]))
    holding.sort(key=lambda rule: (rule.order, rule.code))
    return RulesOfDay(day, tuple(holding), tuple(gaps))


def answer(person: Facts, ask: Ask, rules: RulesOfDay) -> list[Answered]:
    """What each rule says. Rules of a post are left out where no post is asked about."""
    answers = [
        _answer_one(person, ask, rule) for rule in rules.holding if ask.post is not None or not rule.is_of_a_post
    ]
    for gap in rules.gaps:
        if ask.post is not None or not gap.before.is_of_a_post:
            answers.append(Answered(gap.before.code, None, gap.before.effect, gap.before.group, said_of(gap, ask.day)))
    return answers


def said_of(gap: Gap, day: date) -> Finding:
    return finding(
        Result.UNKNOWN,
        _(
            "The rule “%(name)s” has no version on %(day)s: the last ended on %(last)s (%(basis)s), "
            "the next begins on %(next)s. Close the gap in the rules, then ask again."
        ),
        name=gap.before.name_vi,
        day=day,
        last=gap.before.valid_to,
        basis=gap.before.legal_basis,
        next=gap.after.valid_from,
    )


def verdict_of(answers: Sequence[Answered]) -> tuple[str, str]:
    """The verdict and the target group it rests on.

    The rules for everybody must all be met, and all rules of one target group; of the groups one is enough. Rules that
    only warn decide nothing.
    """
    deciding = [one for one in answers if one.effect == PostingRule.Effect.DECIDES]
    groups: dict[str, list[Answered]] = defaultdict(list)
    for one in deciding:
        groups[one.group].append(one)
    verdict = _together(groups.pop(PostingRule.Group.EVERYBODY, []))
    if not groups:
        return verdict, ""
    best = min(((_together(found), group) for group, found in groups.items()), key=lambda one: _ORDER[one[0]])
    return max((verdict, best[0]), key=_ORDER.__getitem__), best[1] if best[0] in _SENT else ""


_SENT = frozenset({Verdict.ELIGIBLE, Verdict.BY_EXCEPTION})
_ORDER: dict[str, int] = {Verdict.ELIGIBLE: 0, Verdict.BY_EXCEPTION: 1, Verdict.UNKNOWN: 2, Verdict.NOT_ELIGIBLE: 3}
_MEANS: dict[str, str] = {
    Result.MET: Verdict.ELIGIBLE,
    Result.NOT_CONCERNED: Verdict.ELIGIBLE,
    Result.EXCEPTED: Verdict.BY_EXCEPTION,
    Result.UNKNOWN: Verdict.UNKNOWN,
    Result.NOT_MET: Verdict.NOT_ELIGIBLE,
}


def _together(answers: Iterable[Answered]) -> str:
    """The worst of them."""
    return max((_MEANS[one.finding.result] for one in answers), key=_ORDER.__getitem__, default=Verdict.ELIGIBLE)


def _answer_one(person: Facts, ask: Ask, rule: PostingRule) -> Answered:
    found = CHECKS[rule.kind](person, ask, rule.parameters)
    lifted = None
    if found.result not in GOOD and rule.exceptable_by:
        unit = ask.post.unit if ask.post else None
        lifted = next((one for one in person.lifted if one.covers(rule.code, ask.wave, unit, ask.day)), None)
    if lifted is not None:
        found = finding(
            Result.EXCEPTED,
            _("%(found)s Excepted by decision %(number)s of %(on)s."),
            *found.facts,
            Fact("exception", lifted.decided_on, "decision", lifted.number),
            found=found.sentence,
            number=lifted.number,
            on=lifted.decided_on,
        )
    return Answered(rule.code, rule, rule.effect, rule.group, found, lifted)
