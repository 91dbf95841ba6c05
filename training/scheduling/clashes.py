"""What stands against a class meeting: who or what would be in two places at once, and what deserves a thought."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.nominations.models import Enrolment
from training.scheduling.conditions import conditions
from training.scheduling.findings import ClashFinding
from training.scheduling.holidays import holiday_on, is_weekend, weekday_name
from training.scheduling.models import ClassMeeting

NAMES_SHOWN = 3


def find_clashes(meeting: ClassMeeting) -> list[ClashFinding]:
    """What stands against the meeting, saved or not, at its date and half-day. At most eighteen queries.

    Room, lecturer and class can each be in one place (a class of many days takes a lecturer only where he teaches);
    trainees may be in a second class; the room must seat the class. Then come the conditions of rooms, lecturers and
    duties. Holidays, weekends and a room smaller than the places of the class are warnings.
    """
    others = list(_others(meeting))
    return [
        *_class_clash(meeting, others),
        *_room_clash(meeting, others),
        *_lecturer_clash(meeting, others),
        *_trainee_clash(meeting, others),
        *_capacity(meeting),
        *_calendar(meeting),
        *conditions(meeting),
    ]


def _others(meeting: ClassMeeting):
    return (
        ClassMeeting.objects.held()
        .filter(date=meeting.date, slot=meeting.slot)
        .exclude(pk=meeting.pk)
        .select_related("training_class", "room", "lecturer__person")
    )


def _when(meeting: ClassMeeting) -> dict:
    return {"day": meeting.date.strftime("%d/%m/%Y"), "slot": meeting.get_slot_display()}


def _class_clash(meeting: ClassMeeting, others: list[ClassMeeting]) -> Iterator[ClashFinding]:
    for other in others:
        if other.training_class_id == meeting.training_class_id:
            words = {"class": other.training_class.code, "topic": other.topic, **_when(meeting)}
            sentence = _("Class %(class)s already meets on %(day)s (%(slot)s): %(topic)s.") % words
            yield ClashFinding("class", sentence, {"meeting": other.pk})


def _room_clash(meeting: ClassMeeting, others: list[ClassMeeting]) -> Iterator[ClashFinding]:
    if meeting.room is None:
        return
    if not meeting.room.is_active:
        yield ClashFinding(
            "room", _("Room %(room)s is not in use.") % {"room": meeting.room}, {"room": meeting.room_id}
        )
    for other in others:
        if other.room_id == meeting.room_id:
            words = {"room": other.room, "class": other.training_class.code, **_when(meeting)}
            sentence = _("Room %(room)s is taken by class %(class)s on %(day)s (%(slot)s).") % words
            yield ClashFinding("room", sentence, {"meeting": other.pk})


def _lecturer_clash(meeting: ClassMeeting, others: list[ClassMeeting]) -> Iterator[ClashFinding]:
    if meeting.lecturer is None:
        return
    for other in others:
        if other.lecturer_id == meeting.lecturer_id:
            words = {"lecturer": other.lecturer, "class": other.training_class.code, **_when(meeting)}
            sentence = _("%(lecturer)s teaches class %(class)s on %(day)s (%(slot)s).") % words
            yield ClashFinding("lecturer", sentence, {"meeting": other.pk})


def _trainee_clash(meeting: ClassMeeting, others: list[ClassMeeting]) -> Iterator[ClashFinding]:
    classes = [other.training_class for other in others if other.training_class_id != meeting.training_class_id]
    if not classes:
        return
    mine = Enrolment.objects.active().filter(training_class=meeting.training_class_id)
    both = (
        Enrolment.objects.active()
        .filter(training_class__in=classes, person__in=mine.values("person"))
        .select_related("person", "training_class")
        .order_by("training_class__code", "person__sort_key")
    )
    by_class: dict[str, list[str]] = {}
    for enrolment in both:
        by_class.setdefault(enrolment.training_class.code, []).append(enrolment.person.full_name)
    for code, names in by_class.items():
        words = {"class": code, "count": len(names), "names": _short_list(names), **_when(meeting)}
        sentence = ngettext(
            "%(count)s trainee also has class %(class)s on %(day)s (%(slot)s): %(names)s.",
            "%(count)s trainees also have class %(class)s on %(day)s (%(slot)s): %(names)s.",
            len(names),
        )
        yield ClashFinding("trainees", sentence % words, {"class": code, "names": names})


def _capacity(meeting: ClassMeeting) -> Iterator[ClashFinding]:
    if meeting.room is None:
        return
    enrolled = Enrolment.objects.active().filter(training_class=meeting.training_class_id).count()
    seats, places = meeting.room.capacity, meeting.training_class.capacity
    words = {"room": meeting.room, "seats": seats, "enrolled": enrolled, "places": places}
    if enrolled > seats:
        sentence = _("Room %(room)s seats %(seats)s; %(enrolled)s people are enrolled.") % words
        yield ClashFinding("capacity", sentence, {"seats": seats, "enrolled": enrolled})
    elif places > seats:
        sentence = _("Room %(room)s seats %(seats)s; the class has %(places)s places.") % words
        yield ClashFinding("capacity", sentence, {"seats": seats, "places": places}, is_warning=True)


def _calendar(meeting: ClassMeeting) -> Iterator[ClashFinding]:
    day = meeting.date.strftime("%d/%m/%Y")
    holiday = holiday_on(meeting.date)
    if holiday:
        sentence = _("%(day)s is a public holiday: %(holiday)s.") % {"day": day, "holiday": holiday}
        yield ClashFinding("holiday", sentence, {"holiday": holiday}, is_warning=True)
    elif is_weekend(meeting.date):
        sentence = _("%(day)s is a %(weekday)s.") % {"day": day, "weekday": weekday_name(meeting.date)}
        yield ClashFinding("weekend", sentence, is_warning=True)


def _short_list(names: list[str]) -> str:
    shown = ", ".join(names[:NAMES_SHOWN])
    return f"{shown}…" if len(names) > NAMES_SHOWN else shown
