"""Taking the roll (điểm danh)."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from training.attendance.models import AttendanceRecord
from training.cohorts.models import TrainingClass
from training.errors import InvalidInput, WrongState
from training.nominations.models import Enrolment
from training.people.permissions import require
from training.scheduling.models import ClassMeeting

_LOCKED = (TrainingClass.Status.CLOSED, TrainingClass.Status.CANCELLED)


@transaction.atomic
def record_attendance(
    meeting: ClassMeeting,
    statuses: Mapping[int, str],
    *,
    by,
    source: str = AttendanceRecord.Source.ROLL_CALL,
) -> list[AttendanceRecord]:
    """Write the roll of one meeting: ``{enrolment id: status}``, for the whole class or a part of it.

    Only what differs is written, each change with its before and after in the log; returns those records. Three
    queries beside the lock, however large the class. Raises ``NotAllowed``; ``WrongState`` before the day, for a
    cancelled meeting or once the class is closed; ``InvalidInput`` for somebody who is not in the class.
    """
    require(by, "training.record_attendance", meeting)
    held = ClassMeeting.objects.select_for_update(of=("self",)).select_related("training_class").get(pk=meeting.pk)
    _expect_open(held)
    _expect_known(statuses.values())
    standing = _standing(held)
    _expect_in_class(set(statuses) - set(standing))
    changed = {key: status for key, status in statuses.items() if standing[key] != status}
    if not changed:
        return []
    records = [
        AttendanceRecord(
            meeting=held, enrolment_id=key, status=status, source=source, recorded_by=by, recorded_at=now()
        )
        for key, status in changed.items()
    ]
    AttendanceRecord.objects.bulk_create(
        records,
        update_conflicts=True,
        unique_fields=["meeting", "enrolment"],
        update_fields=["status", "source", "recorded_by", "recorded_at"],
    )
    changes = [{"enrolment": key, "before": standing[key], "after": status} for key, status in changed.items()]
    log(held, "training.attendance.record", user=by, data={"source": source, "changes": changes})
    return records


def _standing(meeting: ClassMeeting) -> dict[int, str | None]:
    """Everybody with a place in the class, and what the roll says so far. One query."""
    rows = (
        Enrolment.objects.active()
        .filter(training_class=meeting.training_class_id)
        .annotate(record=FilteredRelation("attendance", condition=Q(attendance__meeting=meeting)))
        .values_list("pk", F("record__status"))
    )
    return dict(rows)


def _expect_open(meeting: ClassMeeting) -> None:
    if meeting.status == ClassMeeting.Status.CANCELLED:
        raise WrongState(_("This meeting was cancelled. There is no roll to take."))
    if meeting.date > today():
        raise WrongState(
            _("The roll can be taken from %(day)s, the day of the meeting.")
            % {"day": meeting.date.strftime("%d/%m/%Y")}
        )
    if meeting.training_class.status in _LOCKED:
        raise WrongState(
            _("Class %(code)s is closed; its roll can no longer be changed.") % {"code": meeting.training_class.code}
        )


def _expect_known(statuses) -> None:
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
