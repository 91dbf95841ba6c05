"""Answering once, without a name. Nothing that is stored says who, when or in which order."""

import secrets
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from curriculum.vietnamese.text import nfc_lines
from training.errors import InvalidInput, WrongState
from training.mentoring.definitions import SCALE
from training.mentoring.surveys.definitions import LONGEST, survey_form
from training.mentoring.surveys.links import respondent_of
from training.mentoring.surveys.models import Survey, SurveyComment, SurveyRespondent, SurveySheet

NO_VIEW = 0  # "I cannot tell"; a statement is never skipped by oversight


class LinkUsed(WrongState):
    """The person behind the link has answered."""


@transaction.atomic
def answer_survey(token: str, scores: Mapping[str, int], texts: Mapping[str, str]) -> None:
    """Add one answer and use up all links of the person. Returns nothing: nobody could say which answer it was.

    Raises ``WrongState`` (unknown link, not open), ``LinkUsed``, ``InvalidInput`` (statements without an answer).
    """
    found = respondent_of(token)
    if found is None:
        raise WrongState(_("This link is not known."))
    survey = Survey.objects.select_for_update(of=("self",)).select_related("form__version").get(pk=found.survey_id)
    person = SurveyRespondent.objects.get(pk=found.pk)
    if person.has_answered:
        raise LinkUsed(_("This link has been used. Each person answers once."))
    if not survey.is_answerable:
        raise WrongState(_("This survey is not open now."))
    form = survey_form(survey.form.version.definition)
    given = {one.id: scores[one.id] for one in form.statements if scores.get(one.id) in (NO_VIEW, *SCALE)}
    missing = len(form.statements) - len(given)
    if missing:
        raise InvalidInput(
            ngettext(
                "%(count)s statement has no answer yet. What you chose and wrote is kept on this page.",
                "%(count)s statements have no answer yet. What you chose and wrote is kept on this page.",
                missing,
            )
            % {"count": missing}
        )
    sheet = SurveySheet(survey=survey, scores={key: score for key, score in given.items() if score != NO_VIEW})
    words = {one.id: nfc_lines(texts.get(one.id, "")).strip()[:LONGEST] for one in form.questions}
    comments = [SurveyComment(survey=survey, question=key, text=text) for key, text in words.items() if text]
    SurveyRespondent.objects.filter(pk=person.pk).update(has_answered=True)
    survey.answered += 1
    survey.save(update_fields=["answered"])
    _write_anew(survey, sheet, comments)


def _write_anew(survey: Survey, sheet: SurveySheet, comments: list[SurveyComment]) -> None:
    """Every row of the survey in a new order and with new keys, in this one transaction.

    A database keeps more than the columns: rows lie in the order in which they came, and PostgreSQL notes which
    transaction wrote each. Were only the new rows written, that note would join the answer to the person whose row was
    marked beside it.
    """
    sheets = _mixed([*survey.sheets.all(), sheet])
    words = _mixed([*survey.comments.all(), *comments])
    survey.sheets.all().delete()
    survey.comments.all().delete()
    SurveySheet.objects.bulk_create(SurveySheet(survey=survey, scores=one.scores) for one in sheets)
    SurveyComment.objects.bulk_create(
        SurveyComment(survey=survey, question=one.question, text=one.text) for one in words
    )
    for person in _mixed(list(survey.respondents.all())):
        person.save(update_fields=["has_answered"])


def _mixed(rows: list) -> list:
    return secrets.SystemRandom().sample(rows, len(rows))
