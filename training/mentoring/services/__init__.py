"""What mentors, officials, host heads and the Committee do; one module for each story."""

from training.mentoring.services.calendar import close_calendar, create_calendar, recompute_calendar
from training.mentoring.services.contacts import (
    confirm_contact,
    reopen_contact,
    save_contact_draft,
    settle_contact,
    submit_contact,
)
from training.mentoring.services.documents import attach_document
from training.mentoring.services.forms import (
    return_form,
    save_form,
    settle_form,
    sign_form,
    submit_form,
    unlock_form,
)
from training.mentoring.services.mentorships import assign_mentor, change_mentor, end_mentorship

__all__ = [
    "assign_mentor",
    "attach_document",
    "change_mentor",
    "close_calendar",
    "confirm_contact",
    "create_calendar",
    "end_mentorship",
    "recompute_calendar",
    "reopen_contact",
    "return_form",
    "save_contact_draft",
    "save_form",
    "settle_contact",
    "settle_form",
    "sign_form",
    "submit_contact",
    "submit_form",
    "unlock_form",
]
