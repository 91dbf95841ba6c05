"""Who plans meetings, and who may see one."""

import rules

from training.cohorts.rules import can_view_class
from training.people.rules import is_training_office


@rules.predicate
def is_lecturer_of_meeting(user, meeting) -> bool:
    return meeting is not None and meeting.lecturer_id is not None and meeting.lecturer.person.user_id == user.pk


@rules.predicate
def is_supervisor_of_meeting(user, meeting) -> bool:
    return meeting is not None and meeting.training_class.supervisor_id == user.pk


@rules.predicate
def can_view_class_of_meeting(user, meeting) -> bool:
    return meeting is not None and can_view_class(user, meeting.training_class)


rules.add_perm("training.schedule_meeting", is_training_office)
rules.add_perm("training.view_meeting", can_view_class_of_meeting)
