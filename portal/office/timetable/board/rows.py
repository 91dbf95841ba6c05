"""A year on the board in compact form: one list for each meeting, the names it refers to beside it once.

A row is a list, its fields in the order of ``FIELDS``; portal/js/timetable/store.js reads them by the same names. While
a draft is open the rows are the draft's, else the published meetings.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet

from training.models import (
    ClassMeeting,
    DraftMeeting,
    DutyPeriod,
    Enrolment,
    Justification,
    Lecturer,
    Room,
    TimetableDraft,
    TrainingClass,
)
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
TOPIC = FIELDS.index("topic")
SLOTS = tuple(ClassMeeting.Slot.values)


def open_draft_of(year: int) -> TimetableDraft | None:
    """The draft of the year that is worked on, if there is one."""
    drafts = TimetableDraft.objects.filter(year=year, state=TimetableDraft.State.OPEN)
    return drafts.select_related("opened_by").first()


def published_meetings(year: int, user) -> QuerySet[ClassMeeting]:
    """The meetings of the year as people know them, for those who may see their classes."""
    classes = TrainingClass.objects.visible_to(user)
    return ClassMeeting.objects.held().filter(date__year=year, training_class__in=classes)


def draft_meetings(draft: TimetableDraft, user) -> QuerySet[DraftMeeting]:
    """The rows of a draft, for those who may see their classes."""
    return draft.meetings.filter(training_class__in=TrainingClass.objects.visible_to(user))


def published_row(meeting: ClassMeeting) -> list:
    return [
        meeting.pk,
        meeting.training_class_id,
        meeting.topic,
        *_place(meeting.date.isoformat(), meeting.slot, meeting.room_id, meeting.lecturer_id),
        meeting.periods,
        False,
        False,
        meeting.sequence,
        None,
    ]


def draft_row(row: DraftMeeting) -> list:
    """The same of a row of a draft; where it stands in the published timetable comes with it."""
    base = row.base
    is_known = bool(base) and base["status"] != ClassMeeting.Status.CANCELLED
    return [
        row.pk,
        row.training_class_id,
        row.topic,
        *_place(row.date and row.date.isoformat(), row.slot, row.room_id, row.lecturer_id),
        row.periods,
        row.is_locked,
        row.is_removed,
        row.revision,
        _place(base["date"], base["slot"], base["room"], base["lecturer"]) if is_known else None,
    ]


def _place(day: str | None, slot: str, room: int | None, lecturer: int | None) -> list:
    """When, where and with whom, as a row and its published place write it."""
    return [day, SLOTS.index(slot) if day else None, room, lecturer]


def year_on_the_board(year: int, user) -> dict:
    """Everything the board draws of a year, in one answer."""
    draft = open_draft_of(year)
    if draft:
        rows = [draft_row(row) for row in draft_meetings(draft, user)]
    else:
        rows = [published_row(meeting) for meeting in published_meetings(year, user)]
    return {
        "year": year,
        "draft": {"id": draft.pk, "last_edit": draft.last_edit} if draft else None,
        "fields": FIELDS,
        "slots": SLOTS,
        "topics": _numbered(rows),
        "rows": rows,
        "reasons": reasons_of(draft_meeting__draft=draft) if draft else {},
        **_classes({row[1] for row in rows}, year, user),
        "rooms": list(Room.objects.order_by("code").values_list("pk", "code", "name", "capacity", "is_active")),
        "lecturers": [
            [one.pk, str(one)] for one in Lecturer.objects.select_related("person").order_by("person__sort_key")
        ],
        "days": days_off(year),
        "duties": _duties(year),
    }


def _numbered(rows: list[list]) -> list[str]:
    """Put a number into each row in the place of its topic; most topics are those of many rows."""
    topics = sorted({row[TOPIC] for row in rows})
    number = {topic: index for index, topic in enumerate(topics)}
    for row in rows:
        row[TOPIC] = number[row[TOPIC]]
    return topics


def reasons_of(**which) -> dict[int, list[str]]:
    """Why rows stand where a rule asks for a reason, by row: those given for the very place they stand at."""
    found = defaultdict(list)
    given = Justification.objects.filter(**which).select_related("draft_meeting")
    for one in given:
        if one.draft_meeting and one.counts_for(one.draft_meeting):
            found[one.draft_meeting_id].append(f"{one.sentence} {one.reason}")
    return found


def _classes(used: Iterable[int], year: int, user) -> dict:
    """The classes of the year and of its rows; their programmes; which units have people in them."""
    visible = TrainingClass.objects.visible_to(user)
    wanted = visible.filter(pk__in=used) | visible.filter(opens_on__year=year).exclude(status="cancelled")
    found = list(wanted.select_related("programme").order_by("opens_on", "code"))
    programmes = {one.programme_id: (one.programme.code, one.programme.title) for one in found}
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
        "programmes": sorted(([pk, *names] for pk, names in programmes.items()), key=lambda one: one[1]),
        "units": list(units.items()),
    }


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
