"""Which meetings a draft holds, and how a row begins."""

from datetime import date

from training.cohorts.models import TrainingClass
from training.scheduling.drafts.models import DraftMeeting, TimetableDraft
from training.scheduling.drafts.places import base_of
from training.scheduling.models import ClassMeeting

RUNNING = (TrainingClass.Status.PLANNED, TrainingClass.Status.ENROLLING, TrainingClass.Status.OPEN)


def classes_of(year: int):
    """The classes of a year's timetable: those that run on any of its days and are not over."""
    return TrainingClass.objects.filter(
        status__in=RUNNING, opens_on__lte=date(year, 12, 31), closes_on__gte=date(year, 1, 1)
    )


def copy_of(meeting: ClassMeeting, draft: TimetableDraft, *, is_locked: bool = False) -> DraftMeeting:
    """A row for a meeting as it is published now; not saved."""
    return DraftMeeting(
        draft=draft,
        meeting=meeting,
        training_class_id=meeting.training_class_id,
        module_id=meeting.module_id,
        topic=meeting.topic,
        periods=meeting.periods,
        date=meeting.date,
        slot=meeting.slot,
        room_id=meeting.room_id,
        lecturer_id=meeting.lecturer_id,
        is_locked=is_locked,
        base=base_of(meeting),
    )
