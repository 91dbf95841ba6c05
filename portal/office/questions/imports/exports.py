"""The bank, or what the list shows of it, as a file for other systems; first what would not be in the file."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views import View

from curriculum.models import Question
from curriculum.questions.exporting import LABELS, ExportFormat, export_questions
from portal.office.base import OfficePage, PermissionByName
from portal.office.questions.listings import QuestionFilter
from portal.office.questions.pages import QUESTIONS
from training.access.services import record_export

VIEW = "curriculum.view_questions"
NAMED = 100
TYPES = {ExportFormat.MOODLE_XML: "application/xml"}


class _Chosen:
    """The questions the address names, by the filters and the search of the list."""

    request: HttpRequest

    def chosen(self):
        filters = QuestionFilter(self.request.GET, queryset=Question.objects.all(), request=self.request)
        found = filters.qs if filters.is_valid() else Question.objects.none()
        if not self.request.GET.get("use"):
            found = found.filter(is_retired=False)
        return found.matching(self.request.GET.get("q", "")).distinct()


class ExportQuestions(_Chosen, OfficePage):
    permission = VIEW
    template_name = "portal/office/questions/imports/export.html"
    page_title = _("Export questions")
    header_icon = "download"
    parents = [QUESTIONS]

    def get_context_data(self, **kwargs):
        questions = self.chosen()
        filters = QuestionFilter(self.request.GET, queryset=Question.objects.all(), request=self.request)
        return super().get_context_data(
            count=questions.count(),
            filters=filters,
            files=[self._file(questions, one) for one in ExportFormat],
            **kwargs,
        )

    def _file(self, questions, format_: ExportFormat) -> tuple[str, str, Sequence]:
        losses = export_questions(questions, format_, by=self.request.user, with_pictures=False).losses
        address = reverse("office:questions_export_file", args=[str(format_)])
        return f"{address}?{self.request.GET.urlencode()}", str(LABELS[format_]), losses[:NAMED]


class ExportFile(_Chosen, PermissionByName, View):
    """The file itself; taking it is written into the views-and-exports log."""

    permission = VIEW

    def get(self, request: HttpRequest, format: str) -> HttpResponse:  # noqa: A002
        if format not in set(ExportFormat):
            raise Http404
        written = export_questions(self.chosen(), ExportFormat(format), by=request.user)
        record_export(_now("Bank of questions"), count=self.chosen().count(), by=request.user)
        answer = HttpResponse(written.content, content_type=TYPES.get(ExportFormat(format), "application/zip"))
        answer["Content-Disposition"] = f'attachment; filename="{written.name}"'
        return answer
