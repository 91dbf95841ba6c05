"""Who of a class handed in what, more time for one learner, the questions of the class, its evaluation."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views import View

from wagtail.admin import messages

from curriculum.clock.time import now
from portal.evaluation_files import results_workbook
from portal.office.base import PermissionByName
from portal.office.classes.changes import ClassChange
from portal.office.classes.pages import ClassPage
from portal.office.study.work_file import work_workbook
from portal.widgets import DateTimeInput
from training.access.services import record_export
from training.assignments.deadlines import deadline_of
from training.assignments.models import Assignment, Submission
from training.assignments.services import extend_deadline
from training.enquiries.models import Enquiry
from training.enquiries.queries import questions_of
from training.enquiries.services import answer_question
from training.errors import TrainingError
from training.evaluations.models import CourseEvaluation
from training.evaluations.queries import results_of
from training.evaluations.services import open_evaluation
from training.models import Enrolment, TrainingClass

MOST_QUESTIONS = 100


class ClassWork(ClassPage):
    """A row for each learner, a column for each assignment: handed in, late, more time, not yet."""

    template_name = "portal/office/study/work.html"
    tab = "work"

    def get_context_data(self, **kwargs):
        this = self.training_class
        assignments = list(Assignment.objects.published().filter(training_class=this).prefetch_related("extensions"))
        learners = list(Enrolment.objects.active().filter(training_class=this).select_related("person", "unit"))
        newest = Submission.objects.newest().filter(work__assignment__in=assignments).select_related("work")
        found = {(row.work.assignment_id, row.work.enrolment_id): row for row in newest}
        rows = [(learner, [_cell(one, learner, found) for one in assignments]) for learner in learners]
        only_missing = self.request.GET.get("show") == "missing"
        shown = [row for row in rows if any(cell["submission"] is None for cell in row[1])] if only_missing else rows
        counts = [
            sum(cells[place]["submission"] is not None for _who, cells in rows) for place in range(len(assignments))
        ]
        return super().get_context_data(
            assignments=[
                {"assignment": one, "handed_in": count, "learners": len(learners)}
                for one, count in zip(assignments, counts, strict=True)
            ],
            rows=shown,
            only_missing=only_missing,
            may_extend=self.request.user.has_perm("training.extend_deadline", this),
            **kwargs,
        )

    def render_to_response(self, context, **kwargs) -> HttpResponse:
        if self.request.GET.get("format") != "xlsx":
            return super().render_to_response(context, **kwargs)
        record_export(_now("Written work of a class"), count=len(context["rows"]), by=self.request.user)
        return work_workbook(self.training_class, context["assignments"], context["rows"])


def _cell(assignment: Assignment, learner: Enrolment, found: dict) -> dict:
    extension = next((one for one in assignment.extensions.all() if one.enrolment_id == learner.pk), None)
    deadline = deadline_of(assignment, extension)
    return {
        "assignment": assignment,
        "submission": found.get((assignment.pk, learner.pk)),
        "extension": extension,
        "is_over": deadline.is_over(now()),
        "is_late": deadline.is_late(now()),
    }


class ExtensionForm(forms.Form):
    until = forms.DateTimeField(label=_("New deadline"), widget=DateTimeInput)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ExtendDeadline(ClassChange):
    permission = "training.extend_deadline"
    form_class = ExtensionForm
    page_title = _("Give more time")
    consequence = _("Only this person gets the later deadline, and is told of it with the reason.")
    submit_label = _("Give more time")
    success_message = _("The new deadline is set and the learner was told.")
    back_to = "office:class_work"

    @cached_property
    def assignment(self) -> Assignment:
        return get_object_or_404(Assignment.objects.published().select_related("training_class"), pk=self.kwargs["pk"])

    @cached_property
    def training_class(self) -> TrainingClass:
        return self.assignment.training_class

    @cached_property
    def enrolment(self) -> Enrolment:
        rows = Enrolment.objects.active().filter(training_class=self.training_class).select_related("person__user")
        return get_object_or_404(rows, pk=self.kwargs["enrolment"])

    def get_page_subtitle(self) -> str:
        return f"{self.enrolment.person}, {self.assignment.title}"

    def perform(self, form):
        return extend_deadline(self.assignment, self.enrolment, **form.cleaned_data, by=self.request.user)


class ClassQuestions(ClassPage):
    """The questions of a class; the office answers as those who teach it do."""

    template_name = "portal/office/study/questions.html"
    tab = "questions"

    def get_context_data(self, **kwargs):
        words, only_open = self.request.GET.get("q", "")[:100], self.request.GET.get("state") == "open"
        return super().get_context_data(
            questions=questions_of(self.training_class, words=words, only_open=only_open)[:MOST_QUESTIONS],
            words=words,
            only_open=only_open,
            may_answer=self.request.user.has_perm("training.answer_in_class", self.training_class),
            **kwargs,
        )


class AnswerQuestion(PermissionByName, View):
    permission = "training.answer_in_class"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        held = get_object_or_404(Enquiry.objects.select_related("training_class", "enrolment__person__user"), pk=pk)
        try:
            answer_question(held, request.POST.get("text", ""), by=request.user)
        except TrainingError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _now("The answer was sent; the asker is told, the class can read it."))
        return redirect("office:class_questions", held.training_class_id)


class ClassEvaluation(ClassPage):
    """What the class said, as a picture; the form is opened from here."""

    template_name = "portal/office/study/evaluation.html"
    tab = "evaluation"

    def get_context_data(self, **kwargs):
        found = evaluation_of(self.training_class)
        return super().get_context_data(
            evaluation=found,
            results=results_of(found, whole=True) if found else None,
            may_open=self.request.user.has_perm("training.open_evaluation", self.training_class),
            **kwargs,
        )


class WindowForm(forms.Form):
    closes_at = forms.DateTimeField(label=_("Open until"), widget=DateTimeInput)


class OpenEvaluation(ClassChange):
    permission = "training.open_evaluation"
    form_class = WindowForm
    page_title = _("Open the evaluation form")
    consequence = _(
        "Everybody who studies in the class is told and answers once, without a name. Results are shown when the form "
        "has closed and enough have answered."
    )
    submit_label = _("Open")
    success_message = _("The form is open; the class was told.")
    back_to = "office:class_evaluation"

    def perform(self, form):
        return open_evaluation(self.training_class, **form.cleaned_data, by=self.request.user)


class EvaluationFile(PermissionByName, View):
    permission = "portal.see_classes"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        held = get_object_or_404(TrainingClass.objects.visible_to(request.user), pk=pk)
        found = evaluation_of(held)
        if found is None:
            raise Http404(pk)
        return results_workbook(results_of(found, whole=True))


def evaluation_of(training_class: TrainingClass) -> CourseEvaluation | None:
    return (
        CourseEvaluation.objects.filter(training_class=training_class)
        .select_related("version", "training_class")
        .first()
    )
