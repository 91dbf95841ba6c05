"""Giving and ending roles, and keeping Wagtail's groups in step with them.

Pages ask Wagtail's own page permissions, which hang on groups. Membership of the groups below follows the grants in
force: at once when a grant is made or ended, and each night for those that begin or run out.
"""

from datetime import date, timedelta

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import today
from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput, NotAllowed, WrongState
from training.people.models import Role, RoleGrant, User
from training.units.models import Bloc, Unit

# The portal's ``set_up_publishing`` gives both groups their rights on pages, images and documents.
GROUPS = {Role.EDITOR: "Biên tập viên", Role.TRAINING_OFFICE: "Phòng Quản lý đào tạo"}
OF_A_UNIT = {Role.UNIT_COORDINATOR, Role.UNIT_HEAD, Role.LINK_OFFICER}


@transaction.atomic
def grant_role(
    user: User,
    role: str,
    *,
    by,
    unit: Unit | None = None,
    bloc: Bloc | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    reason: str = "",
) -> RoleGrant:
    """Give a role, city-wide or for one unit, for a time. The same grant in force is returned as it is.

    Raises ``NotAllowed``, also for giving oneself a role, and ``InvalidInput``.
    """
    _refuse_unless_administrator(by)
    if user.pk == by.pk:
        raise NotAllowed(_("Nobody grants a role to himself. Ask another administrator."))
    valid_from = valid_from or today()
    user = User.objects.select_for_update().get(pk=user.pk)
    _refuse_what_cannot_be(role, unit, bloc, valid_from, valid_to)
    same = RoleGrant.objects.filter(user=user, role=role, unit=unit, bloc=bloc)
    if found := same.filter(valid_from__lte=valid_to or date.max).exclude(valid_to__lt=valid_from).first():
        if (found.valid_from, found.valid_to) == (valid_from, valid_to) or found.is_valid_on(valid_from):
            return found
        raise InvalidInput(
            _("%(name)s already has this role from %(day)s. End that grant first, or choose other days.")
            % {"name": user, "day": found.valid_from.strftime("%d/%m/%Y")}
        )
    grant = RoleGrant.objects.create(
        user=user,
        role=role,
        unit=unit,
        bloc=bloc,
        valid_from=valid_from,
        valid_to=valid_to,
        granted_by=by,
        reason=nfc(reason),
    )
    keep_groups_in_step(user)
    log(user, "training.role.grant", user=by, data=_facts(grant, grant.reason))
    return grant


@transaction.atomic
def end_role(grant: RoleGrant, *, by, last_day: date | None = None, reason: str = "") -> RoleGrant:
    """End a role; without ``last_day`` it was held until yesterday, so that it is gone at once.

    A grant of today is ended with today as its last day and the account's roles are without it from tomorrow; one that
    has not begun is ended on its first day. Raises ``NotAllowed``, ``InvalidInput``, ``WrongState``.
    """
    _refuse_unless_administrator(by)
    grant = RoleGrant.objects.select_for_update(of=("self",)).select_related("user").get(pk=grant.pk)
    last_day = last_day or max(today() - timedelta(days=1), grant.valid_from)
    if grant.valid_to is not None and grant.valid_to < today():
        if grant.valid_to <= last_day:
            return grant
        raise WrongState(_("This role has ended already."))
    if grant.valid_to == last_day:
        return grant
    if grant.valid_to is not None and grant.valid_to < last_day:
        raise WrongState(
            _("This role ends on %(day)s already. Nothing was changed.") % {"day": grant.valid_to.strftime("%d/%m/%Y")}
        )
    if last_day < grant.valid_from:
        raise InvalidInput(_("The last day cannot come before the first."))
    grant.valid_to = last_day
    grant.save(update_fields=["valid_to"])
    keep_groups_in_step(grant.user)
    log(grant.user, "training.role.end", user=by, data=_facts(grant, nfc(reason)))
    return grant


def keep_groups_in_step(*users: User) -> int:
    """Put the users (all, when none is named) in the groups of their roles in force and in no other of these groups.

    Returns how many memberships changed.
    """
    changed = 0
    for role, name in GROUPS.items():
        group, _made = Group.objects.get_or_create(name=name)
        should = RoleGrant.objects.current().filter(role=role, user__is_active=True)
        has = group.user_set.all()
        if users:
            should, has = should.filter(user__in=users), has.filter(pk__in=[user.pk for user in users])
        should_ids, has_ids = set(should.values_list("user", flat=True)), set(has.values_list("pk", flat=True))
        group.user_set.add(*(should_ids - has_ids))
        group.user_set.remove(*(has_ids - should_ids))
        changed += len(should_ids ^ has_ids)
    return changed


def _refuse_unless_administrator(by) -> None:
    if not by.has_perm("training.grant_roles"):
        raise NotAllowed(_("Only a system administrator grants roles. Nothing was changed."))


def _refuse_what_cannot_be(
    role: str, unit: Unit | None, bloc: Bloc | None, valid_from: date, valid_to: date | None
) -> None:
    if role not in Role.values:
        raise InvalidInput(_("There is no such role."))
    if role in OF_A_UNIT and unit is None:
        raise InvalidInput(_("A role of a unit must name the unit."))
    # The rules ask no role for a bloc, and city-wide ones for no unit: such a grant would hold everywhere.
    if bloc is not None or (unit is not None and role not in OF_A_UNIT):
        raise InvalidInput(_("This role holds for the whole City. Name no unit and no bloc."))
    if unit is not None and not unit.is_valid_on(valid_from):
        raise InvalidInput(
            _("%(unit)s does not exist on %(day)s.") % {"unit": unit.name, "day": valid_from.strftime("%d/%m/%Y")}
        )
    if valid_to is not None and valid_to < valid_from:
        raise InvalidInput(_("The last day cannot come before the first."))


def _facts(grant: RoleGrant, reason: str) -> dict[str, str | int]:
    return {
        "grant": grant.pk,
        "role": grant.role,
        "unit": str(grant.unit or ""),
        "bloc": str(grant.bloc or ""),
        "from": str(grant.valid_from),
        "to": str(grant.valid_to or ""),
        "reason": reason,
    }
