"""What this room does when its own lower subjects announce something."""

from django.dispatch import receiver

from training.cohorts.confirmation import confirm_if_filled
from training.mentoring.services import (
    begin_mentorship,
    close_calendar,
    create_calendar,
    end_mentorship,
    recompute_calendar,
)
from training.signals import enrolment_confirmed, posting_closed, posting_extended, posting_recorded


@receiver(enrolment_confirmed)
def confirm_the_class_when_filled(enrolment, **kwargs) -> None:
    confirm_if_filled(enrolment.training_class)


@receiver(posting_recorded)
def make_the_calendar_and_name_the_mentor(posting, mentor, by, **kwargs) -> None:
    create_calendar(posting)
    if mentor is not None:
        begin_mentorship(posting, mentor, by=by)


@receiver(posting_extended)
def move_the_calendar(posting, **kwargs) -> None:
    recompute_calendar(posting)


@receiver(posting_closed)
def end_the_mentorship_and_close_the_calendar(posting, by, **kwargs) -> None:
    for mentorship in posting.mentorships.current():
        end_mentorship(mentorship, on=posting.ended_on, by=by)
    close_calendar(posting)
