"""The unit officer's pages: what now, the calls, the people. Only the own unit; everything else is not found."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.access import check
from portal.calendar.months import Month
from portal.unit import queries
from portal.unit.exports import people_workbook
from portal.unit.forms import CandidateFilter, PeopleFilter
from portal.unit.units import SESSION_KEY, Desk, unit_page
from training.access.services import record_export
from training.errors import TrainingError
from training.models import Nomination, Person, TrainingClass
from training.nominations.services import nominate, order_nominations, withdraw_nomination

PER_PAGE = 25
SHOWN_AT_HOME = 8


@require_GET
@unit_page
def home(request: HttpRequest, desk: Desk) -> HttpResponse:
    undecided = list(queries.undecided(desk.unit))
    status = Nomination.Status
    context = {
        "calls": list(queries.open_calls(desk.unit)),
        "returned": [row for row in undecided if row.status == status.RETURNED],
        "pending": [row for row in undecided if row.status != status.RETURNED],
        "studying": list(queries.studying(desk.unit)[:SHOWN_AT_HOME]),
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
def classes(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The classes that hold or held people of the unit, and those that call for nominations."""
    rows = TrainingClass.objects.visible_to(request.user).order_by("-opens_on", "code")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/unit/classes.html", {"page": page})


@require_GET
@unit_page
def training_class(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    rows = queries.with_quota(TrainingClass.objects.visible_to(request.user), desk.unit)
    return _class_page(request, desk, get_object_or_404(rows, pk=pk))


@require_POST
@unit_page
def send(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Nominate the people chosen, in the order of the list."""
    held = _visible_class(request, pk)
    chosen = Person.objects.holding_office_in([desk.unit]).filter(pk__in=request.POST.getlist("person"))
    done = 0
    for person in chosen.in_name_order():
        try:
            nominate(held, person, unit=desk.unit, by=request.user)
            done += 1
        except TrainingError as refusal:
            messages.error(request, str(refusal))
    if done:
        messages.success(request, _("Nominated: %(count)s.") % {"count": done})
    elif not chosen:
        messages.warning(request, _("Choose at least one person."))
    return redirect("unit:class", pk=pk)


@require_POST
@unit_page
def move(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Move one nomination up or down in the order of priority."""
    nomination = _own_nomination(desk, pk)
    held = nomination.training_class
    rows = list(_undecided_of(desk, held))
    here = rows.index(nomination) if nomination in rows else None
    there = None if here is None else here + (-1 if request.POST.get("way") == "up" else 1)
    if there is not None and 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
        _tell_refusal(request, lambda: order_nominations(held, desk.unit, rows, by=request.user))
    return redirect("unit:class", pk=held.pk)


@require_POST
@unit_page
def resubmit(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Submit a returned nomination again."""
    nomination = _own_nomination(desk, pk)
    held = nomination.training_class
    if _tell_refusal(request, lambda: nominate(held, nomination.person, unit=desk.unit, by=request.user)):
        messages.success(request, _("%(person)s was submitted again.") % {"person": nomination.person.full_name})
    return redirect("unit:class", pk=held.pk)


@unit_page
def withdraw(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Take a nomination back: first its consequences in words, then the act."""
    nomination = _own_nomination(desk, pk)
    check(request, "training.withdraw_nomination", nomination)
    context = {"nomination": nomination, "reason": request.POST.get("reason", ""), "refusal": ""}
    if request.method == "POST":
        try:
            withdraw_nomination(nomination, reason=context["reason"], by=request.user)
        except TrainingError as refusal:
            context["refusal"] = str(refusal)
            return render(request, "portal/unit/withdraw.html", context, status=422)
        messages.success(request, _("The nomination of %(person)s is withdrawn.") % {"person": nomination.person})
        return redirect("unit:class", pk=nomination.training_class_id)
    return render(request, "portal/unit/withdraw.html", context)


def _class_page(request: HttpRequest, desk: Desk, held: TrainingClass) -> HttpResponse:
    nominations = list(
        Nomination.objects.filter(training_class=held, unit=desk.unit)
        .select_related("person")
        .order_by("priority", "pk")
    )
    form = CandidateFilter(request.GET)
    takes = held.accepts_nominations
    found = queries.candidates(desk.unit, held, **form.choice()) if takes else []
    undecided = [row for row in nominations if row.status in _UNDECIDED]
    context = {
        "training_class": held,
        "nominations": [row for row in nominations if row.status not in _OVER],
        "refused": [row for row in nominations if row.status in _OVER],
        "first": undecided[0] if undecided else None,
        "last": undecided[-1] if undecided else None,
        "undecided": _UNDECIDED,
        "form": form,
        "takes": takes,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "left": held.left if held.quota is not None else None,
    }
    return render(request, "portal/unit/class.html", context)


_UNDECIDED = (Nomination.Status.SUBMITTED, Nomination.Status.RETURNED, Nomination.Status.DRAFT)
_OVER = (Nomination.Status.REJECTED, Nomination.Status.WITHDRAWN)


def _visible_class(request: HttpRequest, pk: int) -> TrainingClass:
    return get_object_or_404(TrainingClass.objects.visible_to(request.user), pk=pk)


def _own_nomination(desk: Desk, pk: int) -> Nomination:
    rows = Nomination.objects.filter(unit=desk.unit).select_related("person", "training_class", "unit")
    return get_object_or_404(rows, pk=pk)


def _undecided_of(desk: Desk, held: TrainingClass):
    rows = Nomination.objects.filter(training_class=held, unit=desk.unit, status__in=_UNDECIDED)
    return rows.order_by("priority", "pk")


def _tell_refusal(request: HttpRequest, act) -> bool:
    """Do it; where it is refused, say why. Whether it was done."""
    try:
        act()
    except TrainingError as refusal:
        messages.error(request, str(refusal))
        return False
    return True
