"""Obligations due and overdue, and the rules behind them."""

import django_filters

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from curriculum.clock.time import today
from curriculum.models import ProgrammePage
from curriculum.vietnamese.text import fold
from portal.office.base import OfficeListing
from portal.office.tables import ActColumn, DayColumn, StateColumn
from training.access.services import record_export
from training.models import Obligation, ObligationRule, PositionTitle, Unit


def programmes():
    rows = ProgrammePage.objects.order_by("code").values_list("code", "title")
    return [(code, f"{code}: {title}") for code, title in rows]


class ObligationFilter(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("open", _("due and overdue")), *Obligation.State.choices, ("all", _("all, also the past"))],
        method="in_state",
    )
    unit = django_filters.ModelChoiceFilter(
        label=pgettext_lazy("organisation", "unit"),
        queryset=lambda request: Unit.objects.current().in_name_order(),
    )
    programme = django_filters.ChoiceFilter(label=_("Programme"), field_name="rule__programme_code", choices=programmes)
    due_on = django_filters.DateFromToRangeFilter(label=_("Due on"))

    class Meta:
        model = Obligation
        fields = ["state", "unit", "programme", "due_on"]

    def in_state(self, queryset, name, value):
        if value == "all":
            return queryset
        return queryset.open() if value == "open" else queryset.filter(state=value)


class ObligationListing(OfficeListing):
    """Who must complete what by when; exports are written into the views-and-exports log."""

    permission = "portal.see_classes"
    model = Obligation
    page_title = _("Training obligations")
    header_icon = "time"
    verbose_name_plural = _("obligations")
    default_ordering = "due_on"
    filterset_class = ObligationFilter
    is_searchable = True
    search_fields = ["person__search_name", "unit__search_name"]
    list_export = [
        "person.staff_code",
        "person.full_name",
        "unit.name",
        "office.title.name_vi",
        "rule.programme_code",
        "since",
        "due_on",
        "state",
        "met_on",
        "rule.legal_basis",
    ]
    export_filename = "nghia-vu-boi-duong"
    columns = [
        ActColumn(
            "person",
            label=_("Full name"),
            permission="training.view_person",
            get_url=lambda row: reverse("office:person", args=[row.person_id]),
            sort_key="person__sort_key",
        ),
        Column("unit", label=pgettext_lazy("organisation", "Unit"), sort_key="unit__sort_key"),
        Column("office", label=_("Office held"), accessor=lambda row: row.office.title if row.office else _("mentor")),
        Column("programme", label=_("Programme"), accessor="rule.programme_code", sort_key="rule__programme_code"),
        DayColumn("since", label=_("Appointed on"), sort_key="since"),
        DayColumn("due_on", label=_("Due on"), sort_key="due_on"),
        StateColumn("state", label=_("State"), sort_key="state"),
    ]

    def get_base_queryset(self):
        """What is open, unless a state is asked for: whoever opens the list looks for what is to be done."""
        rows = Obligation.objects.visible_to(self.request.user)
        if not self.request.GET.get("state"):
            rows = rows.open()
        return rows.select_related("person", "unit", "office__title", "rule")

    def search_queryset(self, queryset):
        for word in fold(self.search_query).split() if self.is_searching else ():
            queryset = queryset.filter(person__search_name__contains=word)
        return queryset

    def as_spreadsheet(self, queryset, spreadsheet_format):
        record_export(str(self.page_title), count=queryset.count(), by=self.request.user)
        return super().as_spreadsheet(queryset, spreadsheet_format)


class RuleFilter(WagtailFilterSet):
    holds = django_filters.ChoiceFilter(
        label=_("Validity"),
        choices=[("now", _("in force")), ("later", _("to come")), ("ended", _("ended"))],
        method="that_holds",
    )
    programme_code = django_filters.ChoiceFilter(label=_("Programme"), choices=programmes)

    class Meta:
        model = ObligationRule
        fields = ["holds", "programme_code"]

    def that_holds(self, queryset, name, value):
        if value == "now":
            return queryset.valid_on(today())
        return queryset.filter(valid_from__gt=today()) if value == "later" else queryset.filter(valid_to__lt=today())


class RuleListing(OfficeListing):
    """The rules, each with its legal basis and the days on which it binds."""

    permission = "portal.see_classes"
    model = ObligationRule
    page_title = _("Rules of obligation")
    header_icon = "list-ul"
    verbose_name_plural = _("rules of obligation")
    default_ordering = "programme_code"
    filterset_class = RuleFilter
    is_searchable = False
    list_export = ["code", "subject", "titles", "programme_code", "months", "valid_from", "valid_to", "legal_basis"]
    export_filename = "quy-dinh-nghia-vu"

    @property
    def columns(self):
        names = dict(PositionTitle.objects.current().values_list("code", "name_vi"))

        def bound(rule: ObligationRule) -> str:
            held = [names.get(code, code) for code in rule.titles]
            return "; ".join(held) if held else rule.get_subject_display()

        return [
            TitleColumn(
                "programme_code",
                label=_("Programme"),
                get_url=lambda rule: reverse("office:obligation_rule", args=[rule.pk]),
                sort_key="programme_code",
                classname="office-code",
            ),
            Column("bound", label=_("Binds"), accessor=bound),
            Column("months", label=_("Months"), sort_key="months"),
            DayColumn("valid_from", label=_("Appointed from"), sort_key="valid_from"),
            DayColumn("valid_to", label=_("until"), sort_key="valid_to"),
            Column("legal_basis", label=_("Legal basis")),
        ]

    @cached_property
    def header_buttons(self):
        if not self.request.user.has_perm("training.change_obligation_rules"):
            return []
        return [HeaderButton(label=_("Add a rule"), url=reverse("office:obligation_rule_add"), icon_name="plus")]
