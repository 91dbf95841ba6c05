"""The week as a list: for a phone, for print, and for whoever works without scripts."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, IntegerField, QuerySet, Value, When

from portal.office.timetable.board.looking import Looking
from portal.office.timetable.board.rows import SLOTS, draft_meetings, published_meetings
from training.models import DraftMeeting, TimetableDraft
from training.scheduling.holidays import holiday_on

IN_ORDER = Case(
    *[When(slot=slot, then=Value(place)) for place, slot in enumerate(SLOTS)],
    default=Value(len(SLOTS)),
    output_field=IntegerField(),
)
AT_MOST = 50


@dataclass
class AgendaDay:
    date: date
    holiday: str | None
    meetings: list = field(default_factory=list)


@dataclass
class Agenda:
    """The days of the week that have meetings; of a draft also what is not placed yet, the first of them."""

    days: list[AgendaDay]
    unplaced: list[DraftMeeting]
    unplaced_count: int

    @property
    def unplaced_more(self) -> int:
        return self.unplaced_count - len(self.unplaced)


def agenda_of(looking: Looking, draft: TimetableDraft | None, user) -> Agenda:
    if draft is None:
        return Agenda(_days(_narrowed(published_meetings(looking.year, user), looking), looking), [], 0)
    rows = _narrowed(draft_meetings(draft, user).kept(), looking)
    waiting = rows.filter(date=None).order_by("training_class__code", "module__path", "part", "pk")
    waiting = waiting.select_related("training_class")
    days = [] if looking.only == "unplaced" else _days(rows, looking)
    return Agenda(days, list(waiting[:AT_MOST]), waiting.count())


def _narrowed(meetings: QuerySet, looking: Looking) -> QuerySet:
    """Only those of the programme, class and lecturer that are asked for."""
    columns = {"programme": "training_class__programme", "class": "training_class", "lecturer": "lecturer"}
    return meetings.filter(**{columns[name]: key for name, key in looking.filters.items()})


def _days(meetings: QuerySet, looking: Looking) -> list[AgendaDay]:
    meetings = meetings.filter(date__range=(looking.monday, looking.sunday))
    meetings = meetings.select_related("training_class", "room", "lecturer__person")
    days: dict[date, AgendaDay] = {}
    for meeting in meetings.order_by("date", IN_ORDER, "training_class__code"):
        day = days.setdefault(meeting.date, AgendaDay(meeting.date, holiday_on(meeting.date)))
        day.meetings.append(meeting)
    return list(days.values())
