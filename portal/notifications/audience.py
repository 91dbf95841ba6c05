"""Whom a notice concerns by the role he holds today."""

from django.contrib.auth import get_user_model

from training.models import Role, RoleGrant


def holders_of(*roles: str):
    """Whoever holds one of the roles today."""
    grants = RoleGrant.objects.current().filter(role__in=roles)
    return get_user_model().objects.filter(pk__in=grants.values("user"))


def officers_of(unit_id: int):
    """Contact officers and heads of a unit today."""
    grants = RoleGrant.objects.current().filter(unit=unit_id, role__in=[Role.UNIT_COORDINATOR, Role.UNIT_HEAD])
    return get_user_model().objects.filter(pk__in=grants.values("user"))


def office_users():
    """Those who hold the training office today."""
    grants = RoleGrant.objects.current().filter(role=Role.TRAINING_OFFICE)
    return get_user_model().objects.filter(pk__in=grants.values("user"))
