"""Who may send people, who decides, who may see it."""

import rules

from training.cohorts.models import OFFICE_READERS
from training.nominations.models import units_answered_for
from training.people.models import Role
from training.people.roles import roles_of
from training.people.rules import holds, is_training_office

reads_all_nominations = holds(*OFFICE_READERS)


@rules.predicate
def speaks_for_unit(user, unit) -> bool:
    """The user is contact officer or head of this unit."""
    return unit is not None and roles_of(user).has_for_unit(unit.pk, Role.UNIT_COORDINATOR, Role.UNIT_HEAD)


@rules.predicate
def speaks_for_nominating_unit(user, nomination) -> bool:
    """The user speaks for the unit that nominated, or for the one it was merged into meanwhile."""
    if nomination is None:
        return False
    direct = roles_of(user).has_for_unit(nomination.unit_id, Role.UNIT_COORDINATOR, Role.UNIT_HEAD)
    return direct or nomination.unit_id in units_answered_for(user)


@rules.predicate
def is_nominated(user, nomination) -> bool:
    return nomination is not None and nomination.person.user_id == user.pk


can_view_nomination = reads_all_nominations | (rules.is_authenticated & (speaks_for_nominating_unit | is_nominated))

rules.add_perm("training.view_nomination", can_view_nomination)
rules.add_perm("training.nominate", is_training_office | speaks_for_unit)
rules.add_perm("training.withdraw_nomination", is_training_office | speaks_for_nominating_unit)
rules.add_perm("training.decide_nomination", is_training_office)
rules.add_perm("training.approve_nominations", holds(Role.SIGNATORY, Role.COMMITTEE_LEADER))
rules.add_perm("training.view_enrolment_decision", reads_all_nominations)
