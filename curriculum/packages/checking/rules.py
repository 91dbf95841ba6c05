"""Rules of a package that the portal does not hold to: named to the lecturer, never passed over in silence."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from curriculum.packages.sequencing.prerequisites import Unreadable, names_in

HELD = {
    "preConditionRule": {"skip", "disabled", "hiddenFromChoice", "stopForwardTraversal"},
    "postConditionRule": {"exitParent", "exitAll", "retry", "retryAll", "continue", "previous"},
    "exitConditionRule": {"exit"},
    "rollupRule": {"satisfied", "notSatisfied", "completed", "incomplete"},
}
CONDITIONS = {
    *("satisfied", "objectiveStatusKnown", "objectiveMeasureKnown", "objectiveMeasureGreaterThan"),
    *("objectiveMeasureLessThan", "completed", "activityProgressKnown", "attempted", "attemptLimitExceeded"),
    *("always", "never"),
}
LIMITS = {"attemptLimit", "attemptAbsoluteDurationLimit"}
ORGANISATION = ""


def rules_not_held(parts: Iterable[tuple[str, Mapping[str, Any]]]) -> list[str]:
    """A sentence for each part with such rules. ``parts`` are titles and details; the package itself has no title."""
    sentences = []
    for title, details in parts:
        names = list(dict.fromkeys(_not_held(details.get("sequencing", {}))))
        if details.get("shares_data"):
            names.append("adlcp:data")
        if names and title == ORGANISATION:
            sentences.append(_("The portal does not hold to these rules of the package: %(rules)s.") % _told(names))
        elif names:
            words = _("The portal does not hold to these rules of the part “%(title)s”: %(rules)s.")
            sentences.append(words % (_told(names) | {"title": title}))
    return sentences


def prerequisites_not_held(parts: Iterable[tuple[str, str, Mapping[str, Any]]]) -> list[str]:
    """Of SCORM 1.2; ``parts`` are identifiers, titles and details."""
    known = {identifier for identifier, _title, _details in parts}
    sentences = []
    for _identifier, title, details in parts:
        expression = details.get("prerequisites", "")
        if not expression:
            continue
        try:
            lost = names_in(expression) - known
        except Unreadable:
            words = _("The prerequisites of “%(title)s” cannot be read and hold nobody back: %(rule)s")
            sentences.append(words % {"title": title, "rule": expression[:200]})
            continue
        if lost:
            words = _("The prerequisites of “%(title)s” name parts that are not there and hold nobody back: %(names)s.")
            sentences.append(words % {"title": title, "names": ", ".join(sorted(lost))[:200]})
    return sentences


def _told(names: list[str]) -> dict[str, str]:
    return {"rules": ", ".join(names)[:300]}


def _not_held(said: Mapping[str, Any]) -> Iterator[str]:
    yield from (name for name in said.get("limitConditions", {}) if name not in LIMITS)
    for kind, rule in _rules(said):
        for one in rule.get("ruleAction", rule.get("rollupAction", [])):
            if one.get("action") not in HELD[kind]:
                yield f"{kind} {one.get('action', '')}".strip()
        conditions = rule.get("ruleConditions", rule.get("rollupConditions", {}))
        for one in conditions.get("ruleCondition", conditions.get("rollupCondition", [])):
            if one.get("condition") not in CONDITIONS:
                yield str(one.get("condition", ""))


def _rules(said: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for kind in HELD:
        for one in said.get("sequencingRules", {}).get(kind, []) + said.get("rollupRules", {}).get(kind, []):
            yield kind, one
