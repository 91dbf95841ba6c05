"""Check-in by the rotating code: opened by the lecturer, read by phones, judged against the moment of reading."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from curriculum.clock.time import now
from training.attendance.codes import (
    begins,
    is_genuine,
    new_secret,
    read_code,
    step_of_short_code,
    was_on_screen,
)
from training.attendance.models import AttendanceRecord, AttendanceRegister, CheckIn
from training.attendance.services.rolls import _LOCKED
from training.attendance.services.writing import log_roll, write_records
from training.cohorts.models import TrainingClass
from training.errors import InvalidInput, WrongState
from training.nominations.models import Enrolment
from training.people.permissions import require
from training.regulations.queries import value_on
from training.scheduling.make_ups.queries import attended_with, expected_at
from training.scheduling.models import ClassMeeting

AT_ONCE = timedelta(seconds=60)  # what arrives later was kept on the phone meanwhile
Status, Source = AttendanceRecord.Status, AttendanceRecord.Source


@dataclass(frozen=True)
class CheckedIn:
    """The check-in that stands for the learner, whether this call made it, and what the register says."""

    check_in: CheckIn
    is_new: bool
    status: str


@transaction.atomic
def open_check_in(meeting: ClassMeeting, *, by) -> AttendanceRegister:
    """Give the meeting the secret its codes are made from; a second call returns the same.

    Raises ``NotAllowed``; ``WrongState`` for a meeting that is not published, of another day, or confirmed.
    """
    require(by, "training.record_attendance", meeting)
    held = ClassMeeting.objects.select_for_update(of=("self",)).select_related("training_class").get(pk=meeting.pk)
    register, _created = AttendanceRegister.objects.get_or_create(meeting=held)
    register.meeting = held
    if register.confirmed_at:
        raise WrongState(_("This register is confirmed; nobody can check in any more."))
    if register.secret:
        return register
    if held.status != ClassMeeting.Status.PUBLISHED or held.training_class.status in _LOCKED:
        raise WrongState(_("People check in to published meetings of classes that run."))
    if now() > held.ends_at:
        raise WrongState(_("This meeting is over. Take the roll instead."))
    register.secret, register.opened_by, register.opened_at = new_secret(), by, now()
    register.save(update_fields=["secret", "opened_by", "opened_at"])
    log_roll(held, by, Source.CHECK_IN, changes=[], action="training.attendance.open_check_in")
    return register


def window_of(meeting: ClassMeeting) -> tuple[datetime, datetime]:
    """From when to when codes of the meeting count."""
    before = timedelta(minutes=value_on("training.check_in_opens_minutes", meeting.date))
    return meeting.starts_at - before, meeting.ends_at


@transaction.atomic
def check_in(typed: str, *, by, scanned_at: datetime, installation: str = "") -> CheckedIn:
    """Count the person in by a code read at ``scanned_at`` (put right for the phone's clock), however late it arrives.

    Counted once for each meeting: a second call, from any phone, returns the first. Late comers are late by the rule
    of the day. Somebody whom the lecturer has marked absent stays so, and the check-in waits for the lecturer's word.

    Raises ``InvalidInput`` for what is no code of a meeting the person attends, or was not on the screen at that
    moment; ``WrongState`` outside the meeting, after confirmation, or when it arrives too late.
    """
    received_at = now()
    scanned_at = min(scanned_at, received_at)
    register, step = _recognise(typed, by, scanned_at)
    meeting = register.meeting
    enrolment = expected_at(meeting.training_class_id, meeting.pk).studying().of_user(by).first()
    if enrolment is None:
        raise InvalidInput(
            _("This code belongs to class %(code)s, in which you have no place.")
            % {"code": meeting.training_class.code}
        )
    if found := CheckIn.objects.filter(meeting=meeting, enrolment=enrolment).first():
        return CheckedIn(found, False, _status_in_register(meeting, enrolment))
    _expect_on_screen(step, scanned_at)
    _expect_in_time(register, scanned_at, received_at)
    fresh = CheckIn(
        meeting=meeting,
        enrolment=enrolment,
        scanned_at=scanned_at,
        received_at=received_at,
        is_offline=received_at - scanned_at > AT_ONCE,
        installation=installation[:36],
    )
    return _count(fresh, by)


@transaction.atomic
def accept_check_ins(meeting: ClassMeeting, *, by) -> list[CheckIn]:
    """Let the check-ins that arrived after the learner was marked absent count. Returns those counted now."""
    require(by, "training.record_attendance", meeting)
    register = AttendanceRegister.objects.select_for_update(of=("self",)).filter(meeting=meeting).first()
    if register is None or register.confirmed_at:
        raise WrongState(_("This register is confirmed. Nothing was changed."))
    waiting = list(meeting.check_ins.awaiting_lecturer())
    before = dict(meeting.attendance.filter(enrolment__check_ins__in=waiting).values_list("enrolment", "status"))
    moment = now()
    write_records([_record(one, by, at=moment) for one in waiting])
    CheckIn.objects.filter(pk__in=[one.pk for one in waiting]).update(is_counted=True)
    changes = [
        {"enrolment": one.enrolment_id, "before": before.get(one.enrolment_id), "after": _status_by_clock(one)}
        for one in waiting
    ]
    if changes:
        log_roll(meeting, by, Source.CHECK_IN, changes=changes)
    return waiting


def _recognise(typed: str, by, scanned_at: datetime) -> tuple[AttendanceRegister, int]:
    """The register whose secret made the code, and the step the code belongs to."""
    registers = AttendanceRegister.objects.select_related("meeting__training_class")
    if code := read_code(typed):
        register = registers.filter(meeting=code.meeting_id).first()
        if register is not None and is_genuine(code, register.secret):
            return register, code.step
        raise InvalidInput(_no_code())
    return _recognise_short(typed, by, scanned_at)


def _recognise_short(typed: str, by, scanned_at: datetime) -> tuple[AttendanceRegister, int]:
    for register in _registers_around(by, scanned_at):
        step = step_of_short_code(typed, register.meeting_id, register.secret, scanned_at)
        if step is not None:
            return register, step
    raise InvalidInput(
        _("This is not the code on the screen now. Type the eight characters shown there before they change.")
    )


def _registers_around(by, moment: datetime) -> Iterator[AttendanceRegister]:
    """Registers with check-in of the person's own meetings around the moment; at most a few."""
    day = localtime(moment).date()
    attended = ClassMeeting.objects.filter(attended_with(Enrolment.objects.studying().of_user(by)), date=day)
    mine = AttendanceRegister.objects.exclude(secret="").filter(meeting__in=attended)
    yield from mine.select_related("meeting__training_class")


def _expect_on_screen(step: int, scanned_at: datetime) -> None:
    if not was_on_screen(step, scanned_at):
        raise InvalidInput(
            _(
                "This code was on the screen at %(shown)s and had gone when it was read at %(read)s. A photograph or a "
                "code sent on does not count. Scan the code that is on the screen now."
            )
            % {"shown": f"{begins(step):%H:%M:%S}", "read": f"{localtime(scanned_at):%H:%M:%S}"}
        )


def _expect_in_time(register: AttendanceRegister, scanned_at: datetime, received_at: datetime) -> None:
    meeting = register.meeting
    opens, closes = window_of(meeting)
    if meeting.status == ClassMeeting.Status.CANCELLED or meeting.training_class.status == TrainingClass.Status.CLOSED:
        raise WrongState(_("This meeting takes no check-ins any more."))
    if not opens <= scanned_at <= closes:
        raise WrongState(
            _("People check in to this meeting between %(from)s and %(to)s.")
            % {"from": f"{localtime(opens):%H:%M}", "to": f"{localtime(closes):%H:%M, %d/%m/%Y}"}
        )
    if register.confirmed_at:
        raise WrongState(
            _(
                "The register was confirmed at %(moment)s, before this check-in arrived. "
                "Show this line to your lecturer."
            )
            % {"moment": f"{localtime(register.confirmed_at):%H:%M, %d/%m/%Y}"}
        )
    hours = value_on("training.offline_check_in_hours", meeting.date)
    if received_at > meeting.ends_at + timedelta(hours=hours):
        raise WrongState(
            _("This check-in was kept on the phone for more than %(hours)s hours. Show this line to your lecturer.")
            % {"hours": hours}
        )


def _count(fresh: CheckIn, by) -> CheckedIn:
    """Write the evidence and, where the register is empty, the record. The database lets neither in twice."""
    meeting, enrolment = fresh.meeting, fresh.enrolment
    facts = ("scanned_at", "received_at", "is_offline", "installation")
    kept, is_new = CheckIn.objects.get_or_create(
        meeting=meeting, enrolment=enrolment, defaults={name: getattr(fresh, name) for name in facts}
    )
    if not is_new:
        return CheckedIn(kept, False, _status_in_register(meeting, enrolment))
    before = meeting.attendance.filter(enrolment=enrolment).values_list("status", flat=True).first()
    if before is None:
        AttendanceRecord.objects.bulk_create([_record(kept, by, at=kept.scanned_at)], ignore_conflicts=True)
    status = _status_in_register(meeting, enrolment)
    if status not in AttendanceRecord.ATTENDED:
        kept.is_counted = False
        kept.save(update_fields=["is_counted"])
    change = {"enrolment": enrolment.pk, "before": before, "after": status}
    log_roll(meeting, by, Source.CHECK_IN, changes=[change], action="training.attendance.check_in")
    return CheckedIn(kept, True, status)


def _record(check_in: CheckIn, by, *, at: datetime) -> AttendanceRecord:
    return AttendanceRecord(
        meeting_id=check_in.meeting_id,
        enrolment_id=check_in.enrolment_id,
        status=_status_by_clock(check_in),
        source=Source.CHECK_IN,
        recorded_by=by,
        recorded_at=at,
    )


def _status_by_clock(check_in: CheckIn) -> str:
    minutes = value_on("training.late_after_minutes", check_in.meeting.date)
    is_late = check_in.scanned_at > check_in.meeting.starts_at + timedelta(minutes=minutes)
    return Status.LATE if is_late else Status.PRESENT


def _status_in_register(meeting: ClassMeeting, enrolment: Enrolment) -> str:
    return AttendanceRecord.objects.values_list("status", flat=True).get(meeting=meeting, enrolment=enrolment)


def _no_code() -> str:
    return _("This is no check-in code of the portal. Scan the code on the lecturer's screen.")
