"""Which unit the visitor speaks for on this page."""

from dataclasses import dataclass
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponseBase

from portal.access import requires
from training.models import Role, Unit
from training.people.roles import roles_of

SESSION_KEY = "unit"


@dataclass(frozen=True)
class Desk:
    """The unit worked for, and the others the visitor could choose."""

    unit: Unit
    others: list[Unit]


def desk_of(request: HttpRequest) -> Desk:
    """The unit chosen last, or the first by name. One query. Raises 404 for somebody who speaks for none."""
    ids = roles_of(request.user).unit_ids(Role.UNIT_COORDINATOR, Role.UNIT_HEAD)
    units = list(Unit.objects.filter(pk__in=ids).select_related("type").in_name_order())
    if not units:
        raise Http404("speaks for no unit")
    chosen = request.session.get(SESSION_KEY)
    unit = next((unit for unit in units if unit.pk == chosen), units[0])
    return Desk(unit, [other for other in units if other != unit])


def unit_page(view):
    """Decorate a view of this workspace; it receives the desk after the request."""

    @wraps(view)
    def at_desk(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        request.desk = desk_of(request)
        return view(request, request.desk, *args, **kwargs)

    return requires("portal.use_unit")(at_desk)
