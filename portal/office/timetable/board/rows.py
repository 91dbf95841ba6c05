"""A year on the board in compact form: one list for each meeting, the names it refers to beside it once.

A row is a list, its fields in the order of ``FIELDS``; portal/js/timetable/store.js reads them by the same names.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Max, Min

from training.models import ClassMeeting, DutyPeriod, Enrolment, Lecturer, Room, TrainingClass
from training.scheduling.holidays import holiday_on, is_weekend

FIELDS = (
    "id",
    "class",
    "topic",
    "date",
    "slot",
    "room",
    "lecturer",
    "periods",
    "locked",
    "removed",
    "revision",
    "published",
)
SLOTS = tuple(ClassMeeting.Slot.values)


def years_of(user) -> list[int]:
    """The years in which classes open, with the year after, for which one plans; newest first."""
    span = TrainingClass.objects.visible_to(user).aggregate(first=Min("opens_on"), last=Max("opens_on"))
    if span["first"] is None:
        return []
    return list(range(span["last"].year + 1, span["first"].year - 1, -1))


def published_meetings(year: int, user):
    """The meetings of the year as people know them, for those who may see their classes."""
    classes = TrainingClass.objects.visible_to(user)
    return ClassMeeting.objects.held().filter(date__year=year, training_class__in=classes)


def place(date_: date | None, slot: str, room: int | None, lecturer: int | None) -> list:
    """When, where and with whom, as a row and its published place write it."""
    return [date_.isoformat() if date_ else None, SLOTS.index(slot) if slot else None, room, lecturer]


def published_row(meeting: ClassMeeting) -> list:
    return [
        meeting.pk,
        meeting.training_class_id,
        meeting.topic,
        *place(meeting.date, meeting.slot, meeting.room_id, meeting.lecturer_id),
        meeting.periods,
        False,
        False,
        meeting.sequence,
        None,
    ]


def year_on_the_board(year: int, user) -> dict:
    """Everything the board draws of a year, in one answer."""
    meetings = list(published_meetings(year, user).only(*_columns()))
    rows = [published_row(meeting) for meeting in meetings]
    topics = sorted({row[2] for row in rows})
    number = {topic: index for index, topic in enumerate(topics)}
    for row in rows:
        row[2] = number[row[2]]
    classes = _classes({row[1] for row in rows}, year, user)
    return {
        "year": year,
        "draft": None,
        "fields": FIELDS,
        "slots": SLOTS,
        "rows": rows,
        "topics": topics,
        **classes,
        "rooms": list(Room.objects.order_by("code").values_list("pk", "code", "name", "capacity", "is_active")),
        "lecturers": [
            [one.pk, str(one), one.person.given_name]
            for one in Lecturer.objects.select_related("person").order_by("person__sort_key")
        ],
        "days": days_off(year),
        "duties": _duties(year),
    }


def _columns() -> Iterable[str]:
    return ("training_class_id", "topic", "date", "slot", "room_id", "lecturer_id", "periods", "sequence")


def _classes(used: set[int], year: int, user) -> dict:
    """The classes of the year and of its rows; their programmes; which units have people in them."""
    visible = TrainingClass.objects.visible_to(user)
    wanted = visible.filter(pk__in=used) | visible.filter(opens_on__year=year).exclude(status="cancelled")
    found = list(wanted.select_related("programme").order_by("opens_on", "code"))
    programmes = sorted({(one.programme_id, one.programme.code, one.programme.title) for one in found}, key=_by_code)
    pairs = (
        Enrolment.objects.active()
        .filter(training_class__in=found)
        .order_by("unit__sort_key")
        .values_list("training_class", "unit", "unit__name")
        .distinct()
    )
    units: dict[int, str] = {}
    of_class: dict[int, list[int]] = {}
    for training_class, unit, name in pairs:
        units[unit] = name
        of_class.setdefault(training_class, []).append(unit)
    return {
        "classes": [
            [one.pk, one.code, one.name, one.programme_id, one.opens_on, one.closes_on, of_class.get(one.pk, [])]
            for one in found
        ],
        "programmes": programmes,
        "units": list(units.items()),
    }


def _by_code(programme: tuple[int, str, str]) -> str:
    return programme[1]


def days_off(year: int) -> dict[str, str]:
    """Public holidays by day; weekend days worked in exchange are named by an empty word."""
    day, days = date(year, 1, 1), {}
    while day.year == year:
        if name := holiday_on(day):
            days[day.isoformat()] = name
        elif day.weekday() >= 5 and not is_weekend(day):
            days[day.isoformat()] = ""
        day += timedelta(days=1)
    return days


def _duties(year: int) -> list[list]:
    """Duties of the whole City: first day, last day, what, and whether no class may meet."""
    duties = DutyPeriod.objects.filter(unit=None).between(date(year, 1, 1), date(year, 12, 31))
    return [[duty.starts_on, duty.ends_on, duty.title, duty.blocks] for duty in duties]
