"""Who may take the roll."""

import rules

from training.cohorts.rules import reads_all_classes
from training.people.rules import is_training_office
from training.scheduling.rules import is_lecturer_of_meeting, is_supervisor_of_meeting

can_record_attendance = is_training_office | (
    rules.is_authenticated & (is_lecturer_of_meeting | is_supervisor_of_meeting)
)

rules.add_perm("training.record_attendance", can_record_attendance)
rules.add_perm("training.view_attendance", can_record_attendance | reads_all_classes)
