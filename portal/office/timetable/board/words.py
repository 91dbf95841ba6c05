"""The words the board's scripts say, in the page's language. ``{name}`` is filled in by portal/js/words.js."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from training.models import ClassMeeting


def words() -> dict[str, str]:
    return {
        **{slot.value: str(slot.label) for slot in ClassMeeting.Slot},
        "morning_short": pgettext("half-day, short", "am"),
        "afternoon_short": pgettext("half-day, short", "pm"),
        "evening_short": pgettext("half-day, short", "eve"),
        "room": _("Room"),
        "lecturer": _("Lecturer"),
        "class": _("Class"),
        "unit": pgettext("organisation", "Unit"),
        "no_room": _("No room yet"),
        "no_lecturer": _("No lecturer yet"),
        "seats": _("{count} seats"),
        "count_meetings": _("{count} meetings"),
        "week_title": _("Week {week}: {from} – {to}"),
        "month_title": _("Month {month}/{year}"),
        "month_short": pgettext("month in a row of twelve", "M{month}"),
        "year_title": _("Year {year}"),
        "previous_week": _("Week before"),
        "next_week": _("Week after"),
        "previous_month": _("Month before"),
        "next_month": _("Month after"),
        "previous_year": _("Year before"),
        "next_year": _("Year after"),
        "week_of": _("Week {week}, from {day}: {count} meetings"),
        "caption": _("{rows} by half-day, {period}"),
        "holiday": _("Holiday: {name}"),
        "locked": _("locked"),
        "clash": _("clash"),
        "moved": _("changed"),
        "new": _("new"),
        "not_placed": _("not placed"),
        "removed": _("taken out"),
        "here_published": _("published here"),
        "is_free": _("Nothing stands against it."),
        "room_taken": _("{room} is taken by class {class}."),
        "lecturer_taken": _("{lecturer} teaches class {class}."),
        "class_taken": _("Class {class} already meets: {topic}."),
        "outside_class": _("Outside the class, which runs from {from} to {to}."),
        "no_such_row": _("A meeting stays with its own class and its own units."),
        "failed": _("The board could not be loaded. Nothing was changed. Please try again."),
        "again": _("Try again"),
        "periods": _("{count} teaching periods"),
        "nothing_found": _("No row has what you are looking for. Change the filters."),
    }
