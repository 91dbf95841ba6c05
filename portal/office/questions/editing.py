"""Writing a new question and changing one: the same form, a kind each."""

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from curriculum.models import Question, QuestionVersion
from curriculum.questions.checking import problems_of
from curriculum.questions.cleaning import clean_content
from curriculum.questions.content import Kind
from curriculum.questions.pictures import keep_picture
from curriculum.questions.services import change_question, make_question, move_question, set_tags, submit_for_review
from portal.office.base import OfficeForm, OfficePage
from portal.office.questions.forms import MORE_ROWS, QuestionForm, initial_of, typed_rows
from portal.office.questions.pages import QUESTIONS
from portal.office.questions.rows import ROWS, rows_of

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


class ChooseKind(OfficePage):
    permission = "curriculum.change_questions"
    template_name = "portal/office/questions/kinds.html"
    page_title = _("Write a question")
    header_icon = "help"
    parents = [QUESTIONS]

    def get_context_data(self, **kwargs):
        names = dict(QuestionVersion.KINDS)
        category = self.request.GET.get("category", "")
        query = f"?category={category}" if category.isdecimal() else ""
        kinds = [(reverse("office:question_write", args=[kind]) + query, names[kind], words) for kind, words in KINDS]
        return super().get_context_data(kinds=kinds, **kwargs)


class _Writing(OfficeForm):
    """The form with its lines. ``more`` asks for more lines and saves nothing; ``submit`` also asks for the review."""

    permission = "curriculum.change_questions"
    template_name = "portal/office/questions/edit.html"
    form_class = QuestionForm
    header_icon = "help"
    parents = [QUESTIONS]
    submit_label = _("Keep")

    @cached_property
    def kind(self) -> Kind:
        raise NotImplementedError

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"kind": self.kind}

    def post(self, request, *args, **kwargs) -> HttpResponse:
        if "more" in request.POST and self.kind in ROWS:
            return self.render_to_response(self.get_context_data(form=self._with_more_rows()))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form) -> HttpResponse:
        problems = list(problems_of(clean_content(form.content)))
        if problems:
            form.add_error(None, problems)
            return self.form_invalid(form)
        return super().form_valid(form)

    @transaction.atomic
    def perform(self, form):
        user, said = self.request.user, form.cleaned_data
        if said["picture"]:
            keep_picture(said["picture"], by=user)
        question = self.keep(form)
        if "submit" in self.request.POST:
            submit_for_review(question, by=user)
        return question

    def keep(self, form) -> Question:
        raise NotImplementedError

    def get_success_url(self) -> str:
        return reverse("office:question", args=[self.result.pk])

    def get_context_data(self, **kwargs):
        names = dict(QuestionVersion.KINDS)
        return super().get_context_data(kind=self.kind, kind_name=names[self.kind], back=self.get_back(), **kwargs)

    def get_back(self) -> str:
        return reverse("office:questions")

    def _with_more_rows(self) -> QuestionForm:
        data = self.request.POST
        return QuestionForm(initial=data.dict(), kind=self.kind, rows=typed_rows(data, self.kind), extra=MORE_ROWS)


class WriteQuestion(_Writing):
    page_title = _("Write a question")
    success_message = _("The question is kept as a draft.")

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


class RewriteQuestion(_Writing):
    page_title = _("Change the question")
    success_message = _("The question is kept. What was changed is a new version.")

    @cached_property
    def question(self) -> Question:
        found = Question.objects.select_related("current", "approved", "category")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    @cached_property
    def kind(self) -> Kind:
        return Kind(self.question.current.kind)

    def get_page_subtitle(self) -> str:
        return self.question.current.name

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

    def get_back(self) -> str:
        return reverse("office:question", args=[self.question.pk])
