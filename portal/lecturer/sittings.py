"""Sittings of a class: given, watched, adjusted for one person, and regraded where a key was wrong."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from curriculum.errors import CurriculumError
from curriculum.models import Question, QuestionVersion, QuizAttempt, QuizPage
from curriculum.quizzes.services import regrade_question
from portal.access import check, requires
from portal.lecturer.queries import learners
from portal.lecturer.sitting_file import sitting_workbook
from portal.lecturer.views import class_to_mark
from training.access.services import record_export
from training.errors import TrainingError
from training.examinations.models import QuizSitting
from training.examinations.queries import asked_in, lines_of
from training.examinations.services import MARKED_BY_QUIZ, call_off_sitting, give_sitting, grant_accommodation
from training.models import Assessment, Enrolment, TrainingClass

REFUSALS = (CurriculumError, TrainingError)
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class SittingForm(forms.Form):
    quiz = forms.ModelChoiceField(label=gettext_lazy("Quiz"), queryset=QuizPage.objects.none())
    assessment = forms.ModelChoiceField(
        label=gettext_lazy("Gives the mark of"),
        queryset=Assessment.objects.none(),
        required=False,
        empty_label=gettext_lazy("no part of the results"),
        help_text=gettext_lazy("The mark is written into the mark sheet when the attempt is marked."),
    )
    opens_at = forms.DateTimeField(label=gettext_lazy("Opens at"), widget=MOMENT)
    closes_at = forms.DateTimeField(label=gettext_lazy("Closes at"), widget=MOMENT)
    minutes = forms.IntegerField(
        label=gettext_lazy("Time limit (minutes)"),
        min_value=1,
        max_value=600,
        required=False,
        help_text=gettext_lazy("Empty: as the quiz says."),
    )
    attempts_allowed = forms.IntegerField(label=gettext_lazy("Attempts allowed"), min_value=1, max_value=10, initial=1)
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Told in the room when the examination begins. Kept so that nobody can read it."),
    )

    def __init__(self, *args, training_class: TrainingClass, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        programme = training_class.programme
        quizzes = QuizPage.objects.live().descendant_of(programme).order_by("-is_examination", "path")
        self.fields["quiz"].queryset = quizzes
        self.fields["assessment"].queryset = training_class.assessments.filter(form__in=MARKED_BY_QUIZ)


class AccommodationForm(forms.Form):
    enrolment = forms.ModelChoiceField(label=gettext_lazy("Trainee"), queryset=Enrolment.objects.none())
    extra_minutes = forms.IntegerField(
        label=gettext_lazy("More minutes"), min_value=0, max_value=300, required=False, initial=0
    )
    opens_at = forms.DateTimeField(label=gettext_lazy("Opens at"), widget=MOMENT, required=False)
    closes_at = forms.DateTimeField(label=gettext_lazy("Closes at"), widget=MOMENT, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, help_text=gettext_lazy("Stays in the log with your name.")
    )

    def __init__(self, *args, sitting: QuizSitting, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        active = sitting.training_class.enrolments.active().select_related("person").order_by("person__sort_key")
        self.fields["enrolment"].queryset = active


@requires("portal.use_lecturer")
def of_class(request: HttpRequest, pk: int) -> HttpResponse:
    """The sittings of a class, and the form for another."""
    held = class_to_mark(request, pk)
    form = SittingForm(request.POST or None, training_class=held)
    if request.method == "POST" and form.is_valid():
        try:
            given = give_sitting(held, by=request.user, **form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The sitting is given to the class."))
            return redirect("lecturer:sitting", given.pk)
    sittings = QuizSitting.objects.filter(training_class=held).select_related("quiz", "assessment")
    context = {"training_class": held, "form": form, "sittings": sittings}
    return render(request, "portal/teach/quizzes/sittings.html", context, status=422 if form.errors else 200)


@requires("portal.use_lecturer")
def sitting(request: HttpRequest, pk: int) -> HttpResponse:
    """Who sat, with what result; more time for one person."""
    held = _sitting(request, pk)
    if request.GET.get("format") == "xlsx":
        record_export(_("Sitting of an examination"), count=len(learners(held.training_class)), by=request.user)
        return sitting_workbook(held)
    form = AccommodationForm(request.POST or None, sitting=held)
    if request.method == "POST" and form.is_valid():
        facts: dict[str, Any] = form.cleaned_data
        try:
            grant_accommodation(held, by=request.user, **facts | {"extra_minutes": facts["extra_minutes"] or 0})
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Granted; an attempt that is open has its new end already."))
            return redirect("lecturer:sitting", pk)
    context = {
        "sitting": held,
        "training_class": held.training_class,
        "lines": lines_of(held, learners(held.training_class)),
        "questions": asked_in(held),
        "form": form,
        "may_call_off": not QuizAttempt.objects.of_occasion(held.occasion).exists() and held.cancelled_at is None,
    }
    return render(request, "portal/teach/quizzes/sitting.html", context, status=422 if form.errors else 200)


@require_POST
@requires("portal.use_lecturer")
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    held = _sitting(request, pk)
    try:
        call_off_sitting(held, by=request.user)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect("lecturer:sitting", pk)
    messages.success(request, _("The sitting is called off."))
    return redirect("lecturer:sittings", held.training_class_id)


@requires("portal.use_lecturer")
def regrade(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """Mark one question anew for everybody who sat, by a mended key or with its whole points."""
    held = _sitting(request, pk)
    attempts = QuizAttempt.objects.of_occasion(held.occasion).handed_in()
    asked = get_object_or_404(Question.objects.filter(pk__in=[one.question for one in asked_in(held)]), pk=question)
    keys = asked.versions.filter(review=QuestionVersion.Review.APPROVED)
    refusal = ""
    if request.method == "POST":
        key = keys.filter(pk=request.POST["key"]).first() if request.POST.get("key", "").isdecimal() else None
        try:
            count = regrade_question(
                asked, key, attempts=attempts, reason=request.POST.get("reason", ""), by=request.user
            )
        except REFUSALS as error:
            refusal = str(error)
        else:
            text = ngettext("%(count)s mark changed.", "%(count)s marks changed.", count) % {"count": count}
            messages.success(request, text)
            return redirect("lecturer:sitting", pk)
    context = {"sitting": held, "question": asked, "keys": keys, "count": attempts.count(), "refusal": refusal}
    return render(request, "portal/teach/quizzes/regrade.html", context, status=422 if refusal else 200)


def _sitting(request: HttpRequest, pk: int) -> QuizSitting:
    rows = QuizSitting.objects.select_related("quiz", "training_class__programme", "assessment")
    held = get_object_or_404(rows, pk=pk)
    check(request, "training.manage_sittings", held.training_class)
    return held
