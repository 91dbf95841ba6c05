"""The rules of postings: added, replaced and ended from a day on. A version that has begun is never rewritten, and no
answer that a version gave is touched by what comes after it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import today
from curriculum.vietnamese.text import fold, nfc
from training.errors import InvalidInput, WrongState
from training.people.permissions import require
from training.rotation.eligibility.evaluation_models import EligibilityAnswer
from training.rotation.eligibility.models import PostingRule
from training.rotation.eligibility.parameters import checked
from training.rotation.models import Posting

ONE_DAY = timedelta(days=1)
CHANGEABLE = (
    "name_vi",
    "name_en",
    "sentence_vi",
    "sentence_en",
    "parameters",
    "movements",
    "group",
    "effect",
    "exceptable_by",
    "note",
    "order",
)


@transaction.atomic
def add_rule(*, kind: str, name_vi: str, valid_from: date, legal_basis: str, by, **facts: Any) -> PostingRule:
    """Let a new rule hold from a day on. The same rule given twice is the first.

    Raises ``NotAllowed``; ``InvalidInput`` for what no rule can say.
    """
    require(by, "training.change_posting_rules")
    rule = PostingRule(kind=kind, valid_from=valid_from, **_clean({"name_vi": name_vi, **facts}))
    rule.legal_basis = nfc(legal_basis).strip()
    _expect_sound(rule)
    same = PostingRule.objects.filter(kind=kind, name_vi=rule.name_vi, valid_from=valid_from)
    if found := next((one for one in same if one.parameters == rule.parameters), None):
        return found
    rule.code = _free_code(rule.name_vi)
    rule.save()
    log(rule, "training.posting_rule.add", user=by, data=said(rule))
    return rule


@transaction.atomic
def replace_rule(rule: PostingRule, *, valid_from: date, legal_basis: str, by, **changes: Any) -> PostingRule:
    """Let another version stand in the place of the rule from a day on, today at the earliest.

    The version before ends the day before; one that has not begun and has answered nobody gives way. Given twice it is
    the same version. Raises ``NotAllowed``; ``InvalidInput`` for what no rule can say or a day it cannot begin on.
    """
    require(by, "training.change_posting_rules")
    chain = list(PostingRule.objects.select_for_update().filter(code=rule.code).order_by("valid_from"))
    last = chain[-1]
    new = PostingRule(code=last.code, kind=last.kind, valid_from=valid_from, legal_basis=nfc(legal_basis).strip())
    for name, value in ({name: getattr(last, name) for name in CHANGEABLE} | _clean(changes)).items():
        setattr(new, name, value)
    _expect_sound(new)
    if last.valid_from == valid_from and said(last) == said(new):
        return last
    if valid_from < today():
        raise InvalidInput(
            _("A rule that has been in force is not changed afterwards. Choose %(day)s or later. Nothing was changed.")
            % {"day": today().strftime("%d/%m/%Y")}
        )
    before = said(last)
    if last.valid_from >= valid_from:
        _take_back(last, valid_from)
        chain.pop()
        last = chain[-1] if chain else last
    if chain and (last.valid_to is None or last.valid_to >= valid_from):
        last.valid_to = valid_from - ONE_DAY
        last.save(update_fields=["valid_to"])
    new.save()
    log(new, "training.posting_rule.replace", user=by, data={"before": before, "after": said(new)})
    return new


@transaction.atomic
def end_rule(rule: PostingRule, *, last_day: date, reason: str, by) -> PostingRule:
    """Let the rule hold no longer after the day. Raises ``NotAllowed``, ``WrongState``, ``InvalidInput``."""
    require(by, "training.change_posting_rules")
    last = PostingRule.objects.select_for_update().filter(code=rule.code).order_by("valid_from").last()
    assert last is not None
    if last.valid_to == last_day:
        return last
    if last.valid_to is not None and last.valid_to < today():
        raise WrongState(_("This rule ended on %(day)s.") % {"day": f"{last.valid_to:%d/%m/%Y}"})
    if not nfc(reason).strip():
        raise InvalidInput(_("Name the document or the reason for which the rule ends. Nothing was changed."))
    if last_day < max(today(), last.valid_from):
        first = max(today(), last.valid_from)
        raise InvalidInput(
            _("The last day can be %(day)s or later. Nothing was changed.") % {"day": f"{first:%d/%m/%Y}"}
        )
    last.valid_to = last_day
    last.save(update_fields=["valid_to"])
    log(last, "training.posting_rule.end", user=by, data={"last_day": str(last_day), "reason": nfc(reason).strip()})
    return last


def as_changed(rule: PostingRule, *, valid_from: date, **changes: Any) -> list[PostingRule]:
    """All versions of all rules as they would stand if this one were replaced from the day on; nothing is saved."""
    versions = list(PostingRule.objects.order_by("code", "valid_from"))
    chain = [one for one in versions if one.code == rule.code]
    last = chain[-1] if chain else rule
    new = PostingRule(code=last.code, kind=last.kind, valid_from=valid_from, legal_basis=last.legal_basis)
    for name, value in ({name: getattr(last, name) for name in CHANGEABLE} | _clean(changes)).items():
        setattr(new, name, value)
    new.parameters = checked(new.kind, new.parameters)
    kept = [one for one in versions if one.code != rule.code]
    for one in chain:
        if one.valid_from < valid_from:
            if one.valid_to is None or one.valid_to >= valid_from:
                one.valid_to = valid_from - ONE_DAY
            kept.append(one)
    return [*kept, new]


def said(rule: PostingRule) -> dict[str, Any]:
    """The rule in plain values, for the log."""
    facts = {name: getattr(rule, name) for name in (*CHANGEABLE, "kind", "legal_basis")}
    return facts | {"valid_from": str(rule.valid_from)}


def _take_back(rule: PostingRule, valid_from: date) -> None:
    """A version that has not begun gives way to the one that takes its place."""
    if rule.valid_from <= today():
        raise InvalidInput(
            _("A version of “%(name)s” has been in force since %(day)s. Choose tomorrow or later. Nothing was changed.")
            % {"name": rule.name_vi, "day": f"{rule.valid_from:%d/%m/%Y}"}
        )
    if EligibilityAnswer.objects.filter(rule=rule).exists():
        raise InvalidInput(
            _("The version of “%(name)s” from %(day)s has answered already. Let the new one begin after that day.")
            % {"name": rule.name_vi, "day": f"{rule.valid_from:%d/%m/%Y}"}
        )
    rule.delete()


def _clean(facts: dict[str, Any]) -> dict[str, Any]:
    unknown = set(facts) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"A rule of postings has no changeable {', '.join(sorted(unknown))}.")
    return {name: nfc(value).strip() if isinstance(value, str) else value for name, value in facts.items()}


def _expect_sound(rule: PostingRule) -> None:
    if not rule.legal_basis:
        raise InvalidInput(_("Name the document that says so. Nothing was changed."))
    if not rule.name_vi or not rule.sentence_vi:
        raise InvalidInput(_("Give the rule a name and say it in one sentence. Nothing was changed."))
    choices: Sequence[tuple[Any, Sequence[str]]] = (
        (rule.group, PostingRule.Group.values),
        (rule.effect, PostingRule.Effect.values),
        (rule.exceptable_by, PostingRule.Authority.values),
        *((movement, Posting.Kind.values) for movement in rule.movements),
    )
    if any(value not in known for value, known in choices):
        raise InvalidInput(_("One of the choices does not exist. Nothing was changed."))
    rule.parameters = checked(rule.kind, rule.parameters)


def _free_code(name: str) -> str:
    base = slugify(fold(name))[:50] or "rule"
    taken = set(PostingRule.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if code not in taken)
