"""The bank as a list."""

import django_filters
from taggit.models import Tag

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from curriculum.models import AttemptQuestion, Question, QuestionCategory, QuestionVersion
from portal.office.base import OfficeListing
from portal.office.tables import DayColumn, StateColumn
from training.access.services import record_export

USE = [
    ("in_use", _("in use")),
    ("not_yet", _("not approved yet")),
    ("retired", _("retired")),
    ("asked", _("asked in a quiz already")),
    ("never_asked", _("never asked in a quiz")),
]


def _tags(request):
    kind = ContentType.objects.get_for_model(Question)
    return Tag.objects.filter(taggit_taggeditem_items__content_type=kind).distinct().order_by("name")


class QuestionFilter(WagtailFilterSet):
    category = django_filters.ModelChoiceFilter(
        label=pgettext_lazy("questions", "Category"), queryset=QuestionCategory.objects.all(), method="within_category"
    )
    kind = django_filters.ChoiceFilter(
        label=pgettext_lazy("questions", "Kind"), field_name="current__kind", choices=QuestionVersion.KINDS
    )
    review = django_filters.ChoiceFilter(
        label=_("Review"), field_name="current__review", choices=QuestionVersion.Review.choices
    )
    use = django_filters.ChoiceFilter(label=_("Use"), choices=USE, method="by_use")
    tag = django_filters.ModelChoiceFilter(label=_("Tag"), queryset=_tags, field_name="tags")

    class Meta:
        model = Question
        fields = ["category", "kind", "review", "use", "tag"]

    def within_category(self, queryset, name, category):
        return queryset.within(category)

    def by_use(self, queryset, name, value):
        if value == "in_use":
            return queryset.in_use()
        if value == "not_yet":
            return queryset.filter(is_retired=False, approved__isnull=True)
        if value == "retired":
            return queryset.filter(is_retired=True)
        asked = Exists(AttemptQuestion.objects.filter(version__question=OuterRef("pk")))
        return queryset.filter(asked if value == "asked" else ~asked)


class ReviewColumn(StateColumn):
    """How far the newest version has come; a retired question says so instead."""

    def get_cell_context_data(self, instance, parent_context):
        context = Column.get_cell_context_data(self, instance, parent_context)
        version = instance.current
        context["state"] = "retired" if instance.is_retired else version.review
        context["label"] = _("retired") if instance.is_retired else version.get_review_display()
        return context

    def get_value(self, instance):
        return instance.current.review


def _in_use(question: Question) -> str:
    if question.is_retired or question.approved is None:
        return "–"
    return _("version %(number)s") % {"number": question.approved.number}


class QuestionListing(OfficeListing):
    """Every question of the bank; exports are written into the views-and-exports log."""

    permission = "curriculum.view_questions"
    model = Question
    page_title = _("Bank of questions")
    header_icon = "help"
    verbose_name_plural = _("questions")
    default_ordering = "-current__made_at"
    filterset_class = QuestionFilter
    list_export = [
        "pk",
        "category.path",
        "current.get_kind_display",
        "current.name",
        "current.words",
        "current.number",
        "current.get_review_display",
        "is_retired",
        "identity",
        "current.made_at",
    ]
    export_headings = {
        "pk": _("Number"),
        "category.path": pgettext_lazy("questions", "Category"),
        "current.get_kind_display": pgettext_lazy("questions", "Kind"),
        "current.name": _("Name"),
        "current.words": _("Text"),
        "current.number": _("Version"),
        "current.get_review_display": _("Review"),
        "is_retired": _("retired"),
        "identity": _("Identity"),
        "current.made_at": _("Changed on"),
    }
    export_filename = "ngan-hang-cau-hoi"
    columns = [
        TitleColumn(
            "name",
            label=_("Question"),
            accessor="current.name",
            get_url=lambda row: reverse("office:question", args=[row.pk]),
            sort_key="current__folded",
            classname="office-key",
        ),
        Column(
            "category",
            label=pgettext_lazy("questions", "Category"),
            accessor=lambda row: row.category.name,
            sort_key="category__sort_key",
        ),
        Column(
            "kind",
            label=pgettext_lazy("questions", "Kind"),
            accessor="current.get_kind_display",
            sort_key="current__kind",
        ),
        Column("tags", label=_("Tags"), accessor=lambda row: ", ".join(tag.name for tag in row.tags.all()) or "–"),
        Column("version", label=_("In use"), accessor=_in_use),
        DayColumn("made_at", label=_("Changed on"), accessor="current.made_at", sort_key="current__made_at"),
        ReviewColumn("review", label=_("Review"), sort_key="current__review"),
    ]

    def get_base_queryset(self):
        found = Question.objects.select_related("category", "current", "approved")
        return found.prefetch_related("tags")

    @cached_property
    def header_buttons(self):
        export, asked = reverse("office:questions_export"), self.request.GET.urlencode()
        buttons = [
            HeaderButton(_("Categories"), url=reverse("office:question_categories"), icon_name="folder-open-1"),
            HeaderButton(_("For other systems"), url=f"{export}?{asked}" if asked else export, icon_name="download"),
        ]
        if not self.request.user.has_perm("curriculum.change_questions"):
            return buttons
        return [
            HeaderButton(_("Write a question"), url=reverse("office:question_kinds"), icon_name="plus"),
            HeaderButton(_("Import questions"), url=reverse("office:questions_import"), icon_name="upload"),
            HeaderButton(_("Review many"), url=reverse("office:questions_review"), icon_name="tasks"),
            *buttons,
        ]

    def as_spreadsheet(self, queryset, spreadsheet_format):
        record_export(str(self.page_title), count=queryset.count(), by=self.request.user)
        return super().as_spreadsheet(queryset, spreadsheet_format)
