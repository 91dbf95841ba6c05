"""The Committee's lists: rules of postings, answers about people, decisions of exception."""

import django_filters

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from curriculum.clock.time import today
from portal.office.base import OfficeListing
from portal.office.postings.listings import by_folded_words
from portal.office.tables import DayColumn, StateColumn
from training.access.services import record_export
from training.models import (
    EligibilityAnswer,
    EligibilityEvaluation,
    ExceptionDecision,
    Posting,
    PostingRule,
    RotationWave,
)


class RuleFilter(WagtailFilterSet):
    holds = django_filters.ChoiceFilter(
        label=_("Validity"),
        choices=[("now", _("in force")), ("later", _("to come")), ("ended", _("ended"))],
        method="that_holds",
    )

    class Meta:
        model = PostingRule
        fields = ["holds", "effect"]

    def that_holds(self, queryset, name, value):
        if value == "now":
            return queryset.valid_on(today())
        return queryset.filter(valid_from__gt=today()) if value == "later" else queryset.filter(valid_to__lt=today())


class PostingRuleListing(OfficeListing):
    """Every version of every rule, each with its legal basis and the days on which it holds."""

    permission = "training.view_eligibility"
    model = PostingRule
    page_title = _("Rules of postings")
    header_icon = "list-ul"
    verbose_name_plural = _("rules of postings")
    default_ordering = "order"
    filterset_class = RuleFilter
    is_searchable = False
    list_export = [
        *("code", "name_vi", "sentence_vi", "kind", "parameters", "movements", "group", "effect", "exceptable_by"),
        *("valid_from", "valid_to", "legal_basis", "note"),
    ]
    export_filename = "quy-dinh-luan-chuyen"
    columns = [
        TitleColumn("name", label=_("Rule"), url_name="office:posting_rule", sort_key="name_vi", width="24%"),
        Column("sentence", label=_("In one sentence"), width="28%"),
        Column("group", label=_("Target group"), accessor="get_group_display", sort_key="group"),
        Column("effect", label=pgettext_lazy("rule", "Effect"), accessor="get_effect_display", sort_key="effect"),
        DayColumn("valid_from", label=_("From"), sort_key="valid_from"),
        DayColumn("valid_to", label=_("Until"), sort_key="valid_to"),
        Column("legal_basis", label=_("Legal basis")),
    ]

    @cached_property
    def header_buttons(self):
        if not self.request.user.has_perm("training.change_posting_rules"):
            return []
        return [HeaderButton(label=_("Add a rule"), url=reverse("office:posting_rule_add"), icon_name="plus")]


class EligibilityFilter(WagtailFilterSet):
    wave = django_filters.ModelChoiceFilter(label=_("Wave"), queryset=RotationWave.objects.all())
    verdict = django_filters.ChoiceFilter(label=_("Conclusion"), choices=EligibilityEvaluation.Verdict.choices)
    movement = django_filters.ChoiceFilter(label=_("Kind"), choices=Posting.Kind.choices)

    class Meta:
        model = EligibilityEvaluation
        fields = ["wave", "verdict", "movement"]


def against(evaluation: EligibilityEvaluation) -> str:
    """The rules that decided against somebody, or that could not be answered."""
    return "; ".join(
        answer.rule.name if answer.rule else answer.code
        for answer in evaluation.spoken_against
        if answer.rule is None or answer.rule.effect == PostingRule.Effect.DECIDES
    )


