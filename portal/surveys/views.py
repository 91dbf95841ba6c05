"""The page behind a one-time link: no account, no script, no trace of who answered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from certificates.verification.limits import WINDOW, looks_too_often
from certificates.verification.views import compressed, unlisted
from training.errors import InvalidInput, WrongState
from training.mentoring.surveys.answering import NO_VIEW, answer_survey
from training.mentoring.surveys.definitions import LONGEST, SurveyForm, survey_form
from training.mentoring.surveys.links import respondent_of
from training.mentoring.surveys.models import SurveyRespondent
from training.mentoring.surveys.queries import least_answers

PER_MINUTE = 30  # from one address; a whole village hall may share one


@require_http_methods(["GET", "HEAD", "POST"])
@compressed
@unlisted
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The form, or why there is none: unknown (404), used, over or closed (410). What was typed comes back on error."""
    if looks_too_often(request, at="survey", per_minute=PER_MINUTE):
        response = render(request, "portal/surveys/state.html", {"state": "too_often"}, status=429)
        response["Retry-After"] = str(WINDOW)
        return response
    respondent = respondent_of(token)
    if state := _why_not(respondent):
        return render(request, "portal/surveys/state.html", {"state": state}, status=404 if state == "unknown" else 410)
    form = survey_form(respondent.survey.form.version.definition)
    scores, texts = _read(request, form)
    refusal = ""
    if request.method == "POST":
        try:
            answer_survey(token, scores, texts)
            return redirect("survey:answer", token=token)
        except InvalidInput as error:
            refusal = str(error)
        except WrongState:  # used or closed in another window meanwhile: the page says so
            return redirect("survey:answer", token=token)
    context = {
        "survey": respondent.survey,
        "posting": respondent.survey.form.posting,
        "form": form,
        "lines": [(one, scores.get(one.id)) for one in form.statements],
        "texts": [(one, texts[one.id]) for one in form.questions],
        "no_view": NO_VIEW,
        "least": least_answers(respondent.survey),
        "longest": LONGEST,
        "refusal": refusal,
    }
    return render(request, "portal/surveys/answer.html", context, status=422 if refusal else 200)


def _why_not(respondent: SurveyRespondent | None) -> str:
    """The state to say instead of the form; empty where it can be answered."""
    if respondent is None:
        return "unknown"
    survey = respondent.survey
    if respondent.has_answered:
        return "used"
    if survey.is_over:
        return "expired"
    return "" if survey.is_answerable else "closed"


def _read(request: HttpRequest, form: SurveyForm) -> tuple[dict[str, int], dict[str, str]]:
    chosen = {one.id: request.POST.get(one.id, "") for one in form.statements}
    scores = {key: int(text) for key, text in chosen.items() if text in ("0", "1", "2", "3", "4", "5")}
    return scores, {one.id: request.POST.get(one.id, "")[: LONGEST * 2] for one in form.questions}
