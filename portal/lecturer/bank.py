"""The lecturer's bank of questions: the questions of what one teaches, how far each has come and how it did."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django.views.generic.edit import FormView

from curriculum.errors import CurriculumError
from curriculum.models import Question, QuestionCategory, QuestionVersion
from curriculum.questions.comparing import compare
from curriculum.questions.services import submit_for_review
from portal.access import Requires, requires
from portal.lecturer.bank_file import questions_workbook
from portal.questions.showing import blanks_of, figures_of, remarks_on
from portal.questions.writing import KINDS, NAMES, ChangedQuestion, NewQuestion, QuestionWriting
from training.access.services import record_export
from training.scheduling.question_access import categories_open_to, questions_open_to

PER_PAGE = 25
Review = QuestionVersion.Review


class BankFilter(forms.Form):
    """Words, category, kind, how far the review is, whether one wrote it oneself; the order of the list."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    category = forms.ModelChoiceField(
        QuestionCategory.objects.none(),
        label=pgettext_lazy("questions", "Category"),
        required=False,
        empty_label=_("All categories"),
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("questions", "Kind"),
        required=False,
        choices=[("", _("All kinds")), *QuestionVersion.KINDS],
    )
    review = forms.ChoiceField(
        label=_("Review"),
        required=False,
        choices=[("", _("In every state")), *Review.choices, ("retired", _("retired"))],
    )
    own = forms.BooleanField(label=_("only those I wrote"), required=False)

    ORDERS = {
        "name": [F("current__folded").asc()],
        "-name": [F("current__folded").desc()],
        "changed": [F("current__made_at").asc()],
        "-changed": [F("current__made_at").desc()],
        "review": [F("current__review").asc()],
        "-review": [F("current__review").desc()],
        "difficulty": [F("current__statistics__facility").asc(nulls_last=True)],
        "-difficulty": [F("current__statistics__facility").desc(nulls_last=True)],
    }

    def __init__(self, *args, categories: QuerySet[QuestionCategory], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = categories

    def apply(self, rows: QuerySet[Question], user) -> QuerySet[Question]:
        said = self.cleaned_data if self.is_valid() else {}
        rows = rows.matching(said.get("q") or "")
        if said.get("category"):
            rows = rows.within(said["category"])
        if said.get("kind"):
            rows = rows.filter(current__kind=said["kind"])
        if said.get("review") == "retired":
            rows = rows.filter(is_retired=True)
        else:
            rows = rows.filter(is_retired=False)
            rows = rows.filter(current__review=said["review"]) if said.get("review") else rows
        if said.get("own"):
            rows = rows.filter(current__made_by=user)
        return rows.order_by(*self.ORDERS.get(self.data.get("sort", ""), self.ORDERS["-changed"]), "pk")


@require_GET
@requires("portal.use_lecturer")
def bank(request: HttpRequest) -> HttpResponse:
    """The list; what was sent back to whoever looks stands above it with the reason."""
    open_rows = questions_open_to(request.user).select_related("category", "current__statistics", "approved")
    categories = categories_open_to(request.user)
    form = BankFilter(request.GET, categories=categories)
    rows = form.apply(open_rows, request.user)
    if request.GET.get("format") == "xlsx":
        found = list(rows)
        record_export(_now("Bank of questions"), count=len(found), by=request.user)
        return questions_workbook(found)
    returned = open_rows.filter(current__review=Review.RETURNED, current__made_by=request.user, is_retired=False)
    context = {
        "form": form,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "returned": returned.select_related("current__reviewed_by").order_by("current__reviewed_at"),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "has_categories": bool(form.fields["category"].queryset),
    }
    return render(request, "portal/teach/bank/list.html", context)


@require_GET
@requires("portal.use_lecturer")
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """As learners see it, with its key, what became of it, how it did and what changed since it was last approved."""
    rows = questions_open_to(request.user).select_related("category", "approved")
    held = get_object_or_404(rows.select_related("current__made_by", "current__reviewed_by"), pk=pk)
    version = held.current
    said = version.said
    is_newer = held.approved is not None and held.approved_id != version.pk
    context = {
        "question": held,
        "version": version,
        "said": said,
        "text": blanks_of(said),
        "remarks": remarks_on(said),
        "changes": compare(held.approved.said, said) if is_newer else [],
        "versions": held.versions.defer("content", "folded").select_related("made_by", "reviewed_by"),
        "may_write": request.user.has_perm("curriculum.write_question", held.category),
        "may_submit": version.review in (Review.DRAFT, Review.RETURNED) and not held.is_retired,
        **figures_of(held.approved or version),
    }
    return render(request, "portal/teach/bank/question.html", context)


@require_POST
@requires("portal.use_lecturer")
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    held = get_object_or_404(questions_open_to(request.user), pk=pk)
    try:
        submit_for_review(held, by=request.user)
        messages.success(request, _now("The question waits for its review."))
    except CurriculumError as refusal:
        messages.error(request, str(refusal))
    return redirect("lecturer:bank_question", pk=pk)


@require_GET
@requires("portal.use_lecturer")
def kinds(request: HttpRequest) -> HttpResponse:
    """Of what kind the new question is."""
    choices = [(reverse("lecturer:bank_write", args=[kind]), NAMES[kind], words) for kind, words in KINDS]
    context = {"kinds": choices, "has_categories": categories_open_to(request.user).exists()}
    return render(request, "portal/teach/bank/kinds.html", context)


class _Form(Requires, FormView):
    """A form that calls one service; a refusal stands above it, and nothing typed is lost."""

    permission = "portal.use_lecturer"
    template_name = "portal/teach/bank/edit.html"

    def perform(self, form) -> Question:
        raise NotImplementedError

    def form_valid(self, form) -> HttpResponse:
        try:
            self.result = self.perform(form)
        except CurriculumError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        is_submitted = "submit" in self.request.POST
        messages.success(
            self.request, _now("The question waits for its review.") if is_submitted else _now("The question is kept.")
        )
        return redirect("lecturer:bank_question", pk=self.result.pk)

    def form_invalid(self, form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class _Writing(QuestionWriting, _Form):
    """The form of a question with its lines."""


class Write(NewQuestion, _Writing):
    """A new question, a draft."""


class Rewrite(ChangedQuestion, _Writing):
    """A new version of a question."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(question=self.question, **kwargs)
