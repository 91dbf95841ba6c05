"""The desk "Cảnh báo": every flag the officer may read, to filter, sort, search and take out."""

import django_filters

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from curriculum.clock.time import today
from portal.flag_words import flag_time, flag_tone
from portal.office.base import OfficeListing
from portal.office.tables import DayColumn, StateColumn
from training.mentoring.flags.queries import flags_for_list
from training.models import Bloc, Flag, Posting, RotationWave, Unit
from training.people.models import Person
from training.rotation.models import host_on, hosted_by


def host_units(request):
    """Units that have somebody; those of flags the reader may not see are among them and tell nothing."""
    postings = Posting.objects.all()
    named, present = postings.values("host_unit"), postings.exclude(host_unit_now=None).values("host_unit_now")
    return Unit.objects.filter(Q(pk__in=named) | Q(pk__in=present)).in_name_order()


class FlagFilter(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="by_state",
        choices=[
            ("open", pgettext_lazy("flags", "not closed")),
            ("late", pgettext_lazy("flags", "late")),
            ("ceased", pgettext_lazy("flags", "the cause is gone")),
            *((value, label) for value, label in Flag.Status.choices if value != Flag.Status.OPEN),
        ],
    )
    unit = django_filters.ModelChoiceFilter(label=_("Host unit"), method="by_unit", queryset=host_units)
    wave = django_filters.ModelChoiceFilter(
        label=_("Wave"), method="by_wave", queryset=lambda request: RotationWave.objects.all()
    )
    bloc = django_filters.ModelChoiceFilter(
        label=_("Bloc"), method="by_bloc", queryset=lambda request: Bloc.objects.current()
    )

    class Meta:
        model = Flag
        fields = ["rule", "level", "responder"]

    def by_state(self, queryset, name, value):
        if value == "open":
            return queryset.open()
        if value == "late":
            return queryset.overdue()
        if value == "ceased":
            return queryset.open().filter(ceased_on__isnull=False)
        return queryset.filter(status=value)

    def by_unit(self, queryset, name, value):
        """As the decision names it, or as it is today."""
        return queryset.filter(hosted_by([value.pk], "posting__") | Q(unit=value))

    def by_wave(self, queryset, name, value):
        return queryset.filter(Q(posting__wave=value) | Q(wave=value))

    def by_bloc(self, queryset, name, value):
        """The bloc of the unit that sent the official."""
        return queryset.filter(posting__sending_unit__bloc=value)


class LevelColumn(StateColumn):
    def get_cell_context_data(self, instance, parent_context):
        return super().get_cell_context_data(instance, parent_context) | {"state": flag_tone(instance)}


class FlagListing(OfficeListing):
    permission = "portal.see_postings"
    model = Flag
    page_title = _("Flags")
    header_icon = "warning"
    verbose_name_plural = _("flags")
    default_ordering = "-weight"
    filterset_class = FlagFilter
    list_export = [
        "rule",
        "get_rule_display",
        "get_level_display",
        "posting.person.full_name",
        "host",
        "raised_on",
        "get_responder_display",
        "due_on",
        "get_status_display",
        "escalated_at",
        "closed_at",
        "result",
    ]
    export_headings = {
        "rule": _("Rule"),
        "get_rule_display": _("What"),
        "get_level_display": pgettext_lazy("flag", "Level"),
        "posting.person.full_name": _("Person"),
        "host": _("Host unit"),
        "get_responder_display": _("Who acts"),
        "get_status_display": _("State"),
    }
    export_filename = "canh-bao"
    columns = [
        TitleColumn(
            "rule",
            label=_("Flag"),
            accessor=lambda row: f"{row.rule}. {row.get_rule_display()}",
            url_name="office:flag",
            sort_key="rule",
        ),
        Column("person", label=_("Person"), accessor=lambda row: row.posting.person if row.posting else "–"),
        Column("host", label=_("Host unit"), accessor="host", sort_key="host_sort"),
        LevelColumn("level", label=pgettext_lazy("flag", "Level"), sort_key="weight"),
        Column("responder", label=_("Who acts"), accessor="get_responder_display", sort_key="responder"),
        DayColumn("due_on", label=_("Due on"), sort_key="due_on"),
        Column("time", label=_("Time"), accessor=flag_time),
        StateColumn("status", label=_("State"), sort_key="status"),
    ]

    def get_base_queryset(self):
        host_sort = Coalesce(host_on(today(), "posting__", "__sort_key"), "unit__sort_key")
        return flags_for_list(self.request.user).annotate(host_sort=host_sort)

    def order_queryset(self, queryset):
        """What is grave first and, among equals, what is due first."""
        if self.ordering in ("-weight", "weight"):
            return queryset.order_by(self.ordering, F("due_on").asc(nulls_last=True), "pk")
        return super().order_queryset(queryset)

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        units = Unit.objects.matching(self.search_query)
        return queryset.filter(
            Q(posting__person__in=Person.objects.matching(self.search_query))
            | hosted_by(units, "posting__")
            | Q(unit__in=units)
        )
