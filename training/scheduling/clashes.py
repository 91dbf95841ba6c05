"""What stands against a class meeting: who or what would be in two places at once, and what deserves a thought."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.nominations.models import Enrolment
from training.regulations.queries import value_on
from training.scheduling.conditions import SLOTS, conditions
from training.scheduling.cover import cover_clashes
from training.scheduling.drafts.rules_of_planning import Level
from training.scheduling.findings import Finding
from training.scheduling.holidays import holiday_on, is_weekend, weekday_name
from training.scheduling.make_ups.models import MakeUp
from training.scheduling.surroundings import AnyMeeting, Surroundings, facts_of

NAMES_SHOWN = 3


def find_clashes(meeting: AnyMeeting) -> list[Finding]:
    """What stands against the meeting, saved or not, at its date and half-day. At most twenty-one queries.

    A row of a draft is looked at among the rows of its draft. Room, lecturer and class can each be in one place (a
    class of many days takes a lecturer only where he teaches); trainees may be in a second class or make a meeting up
    in one; enough leaders of each unit must stay; the room must seat the class and its guests. Then come the
    conditions of rooms, lecturers and duties. How strong each is, the settings of the day say.
    """
    around = Surroundings(meeting)
    return [
        *_window(around),
        *_class_clash(around),
        *_room_clash(around),
        *_lecturer_clash(around),
        *_trainee_clash(around),
        *cover_clashes(around),
        *_capacity(around),
        *_periods_of_day(around),
        *_module_order(around),
        *_calendar(around),
        *conditions(around),
    ]


def _when(meeting: AnyMeeting) -> dict:
    return {"day": meeting.date.strftime("%d/%m/%Y"), "slot": meeting.get_slot_display()}


def _window(around: Surroundings) -> Iterator[Finding]:
    held, day = around.meeting.training_class, around.meeting.date
    if not held.opens_on <= day <= held.closes_on:
        words = {"from": held.opens_on.strftime("%d/%m/%Y"), "to": held.closes_on.strftime("%d/%m/%Y")}
        sentence = _("%(day)s lies outside the class, which runs from %(from)s to %(to)s.")
        yield from around.finding("window", sentence % (words | {"day": day.strftime("%d/%m/%Y")}))


def _class_clash(around: Surroundings) -> Iterator[Finding]:
    meeting = around.meeting
    for other in around.at_once:
        if other.training_class_id == meeting.training_class_id:
            words = {"class": other.training_class.code, "topic": other.topic, **_when(meeting)}
            sentence = _("Class %(class)s already meets on %(day)s (%(slot)s): %(topic)s.") % words
            yield from around.finding("class", sentence, facts_of(other))


def _room_clash(around: Surroundings) -> Iterator[Finding]:
    meeting = around.meeting
    if meeting.room is None:
        return
    if not meeting.room.is_active:
        sentence = _("Room %(room)s is not in use.") % {"room": meeting.room}
        yield from around.finding("room", sentence, {"room": meeting.room_id})
    for other in around.at_once:
        if other.room_id == meeting.room_id:
            words = {"room": other.room, "class": other.training_class.code, **_when(meeting)}
            sentence = _("Room %(room)s is taken by class %(class)s on %(day)s (%(slot)s).") % words
            yield from around.finding("room", sentence, facts_of(other))


def _lecturer_clash(around: Surroundings) -> Iterator[Finding]:
    meeting = around.meeting
    if meeting.lecturer is None:
        return
    for other in around.at_once:
        if other.lecturer_id == meeting.lecturer_id:
            words = {"lecturer": other.lecturer, "class": other.training_class.code, **_when(meeting)}
            sentence = _("%(lecturer)s teaches class %(class)s on %(day)s (%(slot)s).") % words
            yield from around.finding("lecturer", sentence, facts_of(other))


def _trainee_clash(around: Surroundings) -> Iterator[Finding]:
    meeting = around.meeting
    classes = {
        other.training_class_id for other in around.at_once if other.training_class_id != meeting.training_class_id
    }
    if not classes:
        return
    mine = around.people
    both = (
        Enrolment.objects.active()
        .filter(training_class__in=classes, person__in=mine.values("person"))
        .select_related("person", "training_class")
        .order_by("training_class__code", "person__sort_key")
    )
    by_class: dict[str, list[str]] = {}
    for enrolment in both:
        by_class.setdefault(enrolment.training_class.code, []).append(enrolment.person.full_name)
    published = [facts_of(other)["meeting"] for other in around.at_once]
    away = MakeUp.objects.standing().filter(
        meeting__in=[key for key in published if key], enrolment__training_class=meeting.training_class_id
    )
    for guest in away.select_related("enrolment__person", "meeting__training_class"):
        by_class.setdefault(guest.meeting.training_class.code, []).append(guest.enrolment.person.full_name)
    for code, names in by_class.items():
        words = {"class": code, "count": len(names), "names": _short_list(names), **_when(meeting)}
        sentence = ngettext(
            "%(count)s trainee also has class %(class)s on %(day)s (%(slot)s): %(names)s.",
            "%(count)s trainees also have class %(class)s on %(day)s (%(slot)s): %(names)s.",
            len(names),
        )
        yield from around.finding("person", sentence % words, {"class": code, "names": names})


def _capacity(around: Surroundings) -> Iterator[Finding]:
    meeting = around.meeting
    if meeting.room is None:
        return
    enrolled, seats, places = around.learners, meeting.room.capacity, meeting.training_class.capacity
    words = {"room": meeting.room, "seats": seats, "enrolled": enrolled, "places": places}
    if enrolled > seats:
        sentence = _("Room %(room)s seats %(seats)s; %(enrolled)s people are enrolled.") % words
        yield from around.finding("capacity", sentence, {"seats": seats, "enrolled": enrolled})
    elif places > seats:
        sentence = _("Room %(room)s seats %(seats)s; the class has %(places)s places.") % words
        yield from around.finding("capacity", sentence, {"seats": seats, "places": places}, at_most=Level.WARN)


def _periods_of_day(around: Surroundings) -> Iterator[Finding]:
    """Teaching periods of the class on the day, beside the most of a day (rules.md T8)."""
    meeting = around.meeting
    taught = [other.periods for other in around.same_day if other.training_class_id == meeting.training_class_id]
    total, most = sum(taught) + meeting.periods, value_on("training.periods_per_day", meeting.date)
    if taught and total > most:
        words = {"class": meeting.training_class.code, "total": total, "most": most, **_when(meeting)}
        sentence = _("Class %(class)s would have %(total)s periods on %(day)s; the most is %(most)s.") % words
        yield from around.finding("day_max", sentence, {"total": total, "most": most})


def _module_order(around: Surroundings) -> Iterator[Finding]:
    """The first module of the programme that would be taught on the wrong side of this one."""
    meeting = around.meeting
    if meeting.module is None:
        return
    here = (meeting.date, SLOTS.index(meeting.slot))
    for path, day, slot, topic in sorted(around.modules_of_class()):
        there = (day, SLOTS.index(slot))
        if (path < meeting.module.path and there > here) or (path > meeting.module.path and there < here):
            words = {"module": meeting.module, "topic": topic, "day": day.strftime("%d/%m/%Y")}
            if there > here:
                sentence = _("“%(module)s” comes after “%(topic)s” in the programme, which is on %(day)s.") % words
            else:
                sentence = _("“%(module)s” comes before “%(topic)s” in the programme, which is on %(day)s.") % words
            yield from around.finding("module_order", sentence, {"topic": topic, "day": day.isoformat()})
            return


def _calendar(around: Surroundings) -> Iterator[Finding]:
    date = around.meeting.date
    day = date.strftime("%d/%m/%Y")
    holiday = holiday_on(date)
    if holiday:
        sentence = _("%(day)s is a public holiday: %(holiday)s.") % {"day": day, "holiday": holiday}
        yield from around.finding("holiday", sentence, {"holiday": holiday})
    elif is_weekend(date):
        sentence = _("%(day)s is a %(weekday)s.") % {"day": day, "weekday": weekday_name(date)}
        yield from around.finding("weekend", sentence)


def _short_list(names: list[str]) -> str:
    shown = ", ".join(names[:NAMES_SHOWN])
    return f"{shown}…" if len(names) > NAMES_SHOWN else shown
