"""Who may see what somebody has to complete."""

import rules

from training.cohorts.models import OFFICE_READERS
from training.people.rules import answers_for_unit_of, holds, is_training_office

reads_all_obligations = holds(*OFFICE_READERS)


@rules.predicate
def is_bound(user, obligation) -> bool:
    return obligation is not None and obligation.person.user_id == user.pk


@rules.predicate
def answers_for_unit_of_bound(user, obligation) -> bool:
    """The user is contact officer or head of a unit in which the bound person holds an office today."""
    return obligation is not None and answers_for_unit_of(user, obligation.person)


can_view_obligation = reads_all_obligations | (rules.is_authenticated & (is_bound | answers_for_unit_of_bound))

rules.add_perm("training.change_obligation_rules", is_training_office)
rules.add_perm("training.view_obligation", can_view_obligation)
