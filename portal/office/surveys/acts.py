"""What the officer does with a survey: one screen for each act, its consequence in words."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from curriculum.clock.time import today
from portal.access import requires
from portal.office.base import OfficeForm
from portal.office.surveys.forms import ConfirmForm, LastDayForm, OpenForm, RespondentForm, SlipsForm, WordsForm
from portal.office.surveys.pages import OfSurvey
from portal.papers.answers import file_name
from portal.papers.survey_slips import render_slips
from portal.surveys.mail import link_address
from training.errors import TrainingError
from training.mentoring.surveys import services
from training.mentoring.surveys.queries import bounds_of, surveys_for_list
from training.models import Survey, SurveyRespondent

WEEKS = timedelta(days=14)


class SurveyAct(OfSurvey, OfficeForm):
    template_name = "portal/office/change.html"
    form_class = ConfirmForm
    consequence = ""
    states: tuple[str, ...] = ()  # of the survey, in which the act makes sense

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and request.user.has_perm(self.permission):
            status = self.survey.status if self.survey else Survey.Status.PREPARING
            if status not in self.states:
                raise Http404(status)
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return str(self.form_of_term.posting.person)

    def get_success_url(self) -> str:
        return reverse("office:survey", args=[self.form_of_term.pk])

    def get_consequence(self):
        return self.consequence

    def get_context_data(self, **kwargs):
        return super().get_context_data(consequence=self.get_consequence(), back=self.get_success_url(), **kwargs)


class AddRespondent(SurveyAct):
    states = (Survey.Status.PREPARING,)
    form_class = RespondentForm
    page_title = _("Add a name")
    consequence = _("Names come from both sides first; add one where a side of the picture is missing.")
    submit_label = _("Add the name")
    success_message = _("The name was added.")

    def perform(self, form):
        survey = services.survey_of(self.form_of_term)
        return services.propose_respondent(survey, **form.cleaned_data, by=self.request.user)


class OpenSurvey(SurveyAct):
    states = (Survey.Status.PREPARING,)
    form_class = OpenForm
    page_title = _("Choose and send")
    submit_label = _("Open the survey")
    success_message = _("The survey is open. Links are on their way; print the slips for those without an e-mail.")

    def get_consequence(self):
        least, most = bounds_of(self.form_of_term)
        return _(
            "Choose %(least)d to %(most)d people from different sides. Whoever is not chosen leaves the list; neither"
            " side sees who was. The list cannot be changed afterwards."
        ) % {"least": least, "most": most}

    def get_initial(self):
        return {"closes_on": today() + WEEKS}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"survey": self.survey}

    def perform(self, form):
        survey = services.survey_of(self.form_of_term)
        return services.open_survey(
            survey,
            respondents=list(form.cleaned_data["respondents"]),
            closes_on=form.cleaned_data["closes_on"],
            by=self.request.user,
        )


class ExtendSurvey(SurveyAct):
    states = (Survey.Status.OPEN,)
    form_class = LastDayForm
    page_title = _("Another last day")
    consequence = _("Links that were sent stay good until then.")
    submit_label = _("Set the day")
    success_message = _("The last day was set.")

    def get_initial(self):
        return {"closes_on": self.survey.closes_on}

    def perform(self, form):
        return services.extend_survey(self.survey, **form.cleaned_data, by=self.request.user)


class RemindRespondents(SurveyAct):
    states = (Survey.Status.OPEN,)
    page_title = _("Remind by mail")
    consequence = _(
        "Whoever has an e-mail and has not answered gets another mail, at most once a day. You are not told who"
        " that is."
    )
    submit_label = _("Send the reminder")

    def perform(self, form):
        count = services.remind_respondents(self.survey, by=self.request.user)
        words = ngettext("%(count)s reminder is on its way.", "%(count)s reminders are on their way.", count)
        messages.success(self.request, words % {"count": count})
        return count


class PrintSlips(SurveyAct):
    states = (Survey.Status.OPEN,)
    form_class = SlipsForm
    page_title = _("Print slips")
    consequence = _(
        "Each slip carries a new link and the name of the person it is handed to. Links printed or mailed before stay"
        " good; one answer uses up all of a person."
    )
    submit_label = _("Make the PDF")

    def perform(self, form):
        everybody = form.cleaned_data["whom"] == "everybody"
        return services.print_links(self.survey, everybody=everybody, by=self.request.user)

    def form_valid(self, form) -> HttpResponse:
        answer = super().form_valid(form)
        if not hasattr(self, "result"):
            return answer
        if not self.result:
            form.add_error("whom", _now("Everybody asked has an e-mail."))
            return self.form_invalid(form)
        self.survey.form = self.form_of_term
        slips = [(one, link_address(token)) for one, token in self.result]
        answer = HttpResponse(render_slips(self.survey, slips), content_type="application/pdf")
        name = file_name(f"phieu moi {self.form_of_term.posting.person}")
        answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
        answer["Cache-Control"] = "private, no-store"
        return answer


class CloseSurvey(SurveyAct):
    states = (Survey.Status.OPEN,)
    page_title = _("Close the survey")
    consequence = _(
        "Nobody can answer afterwards, and it cannot be opened again. With fewer answers than the rule asks for, what"
        " was answered is erased unread."
    )
    submit_label = _("Close for good")
    success_message = _("The survey is closed.")

    def perform(self, form):
        return services.close_survey(self.survey, by=self.request.user)


class EditWords(SurveyAct):
    states = (Survey.Status.CLOSED,)
    form_class = WordsForm
    page_title = _("Edit the words")
    consequence = _(
        "Take out names and everything by which somebody could be recognised; keep what is said. An empty field"
        " leaves the answer out. What was written first is not kept."
    )
    submit_label = _("Keep these words")
    success_message = _("The words were kept.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"survey": self.survey}

    def perform(self, form):
        for comment in form.comments:
            services.edit_comment(comment, text=form.cleaned_data[str(comment.pk)], by=self.request.user)
        return self.survey


class ReleaseSurvey(SurveyAct):
    states = (Survey.Status.CLOSED,)
    page_title = _("Release the summary")
    consequence = _(
        "The official, the mentor, the host head and the sending unit see the summary with the profile of competencies,"
        " and beside the assessment of the same month."
    )
    submit_label = _("Release the summary")
    success_message = _("The summary was released.")

    def perform(self, form):
        return services.release_survey(self.survey, by=self.request.user)


@require_POST
@requires("training.run_surveys")
def remove_respondent(request: HttpRequest, pk: int, respondent: int) -> HttpResponse:
    """Take a name off the list while it is being drawn up."""
    form = get_object_or_404(surveys_for_list(request.user), pk=pk)
    found = get_object_or_404(SurveyRespondent.objects.filter(survey__form=form), pk=respondent)
    try:
        services.withdraw_respondent(found, by=request.user)
    except TrainingError as refusal:
        messages.error(request, str(refusal))
    return redirect("office:survey", pk)
