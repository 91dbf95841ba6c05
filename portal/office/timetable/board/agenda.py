"""The week as a list: for a phone, for print, and for whoever works without scripts."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

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
    """The days of the week that have meetings; of a draft also the first of what is not placed yet or was taken out."""

    days: list[AgendaDay]
    aside: list[DraftMeeting]
    aside_count: int

    @property
    def aside_more(self) -> int:
        return self.aside_count - len(self.aside)


def agenda_of(looking: Looking, draft: TimetableDraft | None, user) -> Agenda:
    if draft is None:
        return Agenda(_days(published_meetings(looking.year, user), looking), [], 0)
    rows = draft_meetings(draft, user)
    aside = _narrowed(rows.filter(Q(date=None) | Q(is_removed=True)), looking)
    in_order = aside.order_by("is_removed", "training_class__code", "module__path", "part", "pk")
    days = [] if looking.only == "unplaced" else _days(rows.kept(), looking)
    return Agenda(days, list(in_order.select_related("training_class")[:AT_MOST]), aside.count())


def _narrowed(meetings: QuerySet, looking: Looking) -> QuerySet:
    """Only those of the programme, class and lecturer that are asked for."""
    columns = {"programme": "training_class__programme", "class": "training_class", "lecturer": "lecturer"}
    return meetings.filter(**{columns[name]: key for name, key in looking.filters.items()})


def _days(meetings: QuerySet, looking: Looking) -> list[AgendaDay]:
    in_week = meetings.filter(date__range=(looking.monday, looking.sunday))
    found = _narrowed(in_week, looking).select_related("training_class", "room", "lecturer__person")
    if looking.only == "clashes":
        found = found.filter(pk__in=_in_two_places(in_week))
    days: dict[date, AgendaDay] = {}
    for meeting in found.order_by("date", IN_ORDER, "training_class__code"):
        day = days.setdefault(meeting.date, AgendaDay(meeting.date, holiday_on(meeting.date)))
        day.meetings.append(meeting)
    return list(days.values())


def _in_two_places(meetings: QuerySet) -> list[int]:
    """Those that share their room, lecturer or class with another of the same half-day."""
    rows = list(meetings.values_list("pk", "date", "slot", "room", "lecturer", "training_class"))
    uses = [[(what, key, day, slot) for what, key in enumerate(keys) if key] for _pk, day, slot, *keys in rows]
    count = Counter(use for of_row in uses for use in of_row)
    return [row[0] for row, of_row in zip(rows, uses, strict=True) if any(count[use] > 1 for use in of_row)]
