"""What a class said of its training: the own line and those of the class; all of it for its supervisor."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from portal.access import check, requires
from portal.evaluation_files import results_workbook
from training.evaluations.models import CourseEvaluation
from training.evaluations.queries import Results, results_of
from training.models import Lecturer, TrainingClass


@require_GET
@requires("portal.use_lecturer")
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    held = get_object_or_404(TrainingClass, pk=pk)
    check(request, "training.enter_marks", held)
    found = CourseEvaluation.objects.filter(training_class=held).select_related("version", "training_class").first()
    results = _results(request, found) if found else None
    return render(request, "portal/teach/evaluation.html", {"training_class": held, "results": results})


@require_GET
@requires("portal.use_lecturer")
def evaluation_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as XLSX; nothing below the number of answers the rule asks for."""
    rows = CourseEvaluation.objects.select_related("version", "training_class")
    found = get_object_or_404(rows, training_class=pk)
    check(request, "training.view_evaluation", found)
    return results_workbook(_results(request, found))


def _results(request: HttpRequest, found: CourseEvaluation) -> Results:
    whole = request.user.has_perm("training.view_whole_evaluation", found)
    mine = Lecturer.objects.filter(person__user=request.user).values_list("pk", flat=True).first()
    return results_of(found, lecturer=mine, whole=whole)
