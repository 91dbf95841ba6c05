"""What the Committee changes of a wave: plan, calendar, documents, quotas, late offers and officials, decisions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views import View

from wagtail.admin import messages

from curriculum.clock.time import today
from portal.office.base import REFUSALS, OfficeForm, PermissionByName
from portal.office.postings.pages import PostingChange
from portal.office.waves import forms
from portal.wave_forms import BecauseForm
from training.models import RotationWave, Step, WaveCandidate, WaveDocument, WaveOffer
from training.rotation.matching.decisions import decide, places_to_decide, usual_terms, withdraw_decision
from training.rotation.term import months_after
from training.rotation.waves import planning
from training.rotation.waves.forwarding import put_forward, withdraw_candidate
from training.rotation.waves.offering import offer_post, withdraw_offer
from training.rotation.waves.planning import steps_without_document
from training.rotation.waves.secrecy import secrecy_on


class PlanWaves(OfficeForm):
    permission = "training.plan_wave"
    template_name = "portal/office/change.html"
    form_class = forms.PlanForm
    page_title = _("Plan waves")
    parents = [("office:waves", _("Waves"))]
    submit_label = _("Make the plan")
    success_message = _("The plan and its waves were made; every date can be changed.")

    def get_initial(self):
        first = RotationWave.objects.order_by("-reference_date").values_list("reference_date", flat=True).first()
        return {"first_reference": months_after(first, 6) if first else today()}

    def perform(self, form):
        given = {name: value for name, value in form.cleaned_data.items() if name != "no_secrets"}
        return planning.make_plan(**given, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:waves")

    def get_context_data(self, **kwargs):
        note = _(
            "Four waves in two years, one every six months, as the regulated values say. A wave that has the same "
            "reference date joins the plan. The plan states need, area, policies and placement (170/2025, Art. 45)."
        )
        return super().get_context_data(consequence=note, back=reverse("office:waves"), **kwargs)


class WaveChange(OfficeForm):
    """A form about one wave; ``back_to`` is the page of the wave it comes from."""

    permission = "training.plan_wave"
    template_name = "portal/office/change.html"
    parents = [("office:waves", _("Waves"))]
    back_to = "office:wave"
    consequence = ""

    @cached_property
    def wave(self) -> RotationWave:
        return get_object_or_404(RotationWave, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.wave.name

    def get_success_url(self) -> str:
        return reverse(self.back_to, args=[self.wave.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(consequence=self.consequence, back=self.get_success_url(), **kwargs)


class ChangeCalendar(WaveChange):
    form_class = forms.CalendarForm
    page_title = _("Calendar of the wave")
    submit_label = _("Save")
    success_message = _("The calendar was saved; the units see it at once.")

    def get_initial(self):
        usual = planning.calendar_of(self.wave.reference_date)
        dates = {name: getattr(self.wave, name) or usual[name] for name in planning.DATES}
        return dates | {"name": self.wave.name, "reference_date": self.wave.reference_date}

    def perform(self, form):
        return planning.change_wave(self.wave, **form.cleaned_data, by=self.request.user)


class RecordDocument(WaveChange):
    form_class = forms.DocumentForm
    page_title = _("Record a document of the wave")
    submit_label = _("Record")
    success_message = _("Number and date were recorded.")
    consequence = _(
        "Only number and date are kept, never the text. The five steps go in their order (170/2025, Art. 46)."
    )

    def get_initial(self):
        lacking = steps_without_document(self.wave, before=Step.DECISION)
        step = self.request.GET.get("step")
        return {"step": step if step in Step.values else (lacking or [Step.DECISION])[0], "dated_on": today()}

    def perform(self, form):
        given = form.cleaned_data
        return planning.record_document(
            self.wave, step=given["step"], number=given["number"], dated_on=given["dated_on"], by=self.request.user
        )


class SetQuotas(WaveChange):
    template_name = "portal/office/waves/quotas.html"
    form_class = forms.QuotasForm
    page_title = _("Quotas by bloc and kind of movement")
    submit_label = _("Save the quotas")
    success_message = _("The quotas were saved.")
    consequence = _(
        "The most officials of each bloc by each kind of movement. Where any number is given, an empty field means "
        "nobody; where all are empty, there is no limit."
    )

    def get_initial(self):
        return {f"quota-{row.bloc_id}-{row.kind}": row.places for row in self.wave.quotas.all()}

    def perform(self, form):
        return planning.set_quotas(self.wave, form.quotas, by=self.request.user)


class OfferPost(WaveChange):
    form_class = forms.OfficeOfferForm
    page_title = _("Enter a post for a unit")
    submit_label = _("Enter the post")
    success_message = _("The post was entered.")
    back_to = "office:wave_offers"

    def perform(self, form):
        return offer_post(self.wave, **form.facts, by=self.request.user)


class ForwardOfficial(WaveChange):
    form_class = forms.OfficeForwardForm
    page_title = _("Enter an official for a unit")
    submit_label = _("Enter the official")
    success_message = _("The official was entered.")
    back_to = "office:wave_people"

    def get_form_kwargs(self):
        hosts = list(self.wave.offers.standing().values_list("unit", flat=True))
        return super().get_form_kwargs() | {"hosts": hosts}

    def perform(self, form):
        return put_forward(self.wave, **form.facts, by=self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"consequence": secrecy_on().sentence}


class WithdrawOffer(WaveChange):
    form_class = BecauseForm
    page_title = _("Take an offer back")
    submit_label = _("Take it back")
    success_message = _("The offer was taken back.")
    back_to = "office:wave_offers"

    @cached_property
    def offer(self) -> WaveOffer:
        seen = WaveOffer.objects.visible_to(self.request.user).standing().select_related("wave", "unit", "title")
        return get_object_or_404(seen, pk=self.kwargs["pk"])

    @cached_property
    def wave(self) -> RotationWave:
        return self.offer.wave

    def get_page_subtitle(self) -> str:
        return str(self.offer)

    def perform(self, form):
        return withdraw_offer(self.offer, **form.cleaned_data, by=self.request.user)


class WithdrawCandidate(WaveChange):
    form_class = BecauseForm
    page_title = _("Take an official back")
    submit_label = pgettext_lazy("wave", "Take back")
    success_message = _("The official was taken back and is free for another wave.")
    back_to = "office:wave_people"

    @cached_property
    def candidate(self) -> WaveCandidate:
        seen = WaveCandidate.objects.visible_to(self.request.user).standing()
        return get_object_or_404(seen.select_related("wave", "person", "sending_unit"), pk=self.kwargs["pk"])

    @cached_property
    def wave(self) -> RotationWave:
        return self.candidate.wave

    def get_page_subtitle(self) -> str:
        return str(self.candidate)

    def perform(self, form):
        return withdraw_candidate(self.candidate, **form.cleaned_data, by=self.request.user)


class DecideWave(WaveChange):
    permission = "training.match_wave"
    template_name = "portal/office/waves/decide.html"
    form_class = forms.DecideForm
    page_title = _("Record the decision")
    submit_label = _("Record the decision and the postings")
    success_message = _("The decision was recorded; each official has a posting with its calendar.")

    @cached_property
    def places(self):
        seen = WaveCandidate.objects.visible_to(self.request.user)
        return list(places_to_decide(self.wave).filter(candidate__in=seen))

    def get_form_kwargs(self):
        kinds = sorted({place.candidate.kind for place in self.places})
        usual = usual_terms(self.wave.effective_on or today())
        return super().get_form_kwargs() | {"kinds": kinds, "usual": usual}

    def get_initial(self):
        return {"decision_on": today(), "effective_on": max(self.wave.effective_on or today(), today())}

    def perform(self, form):
        given = form.cleaned_data
        names = ("decision_number", "decision_on", "signer_title", "effective_on", "exception_decision")
        facts = {name: given[name] for name in names}
        return decide(self.wave, **facts, terms=form.terms, by=self.request.user)

    def get_context_data(self, **kwargs):
        lacking = [str(Step(one).label) for one in steps_without_document(self.wave, before=Step.DECISION)]
        return super().get_context_data(places=self.places, lacking=lacking, **kwargs)


class WithdrawDecision(PostingChange):
    permission = "training.change_posting"
    form_class = forms.WithdrawDecisionForm
    page_title = _("Withdraw the decision")
    submit_label = _("Withdraw the decision")
    success_message = _("The decision was withdrawn; the posting ended without effect.")
    consequence = _(
        "The posting ends as if it had not been: its forms are no longer due, mentorships end. The official is free "
        "for the wave again and the post is open. The decision stays readable with the one that withdrew it."
    )

    def get_initial(self):
        return {"decision_on": today()}

    def perform(self, form):
        return withdraw_decision(self.posting, **form.cleaned_data, by=self.request.user)


class _Button(PermissionByName, View):
    """A button of the pages of a wave."""

    permission = "training.plan_wave"
    http_method_names = ["post"]
    back_to = "office:wave"
    success_message = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        wave = get_object_or_404(RotationWave, pk=pk)
        try:
            self.change(wave)
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, self.success_message)
        return redirect(self.back_to, pk=wave.pk)


class AnnounceWave(_Button):
    success_message = _("The units are called on: they see the wave with its dates.")

    def change(self, wave: RotationWave) -> None:
        planning.announce_wave(wave, by=self.request.user)


class CloseWave(_Button):
    success_message = _("The wave is closed.")

    def change(self, wave: RotationWave) -> None:
        planning.close_wave(wave, by=self.request.user)


class RemoveDocument(PermissionByName, View):
    permission = "training.plan_wave"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        document = get_object_or_404(WaveDocument, pk=pk)
        planning.remove_document(document, by=request.user)
        messages.success(request, gettext("The document was taken off the list."))
        return redirect("office:wave", pk=document.wave_id)
