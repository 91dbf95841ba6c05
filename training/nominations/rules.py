"""Who may send people, who decides, who may see it."""

import rules

from training.cohorts.models import OFFICE_READERS
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
    return nomination is not None and roles_of(user).has_for_unit(
        nomination.unit_id, Role.UNIT_COORDINATOR, Role.UNIT_HEAD
    )


@rules.predicate
def is_nominated(user, nomination) -> bool:
    return nomination is not None and nomination.person.user_id == user.pk


can_view_nomination = reads_all_nominations | (rules.is_authenticated & (speaks_for_nominating_unit | is_nominated))

rules.add_perm("training.view_nomination", can_view_nomination)
rules.add_perm("training.nominate", is_training_office | speaks_for_unit)
rules.add_perm("training.withdraw_nomination", is_training_office | speaks_for_nominating_unit)
rules.add_perm("training.decide_nomination", is_training_office)
