"""What the office changes about results: each screen calls one service."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.office.classes.changes import ClassChange
from portal.office.classes.forms import ReasonForm
from portal.office.results.forms import AmendForm, AnswerForm, AssessmentsForm, ConclusionsForm, MinutesForm
from training.models import Mark, RemarkRequest, ResultsBoard, TrainingClass
from training.results import services as results


class ResultsChange(ClassChange):
    """A change of results leads back to the results of the class."""

    back_to = "office:class_results"

    def get_parents(self):
        return [("office:classes", _("Classes"))]


class ChangeAssessments(ResultsChange):
    template_name = "portal/office/results/assessments.html"
    form_class = AssessmentsForm
    page_title = _("Assessments of the class")
    submit_label = _("Save the assessments")
    success_message = _("The assessments of the class were saved.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"parts": list(self.training_class.assessments.all())}

    def perform(self, form):
        return results.change_assessments(
            self.training_class, form.components, reason=form.cleaned_data["reason"], by=self.request.user
        )


class WriteMinutes(ResultsChange):
    template_name = "portal/office/results/minutes.html"
    form_class = MinutesForm
    page_title = _("Minutes of the results board")
    consequence = _("The outcomes are computed anew; each learner gets the conclusion the rules come to.")
    submit_label = _("Save the minutes")
    success_message = _("The minutes were saved. Look at the conclusions, then close them.")
    back_to = "office:class_board"

    @cached_property
    def board(self) -> ResultsBoard | None:
        return ResultsBoard.objects.filter(training_class=self.training_class).first()

    def get_form_kwargs(self):
        """Members of the last board are proposed, for it is mostly the same people."""
        source = self.board or ResultsBoard.objects.order_by("-held_on", "-pk").first()
        return super().get_form_kwargs() | {"members": list(source.members.all()) if source else []}

    def get_initial(self):
        if self.board is None:
            return {"place": self.training_class.place}
        return {name: getattr(self.board, name) for name in ("number", "held_on", "place", "remarks")}

    def perform(self, form):
        return results.draw_up_minutes(self.training_class, **form.minutes, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse(
            self.back_to if self.board or hasattr(self, "result") else "office:class_results",
            args=[self.training_class.pk],
        )


class BoardChange(ResultsChange):
    back_to = "office:class_board"

    @cached_property
    def board(self) -> ResultsBoard:
        return get_object_or_404(ResultsBoard, training_class=self.training_class)


class ConcludeBoard(BoardChange):
    template_name = "portal/office/results/conclusions.html"
    form_class = ConclusionsForm
    page_title = _("Conclusions of the results board")
    submit_label = _("Save the conclusions")
    success_message = _("The conclusions were saved.")

    def get_form_kwargs(self):
        rows = self.board.conclusions.select_related("enrolment__person", "enrolment__unit", "enrolment__outcome")
        return super().get_form_kwargs() | {"conclusions": list(rows)}

    def perform(self, form):
        return results.conclude(self.board, form.proposals, by=self.request.user)


class CloseMinutes(BoardChange):
    page_title = _("Close the minutes")
    consequence = _("The minutes and the marks are locked; the results can then be recognised by decision.")
    submit_label = _("Close the minutes")
    success_message = _("The minutes are closed.")

    def perform(self, form):
        return results.close_minutes(self.board, by=self.request.user)


class ReopenMinutes(BoardChange):
    form_class = ReasonForm
    page_title = _("Reopen the minutes")
    consequence = _("Marks may change again; the minutes must be closed once more before the results are recognised.")
    submit_label = _("Reopen")
    success_message = _("The minutes are open again.")

    def perform(self, form):
        return results.reopen_minutes(self.board, reason=form.cleaned_data["reason"], by=self.request.user)


class MarkChange(ResultsChange):
    """A change of one mark of a class the user may see."""

    @cached_property
    def training_class(self) -> TrainingClass:
        classes = TrainingClass.objects.visible_to(self.request.user)
        return get_object_or_404(classes, pk=self.mark.enrolment.training_class_id)

    @cached_property
    def mark(self) -> Mark:
        rows = Mark.objects.standing().select_related("enrolment__person", "enrolment__training_class", "assessment")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return f"{self.mark.enrolment.person}, {self.mark.assessment}"


class AmendMark(MarkChange):
    form_class = AmendForm
    page_title = _("Change a recognised mark")
    consequence = _(
        "The results are recognised, so a further decision is needed. The outcome of this learner is computed anew; "
        "the registrar is told."
    )
    submit_label = _("Record the decision")
    success_message = _("The decision is recorded and the outcome computed anew.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"mark": self.mark}

    def perform(self, form):
        facts = dict(form.cleaned_data)
        return results.amend_results(self.mark, facts.pop("mark"), **facts, by=self.request.user)


class AnswerRemark(MarkChange):
    template_name = "portal/office/results/remark.html"
    form_class = AnswerForm
    page_title = _("Re-mark request")
    submit_label = _("Send the answer")
    success_message = _("The answer was sent to the learner.")

    @cached_property
    def remark(self) -> RemarkRequest:
        rows = RemarkRequest.objects.select_related(
            "mark__enrolment__person", "mark__enrolment__training_class", "mark__assessment"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def mark(self) -> Mark:
        return self.remark.mark

    def perform(self, form):
        facts = form.cleaned_data
        return results.answer_remark(self.remark, typed=facts["mark"], answer=facts["answer"], by=self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(remark=self.remark, **kwargs)