class EligibilityListing(OfficeListing):
    """The last answer about each person, wave and post; exports are written into the views-and-exports log."""

    permission = "training.view_eligibility"
    model = EligibilityEvaluation
    page_title = _("Eligibility")
    header_icon = "clipboard-list"
    verbose_name_plural = _("evaluations of eligibility")
    default_ordering = "person__sort_key"
    filterset_class = EligibilityFilter
    search_fields = ["person__search_name"]
    list_export = [
        *("person.staff_code", "person.full_name", "wave", "movement", "day", "host_unit", "title"),
        *("verdict", "group", "against", "recorded_at"),
    ]
    export_filename = "xet-dieu-kien"
    columns = [
        TitleColumn("person", label=_("Person"), url_name="office:eligibility_sheet", sort_key="person__sort_key"),
        Column("wave", label=_("Wave"), accessor=lambda row: row.wave or "–", sort_key="wave__reference_date"),
        DayColumn("day", label=_("Reference date"), sort_key="day"),
        Column("movement", label=_("Kind"), accessor="get_movement_display", sort_key="movement"),
        Column("post", label=_("Post"), accessor=lambda row: f"{row.title}, {row.host_unit}" if row.host_unit else "–"),
        StateColumn("verdict", label=_("Conclusion"), sort_key="verdict"),
        Column("against", label=_("What speaks against it"), accessor=against, width="26%"),
    ]

    def get_base_queryset(self):
        spoken = EligibilityAnswer.objects.filter(result__in=["not_met", "unknown"]).select_related("rule")
        return (
            EligibilityEvaluation.objects.visible_to(self.request.user)
            .standing()
            .select_related("person", "wave", "host_unit", "title")
            .prefetch_related(Prefetch("answers", spoken, to_attr="spoken_against"))
        )

    def search_queryset(self, queryset):
        return by_folded_words(queryset, self.search_query, *self.search_fields)

    def as_spreadsheet(self, queryset, spreadsheet_format):
        record_export(str(self.page_title), count=queryset.count(), by=self.request.user)
        for row in queryset:
            row.against = against(row)
        return super().as_spreadsheet(queryset, spreadsheet_format)

    @cached_property
    def header_buttons(self):
        asked = self.request.GET.get("wave", "")
        wave = RotationWave.objects.filter(pk=asked).first() if asked.isdecimal() else None
        buttons = []
        if wave is not None:
            sheets = reverse("office:wave_sheets", args=[wave.pk])
            buttons.append(HeaderButton(label=_("Sheets"), url=sheets, icon_name="doc-full"))
        if self.request.user.has_perm("training.evaluate_eligibility"):
            wave = wave or RotationWave.objects.filter(status__in=["planning", "approved"]).last()
            if wave is not None:
                ask = reverse("office:wave_evaluate", args=[wave.pk])
                buttons.append(HeaderButton(label=_("Ask the rules for a wave"), url=ask, icon_name="rotate"))
        return buttons


class ExceptionFilter(WagtailFilterSet):
    class Meta:
        model = ExceptionDecision
        fields = ["wave", "authority"]


class ExceptionListing(OfficeListing):
    permission = "training.view_eligibility"
    model = ExceptionDecision
    page_title = _("Decisions of exception")
    header_icon = "warning"
    verbose_name_plural = _("decisions of exception")
    default_ordering = "-decided_on"
    filterset_class = ExceptionFilter
    search_fields = ["person__search_name"]
    list_export = [
        *("person.staff_code", "person.full_name", "rule_code", "wave", "host_unit", "decision_number", "decided_on"),
        *("authority", "reason", "withdrawn_on", "withdrawing_decision"),
    ]
    export_filename = "ngoai-le"

    @property
    def columns(self):
        names = {rule.code: rule.name for rule in PostingRule.objects.order_by("valid_from")}
        return [
            TitleColumn(
                "person",
                label=_("Person"),
                get_url=lambda row: reverse("office:person_eligibility", args=[row.person_id]),
                sort_key="person__sort_key",
            ),
            Column("rule_code", label=_("Rule"), accessor=lambda row: names.get(row.rule_code, row.rule_code)),
            Column("wave", label=_("Wave"), accessor=lambda row: row.wave or "–"),
            Column("decision_number", label=_("Decision"), sort_key="decision_number"),
            DayColumn("decided_on", label=_("Date"), sort_key="decided_on"),
            Column("authority", label=_("Who decided"), accessor="get_authority_display"),
            DayColumn("withdrawn_on", label=_("Withdrawn on"), sort_key="withdrawn_on"),
        ]

    def get_base_queryset(self):
        return ExceptionDecision.objects.select_related("person", "wave", "host_unit")

    def search_queryset(self, queryset):
        return by_folded_words(queryset, self.search_query, *self.search_fields)

    def as_spreadsheet(self, queryset, spreadsheet_format):
        record_export(str(self.page_title), count=queryset.count(), by=self.request.user)
        return super().as_spreadsheet(queryset, spreadsheet_format)
