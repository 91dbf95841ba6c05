"""The results of one class and its results board, seen by the office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views import View

from portal.office.base import PermissionByName
from portal.office.classes.pages import ClassPage
from portal.office.results.queries import ResultsOfClass
from training.models import BoardConclusion, TrainingClass
from training.results.import_columns import write_template


class ClassResults(ClassPage):
    """Marks and outcomes, how they are spread, what the board and the decisions said, who awaits a certificate."""

    template_name = "portal/office/results/results.html"
    tab = "results"

    def get_context_data(self, **kwargs):
        user, this = self.request.user, self.training_class
        return super().get_context_data(
            results=ResultsOfClass(this),
            may_import=user.has_perm("training.import_results"),
            may_amend=user.has_perm("training.recognise_results") and user.has_perm("training.change_class"),
            **kwargs,
        )


class ClassBoard(ClassPage):
    """The minutes of the results board as they will be printed."""

    template_name = "portal/office/results/board.html"
    tab = "results"

    def get_context_data(self, **kwargs):
        results = ResultsOfClass(self.training_class)
        conclusions = BoardConclusion.objects.filter(board=results.board).select_related(
            "enrolment__person", "enrolment__unit"
        )
        return super().get_context_data(results=results, board=results.board, conclusions=conclusions, **kwargs)


class ResultsTemplate(PermissionByName, View):
    """The sheet of the class with its names, for Excel."""

    permission = "training.import_results"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        held = get_object_or_404(TrainingClass.objects.visible_to(request.user), pk=pk)
        answer = HttpResponse(content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        answer["Content-Disposition"] = f'attachment; filename="ket-qua-{held.pk}.xlsx"'
        write_template(held, answer)
        return answer
