"""How certificates look: the designs in use, their versions, and a new version drawn live on real data."""

from base64 import b64encode

import django_filters

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from certificates.designs.services import EMBLEM_BYTES, WORDING, draw_emblem, revise_design
from certificates.errors import InvalidInput
from certificates.models import Certificate, CertificateKind, Design
from certificates.register.facts import NO_COURSE, design_facts, institution_facts
from certificates.rendering.faces import SHEETS, Face
from certificates.rendering.services import document_context, drawn_code
from curriculum.clock.time import today
from portal.office.base import OfficeListing, OfficePage, PermissionByName
from portal.office.certificates.changes import Change
from portal.office.tables import DayColumn

DESIGNS = [("office:designs", _("Designs"))]


class DesignForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For the office; it is not printed."))
    heading = forms.CharField(label=_("Heading"), max_length=120)
    certifies = forms.CharField(label=_("Who certifies"), max_length=200)
    completion_text = forms.CharField(label=_("Sentence before the programme's name"), max_length=200)
    number_label = forms.CharField(label=_("Words before the register number"), max_length=60)
    frame = forms.ChoiceField(label=_("Frame"), choices=Design.Frame, widget=forms.RadioSelect)
    paper = forms.ChoiceField(label=_("Size of the paper"), choices=Design.Paper, widget=forms.RadioSelect)
    emblem = forms.FileField(
        label=_("Emblem"), required=False, help_text=_("PNG or JPEG, at most 2 MB. Empty: as it stands.")
    )
    show_band = forms.BooleanField(label=_("Show the classification"), required=False)


class DesignFilter(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=CertificateKind.choices)

    class Meta:
        model = Design
        fields: list[str] = []


class DesignListing(OfficeListing):
    permission = "certificates.view_register"
    model = Design
    page_title = _("Designs")
    header_icon = "image"
    verbose_name_plural = _("designs")
    default_ordering = ("code", "-version")
    filterset_class = DesignFilter
    search_fields = ["name", "heading", "code"]
    list_export = ["code", "version", "name", "kind", "heading", "certifies", "paper", "frame", "is_current"]
    export_filename = "mau-chung-chi"
    columns = [
        TitleColumn("name", label=_("Name"), url_name="office:design", sort_key="name"),
        Column("kind", label=_("Kind"), accessor=lambda design: CertificateKind(design.kind).label),
        Column("institution", label=_("Institution"), accessor="institution.name"),
        Column("version", label=_("Version"), accessor="version", sort_key="version"),
        Column(
            "is_current", label=_("State"), accessor=lambda design: _("in use") if design.is_current else _("earlier")
        ),
        DayColumn("made_at", label=_("Made on")),
    ]

    def get_base_queryset(self):
        return Design.objects.select_related("institution")


def design_or_404(pk: int) -> Design:
    return get_object_or_404(Design.objects.select_related("institution", "made_by"), pk=pk)


class DesignPage(OfficePage):
    """One version as it is printed, the versions beside it, and how many certificates carry it."""

    permission = "certificates.view_register"
    template_name = "portal/office/certificates/design.html"
    parents = DESIGNS
    header_icon = "image"

    def get_context_data(self, **kwargs):
        design = design_or_404(self.kwargs["pk"])
        self.page_title = str(design)
        return super().get_context_data(
            design=design,
            kind=CertificateKind(design.kind).label,
            versions=Design.objects.filter(code=design.code).select_related("made_by"),
            issued=Certificate.objects.filter(design=design).count(),
            may_change=design.is_current and self.request.user.has_perm("certificates.change_design"),
            **kwargs,
        )


class ReviseDesign(Change):
    """The next version; what is typed is drawn beside the form on the facts of a certificate that was issued."""

    permission = "certificates.change_design"
    template_name = "portal/office/certificates/design_form.html"
    form_class = DesignForm
    page_title = _("New version of a design")
    parents = DESIGNS
    submit_label = _("Use this version from now on")
    success_message = _("The new version is in use. What was issued keeps the version it was printed with.")
    consequence = _("Lists prepared before keep their version. Nothing that was issued changes by a letter.")

    @cached_property
    def design(self) -> Design:
        return design_or_404(self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.design)

    def get_initial(self):
        return {name: getattr(self.design, name) for name in WORDING}

    def perform(self, form):
        emblem = form.cleaned_data["emblem"]
        content = emblem.read() if emblem else None
        return revise_design(self.design, form.cleaned_data, emblem=content, by=self.request.user)

    def get_success_url(self) -> str:
        made = getattr(self, "result", None) or self.design
        return reverse("office:design", args=[made.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(design=self.design, **kwargs)


class PreviewDesign(PermissionByName, View):
    """The face in a frame: as it stands (GET), or with what is typed in the form (POST). Nothing is kept."""

    permission = "certificates.view_register"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.draw(request, design_or_404(pk), {})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        typed = {name: request.POST[name][:200] for name in WORDING if name in request.POST}
        typed["show_band"] = "show_band" in request.POST
        if typed.get("frame") not in Design.Frame.values:
            typed.pop("frame", None)
        chosen = request.FILES.get("emblem")
        try:
            emblem = draw_emblem(chosen.read(EMBLEM_BYTES + 1)) if chosen else b""
        except InvalidInput as refusal:
            return render(request, "certificates/documents/faces.html", {"sheets": SHEETS, "refusal": refusal})
        return self.draw(request, design_or_404(pk), typed, emblem)

    def draw(self, request: HttpRequest, design: Design, typed: dict, emblem: bytes = b"") -> HttpResponse:
        facts, day = real_facts(design)
        drawn = {**facts, "design": {**design_facts(design), **typed}, "institution": institution_facts(design)}
        blank = Face(drawn, day)
        face = document_context(blank, qr=drawn_code(blank, is_preview=True))
        if emblem:
            face["emblem"] = f"data:image/png;base64,{b64encode(emblem).decode()}"
        return render(request, "certificates/documents/faces.html", {"sheets": SHEETS, "faces": [face]})


def real_facts(design: Design):
    """The facts of the newest certificate of the design, or of its kind; made up where none was issued yet."""
    newest_first = Certificate.objects.order_by("-issued_on", "-pk")
    newest = newest_first.filter(design__code=design.code).first() or newest_first.filter(kind=design.kind).first()
    if newest is not None:
        return newest.facts, newest.issued_on
    day = today().isoformat()
    holder = {"name": "Nguyễn Thị Mai", "sex": "female", "birth_date": "1988-04-12", "position": "", "unit": ""}
    course = {**NO_COURSE, "programme": "Tên chương trình hoặc nội dung ghi nhận", "opens_on": day, "closes_on": day}
    signatory = {"name": "Trần Quốc Việt", "title": "Hiệu trưởng", "capacity": "direct", "on_behalf_of": ""}
    return {
        "holder": holder,
        "course": course,
        "decision": {"number": "…/QĐ", "date": day},
        "signatory": signatory,
    }, today()
