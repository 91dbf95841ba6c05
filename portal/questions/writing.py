"""Writing a new question and changing one: what the screens of the office and of lecturers have in common.

A view that has one of these puts its own frame, its door and its way of showing refusals beside it. ``more`` asks for
more lines and ``preview`` shows what is typed as learners will see it: neither saves anything. ``submit`` also asks for
the review.
"""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from curriculum.models import Question, QuestionVersion
from curriculum.questions.checking import problems_of
from curriculum.questions.cleaning import clean_content
from curriculum.questions.content import Kind, QuestionContent
from curriculum.questions.pictures import keep_picture
from curriculum.questions.services import change_question, make_question, move_question, set_tags, submit_for_review
from portal.questions.forms import MORE_ROWS, QuestionForm, initial_of, typed_rows
from portal.questions.rows import ROWS, rows_of
from portal.questions.showing import blanks_of
from training.scheduling.question_access import categories_open_to, questions_open_to

KINDS = [
    (Kind.SINGLE, _("Several choices, exactly one is right.")),
    (Kind.MULTIPLE, _("Several choices, any number of them right; part of the points for part of the answer.")),
    (Kind.TRUE_FALSE, _("A statement that is true or false.")),
    (Kind.MATCHING, _("Two columns that belong together, pair by pair.")),
    (Kind.ORDERING, _("Lines to be put into the right order: the steps of a procedure.")),
    (Kind.NUMERICAL, _("A number, with a tolerance where it need not be exact.")),
    (Kind.SHORT_ANSWER, _("A few words, typed; several writings can be accepted.")),
    (Kind.CLOZE, _("A text with gaps to choose for or to fill in.")),
    (Kind.ESSAY, _("A free text that a lecturer marks.")),
    (Kind.SITUATION, _("A case from practice, marked by a rubric.")),
]
NAMES = dict(QuestionVersion.KINDS)


def preview_of(said: QuestionContent, problems: list[str] | None = None) -> dict[str, Any]:
    """What ``_preview.html`` shows."""
    return {"said": said, "text": blanks_of(said), "problems": problems or []}


class QuestionWriting:
    """A form view of one question; ``kind`` says which lines the form has."""

    form_class = QuestionForm
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def kind(self) -> Kind:
        raise NotImplementedError

    def get_form_kwargs(self):
        own = {"kind": self.kind, "categories": categories_open_to(self.request.user)}
        return super().get_form_kwargs() | own

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if "more" in request.POST and self.kind in ROWS:
            return self.render_to_response(self.get_context_data(form=self._with_more_rows()))
        if "preview" in request.POST:
            return self.preview()
        return super().post(request, *args, **kwargs)

    def preview(self) -> HttpResponse:
        """What is typed so far as learners will see it, and what is still missing; nothing is kept."""
        form = self.get_form()
        form.is_valid()
        said = clean_content(form.content)
        shown = preview_of(said, list(problems_of(said)))
        if self.request.headers.get("X-Part") == "preview":
            return render(self.request, "portal/questions/_preview.html", shown)
        return self.render_to_response(self.get_context_data(form=form, **shown))

    def form_valid(self, form) -> HttpResponse:
        problems = list(problems_of(clean_content(form.content)))
        if problems:
            form.add_error(None, problems)
            return self.form_invalid(form)
        return super().form_valid(form)

    @transaction.atomic
    def perform(self, form) -> Question:
        user, said = self.request.user, form.cleaned_data
        if said["picture"]:
            keep_picture(said["picture"], by=user)
        question = self.keep(form)
        if "submit" in self.request.POST:
            submit_for_review(question, by=user)
        return question

    def keep(self, form) -> Question:
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        return super().get_context_data(kind=self.kind, kind_name=NAMES[self.kind], **kwargs)

    def _with_more_rows(self) -> QuestionForm:
        data = self.request.POST
        rows = typed_rows(data, self.kind)
        own = self.get_form_kwargs() | {"rows": rows, "initial": data.dict(), "extra": MORE_ROWS}
        return QuestionForm(**{name: value for name, value in own.items() if name not in ("data", "files")})


class NewQuestion(QuestionWriting):
    """The address names the kind."""

    @cached_property
    def kind(self) -> Kind:
        if self.kwargs["kind"] not in set(Kind):
            raise Http404
        return Kind(self.kwargs["kind"])

    def get_initial(self):
        return {"points": "1", "is_shuffled": True, "category": self.request.GET.get("category")}

    def keep(self, form) -> Question:
        said = form.cleaned_data
        return make_question(form.content, category=said["category"], tags=said["tags"], by=self.request.user)


class ChangedQuestion(QuestionWriting):
    """The address names the question, one of those the user reads."""

    @cached_property
    def question(self) -> Question:
        found = questions_open_to(self.request.user).select_related("current", "approved", "category")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    @cached_property
    def kind(self) -> Kind:
        return Kind(self.question.current.kind)

    def get_initial(self):
        question = self.question
        tags = ", ".join(sorted(question.tags.names()))
        own = {"category": question.category_id, "tags": tags, "seen": question.current.number}
        return initial_of(question.current.said) | own

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"rows": rows_of(self.question.current.said)}

    def keep(self, form) -> Question:
        said, user = form.cleaned_data, self.request.user
        move_question(self.question, said["category"], by=user)
        set_tags(self.question, said["tags"], by=user)
        return change_question(self.question, form.content, seen=said["seen"], by=user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**preview_of(self.question.current.said) | kwargs)
