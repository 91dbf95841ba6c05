"""How much each rule of planning counts on a day, and changing it."""

from datetime import date, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import today
from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput
from training.people.permissions import require
from training.scheduling.drafts.models import RuleSetting
from training.scheduling.drafts.rules_of_planning import RULES, Level, gentler

CACHE_KEY = "training.rule_settings"
CACHE_SECONDS = 60


def settings_on(day: date) -> dict[str, RuleSetting]:
    """Every rule as it counts on the day. A rule the office has said nothing of counts as it is written in the code."""
    rows = {code: rule_as_written(code) for code in RULES}
    for row in _all_settings():
        if row.is_valid_on(day):
            rows[row.code] = row
    return rows


def rule_as_written(code: str) -> RuleSetting:
    """The rule with the level and weight to begin with; not saved."""
    rule = RULES[code]
    return RuleSetting(code=code, level=rule.level, weight=rule.weight)


def level_on(code: str, day: date, *, at_most: Level = Level.BLOCK) -> Level:
    """How a screen takes the rule on the day. ``at_most``: what the case is worth where it is a mild one.

    A rule that is switched off says nothing.
    """
    if RULES[code].is_fixed:
        return RULES[code].level
    setting = settings_on(day)[code]
    return gentler(Level(setting.level), at_most) if setting.is_on else Level.IGNORE


@transaction.atomic
def set_rule(
    code: str,
    *,
    level: str,
    weight: int,
    by,
    is_on: bool = True,
    valid_from: date | None = None,
    legal_basis: str = "",
    reason: str = "",
) -> RuleSetting:
    """Let a rule count so from a day on, today by default; the setting before it ends the day before.

    What has been in force before today is never rewritten; a setting of today or of days to come is replaced, the log
    keeps it. The same setting again changes nothing. Raises ``NotAllowed``, ``InvalidInput``.
    """
    require(by, "training.change_planning_rules")
    valid_from = valid_from or today()
    _refuse_what_cannot_be(code, level, is_on, valid_from)
    rows = list(RuleSetting.objects.select_for_update().filter(code=code).order_by("valid_from"))
    before = rows[-1] if rows else rule_as_written(code)
    if rows and valid_from < before.valid_from:
        raise InvalidInput(
            _("A later setting of this rule begins on %(day)s already. Choose that day or a later one.")
            % {"day": before.valid_from.strftime("%d/%m/%Y")}
        )
    wanted = {
        "level": level,
        "weight": weight,
        "is_on": is_on,
        "legal_basis": nfc(legal_basis),
        "reason": nfc(reason),
    }
    if rows and all(getattr(before, name) == value for name, value in wanted.items()):
        return before
    data = {"code": code, "before": [before.level, before.weight, before.is_on], "valid_from": str(valid_from)}
    if rows and before.valid_from < valid_from:
        before.valid_to = valid_from - timedelta(days=1)
        before.save(update_fields=["valid_to"])
    new, _made = RuleSetting.objects.update_or_create(code=code, valid_from=valid_from, defaults=wanted)
    log(
        new, "training.planning_rule.set", user=by, data=data | {"after": [level, weight, is_on], "reason": nfc(reason)}
    )
    transaction.on_commit(forget_cached_settings)
    forget_cached_settings()
    return new


def forget_cached_settings() -> None:
    """Let the next question read the settings anew."""
    cache.delete(CACHE_KEY)


def _all_settings() -> list[RuleSetting]:
    rows = cache.get(CACHE_KEY)
    if rows is None:
        rows = list(RuleSetting.objects.filter(code__in=RULES).order_by("valid_from"))
        cache.set(CACHE_KEY, rows, CACHE_SECONDS)
    return rows


def _refuse_what_cannot_be(code: str, level: str, is_on: bool, valid_from: date) -> None:
    if code not in RULES or level not in Level.values:
        raise InvalidInput(_("There is no such rule or level. Nothing was changed."))
    rule = RULES[code]
    if rule.is_fixed and (level != rule.level or not is_on):
        raise InvalidInput(
            _("“%(rule)s” always forbids: nobody and nothing can be in two places at once. Nothing was changed.")
            % {"rule": rule.name}
        )
    if valid_from < today():
        raise InvalidInput(
            _("A rule that has been in force is not changed afterwards. Choose %(day)s or later. Nothing was changed.")
            % {"day": today().strftime("%d/%m/%Y")}
        )
