"""What the room, the lecturer and the duties of the people say to a class meeting (A1, A4, L1).

To begin with, a room that is closed, a lecturer who is away or cannot be there in time, and a duty during which no
class may meet forbid; everything else warns. It is shown with who and what; how strong each rule is, the office decides
by its settings.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.regulations.queries import value_on
from training.scheduling.drafts.models import DraftMeeting
from training.scheduling.drafts.rules_of_planning import Level
from training.scheduling.findings import Finding
from training.scheduling.holidays import weekday_name
from training.scheduling.models import ClassMeeting, Lecturer, TeachingInvitation
from training.scheduling.resources.models import DutyPeriod, ModuleNeed, TaughtModule
from training.scheduling.surroundings import AnyMeeting, Surroundings, facts_of
from training.scheduling.travel.queries import minutes_between

SLOTS = list(ClassMeeting.Slot.values)


def conditions(around: Surroundings) -> Iterator[Finding]:
    """All of them; at most eleven queries."""
    meeting = around.meeting
    if meeting.room is not None:
        yield from _closed_room(around)
        yield from _equipment(around)
    if meeting.lecturer is not None:
        yield from _availability(around, meeting.lecturer)
        yield from _declined(around, meeting.lecturer)
        yield from _competence(around, meeting.lecturer)
        yield from _load(around, meeting.lecturer)
        yield from _travel(around, meeting.lecturer)
    yield from _duties(around)


def is_free(lecturer: Lecturer, day: date, slot: str) -> bool:
    """Whether the lecturer has said to be free in the half-day: the days named go before the week's pattern."""
    exception = lecturer.exceptions.covering(day, slot).last()
    if exception is not None:
        return exception.is_available
    pattern = set(lecturer.weekly.values_list("weekday", "slot"))
    return not pattern or (day.weekday(), slot) in pattern


def limits_of(lecturer: Lecturer, day: date) -> dict[str, int]:
    """The most periods a week, a month and a year: the lecturer's own, or the rule of the day."""
    own = lecturer.load_limits.valid_on(day).first()
    return {span: getattr(own, span) for span in SPANS} if own else value_on("teaching.max_periods", day)


def place_of(meeting: AnyMeeting) -> str:
    """Where people must go for the meeting: rooms of one address are one place."""
    return (meeting.room.address or meeting.room.name) if meeting.room else meeting.training_class.place


def _words(meeting: AnyMeeting, **more) -> dict:
    return {"day": meeting.date.strftime("%d/%m/%Y"), "slot": meeting.get_slot_display(), **more}


def _closed_room(around: Surroundings) -> Iterator[Finding]:
    meeting = around.meeting
    for block in meeting.room.blocks.covering(meeting.date, meeting.slot):
        words = _words(meeting, room=meeting.room, reason=block.reason)
        sentence = _("Room %(room)s is closed on %(day)s (%(slot)s): %(reason)s.") % words
        yield from around.finding("room_closed", sentence, {"block": block.pk})


def _equipment(around: Surroundings) -> Iterator[Finding]:
    meeting = around.meeting
    needs = list(ModuleNeed.objects.filter(module=meeting.module_id)) if meeting.module_id else []
    if not needs:
        return
    there = dict(meeting.room.equipment.values_list("kind", "quantity"))
    for need in needs:
        wanted = max(around.learners, 1) if need.for_each_learner else 1
        if there.get(need.kind, 0) < wanted:
            words = {"room": meeting.room, "kind": need.get_kind_display(), "wanted": wanted}
            sentence = _("The module needs %(kind)s (%(wanted)s); room %(room)s has %(there)s.")
            yield from around.finding(
                "equipment", sentence % (words | {"there": there.get(need.kind, 0)}), {"kind": need.kind}
            )


def _availability(around: Surroundings, lecturer: Lecturer) -> Iterator[Finding]:
    meeting = around.meeting
    exception = lecturer.exceptions.covering(meeting.date, meeting.slot).last()
    if exception is not None:
        if not exception.is_available:
            words = _words(meeting, lecturer=lecturer, reason=exception.reason or _("no reason given"))
            sentence = _("%(lecturer)s is away on %(day)s (%(slot)s): %(reason)s.") % words
            yield from around.finding("away", sentence, {"lecturer": lecturer.pk})
        return
    pattern = set(lecturer.weekly.values_list("weekday", "slot"))
    if pattern and (meeting.date.weekday(), meeting.slot) not in pattern:
        words = _words(meeting, lecturer=lecturer, weekday=weekday_name(meeting.date))
        sentence = _("%(lecturer)s is usually not free on %(weekday)s (%(slot)s).") % words
        yield from around.finding("availability", sentence, {"lecturer": lecturer.pk})


