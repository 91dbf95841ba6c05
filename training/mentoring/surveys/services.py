"""Running a survey: names proposed by both sides, people chosen and asked, closed for good, words edited, released."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc_lines
from training.errors import InvalidInput, NotAllowed, WrongState
from training.mentoring.models import TermForm
from training.mentoring.surveys.definitions import CODE, LONGEST
from training.mentoring.surveys.links import make_link
from training.mentoring.surveys.models import Survey, SurveyComment, SurveyRespondent
from training.mentoring.surveys.queries import bounds_of, least_answers
from training.mentoring.surveys.rules import Side, side_of
from training.people.permissions import require
from training.signals import survey_mails_waiting, survey_released

Status, Mail, Comment = Survey.Status, SurveyRespondent.Mail, SurveyComment.State
MOST_PROPOSED = 15  # names from one side


def survey_of(form: TermForm) -> Survey:
    """The survey of a form F7, made at its first use. Raises ``WrongState`` for another form or before it opens."""
    if form.code != CODE or form.status == TermForm.Status.CANCELLED:
        raise WrongState(_("This form has no survey."))
    if not form.is_open:
        raise WrongState(_("This form opens on %(day)s.") % {"day": form.opens_on.strftime("%d/%m/%Y")})
    return Survey.objects.select_related("form__posting__person").get_or_create(form=form)[0]


@transaction.atomic
def propose_respondent(
    survey: Survey, *, full_name: str, role: str, by, office: str = "", email: str = "", phone: str = ""
) -> SurveyRespondent:
    """Name somebody who could be asked. Proposed twice by one side, it is one; way and office are those given last.

    Raises ``NotAllowed`` (neither side), ``WrongState`` (links have gone out), ``InvalidInput``.
    """
    survey = _locked(survey)
    side = Side.COMMITTEE if by.has_perm("training.run_surveys") else side_of(by, survey.form.posting)
    if side is None:
        raise NotAllowed(_("You are not allowed to do this. Nothing was changed."))
    _in_preparation(survey)
    name = " ".join(nfc_lines(full_name).split())
    if not name or role not in SurveyRespondent.Role.values:
        raise InvalidInput(_("Give a name, and how the person stands to the official."))
    if name.casefold() == survey.form.posting.person.full_name.casefold():
        raise InvalidInput(_("The official himself is not asked; his own view stands in his forms."))
    ways = {"office": office.strip(), "email": email.strip(), "phone": phone.strip()}
    found, made = SurveyRespondent.objects.update_or_create(
        survey=survey, side=side, full_name=name, role=role, defaults=ways
    )
    if made and survey.respondents.filter(side=side).count() > MOST_PROPOSED:
        raise InvalidInput(_("At most %(most)s names from each side.") % {"most": MOST_PROPOSED})
    return found


@transaction.atomic
def withdraw_respondent(respondent: SurveyRespondent, *, by) -> None:
    """Take a name back that one's own side proposed; the Committee may take back any. Gone already: nothing happens."""
    survey = _locked(respondent.survey)
    if not by.has_perm("training.run_surveys") and side_of(by, survey.form.posting) != respondent.side:
        raise NotAllowed(_("You are not allowed to do this. Nothing was changed."))
    _in_preparation(survey)
    SurveyRespondent.objects.filter(pk=respondent.pk).delete()


@transaction.atomic
def open_survey(survey: Survey, *, respondents: list[SurveyRespondent], closes_on: date, by) -> Survey:
    """Choose who is asked and open it; whoever has an e-mail gets his link by mail. Called again: nothing happens.

    Raises ``NotAllowed``, ``WrongState``, ``InvalidInput`` (too few or too many, twice the same person, a last day
    that is past).
    """
    require(by, "training.run_surveys")
    survey = _locked(survey)
    if survey.status == Status.OPEN:
        return survey
    _in_preparation(survey)
    chosen = list(survey.respondents.filter(pk__in=[one.pk for one in respondents]))
    _check_choice(survey, chosen)
    if closes_on <= today():
        raise InvalidInput(_("The last day lies after today."))
    survey.respondents.exclude(pk__in=[one.pk for one in chosen]).delete()
    for one in chosen:
        one.is_chosen, one.mail = True, Mail.WAITING if one.email else Mail.NONE
    SurveyRespondent.objects.bulk_update(chosen, ["is_chosen", "mail"])
    survey.status, survey.opened_by = Status.OPEN, by
    survey.opens_on, survey.closes_on = today(), closes_on
    survey.save()
    TermForm.objects.filter(pk=survey.form_id).update(status=TermForm.Status.SUBMITTED, submitted_at=now())
    log(survey.form, "training.survey.open", user=by, data={"asked": len(chosen), "until": closes_on.isoformat()})
    transaction.on_commit(lambda: survey_mails_waiting.send(Survey, survey=survey))
    return survey


@transaction.atomic
def extend_survey(survey: Survey, *, closes_on: date, by) -> Survey:
    """Another last day, as long as it is not closed for good: nothing has been shown by then."""
    require(by, "training.run_surveys")
    survey = _locked(survey)
    if survey.status != Status.OPEN:
        raise WrongState(_("Only an open survey is extended."))
    if closes_on <= today():
        raise InvalidInput(_("The last day lies after today."))
    if survey.closes_on != closes_on:
        survey.closes_on = closes_on
        survey.save(update_fields=["closes_on"])
        log(survey.form, "training.survey.extend", user=by, data={"until": closes_on.isoformat()})
    return survey


