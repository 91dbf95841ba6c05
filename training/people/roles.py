"""What a user has been granted, as plain facts that rules and queries can ask without another query."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Grant:
    """One role in force today: city-wide, or for one unit or bloc."""

    role: str
    unit_id: int | None = None
    bloc_id: int | None = None


@dataclass(frozen=True)
class Roles:
    """The grants of one user in force on one day."""

    grants: frozenset[Grant] = field(default_factory=frozenset)
    is_superuser: bool = False

    def has(self, *roles: str) -> bool:
        """Whether any of the roles is granted, anywhere. System administrators are not all-powerful in this."""
        return any(grant.role in roles for grant in self.grants)

    def unit_ids(self, *roles: str) -> frozenset[int]:
        """The units for which one of the roles is granted."""
        return frozenset(grant.unit_id for grant in self.grants if grant.role in roles and grant.unit_id is not None)

    def has_for_unit(self, unit_id: int | None, *roles: str) -> bool:
        return unit_id is not None and unit_id in self.unit_ids(*roles)


NOBODY = Roles()


def roles_of(user) -> Roles:
    """The roles of a user today; none for a visitor who has not signed in or an account that was closed."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOBODY
    return user.roles


def collect(rows: Iterable, day: date, *, is_superuser: bool) -> Roles:
    """Make ``Roles`` from grant rows that hold on the day."""
    grants = frozenset(Grant(row.role, row.unit_id, row.bloc_id) for row in rows if row.is_valid_on(day))
    return Roles(grants, is_superuser)