def _declined(around: Surroundings, lecturer: Lecturer) -> Iterator[Finding]:
    meeting = around.meeting
    published = meeting.meeting_id if isinstance(meeting, DraftMeeting) else meeting.pk
    if published is None:
        return
    declined = TeachingInvitation.objects.filter(
        meeting=published, lecturer=lecturer, state=TeachingInvitation.State.DECLINED
    ).first()
    if declined is not None:
        words = {"lecturer": lecturer, "reason": declined.reason}
        sentence = _("%(lecturer)s has declined this meeting: %(reason)s") % words
        yield from around.finding("declined", sentence, {"invitation": declined.pk})


def _competence(around: Surroundings, lecturer: Lecturer) -> Iterator[Finding]:
    """A lecturer whose modules were never written down is not doubted."""
    meeting = around.meeting
    if meeting.module_id is None:
        return
    known = set(TaughtModule.objects.filter(lecturer=lecturer).values_list("module", flat=True))
    if known and meeting.module_id not in known:
        words = {"lecturer": lecturer, "module": meeting.module}
        sentence = _("“%(module)s” is not among the modules that %(lecturer)s may teach.") % words
        yield from around.finding("competence", sentence, {"lecturer": lecturer.pk})


def _week(day: date) -> tuple[date, date]:
    first = day - timedelta(days=day.weekday())
    return first, first + timedelta(days=6)


SPANS = ("week", "month", "year")


def _load(around: Surroundings, lecturer: Lecturer) -> Iterator[Finding]:
    """Periods of the week, the month and the year, with this meeting, beside the most allowed."""
    meeting = around.meeting
    day = meeting.date
    of_span = {
        "week": Q(date__range=_week(day)),
        "month": Q(date__year=day.year, date__month=day.month),
        "year": Q(date__year=day.year),
    }
    taught = around.periods_of_lecturer(of_span)
    names = {"week": _("this week"), "month": _("this month"), "year": _("this year")}
    limits = limits_of(lecturer, day)
    for span in SPANS:
        total = taught[span] + meeting.periods
        if total > limits[span]:
            words = {"lecturer": lecturer, "span": names[span], "total": total, "most": limits[span]}
            sentence = _("%(lecturer)s would teach %(total)s periods %(span)s; the most is %(most)s.") % words
            yield from around.finding("load", sentence, {"span": span, "total": total})


def _travel(around: Surroundings, lecturer: Lecturer) -> Iterator[Finding]:
    """Two places in consecutive half-days of one day: too little time between them; or a way nobody has measured."""
    meeting = around.meeting
    here = SLOTS.index(meeting.slot)
    for other in around.same_day:
        if other.lecturer_id != lecturer.pk or abs(SLOTS.index(other.slot) - here) != 1:
            continue
        minutes = minutes_between(place_of(meeting), place_of(other), meeting.date)
        gap = _minutes_between_slots(meeting.date, meeting.slot, other.slot)
        if minutes is not None and minutes <= gap:
            continue
        words = {
            "lecturer": lecturer,
            "class": other.training_class.code,
            "slot": other.get_slot_display(),
            "place": place_of(other),
            "minutes": minutes,
            "gap": gap,
        }
        if minutes is None:
            sentence = _("%(lecturer)s teaches class %(class)s at another place (%(slot)s): %(place)s.") % words
            yield from around.finding("travel", sentence, facts_of(other), at_most=Level.WARN)
        else:
            sentence = _(
                "%(lecturer)s teaches class %(class)s at %(place)s (%(slot)s): the way takes %(minutes)s minutes, "
                "there are %(gap)s between the half-days."
            )
            yield from around.finding("travel", sentence % words, facts_of(other) | {"minutes": minutes, "gap": gap})


def _minutes_between_slots(day: date, slot: str, other: str) -> int:
    """From the end of the earlier half-day to the beginning of the later one, by the rule of the day."""
    hours = value_on("training.slot_times", day)
    first, second = sorted((slot, other), key=SLOTS.index)
    end, begin = time.fromisoformat(hours[first][1]), time.fromisoformat(hours[second][0])
    return int((datetime.combine(day, begin) - datetime.combine(day, end)).total_seconds() // 60)


def _duties(around: Surroundings) -> Iterator[Finding]:
    """Duties of the City, and of the units of those who study; with how many of each unit."""
    meeting = around.meeting
    duties = list(DutyPeriod.objects.covering(meeting.date, meeting.slot).select_related("unit"))
    for duty in duties:
        count = around.by_unit.get(duty.unit_id, 0) if duty.unit_id else around.learners
        if duty.unit_id and not count:
            continue
        words = _words(meeting, duty=duty.title, place=duty.place, count=count)
        sentence = ngettext(
            "%(duty)s, %(place)s, on %(day)s (%(slot)s): %(count)s trainee is concerned.",
            "%(duty)s, %(place)s, on %(day)s (%(slot)s): %(count)s trainees are concerned.",
            count,
        )
        yield from around.finding(
            "duty",
            sentence % words,
            {"duty": duty.pk, "count": count},
            at_most=Level.BLOCK if duty.blocks else Level.WARN,
        )
