"""Which workspaces a user may enter. Each page asks for more by the names its own room gives."""

import rules

from training.cohorts.models import OFFICE_READERS
from training.models import Lecturer, Mentorship
from training.people.models import Role
from training.people.roles import roles_of
from training.people.rules import holds
from training.rotation.models import COMMITTEE

OFFICE_ROLES = (
    Role.SYSTEM_ADMIN,
    Role.TRAINING_OFFICE,
    Role.COMMITTEE_OFFICER,
    Role.COMMITTEE_LEADER,
    Role.REGISTRAR,
    Role.SIGNATORY,
    Role.AUDITOR,
    Role.EDITOR,
)

uses_office = holds(*OFFICE_ROLES)
uses_unit = holds(Role.UNIT_COORDINATOR, Role.UNIT_HEAD)


@rules.predicate
def teaches(user) -> bool:
    if not hasattr(user, "_teaches"):
        user._teaches = Lecturer.objects.filter(person__user=user, is_active=True).exists()
    return user._teaches


@rules.predicate
def guides(user) -> bool:
    """Mentors, heads of host units and link officers work in the mentor's workspace."""
    if not hasattr(user, "_guides"):
        granted = roles_of(user).has(Role.UNIT_HEAD, Role.LINK_OFFICER)
        user._guides = granted or Mentorship.objects.current().of_mentor(user).exists()
    return user._guides


# The lists of the offices; what a single row allows is asked of its own room.
rules.add_perm("portal.see_classes", holds(*OFFICE_READERS))
rules.add_perm("portal.see_postings", holds(*COMMITTEE))
rules.add_perm("portal.see_regulations", uses_office)
rules.add_perm("portal.use_office", uses_office)
rules.add_perm("portal.use_unit", rules.is_authenticated & uses_unit)
rules.add_perm("portal.use_lecturer", rules.is_authenticated & teaches)
rules.add_perm("portal.use_mentor", rules.is_authenticated & guides)
rules.add_perm("portal.use_trainee", rules.is_authenticated)
# Wagtail asks this name for its admin; the offices work there.
rules.add_perm("wagtailadmin.access_admin", uses_office)
