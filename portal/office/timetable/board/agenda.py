"""The week as a list: for a phone, for print, and for whoever works without scripts."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, IntegerField, QuerySet, Value, When

from portal.office.timetable.board.looking import Looking
from portal.office.timetable.board.rows import SLOTS, published_meetings
from training.scheduling.holidays import holiday_on

IN_ORDER = Case(
    *[When(slot=slot, then=Value(place)) for place, slot in enumerate(SLOTS)],
    default=Value(len(SLOTS)),
    output_field=IntegerField(),
)


@dataclass
class AgendaDay:
    date: date
    holiday: str | None
    meetings: list = field(default_factory=list)


def narrowed(meetings: QuerySet, looking: Looking) -> QuerySet:
    """Only those of the programme, class and lecturer that are asked for."""
    columns = {"programme": "training_class__programme", "class": "training_class", "lecturer": "lecturer"}
    return meetings.filter(**{columns[name]: key for name, key in looking.filters.items()})


def agenda_of(looking: Looking, user) -> list[AgendaDay]:
    """The days of the week that have meetings."""
    meetings = narrowed(published_meetings(looking.year, user), looking)
    meetings = meetings.filter(date__range=(looking.monday, looking.sunday))
    meetings = meetings.select_related("training_class", "room", "lecturer__person")
    days: dict[date, AgendaDay] = {}
    for meeting in meetings.order_by("date", IN_ORDER, "training_class__code"):
        day = days.setdefault(meeting.date, AgendaDay(meeting.date, holiday_on(meeting.date)))
        day.meetings.append(meeting)
    return list(days.values())
