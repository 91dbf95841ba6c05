"""Who plans waves, who offers posts and puts officials forward, who sees what of it."""

import rules

from training.people.models import Role
from training.people.roles import roles_of
from training.people.rules import holds, is_committee
from training.rotation.models import COMMITTEE


@rules.predicate
def speaks_for(user, unit) -> bool:
    """The user is contact officer or head of the unit."""
    return unit is not None and roles_of(user).has_for_unit(unit.pk, Role.UNIT_COORDINATOR, Role.UNIT_HEAD)


rules.add_perm("training.view_wave", holds(*COMMITTEE))
rules.add_perm("training.plan_wave", is_committee)
rules.add_perm("training.match_wave", is_committee)
rules.add_perm("training.offer_post", speaks_for | is_committee)
rules.add_perm("training.forward_official", speaks_for | is_committee)
