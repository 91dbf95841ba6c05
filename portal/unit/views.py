"""The unit officer's pages: what now, the classes, the people. Only the own unit; everything else is not found."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from curriculum.clock.time import today
from portal.calendar.months import Month
from portal.unit import queries
from portal.unit.exports import obligations_workbook, people_workbook
from portal.unit.forms import PeopleFilter
from portal.unit.units import SESSION_KEY, Desk, unit_page
from training.access.services import record_export
from training.models import Nomination, Person, TrainingClass

PER_PAGE = 25
SHOWN_AT_HOME = 8
OBLIGATIONS_AT_HOME = 5


@require_GET
@unit_page
def home(request: HttpRequest, desk: Desk) -> HttpResponse:
    undecided = list(queries.undecided(desk.unit))
    status = Nomination.Status
    context = {
        "calls": list(queries.open_calls(desk.unit)),
        "returned": [row for row in undecided if row.status == status.RETURNED],
        "pending": [row for row in undecided if row.status != status.RETURNED],
        "decided": list(queries.lately_decided(desk.unit)),
        "studying": list(queries.studying(desk.unit)[:SHOWN_AT_HOME]),
        "obligations": list(queries.obligations(desk.unit)[:OBLIGATIONS_AT_HOME]),
        "staff_count": Person.objects.holding_office_in([desk.unit]).count(),
    }
    return render(request, "portal/unit/home.html", context)


@require_GET
@unit_page
def calendar(request: HttpRequest, desk: Desk) -> HttpResponse:
    return render(request, "portal/unit/calendar.html", {"month": Month.asked_for(request)})


@require_POST
@unit_page
def choose(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Work for another of one's units."""
    chosen = next((unit for unit in desk.others if str(unit.pk) == request.POST.get("unit")), None)
    if chosen is not None:
        request.session[SESSION_KEY] = chosen.pk
    return redirect("unit:home")


@require_GET
@unit_page
def people(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = PeopleFilter(request.GET, unit=desk.unit)
    rows = form.apply(queries.staff(desk.unit))
    if request.GET.get("format") == "xlsx":
        listed = list(rows)
        record_export(_("People of %(unit)s") % {"unit": desk.unit}, count=len(listed), by=request.user)
        return people_workbook(desk.unit, listed)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/unit/people.html", {"form": form, "page": page})


@require_GET
@unit_page
def obligations(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What people of the unit must still complete because of their offices, the earliest first."""
    rows = queries.obligations(desk.unit)
    only_overdue = request.GET.get("show") == "overdue"
    if only_overdue:
        rows = rows.overdue_on(today())
    if request.GET.get("format") == "xlsx":
        listed = list(rows)
        record_export(_("Obligations of %(unit)s") % {"unit": desk.unit}, count=len(listed), by=request.user)
        return obligations_workbook(desk.unit, listed)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/unit/obligations.html", {"page": page, "only_overdue": only_overdue})


@require_GET
@unit_page
def classes(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The classes that hold or held people of the unit, and those that call for nominations."""
    rows = TrainingClass.objects.visible_to(request.user).order_by("-opens_on", "code")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/unit/classes.html", {"page": page})
