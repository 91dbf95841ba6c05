"""Waves at the unit's desk: posts the unit offers, officials it puts forward, what became of both."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from curriculum.clock.time import today
from portal.unit.units import Desk, unit_page
from portal.wave_forms import BecauseForm, ForwardForm, OfferForm
from training.errors import TrainingError
from training.models import Person, RotationWave, WaveCandidate, WaveOffer
from training.rotation.waves.forwarding import bloc_of, put_forward, withdraw_candidate
from training.rotation.waves.offering import CALLED, offer_post, withdraw_offer
from training.rotation.waves.secrecy import secrecy_on

PER_PAGE = 20


@require_GET
@unit_page
def waves(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The waves for which units are called on, and those of the past in which the unit had a part."""
    mine = WaveOffer.objects.filter(unit=desk.unit).values("wave")
    sent = WaveCandidate.objects.filter(sending_unit=desk.unit).values("wave")
    rows = RotationWave.objects.filter(offers_from__isnull=False)
    called = rows.filter(status__in=CALLED, decide_by__gte=today()).order_by("reference_date")
    past = (rows.filter(pk__in=mine) | rows.filter(pk__in=sent)).exclude(pk__in=called.values("pk"))
    page = Paginator(past.distinct().order_by("-reference_date"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"called": list(called), "page": page, "secrecy": secrecy_on(), "day": today()}
    return render(request, "portal/unit/waves/waves.html", context)


@require_GET
@unit_page
def wave(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    this = _known(pk)
    offers = WaveOffer.objects.filter(wave=this, unit=desk.unit).select_related("title")
    people = WaveCandidate.objects.filter(wave=this, sending_unit=desk.unit)
    related = people.select_related("person", "bloc", "place__posting__host_unit").prefetch_related("wishes__unit")
    day, is_called = today(), this.status in CALLED
    secrecy = secrecy_on()
    context = {
        "wave": this,
        "offers": list(offers.order_by("withdrawn_at", "title__order")),
        "people": list(related.order_by("person__sort_key")),
        "secrecy": secrecy,
        "takes_offers": is_called and this.offers_from <= day <= this.offers_until,
        "takes_people": is_called and day <= this.forward_until and secrecy.keeps_people,
    }
    return render(request, "portal/unit/waves/wave.html", context)


@unit_page
def offer(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    this = _known(pk)
    form = OfferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            offer_post(this, unit=desk.unit, **form.facts, by=request.user)
        except TrainingError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The post is offered; the Committee sees it with your reason."))
            return redirect("unit:wave", pk=this.pk)
    context = {"wave": this, "form": form}
    return render(request, "portal/unit/waves/offer.html", context, status=422 if form.errors else 200)


@unit_page
def forward(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """First the official is found among the people of the unit, then what is to be said of him."""
    this, secrecy = _known(pk), secrecy_on()
    person = _chosen(request, desk)
    hosts = list(this.offers.standing().values_list("unit", flat=True))
    form = ForwardForm(request.POST or None, hosts=[unit for unit in hosts if unit != desk.unit.pk])
    if person is not None:
        form.begin_with(bloc_of(person, desk.unit))
    if request.method == "POST" and person is not None and form.is_valid():
        try:
            put_forward(this, person, unit=desk.unit, **form.facts, by=request.user)
        except TrainingError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(person)s is put forward.") % {"person": person})
            return redirect("unit:wave", pk=this.pk)
    words = request.GET.get("q", "")
    found = Person.objects.holding_office_in([desk.unit]).matching(words).in_name_order()
    page = None if person else Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"wave": this, "person": person, "form": form, "page": page, "words": words, "secrecy": secrecy}
    is_wrong = request.method == "POST"
    return render(request, "portal/unit/waves/forward.html", context, status=422 if is_wrong else 200)


@unit_page
def offer_withdraw(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    row = get_object_or_404(WaveOffer.objects.standing().select_related("wave", "unit"), pk=pk, unit=desk.unit)
    return _take_back(
        request, row.wave, str(row.title), lambda because: withdraw_offer(row, because=because, by=request.user)
    )


@unit_page
def candidate_withdraw(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    rows = WaveCandidate.objects.standing().select_related("wave", "person", "sending_unit")
    row = get_object_or_404(rows, pk=pk, sending_unit=desk.unit)
    return _take_back(
        request, row.wave, str(row.person), lambda because: withdraw_candidate(row, because=because, by=request.user)
    )


def _take_back(request: HttpRequest, this: RotationWave, what: str, change) -> HttpResponse:
    form = BecauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change(form.cleaned_data["because"])
        except TrainingError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Taken back."))
            return redirect("unit:wave", pk=this.pk)
    context = {"wave": this, "what": what, "form": form}
    return render(request, "portal/unit/waves/take_back.html", context, status=422 if form.errors else 200)


def _known(pk: int) -> RotationWave:
    """A wave for which the units were called on once."""
    this = get_object_or_404(RotationWave, pk=pk, offers_from__isnull=False)
    if this.status == RotationWave.Status.PLANNING:
        raise Http404
    return this


def _chosen(request: HttpRequest, desk: Desk) -> Person | None:
    key = request.POST.get("person") or request.GET.get("person") or ""
    if not key.isdecimal():
        return None
    return Person.objects.holding_office_in([desk.unit]).filter(pk=key).first()
