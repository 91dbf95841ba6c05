"""The resits of a class written down at once."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from portal.access import requires
from portal.lecturer.marks import PREFIX, typed_in
from portal.lecturer.views import class_to_mark
from training.errors import InvalidMarks, TrainingError
from training.models import Mark
from training.results.marks import show_mark
from training.results.services.resits import open_resits, record_resits


@dataclass(frozen=True)
class ResitLine:
    """One mark that did not pass, and the field for its resit."""

    mark: Mark
    typed: str
    error: str

    @property
    def name(self) -> str:
        return f"{PREFIX}-{self.mark.assessment_id}-{self.mark.enrolment_id}"

    @property
    def shown(self) -> str:
        return show_mark(self.mark.value, self.mark.is_passed)


@requires("portal.use_lecturer")
def resits(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody whose mark did not pass and who may take the assessment again; saved all or nothing."""
    held = class_to_mark(request, pk)
    typed, errors, refusal = {}, {}, ""
    if request.method == "POST":
        typed = typed_in(request.POST)
        try:
            written = record_resits(held, typed, by=request.user)
        except InvalidMarks as error:
            errors, refusal = error.by_field, str(error)
        except TrainingError as error:
            refusal = str(error)
        else:
            text = ngettext("%(count)s resit saved.", "%(count)s resits saved.", len(written))
            messages.success(request, text % {"count": len(written)})
            return redirect("lecturer:marks", pk=pk)
    lines = [
        ResitLine(
            mark,
            typed.get(mark.assessment_id, {}).get(mark.enrolment_id, ""),
            errors.get((mark.assessment_id, mark.enrolment_id), ""),
        )
        for mark in open_resits(held)
    ]
    context = {"training_class": held, "lines": lines, "refusal": refusal}
    return render(request, "portal/teach/resits.html", context, status=422 if refusal else 200)
