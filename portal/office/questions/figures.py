"""How questions did: the list of all, and the counting in the background."""

import django_filters

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views import View

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from curriculum.models import QuestionCategory, QuestionStatistics, QuestionVersion, StatisticsRun
from curriculum.questions.statistics import FEWEST
from curriculum.quizzes.statistics import cancel_counting, start_counting
from curriculum.tasks import count_statistics
from portal.office.base import OfficeForm, OfficeListing, OfficePage, PermissionByName
from portal.office.classes.changes import ConfirmForm
from portal.office.questions.pages import QUESTIONS
from portal.questions.verdicts import EASY, HARD, POOR, discrimination_in_words
from portal.templatetags.questions import as_figure, as_percent

FIGURES = ("office:question_figures", _("How questions did"))
VERDICTS = [
    ("against", _("tells the wrong way round")),
    ("poor", _("hardly tells people apart")),
    ("hard", _("hard")),
    ("easy", _("easy")),
    ("few", _("asked too seldom to judge")),
]
_TESTS = {
    "against": Q(count__gte=FEWEST, discrimination__lt=0),
    "poor": Q(count__gte=FEWEST, discrimination__gte=0, discrimination__lt=POOR),
    "hard": Q(count__gte=FEWEST, facility__lt=HARD),
    "easy": Q(count__gte=FEWEST, facility__gt=EASY),
    "few": Q(count__lt=FEWEST),
}


class FigureFilter(WagtailFilterSet):
    category = django_filters.ModelChoiceFilter(
        label=pgettext_lazy("questions", "Category"), queryset=QuestionCategory.objects.all(), method="within_category"
    )
    kind = django_filters.ChoiceFilter(
        label=pgettext_lazy("questions", "Kind"), field_name="version__kind", choices=QuestionVersion.KINDS
    )
    verdict = django_filters.ChoiceFilter(label=_("Verdict"), choices=VERDICTS, method="by_verdict")

    class Meta:
        model = QuestionStatistics
        fields = ["category", "kind", "verdict"]

    def within_category(self, queryset, name, category):
        return queryset.filter(version__question__category__in=QuestionCategory.objects.within(category))

    def by_verdict(self, queryset, name, value):
        return queryset.filter(_TESTS[value])


class FigureListing(OfficeListing):
    """The versions in use or asked last, the doubtful ones first."""

    permission = "curriculum.view_questions"
    model = QuestionStatistics
    page_title = _("How questions did")
    header_icon = "history"
    verbose_name_plural = _("statistics of questions")
    default_ordering = "discrimination"
    filterset_class = FigureFilter
    list_export = [
        "version.question_id",
        "version.question.category.path",
        "version.name",
        "version.number",
        "version.get_kind_display",
        "count",
        "facility",
        "discrimination",
        "difference",
        "counted_at",
    ]
    export_filename = "so-lieu-cau-hoi"
    columns = [
        TitleColumn(
            "name",
            label=_("Question"),
            accessor="version.name",
            get_url=lambda row: reverse("office:question_version", args=[row.version.question_id, row.version.number]),
            sort_key="version__folded",
            classname="office-key",
        ),
        Column("category", label=pgettext_lazy("questions", "Category"), accessor="version.question.category.name"),
        Column("kind", label=pgettext_lazy("questions", "Kind"), accessor="version.get_kind_display"),
        Column("count", label=_("People asked"), sort_key="count"),
        Column("facility", label=_("Difficulty"), accessor=lambda row: as_percent(row.facility), sort_key="facility"),
        Column(
            "discrimination",
            label=_("Discrimination"),
            accessor=lambda row: as_figure(row.discrimination),
            sort_key="discrimination",
        ),
        Column("verdict", label=_("Verdict"), accessor=lambda row: discrimination_in_words(row.discrimination)),
    ]

    def get_base_queryset(self):
        return QuestionStatistics.objects.select_related("version__question__category").defer("answers")

    def search_queryset(self, queryset):
        for word in self.search_query.split() if self.is_searching else ():
            queryset = queryset.filter(version__folded__contains=word)
        return queryset

    def order_queryset(self, queryset):
        """What has no figure comes last."""
        if self.ordering == "discrimination":
            return queryset.order_by(F("discrimination").asc(nulls_last=True), "pk")
        return super().order_queryset(queryset)

    @cached_property
    def header_buttons(self):
        if not self.request.user.has_perm("curriculum.change_questions"):
            return []
        return [HeaderButton(_("Count anew"), url=reverse("office:question_count"), icon_name="rotate")]


class StartCounting(OfficeForm):
    permission = "curriculum.change_questions"
    template_name = "portal/office/change.html"
    form_class = ConfirmForm
    page_title = _("Count how questions did")
    header_icon = "history"
    parents = [QUESTIONS, FIGURES]
    submit_label = _("Count anew")

    def perform(self, form):
        return start_counting(by=self.request.user, task=count_statistics.delay)

    def get_success_url(self) -> str:
        return reverse("office:question_counting", args=[self.result.pk])

    def get_context_data(self, **kwargs):
        words = _("Every question that was asked is counted from marked attempts. It is done each night anyway.")
        return super().get_context_data(consequence=words, back=reverse("office:question_figures"), **kwargs)


class CountingPage(OfficePage):
    """How far a counting has come; refreshes itself while it runs."""

    permission = "curriculum.change_questions"
    template_name = "portal/office/questions/counting.html"
    page_title = _("Count how questions did")
    header_icon = "history"
    parents = [QUESTIONS, FIGURES]

    def get_context_data(self, **kwargs):
        run = get_object_or_404(StatisticsRun.objects.select_related("started_by"), pk=self.kwargs["pk"])
        return super().get_context_data(run=run, **kwargs)

    def render_to_response(self, context, **kwargs) -> HttpResponse:
        answer = super().render_to_response(context, **kwargs)
        if not context["run"].is_over:
            answer["Refresh"] = "2"
        return answer


class CancelCounting(PermissionByName, View):
    permission = "curriculum.change_questions"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        cancel_counting(get_object_or_404(StatisticsRun, pk=pk), by=request.user)
        return redirect("office:question_counting", pk=pk)
