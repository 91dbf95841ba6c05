"""One survey at the desk."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.office.base import OfficePage
from portal.office.surveys.states import survey_state
from portal.records.sight import Standing
from portal.survey_summary import summary_words
from training.access.services import record_view
from training.mentoring.surveys.queries import bounds_of, least_answers, surveys_for_list
from training.models import Survey, TermForm


class OfSurvey:
    """Fetches the form among those whose surveys the user runs; for everybody else there is none."""

    permission = "training.run_surveys"
    parents = [("office:surveys", _("Surveys"))]

    @cached_property
    def form_of_term(self) -> TermForm:
        return get_object_or_404(surveys_for_list(self.request.user), pk=self.kwargs["pk"])

    @cached_property
    def survey(self) -> Survey | None:
        return getattr(self.form_of_term, "survey", None)


class SurveyPage(OfSurvey, OfficePage):
    template_name = "portal/office/surveys/survey.html"
    header_icon = "group"

    def get_page_title(self) -> str:
        return str(self.form_of_term.posting.person)

    def get_context_data(self, **kwargs):
        form, survey = self.form_of_term, self.survey
        respondents = list(survey.respondents.all()) if survey else []
        least, most = bounds_of(form)
        word, label, tone = survey_state(form)
        finished = survey is not None and survey.status in (Survey.Status.CLOSED, Survey.Status.RELEASED)
        if finished:
            record_view(form.posting.person, "survey", by=self.request.user, purpose=Standing.COMMITTEE)
        return super().get_context_data(
            form=form,
            posting=form.posting,
            survey=survey,
            state=word,
            label=label,
            tone=tone,
            respondents=respondents,
            asked=sum(one.is_chosen for one in respondents),
            least=least,
            most=most,
            needed=least_answers(survey) if survey and survey.opens_on else None,
            raw=survey.comments.filter(state="raw").count() if finished else 0,
            shown=summary_words(survey) if finished else None,
            **kwargs,
        )
