"""What the room, the lecturer and the duties of the people say to a class meeting (A1, A4, L1).

Blocking: a room that is closed, a lecturer who is away, a duty during which no class may meet. Everything else is a
warning: it is shown with who and what, and the office decides.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.nominations.models import Enrolment
from training.regulations.queries import value_on
from training.scheduling.findings import ClashFinding
from training.scheduling.holidays import weekday_name
from training.scheduling.models import (
    ClassMeeting,
    DutyPeriod,
    Lecturer,
    ModuleNeed,
    TaughtModule,
    TeachingInvitation,
)

SLOTS = list(ClassMeeting.Slot.values)


def conditions(meeting: ClassMeeting) -> Iterator[ClashFinding]:
    """All of them; at most twelve queries."""
    if meeting.room is not None:
        yield from _closed_room(meeting)
        yield from _equipment(meeting)
    if meeting.lecturer is not None:
        yield from _availability(meeting, meeting.lecturer)
        yield from _declined(meeting, meeting.lecturer)
        yield from _competence(meeting, meeting.lecturer)
        yield from _load(meeting, meeting.lecturer)
        yield from _travel(meeting, meeting.lecturer)
    yield from _duties(meeting)


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


def place_of(meeting: ClassMeeting) -> str:
    """Where people must go for the meeting: rooms of one address are one place."""
    return (meeting.room.address or meeting.room.name) if meeting.room else meeting.training_class.place


def _words(meeting: ClassMeeting, **more) -> dict:
    return {"day": meeting.date.strftime("%d/%m/%Y"), "slot": meeting.get_slot_display(), **more}


def _closed_room(meeting: ClassMeeting) -> Iterator[ClashFinding]:
    for block in meeting.room.blocks.covering(meeting.date, meeting.slot):
        words = _words(meeting, room=meeting.room, reason=block.reason)
        sentence = _("Room %(room)s is closed on %(day)s (%(slot)s): %(reason)s.") % words
        yield ClashFinding("room_closed", sentence, {"block": block.pk})


def _equipment(meeting: ClassMeeting) -> Iterator[ClashFinding]:
    needs = list(ModuleNeed.objects.filter(module=meeting.module_id)) if meeting.module_id else []
    if not needs:
        return
    there = dict(meeting.room.equipment.values_list("kind", "quantity"))
    learners = Enrolment.objects.active().filter(training_class=meeting.training_class_id).count()
    for need in needs:
        wanted = max(learners, 1) if need.for_each_learner else 1
        if there.get(need.kind, 0) < wanted:
            words = {"room": meeting.room, "kind": need.get_kind_display(), "wanted": wanted}
            sentence = _("The module needs %(kind)s (%(wanted)s); room %(room)s has %(there)s.")
            yield ClashFinding(
                "equipment", sentence % (words | {"there": there.get(need.kind, 0)}), {"kind": need.kind}, True
            )


def _availability(meeting: ClassMeeting, lecturer: Lecturer) -> Iterator[ClashFinding]:
    exception = lecturer.exceptions.covering(meeting.date, meeting.slot).last()
    if exception is not None:
        if not exception.is_available:
            words = _words(meeting, lecturer=lecturer, reason=exception.reason or _("no reason given"))
            sentence = _("%(lecturer)s is away on %(day)s (%(slot)s): %(reason)s.") % words
            yield ClashFinding("away", sentence, {"lecturer": lecturer.pk})
        return
    pattern = set(lecturer.weekly.values_list("weekday", "slot"))
    if pattern and (meeting.date.weekday(), meeting.slot) not in pattern:
        words = _words(meeting, lecturer=lecturer, weekday=weekday_name(meeting.date))
        sentence = _("%(lecturer)s is usually not free on %(weekday)s (%(slot)s).") % words
        yield ClashFinding("availability", sentence, {"lecturer": lecturer.pk}, is_warning=True)


def _declined(meeting: ClassMeeting, lecturer: Lecturer) -> Iterator[ClashFinding]:
    if meeting.pk is None:
        return
    declined = TeachingInvitation.objects.filter(
        meeting=meeting.pk, lecturer=lecturer, state=TeachingInvitation.State.DECLINED
    ).first()
    if declined is not None:
        words = {"lecturer": lecturer, "reason": declined.reason}
        sentence = _("%(lecturer)s has declined this meeting: %(reason)s") % words
        yield ClashFinding("declined", sentence, {"invitation": declined.pk}, is_warning=True)


def _competence(meeting: ClassMeeting, lecturer: Lecturer) -> Iterator[ClashFinding]:
    """A lecturer whose modules were never written down is not doubted."""
    if meeting.module_id is None:
        return
    known = set(TaughtModule.objects.filter(lecturer=lecturer).values_list("module", flat=True))
    if known and meeting.module_id not in known:
        words = {"lecturer": lecturer, "module": meeting.module}
        sentence = _("“%(module)s” is not among the modules that %(lecturer)s may teach.") % words
        yield ClashFinding("competence", sentence, {"lecturer": lecturer.pk}, is_warning=True)


def _week(day: date) -> tuple[date, date]:
    first = day - timedelta(days=day.weekday())
    return first, first + timedelta(days=6)


SPANS = ("week", "month", "year")


def _load(meeting: ClassMeeting, lecturer: Lecturer) -> Iterator[ClashFinding]:
    """Periods of the week, the month and the year, with this meeting, beside the most allowed. Two queries."""
    day = meeting.date
    of_span = {
        "week": Q(date__range=_week(day)),
        "month": Q(date__year=day.year, date__month=day.month),
        "year": Q(date__year=day.year),
    }
    sums = {span: Sum("periods", filter=where) for span, where in of_span.items()}
    others = ClassMeeting.objects.held().filter(lecturer=lecturer).exclude(pk=meeting.pk)
    taught = others.aggregate(**sums)
    names = {"week": _("this week"), "month": _("this month"), "year": _("this year")}
    limits = limits_of(lecturer, day)
    for span in SPANS:
        total = (taught[span] or 0) + meeting.periods
        if total > limits[span]:
            words = {"lecturer": lecturer, "span": names[span], "total": total, "most": limits[span]}
            sentence = _("%(lecturer)s would teach %(total)s periods %(span)s; the most is %(most)s.") % words
            yield ClashFinding("load", sentence, {"span": span, "total": total}, is_warning=True)


def _travel(meeting: ClassMeeting, lecturer: Lecturer) -> Iterator[ClashFinding]:
    """Two places in consecutive half-days of one day."""
    here = SLOTS.index(meeting.slot)
    beside = [slot for number, slot in enumerate(SLOTS) if abs(number - here) == 1]
    others = ClassMeeting.objects.held().filter(lecturer=lecturer, date=meeting.date, slot__in=beside)
    for other in others.exclude(pk=meeting.pk).select_related("room", "training_class"):
        if place_of(other) != place_of(meeting):
            words = {
                "lecturer": lecturer,
                "class": other.training_class.code,
                "slot": other.get_slot_display(),
                "place": place_of(other),
            }
            sentence = _("%(lecturer)s teaches class %(class)s at another place (%(slot)s): %(place)s.") % words
            yield ClashFinding("travel", sentence, {"meeting": other.pk}, is_warning=True)


def _duties(meeting: ClassMeeting) -> Iterator[ClashFinding]:
    """Duties of the City, and of the units of those who study; with how many of each unit."""
    duties = list(DutyPeriod.objects.covering(meeting.date, meeting.slot).select_related("unit"))
    if not duties:
        return
    enrolled = Enrolment.objects.active().filter(training_class=meeting.training_class_id)
    by_unit = dict(enrolled.order_by().values_list("unit").annotate(count=Count("pk")))
    for duty in duties:
        count = by_unit.get(duty.unit_id, 0) if duty.unit_id else sum(by_unit.values())
        if duty.unit_id and not count:
            continue
        words = _words(meeting, duty=duty.title, place=duty.place, count=count)
        sentence = ngettext(
            "%(duty)s, %(place)s, on %(day)s (%(slot)s): %(count)s trainee is concerned.",
            "%(duty)s, %(place)s, on %(day)s (%(slot)s): %(count)s trainees are concerned.",
            count,
        )
        yield ClashFinding("duty", sentence % words, {"duty": duty.pk, "count": count}, is_warning=not duty.blocks)
