"""Reading flags for lists and pages, as far as the user may."""

from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet

from training.mentoring.flags.models import Flag, FlagStep
from training.people.models import Role, RoleGrant, User
from training.rotation.capacities import Capacity
from training.rotation.models import Posting


def flags_for_list(user) -> QuerySet[Flag]:
    """What the user may read, with everything a row shows; a constant number of questions."""
    related = (
        "posting__person",
        "posting__host_unit",
        "posting__host_unit_now",
        "posting__wave",
        "unit",
        "wave",
        "assigned_to",
    )
    return Flag.objects.visible_to(user).select_related(*related)


def flag_with_steps(user) -> QuerySet[Flag]:
    """The same with its history, for one page."""
    steps = FlagStep.objects.select_related("by").order_by("at", "pk")
    return flags_for_list(user).prefetch_related(Prefetch("steps", queryset=steps))


def open_flags_of(user, postings: Iterable[Posting]) -> list[Flag]:
    """Open flags of these postings that the user may read; what is late stands first."""
    rows = flags_for_list(user).open().filter(posting__in=[posting.pk for posting in postings])
    return sorted(rows, key=lambda flag: (flag.ceased_on is not None, not flag.is_overdue, -flag.weight, flag.pk))


def possible_assignees(flag: Flag) -> QuerySet[User]:
    """To whom the flag can be given: who may read it by his role or as the mentor. Asked again when it is given."""
    readers, posting = flag.watch.readers, flag.posting
    granted = Q(role=Role.COMMITTEE_LEADER)
    if Capacity.COMMITTEE_OFFICER in readers:
        granted |= Q(role=Role.COMMITTEE_OFFICER)
    if posting is not None and Capacity.HOST_HEAD in readers:
        granted |= Q(role=Role.UNIT_HEAD, unit__in=posting.host_units)
    if posting is not None and Capacity.LINK_OFFICER in readers:
        granted |= Q(role=Role.LINK_OFFICER, unit=posting.sending_unit_id)
    if posting is not None and Capacity.SENDING_UNIT in readers:
        granted |= Q(role__in=[Role.UNIT_HEAD, Role.UNIT_COORDINATOR], unit=posting.sending_unit_id)
    found = Q(pk__in=RoleGrant.objects.current().filter(granted).values("user"))
    if posting is not None and Capacity.MENTOR in readers:
        found |= Q(pk__in=posting.mentorships.current().values("mentor__person__user"))
    return User.objects.filter(found, is_active=True).order_by("last_name", "first_name")
