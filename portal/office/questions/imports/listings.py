"""The files of questions that were given to the bank."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from curriculum.models import QuestionImport
from portal.office.base import OfficeListing
from portal.office.questions.pages import QUESTIONS
from portal.office.tables import DayColumn, StateColumn


class QuestionImportFilter(WagtailFilterSet):
    class Meta:
        model = QuestionImport
        fields = ["state", "format"]


class QuestionImportListing(OfficeListing):
    """Each file with what came of it."""

    permission = "curriculum.change_questions"
    model = QuestionImport
    page_title = _("Imports of questions")
    header_icon = "upload"
    verbose_name_plural = _("imports of questions")
    parents = [QUESTIONS]
    default_ordering = "-created_at"
    is_searchable = False
    filterset_class = QuestionImportFilter
    list_export = ["file_name", "format", "state", "created_at", "file_hash"]
    export_filename = "nhap-cau-hoi"
    columns = [
        TitleColumn("file_name", label=_("File"), url_name="office:question_import", sort_key="file_name"),
        Column("started_by", label=_("Given by")),
        DayColumn("created_at", label=_("Given at"), sort_key="created_at"),
        Column("made", label=_("New"), accessor=lambda run: run.counts.get("made", 0)),
        Column("changed", label=_("Changed"), accessor=lambda run: run.counts.get("changed", 0)),
        Column("errors", label=_("Errors"), accessor=lambda run: run.error_count),
        StateColumn("state", label=_("State"), sort_key="state"),
    ]

    def get_base_queryset(self):
        return QuestionImport.objects.select_related("started_by")

    @cached_property
    def header_buttons(self):
        return [HeaderButton(_("Import questions"), url=reverse("office:questions_import"), icon_name="upload")]
