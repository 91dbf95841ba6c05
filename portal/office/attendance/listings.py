"""Requests for leave, and learners who come near the limit of absences."""

from django.db.models import F
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from curriculum.vietnamese.text import fold
from portal.office.base import OfficeListing
from portal.office.tables import ActColumn, StateColumn
from training.attendance.absences import Limits, absence_of, at_risk
from training.models import Enrolment, LeaveRequest, TrainingClass


def _days(row: LeaveRequest) -> str:
    return ", ".join(f"{meeting.date:%d/%m} {meeting.get_slot_display()}" for meeting in row.meetings.all())


class LeaveFilter(WagtailFilterSet):
    class Meta:
        model = LeaveRequest
        fields = ["status", "kind"]


class LeaveListing(OfficeListing):
    permission = "training.see_leave_requests"
    model = LeaveRequest
    page_title = _("Requests for leave")
    header_icon = "doc-full"
    verbose_name_plural = _("requests for leave")
    default_ordering = "-submitted_at"
    filterset_class = LeaveFilter
    search_fields = ["enrolment__person__search_name", "enrolment__training_class__code"]
    list_export = ["enrolment.person.full_name", "enrolment.training_class.code", "kind", "submitted_at", "status"]
    export_filename = "don-xin-nghi"
    columns = [
        TitleColumn(
            "person",
            label=_("Person"),
            accessor="enrolment.person",
            url_name="office:leave_decide",
            sort_key="enrolment__person__sort_key",
        ),
        Column(
            "class", label=_("Class"), accessor="enrolment.training_class.code", sort_key="enrolment__training_class"
        ),
        Column("kind", label=_("Kind of reason"), accessor="get_kind_display", sort_key="kind"),
        Column("meetings", label=_("Meetings"), accessor=_days),
        Column(
            "submitted_at",
            label=_("Submitted"),
            accessor=lambda row: date_format(localtime(row.submitted_at), "SHORT_DATETIME_FORMAT"),
            sort_key="submitted_at",
        ),
        StateColumn("status", label=_("State"), sort_key="status"),
    ]

    def get_base_queryset(self):
        rows = LeaveRequest.objects.visible_to(self.request.user)
        return rows.select_related("enrolment__person", "enrolment__training_class").prefetch_related("meetings")

    def search_queryset(self, queryset):
        for word in fold(self.search_query).split() if self.is_searching else ():
            queryset = queryset.filter(enrolment__person__search_name__contains=word)
        return queryset


def _said(row: Enrolment) -> str:
    return str(_("over the limit")) if absence_of(row, Limits.on()).level == "over" else str(_("near the limit"))


def _left(row: Enrolment) -> int:
    return absence_of(row, Limits.on()).left


def _share(row: Enrolment) -> str:
    return f"{row.share:.0f} %"


class RiskListing(OfficeListing):
    """Learners of running classes from whom on the warning is due; the share is of all periods of the class."""

    permission = "portal.see_classes"
    model = Enrolment
    page_title = _("Learners at risk by absences")
    header_icon = "warning"
    verbose_name_plural = _("learners at risk")
    default_ordering = "-share"
    search_fields = ["person__search_name", "training_class__code"]
    list_export = [
        "person.full_name",
        "unit.name",
        "training_class.code",
        "missed",
        "excused",
        "total",
        "share",
    ]
    export_filename = "hoc-vien-co-nguy-co"
    columns = [
        ActColumn(
            "person",
            label=_("Person"),
            permission="training.view_person",
            get_url=lambda row: reverse("office:person", args=[row.person_id]),
            sort_key="person__sort_key",
        ),
        Column("unit", label=_("Unit"), sort_key="unit__sort_key"),
        Column(
            "class",
            label=_("Class"),
            accessor="training_class.code",
            sort_key="training_class__code",
            classname="office-code office-code--second",
        ),
        Column(
            "missed", label=_("Periods missed"), accessor=lambda row: f"{row.missed}/{row.total}", sort_key="missed"
        ),
        Column("share", label=_("Share"), accessor=_share, sort_key="share"),
        Column("excused", label=_("Periods excused"), sort_key="excused"),
        Column("left", label=_("May still miss"), accessor=_left),
        Column("level", label=_("State"), accessor=_said),
    ]

    def get_base_queryset(self):
        seen = TrainingClass.objects.visible_to(self.request.user).values("pk")
        rows = at_risk(Enrolment.objects.filter(training_class__in=seen), Limits.on())
        return rows.annotate(share=F("missed") * 100.0 / F("total")).select_related("person", "unit", "training_class")

    def search_queryset(self, queryset):
        for word in fold(self.search_query).split() if self.is_searching else ():
            queryset = queryset.filter(person__search_name__contains=word)
        return queryset
