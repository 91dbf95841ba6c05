"""The unit's leading posts, and what it confirms about secondment: yes or no, never why (rules.md B6)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from curriculum.clock.time import today
from portal.exemption_form import ConfirmationForm
from portal.unit.units import Desk, unit_page
from training.errors import NoRegulatedValue, TrainingError
from training.models import Person, PostingRule, SecondmentConfirmation
from training.pipeline.posts.posts import posts_on
from training.rotation.eligibility.records import confirm_exemption
from training.rotation.term import months_after

PER_PAGE = 20


@require_GET
@unit_page
def posts(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who holds each leading post today, since when and until when; which are vacant."""
    gap, rows = "", []
    try:
        rows = posts_on(today(), [desk.unit.pk])
    except NoRegulatedValue as refusal:
        gap = str(refusal)
    context = {"rows": rows, "gap": gap, "day": today(), "vacant": sum(row.is_vacant for row in rows)}
    return render(request, "portal/unit/posts.html", context)


@require_GET
@unit_page
def exemptions(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Those whom the exemption may concern, with what the unit confirmed last."""
    rows = _concerned(desk)
    is_waiting = request.GET.get("show") == "waiting"
    guard = PostingRule.objects.valid_on(today()).filter(kind=PostingRule.Kind.SECONDMENT_GUARD).first()
    fresh_from = months_after(today(), -guard.parameters["months"]) if guard else None
    if is_waiting and fresh_from:
        rows = rows.filter(Q(confirmed_on__isnull=True) | Q(confirmed_on__lt=fresh_from))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "is_waiting": is_waiting, "guard": guard, "fresh_from": fresh_from}
    return render(request, "portal/unit/exemptions.html", context)


@unit_page
def exemption(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    person = get_object_or_404(_concerned(desk), pk=pk)
    form = ConfirmationForm(request.POST or None, initial={"confirmed_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            confirm_exemption(person, **form.cleaned_data, by=request.user)
        except TrainingError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Confirmed for %(person)s.") % {"person": person})
            return redirect("unit:exemptions")
    context = {"person": person, "form": form}
    return render(request, "portal/unit/exemption.html", context, status=422 if form.errors else 200)


def _concerned(desk: Desk) -> QuerySet[Person]:
    """People of the unit but men, with the last confirmation about each."""
    said = SecondmentConfirmation.objects.filter(person=OuterRef("pk")).order_by("-confirmed_on", "-pk")
    people = Person.objects.holding_office_in([desk.unit]).exclude(sex=Person.Sex.MALE)
    return people.annotate(
        confirmed_on=Subquery(said.values("confirmed_on")[:1]), is_exempt=Subquery(said.values("is_exempt")[:1])
    ).in_name_order()
