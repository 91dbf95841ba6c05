"""Sending people to one class: whom, in which order, what became of it, who goes instead of whom."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from curriculum.clock.time import today
from portal.access import check
from portal.unit import queries
from portal.unit.exports import nominations_workbook
from portal.unit.forms import CandidateFilter
from portal.unit.units import Desk, unit_page
from training.access.services import record_export
from training.errors import InvalidInput, TrainingError
from training.models import Nomination, Person, TrainingClass
from training.nominations.models import merged_into
from training.nominations.services import (
    nominate,
    order_nominations,
    replace_nominee,
    replace_until,
    withdraw_nomination,
)
from training.nominations.services.replacing import REPLACEABLE, not_asked_of
from training.nominations.stages import needs_approval

PER_PAGE = 25
SUGGESTED = 5
Status = Nomination.Status
_UNDECIDED = (Status.SUBMITTED, Status.RETURNED, Status.DRAFT)
_OVER = (Status.REJECTED, Status.WITHDRAWN)


@require_GET
@unit_page
def training_class(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    visible = TrainingClass.objects.visible_to(request.user).select_related("organiser", "programme", "plan_item__plan")
    held = get_object_or_404(queries.with_quota(visible, desk.unit), pk=pk)
    known = list(_known_of(desk, held).order_by("priority", "pk"))
    nominations = [row for row in known if row.is_ours]
    if request.GET.get("format") == "xlsx":
        words = {"unit": desk.unit, "class": held.code}
        record_export(_("Nominations of %(unit)s, class %(class)s") % words, count=len(nominations), by=request.user)
        return nominations_workbook(held, desk.unit, nominations)
    takes = held.accepts_nominations and today() <= held.nominate_until
    form = CandidateFilter(request.GET)
    standing = [row for row in nominations if row.status not in _OVER]
    anybodys = [row for row in known if row.status not in _OVER]
    found = queries.candidates(desk.unit, held, standing, **form.choice(), listed=takes, standing=anybodys)
    form.offer_titles(found.titles)
    for row in standing:
        row.moved = found.moved[row.pk]
    undecided = [row for row in nominations if row.status in _UNDECIDED]
    last_day = replace_until(held)
    context = {
        "training_class": held,
        "nominations": standing,
        "over": [row for row in nominations if row.status in _OVER],
        "undecided": {row.pk for row in undecided},
        "first": undecided[0] if undecided else None,
        "last": undecided[-1] if undecided else None,
        "form": form,
        "takes": takes,
        "replaces": held.accepts_nominations and today() <= last_day,
        "replace_until": last_day,
        "replaceable": REPLACEABLE,
        "two_stages": needs_approval(held),
        "page": Paginator(found.candidates, PER_PAGE).get_page(request.GET.get("page")),
        "suggested": [one for one in found.candidates if one.obligation and one.eligible][:SUGGESTED],
        "eligible": sum(candidate.eligible for candidate in found.candidates),
        "left": held.left if held.quota is not None else None,
    }
    return render(request, "portal/unit/class.html", context)


@require_POST
@unit_page
def send(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Nominate the people chosen, in the order of the list."""
    held = _visible_class(request, pk)
    keys = _keys(request, "person")
    chosen = Person.objects.holding_office_in([desk.unit]).in_bulk(keys)
    done = 0
    for person in (chosen[key] for key in dict.fromkeys(keys) if key in chosen):
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
def order(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Put the undecided nominations of a class in the order in which they were dragged."""
    held = _visible_class(request, pk)
    by_key = {row.pk: row for row in _undecided_of(desk, held)}
    rows = [by_key[key] for key in _keys(request, "nomination") if key in by_key]
    if _tell_refusal(request, lambda: order_nominations(held, desk.unit, rows, by=request.user)):
        messages.success(request, _("The order of priority was kept."))
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


@unit_page
def replace(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Send somebody else of the unit with the same place: the choice and the reason on one page."""
    nomination = _own_nomination(desk, pk)
    check(request, "training.withdraw_nomination", nomination)
    held = nomination.training_class
    context = {"nomination": nomination, "reason": request.POST.get("reason", ""), "refusal": ""}
    context["chosen"] = next(iter(_keys(request, "person")), None)
    if request.method == "POST":
        person = Person.objects.holding_office_in([desk.unit]).filter(pk=context["chosen"]).first()
        try:
            if person is None:
                raise InvalidInput(_("Choose who goes instead."))
            new = replace_nominee(nomination, person, unit=desk.unit, reason=context["reason"], by=request.user)
        except TrainingError as refusal:
            context["refusal"] = str(refusal)
        else:
            words = {"new": new.person.full_name, "old": nomination.person.full_name}
            messages.success(request, _("%(new)s goes in the place of %(old)s.") % words)
            return redirect("unit:class", pk=held.pk)
    found = queries.candidates(
        desk.unit,
        held,
        [nomination],
        words=request.GET.get("q", ""),
        not_asked=lambda finding: not_asked_of(nomination, finding),
    )
    context |= {
        "candidates": [candidate for candidate in found.candidates if candidate.eligible],
        "words": request.GET.get("q", ""),
        "replace_until": replace_until(held),
    }
    return render(request, "portal/unit/replace.html", context, status=422 if context["refusal"] else 200)


def _visible_class(request: HttpRequest, pk: int) -> TrainingClass:
    return get_object_or_404(TrainingClass.objects.visible_to(request.user), pk=pk)


def _answered_for(desk: Desk) -> Q:
    return Q(unit=desk.unit) | Q(unit__in=merged_into([desk.unit.pk]))


def _known_of(desk: Desk, held: TrainingClass):
    """Nominations of the class by the unit or units merged into it (``is_ours``), and of its people by others."""
    ours, its_people = _answered_for(desk), Q(person__in=Person.objects.holding_office_in([desk.unit]))
    return (
        Nomination.objects.filter(ours | its_people, training_class=held)
        .annotate(is_ours=ExpressionWrapper(ours, BooleanField()))
        .select_related("person", "unit", "bloc", "decision", "replaced_by__person", "replaces__person")
    )


def _own_nomination(desk: Desk, pk: int) -> Nomination:
    rows = Nomination.objects.filter(_answered_for(desk))
    rows = rows.select_related("person", "training_class__plan_item__plan", "unit", "bloc")
    return get_object_or_404(rows, pk=pk)


def _undecided_of(desk: Desk, held: TrainingClass):
    rows = Nomination.objects.filter(training_class=held, unit=desk.unit, status__in=_UNDECIDED)
    return rows.order_by("priority", "pk")


def _keys(request: HttpRequest, name: str) -> list[int]:
    """The keys sent under a name; what is no number is nobody's key."""
    return [int(key) for key in request.POST.getlist(name) if key.isdecimal()]


def _tell_refusal(request: HttpRequest, act) -> bool:
    """Do it; where it is refused, say why. Whether it was done."""
    try:
        act()
    except TrainingError as refusal:
        messages.error(request, str(refusal))
        return False
    return True
