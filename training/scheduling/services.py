"""Class meetings: planned, published, moved, cancelled. Published changes raise the sequence that calendars compare."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.models import ModulePage
from curriculum.vietnamese.text import nfc
from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class
from training.errors import Clash, InvalidInput, WrongState
from training.people.permissions import require
from training.regulations.queries import value_on
from training.scheduling.clashes import find_clashes
from training.scheduling.drafts.justifying import justify, refuse
from training.scheduling.findings import Finding
from training.scheduling.inviting import follow_change
from training.scheduling.models import ClassMeeting, Lecturer, Room, TeachingInvitation
from training.signals import meeting_changed, meetings_written, timetable_published

__all__ = [
    "cancel_meeting",
    "find_clashes",
    "move_meeting",
    "preview_meeting",
    "publish_meetings",
    "schedule_meeting",
    "slot_times",
]

Status = ClassMeeting.Status
_KEPT = object()  # "as it is", where None means "none"


def slot_times(day: date, slot: str) -> tuple[datetime, datetime]:
    """When a half-day begins and ends: the regulated value ``training.slot_times`` on that day, local time."""
    start, end = (time.fromisoformat(clock) for clock in value_on("training.slot_times", day)[slot])
    return timezone.make_aware(datetime.combine(day, start)), timezone.make_aware(datetime.combine(day, end))


def preview_meeting(
    training_class: TrainingClass,
    *,
    date: date,
    slot: str,
    meeting: ClassMeeting | None = None,
    periods: int | None = None,
    module: ModulePage | None = None,
    room: Room | None = None,
    lecturer: Lecturer | None = None,
    topic: str = "",
) -> list[Finding]:
    """What would stand against a meeting of the class, new or moved, without saving anything."""
    draft = ClassMeeting(
        pk=meeting.pk if meeting else None,
        training_class=training_class,
        topic=topic,
        periods=periods or (meeting.periods if meeting else value_on("training.periods_per_half_day", date)),
        module=module or (meeting.module if meeting else None),
        room=room,
        lecturer=lecturer,
    )
    _set_time(draft, date, slot)
    return find_clashes(draft)


@transaction.atomic
def schedule_meeting(
    training_class: TrainingClass,
    *,
    topic: str,
    date: date,
    slot: str,
    by,
    periods: int | None = None,
    module: ModulePage | None = None,
    room: Room | None = None,
    lecturer: Lecturer | None = None,
    reasons: Mapping[str, str] | None = None,
) -> ClassMeeting:
    """Plan a half-day of the class; nobody is told before it is published.

    ``periods`` are teaching periods, by default those of a half-day (rules.md T8). The same meeting asked for twice is
    one. ``reasons`` is a sentence for each rule that asks for one. Raises ``NotAllowed``; ``WrongState`` where the
    class is over; ``InvalidInput`` outside its dates; ``Clash`` naming who and what stands against it;
    ``ReasonNeeded``. What only warns is logged.
    """
    require(by, "training.schedule_meeting", training_class)
    held = _lock_running_class(training_class)
    meeting = ClassMeeting(
        training_class=held,
        topic=nfc(topic),
        slot=slot,
        periods=periods or value_on("training.periods_per_half_day", date),
        module=module,
        room=room,
        lecturer=lecturer,
    )
    _set_time(meeting, date, slot)
    same = ClassMeeting.objects.held().filter(
        training_class=held, date=date, slot=slot, room=room, lecturer=lecturer, topic=meeting.topic
    )
    if found := same.first():
        return found
    warnings = _save_without_clash(meeting, reasons or {}, by)
    data = {"date": date.isoformat(), "slot": slot, "warnings": warnings}
    log(meeting, "training.meeting.schedule", user=by, data=data)
    _announce_written(held)
    return meeting


@transaction.atomic
def move_meeting(
    meeting: ClassMeeting,
    *,
    by,
    date: date | None = None,
    slot: str | None = None,
    room=_KEPT,
    lecturer=_KEPT,
    reason: str = "",
    reasons: Mapping[str, str] | None = None,
) -> ClassMeeting:
    """Move a meeting in time or place, or give it to another lecturer; what is not named stays.

    ``reasons`` is a sentence for each rule that asks for one. Raises ``NotAllowed``; ``WrongState`` for a cancelled
    meeting or one whose roll was taken; ``Clash``; ``ReasonNeeded``.
    """
    require(by, "training.schedule_meeting", meeting.training_class)
    held = _lock_meeting(meeting)
    _expect_changeable(held)
    before = _place_and_time(held)
    _set_time(held, date or held.date, slot or held.slot)
    held.room = held.room if room is _KEPT else room
    held.lecturer = held.lecturer if lecturer is _KEPT else lecturer
    after = _place_and_time(held)
    if after == before:
        return held
    held.change_as_published()
    warnings = _save_without_clash(held, reasons or {}, by)
    follow_change(held, before=before, after=after)
    data = {"before": before, "after": after, "reason": nfc(reason), "warnings": warnings}
    log(held, "training.meeting.move", user=by, data=data)
    _announce_written(held.training_class)
    if held.status == Status.PUBLISHED:
        transaction.on_commit(lambda: meeting_changed.send(ClassMeeting, meeting=held))
    return held


@transaction.atomic
def publish_meetings(
    training_class: TrainingClass, *, by, meetings: Sequence[ClassMeeting] | None = None
) -> list[ClassMeeting]:
    """Publish the planned meetings of a class, all or those given; trainees and lecturers see them from now on.

    Returns those published by this call. Raises ``NotAllowed``, ``WrongState``.
    """
    require(by, "training.schedule_meeting", training_class)
    held = _lock_running_class(training_class)
    planned = ClassMeeting.objects.filter(training_class=held, status=Status.PLANNED)
    if meetings is not None:
        planned = planned.filter(pk__in=[meeting.pk for meeting in meetings])
    published = list(planned.select_related("room", "lecturer__person__user"))
    if not published:
        return []
    for meeting in published:
        meeting.status, meeting.published_at, meeting.changed_at = Status.PUBLISHED, now(), now()
    ClassMeeting.objects.bulk_update(published, ["status", "published_at", "changed_at"])
    log(held, "training.meeting.publish", user=by, data={"meetings": [meeting.pk for meeting in published]})
    transaction.on_commit(lambda: timetable_published.send(TrainingClass, training_class=held, meetings=published))
    return published


@transaction.atomic
def cancel_meeting(meeting: ClassMeeting, *, reason: str, by) -> ClassMeeting:
    """Call one meeting off; room and lecturer are free again.

    Raises ``NotAllowed``, ``WrongState``; ``InvalidInput`` without a reason.
    """
    require(by, "training.schedule_meeting", meeting.training_class)
    held = _lock_meeting(meeting)
    if held.status == Status.CANCELLED:
        return held
    _expect_changeable(held)
    if not nfc(reason):
        raise InvalidInput(_("Say why the meeting is cancelled. The class will read it."))
    was_published = held.status == Status.PUBLISHED
    held.status = Status.CANCELLED
    held.change_as_published()
    held.save()
    held.invitations.exclude(state=TeachingInvitation.State.WITHDRAWN).update(state=TeachingInvitation.State.WITHDRAWN)
    log(held, "training.meeting.cancel", user=by, data={"reason": nfc(reason)})
    _announce_written(held.training_class)
    if was_published:
        transaction.on_commit(lambda: meeting_changed.send(ClassMeeting, meeting=held))
    return held


def _announce_written(training_class: TrainingClass) -> None:
    transaction.on_commit(lambda: meetings_written.send(ClassMeeting, classes=[training_class.pk]))


def _lock_running_class(training_class: TrainingClass) -> TrainingClass:
    held = lock_class(training_class)
    if held.status not in (TrainingClass.Status.PLANNED, TrainingClass.Status.ENROLLING, TrainingClass.Status.OPEN):
        raise WrongState(
            _("The timetable of class %(code)s is closed (%(state)s).")
            % {"code": held.code, "state": held.get_status_display()}
        )
    return held


def _lock_meeting(meeting: ClassMeeting) -> ClassMeeting:
    training_class = _lock_running_class(meeting.training_class)
    held = (
        ClassMeeting.objects.select_for_update(of=("self",))
        .select_related("room", "lecturer__person")
        .get(pk=meeting.pk)
    )
    held.training_class = training_class
    return held


def _expect_changeable(meeting: ClassMeeting) -> None:
    if meeting.status == Status.CANCELLED:
        raise WrongState(_("This meeting was cancelled. Schedule a new one."))
    if meeting.attendance.exists():
        raise WrongState(_("The roll of this meeting was taken; it can no longer be moved or cancelled."))


def _set_time(meeting: ClassMeeting, day: date, slot: str) -> None:
    held = meeting.training_class
    if slot not in ClassMeeting.Slot.values:
        raise InvalidInput(_("Choose morning, afternoon or evening."))
    if not held.opens_on <= day <= held.closes_on:
        raise InvalidInput(
            _("%(day)s lies outside the class, which runs from %(from)s to %(to)s.")
            % {
                "day": day.strftime("%d/%m/%Y"),
                "from": held.opens_on.strftime("%d/%m/%Y"),
                "to": held.closes_on.strftime("%d/%m/%Y"),
            }
        )
    meeting.date, meeting.slot = day, slot
    meeting.starts_at, meeting.ends_at = slot_times(day, slot)


def _save_without_clash(meeting: ClassMeeting, reasons: Mapping[str, str], by) -> list[str]:
    """Save, or say what stands against it; returns the warnings.

    The database's constraints hold where another office saved between our look and our write: the same sentence then.
    """
    findings = find_clashes(meeting)
    to_write = refuse(meeting, findings, reasons)
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as error:
        refuse(meeting, find_clashes(meeting), reasons)
        raise Clash(_("Somebody has just taken this half-day. Nothing was saved; please choose again.")) from error
    justify(meeting, to_write, reasons, by=by)
    return [finding.sentence for finding in findings]


def _place_and_time(meeting: ClassMeeting) -> dict:
    return {
        "date": meeting.date.isoformat(),
        "slot": meeting.slot,
        "room": meeting.room.code if meeting.room else None,
        "lecturer": str(meeting.lecturer) if meeting.lecturer else None,
    }
