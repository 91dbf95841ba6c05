"""The registrar's lists: the register, classes due, issues under way, register books."""

import django_filters

from django.db.models import Count, F, Q
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from certificates.models import Certificate, CertificateKind, CertificateRegister, IssueBatch
from certificates.register.queries import classes_due
from curriculum.models import ProgrammePage
from portal.office.base import OfficeListing
from portal.office.tables import DayColumn, StateColumn
from training.access.services import record_export
from training.models import TrainingClass


class CertificateFilter(WagtailFilterSet):
    year = django_filters.NumberFilter(label=_("Year"), field_name="register__year")
    programme = django_filters.ModelChoiceFilter(
        label=_("Programme"),
        field_name="enrolment__training_class__programme",
        queryset=ProgrammePage.objects.order_by("code"),
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=CertificateKind.choices)

    class Meta:
        model = Certificate
        fields = ["status", "kind", "year", "programme"]


class CertificateListing(OfficeListing):
    permission = "certificates.view_register"
    model = Certificate
    page_title = _("Register of certificates")
    header_icon = "list-ul"
    verbose_name_plural = _("certificates")
    default_ordering = ("-issued_on", "-number")
    filterset_class = CertificateFilter
    list_export = [
        "register_number",
        "facts.holder.name",
        "facts.holder.birth_date",
        "facts.holder.position",
        "facts.holder.unit",
        "facts.course.programme",
        "facts.course.class_code",
        "facts.course.band_text",
        "facts.decision.number",
        "issued_on",
        "status",
        "verification_code",
    ]
    export_headings = {
        "register_number": _("Register number"),
        "facts.holder.name": _("Full name"),
        "facts.holder.birth_date": _("Date of birth"),
        "facts.holder.position": _("Office held"),
        "facts.holder.unit": _("Unit"),
        "facts.course.programme": _("Programme"),
        "facts.course.class_code": _("Class"),
        "facts.course.band_text": _("Classification"),
        "facts.decision.number": _("Decision"),
        "verification_code": _("Look-up code"),
    }
    export_filename = "so-cap-chung-chi"
    columns = [
        TitleColumn(
            "register_number",
            label=_("Register number"),
            url_name="office:certificate",
            sort_key="number",
            classname="office-number",
        ),
        Column("name", label=_("Full name"), accessor="facts.holder.name", sort_key="person__sort_key"),
        Column("unit", label=_("Unit"), accessor="facts.holder.unit"),
        Column("programme", label=_("Programme"), accessor="facts.course.programme"),
        DayColumn("issued_on", label=_("Date of issue"), sort_key="issued_on"),
        StateColumn("status", label=_("State"), sort_key="status"),
    ]

    def get_base_queryset(self):
        return Certificate.objects.visible_to(self.request.user)

    @property
    def show_export_buttons(self) -> bool:
        return self.request.user.has_perm("certificates.export_register")

    def as_spreadsheet(self, queryset, spreadsheet_format):
        """Taking the register out is for those who may, and is remembered."""
        user = self.request.user
        if not user.has_perm("certificates.export_register"):
            raise Http404
        count = queryset.count()
        record_export("certificates.register", count=count, by=user)
        newest = CertificateRegister.objects.first()
        if newest is not None:
            log(newest, "certificates.register.export", user=user, data={"count": count})
        return super().as_spreadsheet(queryset, spreadsheet_format)


class PrepareColumn(TitleColumn):
    """Leads to the preparation of an issue for those who may prepare one; plain words for those who only read."""

    def get_link_url(self, instance, parent_context):
        may_prepare = parent_context["request"].user.has_perm("certificates.prepare_batch")
        return super().get_link_url(instance, parent_context) if may_prepare else None


class DueListing(OfficeListing):
    """Classes whose results are recognised and whose certificates nobody has prepared yet."""

    permission = "certificates.view_register"
    model = TrainingClass
    page_title = _("Due for issue")
    header_icon = "time"
    verbose_name_plural = _("classes")
    default_ordering = "closes_on"
    search_fields = ["code", "name"]
    columns = [
        PrepareColumn(
            "code", label=_("Class"), url_name="office:issue_prepare", sort_key="code", classname="office-code"
        ),
        Column("name", label=_("Name"), sort_key="name"),
        DayColumn("closes_on", label=_("Closes on"), sort_key="closes_on"),
        Column("decision", label=_("Decision"), accessor="recognition.number"),
        Column("passed", label=_("Passed"), sort_key="passed"),
    ]

    def get_base_queryset(self):
        passed = Count("enrolments", filter=Q(enrolments__outcome__is_passed=True), distinct=True)
        return classes_due().annotate(passed=passed)


class IssueFilter(WagtailFilterSet):
    class Meta:
        model = IssueBatch
        fields = ["status"]


class IssueListing(OfficeListing):
    permission = "certificates.view_register"
    model = IssueBatch
    page_title = _("Issues")
    header_icon = "doc-full"
    verbose_name_plural = _("issues of certificates")
    default_ordering = "-prepared_at"
    filterset_class = IssueFilter
    search_fields = ["training_class__code", "training_class__name", "decision_number"]
    columns = [
        TitleColumn(
            "class",
            label=_("Class"),
            accessor="title",
            url_name="office:issue",
            classname="office-code",
        ),
        Column(
            "name",
            label=_("Name"),
            accessor=lambda batch: batch.training_class.name if batch.training_class else batch.citation or "–",
        ),
        Column("count", label=_("Certificates"), accessor=lambda batch: len(batch.lines)),
        DayColumn("issue_on", label=_("Date of issue"), sort_key="issue_on"),
        Column("prepared_by", label=_("Prepared by")),
        Column("approved_by", label=_("Approved by"), accessor=lambda batch: batch.approved_by or "–"),
        StateColumn("status", label=_("State"), sort_key="status"),
    ]

    def get_base_queryset(self):
        return IssueBatch.objects.select_related("training_class", "design", "prepared_by", "approved_by")

    @cached_property
    def header_buttons(self):
        if not self.request.user.has_perm("certificates.prepare_batch"):
            return []
        return [
            HeaderButton(_("Attest mentoring"), url=reverse("office:mentors_prepare"), icon_name="plus"),
            HeaderButton(_("Letters of appreciation"), url=reverse("office:thanks_prepare"), icon_name="plus"),
        ]


class RegisterListing(OfficeListing):
    permission = "certificates.view_register"
    model = CertificateRegister
    page_title = _("Register books")
    header_icon = "folder-open-inverse"
    verbose_name_plural = _("register books")
    default_ordering = "-year"
    is_searchable = False
    columns = [
        TitleColumn(
            "year",
            label=_("Book"),
            accessor="__str__",
            url_name="office:register",
            sort_key="year",
            classname="office-named",
        ),
        Column("institution", label=_("Institution"), accessor="institution.name"),
        Column("last_number", label=_("Last number taken"), sort_key="last_number"),
        DayColumn("closed_at", label=_("Closed on"), sort_key="closed_at"),
    ]

    def get_base_queryset(self):
        return CertificateRegister.objects.select_related("institution").order_by(F("year").desc(), "kind")
