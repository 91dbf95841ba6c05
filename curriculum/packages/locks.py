"""Parts of SCORM 1.2 that their prerequisites hold locked, and why."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from curriculum.packages.models import Package, PackageItem, PackageItemState
from curriculum.packages.sequencing.prerequisites import DONE, Unreadable, are_met, names_in

States = Mapping[int, PackageItemState]
NOT_SAID = ("", "not attempted", "unknown")


def locks_of(package: Package, items: Sequence[PackageItem], states: States) -> dict[int, str]:
    """A sentence for each part that is locked. Prerequisites that cannot be read hold nobody back."""
    if package.kind != Package.Kind.SCORM12 or not any(item.details.get("prerequisites") for item in items):
        return {}
    statuses = _statuses(items, states)
    titles = {item.identifier: item.title for item in items}
    found: dict[int, str] = {}
    for place, item in enumerate(items):
        if sentence := _lock(item, statuses, titles):
            found |= {one.pk: sentence for one in [item, *_below(items, place)] if one.pk not in found}
    return found


def _lock(item: PackageItem, statuses: Mapping[str, str], titles: Mapping[str, str]) -> str:
    expression = item.details.get("prerequisites", "")
    try:
        if not expression or not names_in(expression) <= set(titles):
            return ""
        met = are_met(expression, statuses)
    except Unreadable:
        return ""
    if met.holds:
        return ""
    if not met.lacking:
        return _("What the package asks for before this part does not hold.")
    return _("First finish: %(titles)s.") % {"titles": ", ".join(f"“{titles[name]}”" for name in met.lacking[:5])}


def _statuses(items: Sequence[PackageItem], states: States) -> dict[str, str]:
    """The status of each part as SCORM 1.2 words it; a heading is completed when all below it is."""
    found: dict[str, str] = {}
    for place in range(len(items) - 1, -1, -1):
        item = items[place]
        below = [found[one.identifier] for one in _below(items, place) if one.identifier in found]
        if item.href:
            found[item.identifier] = _status(item, states.get(item.pk))
        elif below:
            is_done = all(status in DONE for status in below)
            found[item.identifier] = "completed" if is_done else "incomplete"
    return found


def _status(item: PackageItem, state: PackageItemState | None) -> str:
    if state is None:
        return "not attempted"
    if state.passed_at:
        return "passed"
    if state.completed_at or state.waived_at or not item.reports:
        return "completed"
    said = str(state.runtime.get("core", {}).get("lesson_status", ""))
    if said in NOT_SAID:  # SCORM 1.2 RTE 3.4.4: content that ends and says nothing is completed
        return "completed" if state.is_ended else "incomplete"
    return said


def _below(items: Sequence[PackageItem], place: int) -> list[PackageItem]:
    found = []
    for item in items[place + 1 :]:
        if item.depth <= items[place].depth:
            break
        found.append(item)
    return found
