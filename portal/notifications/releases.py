"""One digest for each person whose own class meetings a released timetable changes."""

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.notifications.services import notify_each
from training.models import Release

SHOWN = 12  # the rest is on the calendar the notice leads to


def tell_of_release(release: Release) -> int:
    """Leave the digests; once for each release and person. Returns how many people were addressed."""
    users = get_user_model().objects.in_bulk([one["user"] for one in release.told if one["user"]])
    by_number = {change["number"]: change for change in release.changes}
    messages = []
    for one in release.told:
        if one["user"] not in users:
            continue
        changes = [by_number[number] for number in one["changes"]]
        title = ngettext(
            "Timetable of %(year)s: %(count)s of your class meetings changes",
            "Timetable of %(year)s: %(count)s of your class meetings change",
            len(changes),
        ) % {"year": release.draft.year, "count": len(changes)}
        body = "\n".join(filter(None, [release.note, digest(changes)]))
        messages.append((users[one["user"]], title, body, _calendar_of(one["parts"])))
    return notify_each(messages, key=f"release:{release.pk}")


def digest(changes: list[dict]) -> str:
    """A line for each change, the first of them."""
    lines = [_line(change) for change in changes[:SHOWN]]
    if len(changes) > SHOWN:
        lines.append(_("… and %(count)s more: see your calendar.") % {"count": len(changes) - SHOWN})
    return "\n".join(lines)


def _line(change: dict) -> str:
    words = change["words"]
    if "new" in change["kinds"]:
        return _("%(class)s, %(topic)s: new, %(after)s.") % words
    if "removed" in change["kinds"]:
        return _("%(class)s, %(topic)s: cancelled (it was %(before)s).") % words
    return _("%(class)s, %(topic)s: %(after)s (it was %(before)s).") % words


def _calendar_of(parts: list[str]) -> str:
    return reverse("trainee:calendar" if parts == ["trainee"] else "lecturer:calendar")
