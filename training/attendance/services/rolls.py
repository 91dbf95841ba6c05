"""Taking the roll (điểm danh), from one device or several, and confirming it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import F, FilteredRelation, Q, Subquery
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from curriculum.clock.time import now, today
from training.attendance.models import AttendanceRecord, AttendanceRegister
from training.attendance.services.writing import log_roll, write_records
from training.cohorts.models import TrainingClass
from training.errors import InvalidInput, WrongState
from training.nominations.models import Enrolment
from training.people.permissions import require
from training.scheduling.make_ups.queries import expected_at
from training.scheduling.models import ClassMeeting

_LOCKED = (TrainingClass.Status.CLOSED, TrainingClass.Status.CANCELLED)


@dataclass(frozen=True)
class RollMark:
    """What one device says of one learner. ``made_at`` is when it was touched; None for a preset nobody touched."""

    status: str
    made_at: datetime | None = None


def record_attendance(
    meeting: ClassMeeting,
    statuses: Mapping[int, str],
    *,
    by,
    source: str = AttendanceRecord.Source.ROLL_CALL,
) -> list[AttendanceRecord]:
    """Write the roll of one meeting as it is said now: ``{enrolment id: status}``, the whole class or a part of it."""
    moment = now()
    marks = {key: RollMark(status, moment) for key, status in statuses.items()}
    return record_roll(meeting, marks, by=by, source=source)


@transaction.atomic
def record_roll(
    meeting: ClassMeeting,
    marks: Mapping[int, RollMark],
    *,
    by,
    source: str = AttendanceRecord.Source.ROLL_CALL,
) -> list[AttendanceRecord]:
    """Merge what one device says into the register: ``{enrolment id: mark}``.

    For each learner the mark made last stands, whatever the order in which devices send. A preset fills only what is
    empty, and is as old as the day, so that any mark somebody made stands over it. Only what differs is written. The
    log keeps each change with its before and after, and each mark that came too late to stand. Returns the changed
    records; three queries, however large the class.

    Raises ``NotAllowed``; ``WrongState`` before the day, for a cancelled meeting, a closed class or, for all but the
    training office, a confirmed register; ``InvalidInput`` for somebody who is not in the class.
    """
    require(by, "training.record_attendance", meeting)
    _expect_known(mark.status for mark in marks.values())
    standing = _lock_standing(meeting)
    _expect_open(meeting, standing, by)
    _expect_in_class(set(marks) - set(standing))
    moment = now()
    changed: dict[int, RollMark] = {}
    outdated: dict[int, RollMark] = {}
    for key, mark in marks.items():
        row = standing[key]
        if row.standing == mark.status or (mark.made_at is None and row.standing):
            continue
        is_older = row.standing_at is not None and mark.made_at is not None and mark.made_at < row.standing_at
        (outdated if is_older else changed)[key] = mark
    if not changed and not outdated:
        return []
    records = [
        AttendanceRecord(
            meeting=meeting,
            enrolment_id=key,
            status=mark.status,
            source=source,
            recorded_by=by,
            recorded_at=min(mark.made_at or _first_moment(standing[key].meeting_date), moment),
        )
        for key, mark in changed.items()
    ]
    write_records(records)
    log_roll(
        meeting,
        by,
        source,
        changes=[
            {"enrolment": key, "before": standing[key].standing, "after": mark.status} for key, mark in changed.items()
        ],
        outdated=[
            {"enrolment": key, "kept": standing[key].standing, "came_late": mark.status}
            for key, mark in outdated.items()
        ],
    )
    return records


@transaction.atomic
def confirm_register(meeting: ClassMeeting, *, by) -> AttendanceRegister:
    """Close the register of a meeting: whoever has no entry was absent, and phones no longer add to it.

    Raises ``NotAllowed``; ``WrongState`` where the roll could not be taken, or nobody has taken it.
    """
    require(by, "training.record_attendance", meeting)
    standing = _lock_standing(meeting)
    register, _created = AttendanceRegister.objects.get_or_create(meeting=meeting)
    if register.confirmed_at:
        return register
    _expect_open(meeting, standing, by)
    if not any(row.standing for row in standing.values()):
        raise WrongState(_("The roll is empty. Take it first, then confirm it."))
    absent = [key for key, row in standing.items() if not row.standing]
    moment = now()
    unexcused, roll_call = AttendanceRecord.Status.UNEXCUSED, AttendanceRecord.Source.ROLL_CALL
    write_records(
        [
            AttendanceRecord(
                meeting=meeting,
                enrolment_id=key,
                status=unexcused,
                source=roll_call,
                recorded_by=by,
                recorded_at=moment,
            )
            for key in absent
        ]
    )
    register.confirmed_by, register.confirmed_at = by, moment
    register.save(update_fields=["confirmed_by", "confirmed_at"])
    changes = [{"enrolment": key, "before": None, "after": unexcused} for key in absent]
    log_roll(meeting, by, roll_call, changes=changes, action="training.attendance.confirm")
    return register


def _first_moment(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))


def _lock_standing(meeting: ClassMeeting) -> dict[int, Enrolment]:
    """Everybody expected, what the roll says so far, and the meeting as it is now. One query.

    The class is locked, so that two devices that save at once are one after the other; with it the classes of guests,
    always in the same order.
    """
    held = ClassMeeting.objects.filter(pk=meeting.pk)
    rows = (
        expected_at(meeting.training_class_id, meeting.pk)
        .select_related("training_class")
        .select_for_update(of=("training_class",))
        .annotate(
            record=FilteredRelation("attendance", condition=Q(attendance__meeting=meeting.pk)),
            standing=F("record__status"),
            standing_at=F("record__recorded_at"),
            meeting_status=Subquery(held.values("status")),
            meeting_date=Subquery(held.values("date")),
            confirmed_at=Subquery(held.values("register__confirmed_at")),
        )
        .order_by("training_class", "pk")
    )
    return {row.pk: row for row in rows}


def _expect_open(meeting: ClassMeeting, standing: Mapping[int, Enrolment], by) -> None:
    row = next(iter(standing.values()), None)
    own = (one.training_class for one in standing.values() if one.training_class_id == meeting.training_class_id)
    held = next(own, None) or meeting.training_class
    day = row.meeting_date if row else meeting.date
    if (row.meeting_status if row else meeting.status) == ClassMeeting.Status.CANCELLED:
        raise WrongState(_("This meeting was cancelled. There is no roll to take."))
    if day > today():
        raise WrongState(
            _("The roll can be taken from %(day)s, the day of the meeting.") % {"day": day.strftime("%d/%m/%Y")}
        )
    if held.status in _LOCKED:
        raise WrongState(_("Class %(code)s is closed; its roll can no longer be changed.") % {"code": held.code})
    if row and row.confirmed_at and not by.has_perm("training.change_class", held):
        raise WrongState(_("This register is confirmed. Ask the training office to change it. Nothing was saved."))


def _expect_known(statuses: Iterable[str]) -> None:
    unknown = set(statuses) - set(AttendanceRecord.Status.values)
    if unknown:
        raise InvalidInput(
            _("“%(status)s” is no state of attendance. Nothing was saved.") % {"status": sorted(unknown)[0]}
        )


def _expect_in_class(strangers: set[int]) -> None:
    if not strangers:
        return
    known = Enrolment.objects.filter(pk__in=strangers).select_related("person")
    names = ", ".join(enrolment.person.full_name for enrolment in known) or _("Somebody")
    raise InvalidInput(_("%(names)s: not in this class (any more). Nothing was saved.") % {"names": names})
