"""Who may see and change a posting."""

import rules

from training.people.models import Role
from training.people.roles import Roles, roles_of
from training.people.rules import is_committee
from training.rotation.capacities import Capacity
from training.rotation.models import Posting


def capacities_of(user, posting: Posting) -> frozenset[Capacity]:
    """In which capacities the user stands to this posting today; empty for a stranger.

    ``Posting.objects.visible_to(user)`` holds exactly the postings for which this is not empty. One query, for the
    mentor; give the posting with ``select_related("person")``.
    """
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    roles = roles_of(user)
    found = _by_role(roles, posting)
    if posting.person.user_id == user.pk:
        found.add(Capacity.MENTEE)
    if _is_mentor_of(user, posting):
        found.add(Capacity.MENTOR)
    return frozenset(found)


def _is_mentor_of(user, posting: Posting) -> bool:
    """Asked of the rows at hand where they have been prefetched with their mentors, else of the database."""
    if "mentorships" in getattr(posting, "_prefetched_objects_cache", ()):
        rows = posting.mentorships.all()
        return any(row.valid_to is None and row.mentor.person.user_id == user.pk for row in rows)
    return posting.mentorships.filter(mentor__person__user=user, valid_to__isnull=True).exists()


def _by_role(roles: Roles, posting: Posting) -> set[Capacity]:
    found = set()
    if roles.has(Role.COMMITTEE_OFFICER, Role.COMMITTEE_LEADER):
        found.add(Capacity.COMMITTEE_OFFICER)
    if roles.has(Role.AUDITOR):
        found.add(Capacity.AUDITOR)
    if roles.has_for_unit(posting.sending_unit_id, Role.LINK_OFFICER):
        found.add(Capacity.LINK_OFFICER)
    if roles.has_for_unit(posting.sending_unit_id, Role.UNIT_HEAD, Role.UNIT_COORDINATOR):
        found.add(Capacity.SENDING_UNIT)
    heads = bool(posting.host_units & roles.unit_ids(Role.UNIT_HEAD))
    coordinates = bool(posting.host_units & roles.unit_ids(Role.UNIT_COORDINATOR))
    if (heads or coordinates) and posting.is_seen_by_host:
        found |= {Capacity.HOST_HEAD} if heads else set()
        found |= {Capacity.HOST_COORDINATOR} if coordinates else set()
    return found


@rules.predicate
def can_view_posting(user, posting) -> bool:
    return posting is not None and bool(capacities_of(user, posting))


rules.add_perm("training.view_posting", can_view_posting)
rules.add_perm("training.add_posting", is_committee)
rules.add_perm("training.change_posting", is_committee)
