"""Who may take the roll, and who may ask for leave and decide on it."""

import rules

from training.attendance.models import LEAVE_READERS
from training.cohorts.rules import is_class_supervisor, reads_all_classes, teaches_class
from training.people.rules import holds, is_training_office
from training.scheduling.rules import is_lecturer_of_meeting, is_supervisor_of_meeting

can_record_attendance = is_training_office | (
    rules.is_authenticated & (is_lecturer_of_meeting | is_supervisor_of_meeting)
)


@rules.predicate
def answers_for_class_of_meeting(user, meeting) -> bool:
    """Whoever reads the register of the class: its supervisor, and those who teach it."""
    return meeting is not None and (
        is_class_supervisor(user, meeting.training_class) or teaches_class(user, meeting.training_class)
    )


@rules.predicate
def is_own_enrolment(user, enrolment) -> bool:
    return enrolment is not None and enrolment.person.user_id == user.pk


@rules.predicate
def asked_for_leave(user, request) -> bool:
    return request is not None and request.enrolment.person.user_id == user.pk


@rules.predicate
def supervises_who_asked(user, request) -> bool:
    return request is not None and is_class_supervisor(user, request.enrolment.training_class)


can_decide_on_leave = is_training_office | (rules.is_authenticated & supervises_who_asked & ~asked_for_leave)
can_view_leave_request = holds(*LEAVE_READERS) | (rules.is_authenticated & (asked_for_leave | supervises_who_asked))

rules.add_perm("training.record_attendance", can_record_attendance)
rules.add_perm("training.assign_make_up", is_training_office | (rules.is_authenticated & answers_for_class_of_meeting))
rules.add_perm("training.view_attendance", can_record_attendance | reads_all_classes)
rules.add_perm("training.ask_for_leave", rules.is_authenticated & is_own_enrolment)
rules.add_perm("training.withdraw_leave", rules.is_authenticated & asked_for_leave)
rules.add_perm("training.decide_on_leave", can_decide_on_leave)
rules.add_perm("training.view_leave_request", can_view_leave_request)
rules.add_perm("training.see_leave_requests", holds(*LEAVE_READERS))
