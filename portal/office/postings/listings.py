"""The Committee's lists: postings, forms due."""

import django_filters

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from curriculum.vietnamese.text import fold
from portal.form_states import form_state
from portal.office.base import OfficeListing
from portal.office.tables import DayColumn, StateColumn
from training.models import Posting, RotationWave, TermForm


def by_folded_words(queryset, words: str, *fields: str):
    """Rows of which every word stands in one of the folded fields."""
    for word in fold(words).split():
        condition = Q()
        for field in fields:
            condition |= Q(**{f"{field}__contains": word})
        queryset = queryset.filter(condition)
    return queryset


class PostingFilter(WagtailFilterSet):
    wave = django_filters.ModelChoiceFilter(label=_("Wave"), queryset=RotationWave.objects.all())

    class Meta:
        model = Posting
        fields = ["kind", "status", "wave"]


class PostingStateColumn(StateColumn):
    """Where it ended, how: a decision that was taken back is not to be read as a term that was served."""

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        if instance.end_reason:
            context["label"] = instance.get_end_reason_display()
        return context


class PostingListing(OfficeListing):
    permission = "portal.see_postings"
    model = Posting
    page_title = _("Postings")
    header_icon = "user"
    verbose_name_plural = _("postings")
    default_ordering = "-effective_on"
    filterset_class = PostingFilter
    search_fields = ["person__search_name", "host_unit__search_name", "sending_unit__search_name"]
    list_export = [
        "person.full_name",
        "kind",
        "sending_unit.name",
        "host_unit.name",
        "title.name_vi",
        "decision_number",
        "effective_on",
        "term_months",
        "due_on",
        "status",
        "end_reason",
        "late",
    ]
    export_filename = "luan-chuyen"
    columns = [
        TitleColumn("person", label=_("Person"), url_name="office:posting", sort_key="person__sort_key"),
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column("sending_unit", label=_("Sending unit"), sort_key="sending_unit__sort_key"),
        Column("host_unit", label=_("Host unit"), sort_key="host_unit__sort_key"),
        DayColumn("effective_on", label=_("Effective on"), sort_key="effective_on"),
        DayColumn("due_on", label=_("Term ends on"), sort_key="due_on"),
        Column("late", label=_("Late forms"), accessor=lambda row: row.late or "–", sort_key="late"),
        PostingStateColumn("status", label=_("State"), sort_key="status"),
    ]

    def get_base_queryset(self):
        overdue = Q(forms__in=TermForm.objects.overdue(), status=Posting.Status.ACTIVE)
        late = Count("forms", filter=overdue, distinct=True)
        return (
            Posting.objects.visible_to(self.request.user)
            .select_related("person", "sending_unit", "host_unit", "host_unit_now", "title")
            .annotate(late=late)
        )

    def search_queryset(self, queryset):
        return by_folded_words(queryset, self.search_query, *self.search_fields)

    @property
    def header_buttons(self):
        if not self.request.user.has_perm("training.add_posting"):
            return []
        return [HeaderButton(_("Record a posting"), url=reverse("office:posting_create"), icon_name="plus")]


class TermFormFilter(WagtailFilterSet):
    late = django_filters.ChoiceFilter(
        label=pgettext_lazy("form", "late"), choices=[("true", _("only late forms"))], method="only_late"
    )

    class Meta:
        model = TermForm
        fields = ["code", "status"]

    def only_late(self, queryset, name, value):
        return queryset.overdue().filter(posting__status=Posting.Status.ACTIVE)


class FormStateColumn(StateColumn):
    """The state as the mentor reads it: a form that nobody began is late, to fill in or to come by its days."""

    def get_cell_context_data(self, instance, parent_context):
        state = form_state(instance)
        return super().get_cell_context_data(instance, parent_context) | {"state": state.tone, "label": state.label}


class TermFormListing(OfficeListing):
    permission = "portal.see_postings"
    model = TermForm
    page_title = _("Forms due")
    header_icon = "form"
    verbose_name_plural = _("forms of the term")
    default_ordering = "due_on"
    filterset_class = TermFormFilter
    search_fields = ["posting__person__search_name", "posting__host_unit__search_name"]
    list_export = ["code", "month", "posting.person.full_name", "posting.host_unit.name", "due_on", "status"]
    export_filename = "phieu-den-han"
    columns = [
        TitleColumn(
            "person",
            label=_("Person"),
            accessor="posting.person",
            get_url=lambda row: reverse("office:posting", args=[row.posting_id]),
            sort_key="posting__person__sort_key",
        ),
        Column(
            "form",
            label=pgettext_lazy("term", "Form"),
            accessor=lambda row: f"{row.code}, {row.version.name}",
            sort_key="code",
        ),
        Column("month", label=_("Month"), sort_key="month"),
        Column("host", label=_("Host unit"), accessor="posting.host_unit", sort_key="posting__host_unit__sort_key"),
        DayColumn("due_on", label=_("Due on"), sort_key="due_on"),
        FormStateColumn("status", label=_("State"), sort_key="status"),
    ]

    def get_base_queryset(self):
        seen = Posting.objects.visible_to(self.request.user)
        return TermForm.objects.filter(posting__in=seen).select_related(
            "version", "posting__person", "posting__host_unit", "posting__host_unit_now"
        )

    def search_queryset(self, queryset):
        return by_folded_words(queryset, self.search_query, *self.search_fields)
