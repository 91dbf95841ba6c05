"""Who plans meetings, and who may see one."""

import rules

from training.cohorts.rules import can_view_class, reads_all_classes
from training.people.models import Role
from training.people.roles import roles_of
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


@rules.predicate
def is_this_lecturer(user, lecturer) -> bool:
    return lecturer is not None and lecturer.person.user_id == user.pk


@rules.predicate
def answers_for_unit(user, unit) -> bool:
    """The unit's own officers; the days of the whole City are the training office's."""
    return unit is not None and roles_of(user).has_for_unit(unit.pk, Role.UNIT_COORDINATOR, Role.UNIT_HEAD)


rules.add_perm("training.change_availability", is_training_office | (rules.is_authenticated & is_this_lecturer))
rules.add_perm("training.change_duties", is_training_office | (rules.is_authenticated & answers_for_unit))
rules.add_perm("training.change_planning_rules", is_training_office)
rules.add_perm("training.schedule_meeting", is_training_office)
rules.add_perm("training.view_draft_timetable", is_training_office | reads_all_classes)
rules.add_perm("training.view_meeting", can_view_class_of_meeting)