@transaction.atomic
def remind_respondents(survey: Survey, *, by) -> int:
    """A mail to whoever has an e-mail and has not answered, at most once a day; returns to how many.

    Who that is, the person who asks for it is not told.
    """
    require(by, "training.run_surveys")
    survey = _locked(survey)
    if not survey.is_answerable:
        raise WrongState(_("This survey is not open now."))
    waiting = survey.respondents.unanswered().exclude(email="").exclude(mail=Mail.WAITING)
    found = waiting.exclude(reminded_on=today()).update(
        mail=Mail.WAITING, is_reminder=True, reminded_on=today(), mail_attempts=0
    )
    if found:
        log(survey.form, "training.survey.remind", user=by)
        transaction.on_commit(lambda: survey_mails_waiting.send(Survey, survey=survey))
    return found


@transaction.atomic
def print_links(survey: Survey, *, everybody: bool, by) -> list[tuple[SurveyRespondent, str]]:
    """New links to print on slips, of those without an e-mail or of everybody asked. Links made before stay good.

    Whoever has answered gets one as well (it says so when opened): who is missing would tell who has answered.
    """
    require(by, "training.run_surveys")
    survey = _locked(survey)
    if not survey.is_answerable:
        raise WrongState(_("This survey is not open now."))
    people = survey.respondents.chosen()
    if not everybody:
        people = people.filter(email="")
    made = [(one, make_link(one, today())) for one in people]
    if made:
        log(survey.form, "training.survey.print", user=by, data={"slips": len(made)})
    return made


@transaction.atomic
def close_survey(survey: Survey, *, by) -> Survey:
    """End it for good. With too few answers nothing of what was answered is kept: there will never be anything to see.

    Nobody answers afterwards, so no second look could show what one more answer changed. Called again: nothing happens.
    """
    require(by, "training.run_surveys")
    survey = _locked(survey)
    if survey.status not in (Status.OPEN, Status.PREPARING):
        return survey
    if survey.status == Status.PREPARING:
        raise WrongState(_("This survey has not been opened yet."))
    enough = survey.answered >= least_answers(survey)
    survey.status, survey.closed_on = Status.CLOSED if enough else Status.VOID, today()
    survey.save(update_fields=["status", "closed_on"])
    survey.respondents.filter(mail=Mail.WAITING).update(mail=Mail.NONE)
    if not enough:
        survey.sheets.all().delete()
        survey.comments.all().delete()
        _lock_form(survey)
    log(survey.form, "training.survey.close", user=by, data={"result": survey.status})
    return survey


@transaction.atomic
def edit_comment(comment: SurveyComment, *, text: str, by) -> SurveyComment:
    """Put words that tell nobody's identity in the place of what was written; empty leaves it out. The first words go.

    Raises ``NotAllowed``, ``WrongState`` (not closed yet, or released).
    """
    require(by, "training.run_surveys")
    survey = _locked(comment.survey)
    if survey.status != Status.CLOSED:
        raise WrongState(_("Words are edited between the closing and the release."))
    comment.text = nfc_lines(text).strip()[:LONGEST]
    comment.state = Comment.EDITED if comment.text else Comment.LEFT_OUT
    comment.save(update_fields=["text", "state"])
    return comment


@transaction.atomic
def release_survey(survey: Survey, *, by) -> Survey:
    """Show the summary to those who read the profile. Raises ``WrongState`` while words wait to be read."""
    require(by, "training.run_surveys")
    survey = _locked(survey)
    if survey.status == Status.RELEASED:
        return survey
    if survey.status != Status.CLOSED:
        raise WrongState(_("Only a closed survey with enough answers is released."))
    raw = survey.comments.filter(state=Comment.RAW).count()
    if raw:
        raise WrongState(
            ngettext(
                "%(count)s answer in words has not been read yet.",
                "%(count)s answers in words have not been read yet.",
                raw,
            )
            % {"count": raw}
        )
    survey.status, survey.released_on = Status.RELEASED, today()
    survey.save(update_fields=["status", "released_on"])
    _lock_form(survey)
    log(survey.form, "training.survey.release", user=by)
    transaction.on_commit(lambda: survey_released.send(Survey, survey=survey))
    return survey


def _locked(survey: Survey) -> Survey:
    Survey.objects.select_for_update().get(pk=survey.pk)
    return Survey.objects.select_related("form__version", "form__posting__person").get(pk=survey.pk)


def _in_preparation(survey: Survey) -> None:
    if survey.status != Status.PREPARING:
        raise WrongState(_("The links have gone out; the list of people stands."))


def _check_choice(survey: Survey, chosen: list[SurveyRespondent]) -> None:
    least, most = bounds_of(survey.form)
    if not least <= len(chosen) <= most:
        raise InvalidInput(
            _("Choose %(least)d to %(most)d people; %(count)d are chosen.")
            % {"least": least, "most": most, "count": len(chosen)}
        )
    names = {one.full_name.casefold() for one in chosen}
    mails = [one.email.casefold() for one in chosen if one.email]
    if len(names) < len(chosen) or len(set(mails)) < len(mails):
        raise InvalidInput(_("One person is chosen twice; each answers once."))


def _lock_form(survey: Survey) -> None:
    open_forms = TermForm.objects.open().filter(pk=survey.form_id)
    open_forms.update(status=TermForm.Status.LOCKED, locked_at=now())
