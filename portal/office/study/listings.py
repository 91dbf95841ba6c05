"""Written work of every class at a glance: what is asked, by when, how much of it is in, marked and released."""

import django_filters

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from curriculum.clock.time import now
from portal.office.base import OfficeListing
from portal.office.tables import DayColumn
from training.access.services import record_export
from training.assignments.models import Assignment, Work
from training.models import Enrolment

STATES = [
    ("open", pgettext_lazy("assignment", "open")),
    ("missing", _("deadline passed, not everybody handed in")),
    ("unmarked", _("handed in, not yet marked")),
    ("released", pgettext_lazy("assignment", "released")),
]


MARKED = Q(submissions__markings__isnull=False)


class AssignmentFilter(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="in_state")
    due_at = django_filters.DateFromToRangeFilter(label=_("Deadline"), widget=DateRangePickerWidget)

    class Meta:
        model = Assignment
        fields = ["state", "form", "due_at"]

    def in_state(self, queryset, name, value):
        if value == "open":
            return queryset.filter(due_at__gte=now(), released_at__isnull=True)
        if value == "missing":
            return queryset.filter(due_at__lt=now(), handed_in__lt=F("learners"))
        if value == "unmarked":
            return queryset.filter(marked__lt=F("handed_in"), released_at__isnull=True)
        return queryset.filter(released_at__isnull=False)


def counted(assignments: QuerySet) -> QuerySet:
    """With ``learners``, ``handed_in`` and ``marked``: how many people each assignment is asked of and stands at."""
    works = Work.objects.filter(assignment=OuterRef("pk"), submissions__isnull=False).order_by().values("assignment")
    learners = Enrolment.objects.active().filter(training_class=OuterRef("training_class")).order_by()
    each = {
        "learners": learners.values("training_class").annotate(count=Count("pk")).values("count"),
        "handed_in": works.annotate(count=Count("pk", distinct=True)).values("count"),
        "marked": works.annotate(count=Count("pk", distinct=True, filter=MARKED)).values("count"),
    }
    return assignments.annotate(**{name: Coalesce(Subquery(rows), 0) for name, rows in each.items()})


class AssignmentListing(OfficeListing):
    """Every piece of work given to a class; the names are one step further, on the page of the class."""

    permission = "portal.see_classes"
    model = Assignment
    page_title = _("Written work")
    header_icon = "edit"
    verbose_name_plural = _("assignments")
    default_ordering = "-due_at"
    filterset_class = AssignmentFilter
    search_fields = ["title", "training_class__code", "training_class__name"]
    list_export = [
        "training_class.code",
        "training_class.name",
        "title",
        "get_form_display",
        "due_at",
        "learners",
        "handed_in",
        "marked",
        "released_at",
    ]
    export_filename = "bai-viet"
    columns = [
        TitleColumn(
            "title",
            label=pgettext_lazy("assignment", "Title"),
            get_url=lambda row: reverse("office:class_work", args=[row.training_class_id]),
            sort_key="title",
        ),
        Column("class", label=_("Class"), accessor="training_class.code", sort_key="training_class__code"),
        Column("form", label=pgettext_lazy("assignment", "Form"), accessor="get_form_display", sort_key="form"),
        DayColumn("due_at", label=_("Deadline"), sort_key="due_at"),
        Column("learners", label=pgettext_lazy("how many", "Learners"), sort_key="learners"),
        Column("handed_in", label=pgettext_lazy("how many", "Handed in"), sort_key="handed_in"),
        Column("marked", label=pgettext_lazy("how many", "Marked"), sort_key="marked"),
        DayColumn("released_at", label=pgettext_lazy("assignment", "Released"), sort_key="released_at"),
    ]

    def get_base_queryset(self):
        rows = Assignment.objects.published().visible_to(self.request.user)
        return counted(rows).select_related("training_class")

    def as_spreadsheet(self, queryset, spreadsheet_format):
        record_export(str(self.page_title), count=queryset.count(), by=self.request.user)
        return super().as_spreadsheet(queryset, spreadsheet_format)
