from datetime import timedelta

import pytest

from wagtail.models import ModelLogEntry

from curriculum.clock.time import now, set_to, today
from tests.training.mentoring.surveys.conftest import SCORES
from training.errors import InvalidInput, NotAllowed, WrongState
from training.mentoring.models import TermForm
from training.mentoring.surveys.answering import LinkUsed, answer_survey
from training.mentoring.surveys.links import hash_of, make_link
from training.mentoring.surveys.models import Survey, SurveyComment, SurveyLink, SurveyRespondent, SurveySheet
from training.mentoring.surveys.queries import bounds_of, released_surveys, summary_of, surveys_for_list
from training.mentoring.surveys.services import (
    close_survey,
    edit_comment,
    extend_survey,
    open_survey,
    print_links,
    propose_respondent,
    release_survey,
    remind_respondents,
    survey_of,
    withdraw_respondent,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ROWS_WITHOUT_A_PERSON = (SurveySheet, SurveyComment)


def fresh(survey):
    return Survey.objects.select_related("form__version", "form__posting").get(pk=survey.pk)


def test_each_side_proposes_and_only_the_committee_chooses(survey, cast, en):
    assert survey.respondents.filter(side="host").count() == survey.respondents.filter(side="mentee").count() == 3
    again = propose_respondent(survey, full_name="Trần Thị  Bích", role="peer", phone="0912", by=cast.young_official)
    assert (survey.respondents.count(), again.phone) == (6, "0912")
    mine = survey.respondents.filter(side="mentee").first()
    with pytest.raises(NotAllowed):
        withdraw_respondent(mine, by=cast.mentor)
    for stranger in (cast.unit_officer, cast.auditor, cast.stranger):
        with pytest.raises(NotAllowed):
            propose_respondent(survey, full_name="Ai đó", role="peer", by=stranger)
    with pytest.raises(InvalidInput):
        propose_respondent(survey, full_name="Lê Hoàng Đức", role="peer", by=cast.mentor)
    with pytest.raises(NotAllowed):
        open_survey(survey, respondents=[mine], closes_on=today() + timedelta(days=9), by=cast.mentor)
    with pytest.raises(InvalidInput, match="5 to 8"):
        open_survey(survey, respondents=[mine], closes_on=today() + timedelta(days=9), by=cast.committee_officer)
    propose_respondent(survey, full_name="Nguyễn Văn An", role="superior", by=cast.young_official)
    with pytest.raises(InvalidInput, match="twice"):
        open_survey(
            survey,
            respondents=list(survey.respondents.all()),
            closes_on=today() + timedelta(days=9),
            by=cast.committee_officer,
        )
    withdraw_respondent(mine, by=cast.young_official)
    assert not SurveyRespondent.objects.filter(pk=mine.pk).exists()
    assert list(surveys_for_list(cast.auditor)) == list(surveys_for_list(cast.administrator)) == []
    assert [form.survey for form in surveys_for_list(cast.committee_officer)] == [survey], "later ones have not opened"


def test_the_last_survey_of_a_term_asks_more_people_and_is_due_before_the_final_form(survey):
    final = survey.form.posting.forms.get(code="F7", month=36)
    assert (bounds_of(survey.form), bounds_of(final)) == ((5, 8), (8, 12))
    assert final.due_on < survey.form.posting.forms.get(code="F6").due_on
    with pytest.raises(WrongState):
        survey_of(final)


def test_links_are_kept_as_hashes_and_work_once(opened, cast, tokens, en):
    assert opened.form.__class__.objects.get(pk=opened.form_id).status == TermForm.Status.SUBMITTED
    assert opened.respondents.filter(mail="waiting").count() == 2
    kept = set(SurveyLink.objects.values_list("token_hash", flat=True))
    assert kept == {hash_of(token) for token in tokens}
    assert not kept & set(tokens)
    second = print_links(opened, everybody=True, by=cast.committee_officer)
    answer_survey(tokens[0], SCORES, {"q1": "Một"})
    spare = next(token for one, token in second if one.links.filter(token_hash=hash_of(tokens[0])).exists())
    for token in (tokens[0], spare):
        with pytest.raises(LinkUsed):
            answer_survey(token, SCORES, {})
    assert (fresh(opened).answered, SurveySheet.objects.count()) == (1, 1)
    with pytest.raises(WrongState, match="not known"):
        answer_survey("khong-co", SCORES, {})
    with pytest.raises(InvalidInput, match="2 statements"):
        answer_survey(tokens[1], dict.fromkeys(list(SCORES)[:8], 5), {})
    answer_survey(tokens[1], dict.fromkeys(SCORES, 0), {})
    assert SurveySheet.objects.filter(scores={}).count() == 1, "no view is no score"


def test_nothing_joins_an_answer_to_whoever_gave_it(answer, opened):
    for model in ROWS_WITHOUT_A_PERSON:
        names = {field.name for field in model._meta.concrete_fields}
        assert not {field for field in names if field.endswith(("_at", "_on", "_by"))}
        related = {field.related_model for field in model._meta.concrete_fields if field.is_relation}
        assert related == {Survey}
    answer(3)
    before = set(SurveySheet.objects.values_list("pk", flat=True)), set(SurveyComment.objects.values_list("pk"))
    with set_to(now() + timedelta(minutes=1)):
        answer_survey_of_the_fourth(opened)
    after = set(SurveySheet.objects.values_list("pk", flat=True)), set(SurveyComment.objects.values_list("pk"))
    assert not before[0] & after[0], "all rows are written anew, so that none of them is the new one"
    assert not before[1] & after[1]


def answer_survey_of_the_fourth(survey):
    left = survey.respondents.unanswered().first()
    answer_survey(make_link(left, today()), SCORES, {"q2": "Bốn"})


def test_below_five_answers_there_is_nothing_for_anybody_and_nothing_is_kept(answer, opened, cast):
    answer(4)
    assert not summary_of(fresh(opened)).is_shown
    closed = close_survey(opened, by=cast.committee_officer)
    assert closed.status == Survey.Status.VOID
    assert not SurveySheet.objects.exists()
    assert not SurveyComment.objects.exists()
    assert not summary_of(fresh(opened)).is_shown
    with pytest.raises(WrongState):
        release_survey(closed, by=cast.committee_officer)
    assert TermForm.objects.get(pk=opened.form_id).status == TermForm.Status.LOCKED


def test_aggregates_appear_after_the_closing_alone_and_words_after_editing(answer, opened, cast, tokens, en):
    answer(5)
    assert not summary_of(fresh(opened)).is_shown, "five answers and then six would show the sixth"
    closed = close_survey(opened, by=cast.committee_officer)
    assert close_survey(opened, by=cast.committee_officer).status == Survey.Status.CLOSED
    with pytest.raises(WrongState):
        answer_survey(tokens[5], SCORES, {})
    with pytest.raises(WrongState):
        extend_survey(closed, closes_on=today() + timedelta(days=30), by=cast.committee_officer)
    summary = summary_of(fresh(opened))
    assert [line.counts for line in summary.lines[:2]] == [(1, 1, 1, 1, 1), (0, 0, 0, 5, 0)]
    assert (summary.lines[0].mean, summary.words) == (3, ())
    with pytest.raises(WrongState, match="5 answers in words"):
        release_survey(closed, by=cast.committee_officer)
    first, *others = closed.comments.all()
    original = first.text
    edit_comment(first, text="Gần dân", by=cast.committee_officer)
    for one in others:
        edit_comment(one, text="", by=cast.committee_officer)
    assert not SurveyComment.objects.filter(text__contains=original).exists()
    with pytest.raises(NotAllowed):
        release_survey(closed, by=cast.host_head)
    assert not released_surveys(cast.posting).exists()
    released = release_survey(closed, by=cast.committee_officer)
    assert summary_of(fresh(released)).words[0][1] == ("Gần dân",)
    assert cast.young_official.has_perm("training.view_survey", released)
    assert not cast.stranger.has_perm("training.view_survey", released)
    told = " ".join(str(entry) for entry in ModelLogEntry.objects.values_list("data", "label"))
    assert "dân" not in told
    assert "Văn An" not in told


def test_a_statement_on_which_few_have_a_view_shows_no_counts(opened, tokens, cast):
    for number, token in enumerate(tokens):
        answer_survey(token, SCORES | ({"s8": 0} if number < 2 else {}), {})
    lines = {
        line.statement.id: line for line in summary_of(fresh(close_survey(opened, by=cast.committee_officer))).lines
    }
    assert lines["s8"].counts == ()
    assert lines["s8"].mean is None
    assert lines["s7"].answers == 6


def test_reminders_go_to_those_who_have_not_answered_and_nobody_is_told_who(opened, tokens, cast):
    opened.respondents.update(mail="sent")
    assert remind_respondents(opened, by=cast.committee_officer) == 2
    opened.respondents.update(mail="sent")
    assert remind_respondents(opened, by=cast.committee_officer) == 0, "once a day"
    with set_to(now() + timedelta(days=1)):
        person = opened.respondents.exclude(email="").first()
        SurveyRespondent.objects.filter(pk=person.pk).update(has_answered=True)
        assert remind_respondents(opened, by=cast.committee_officer) == 1
    with set_to(now() + timedelta(days=20)):
        with pytest.raises(WrongState):
            answer_survey(tokens[0], SCORES, {})
        extend_survey(opened, closes_on=today() + timedelta(days=5), by=cast.committee_officer)
        answer_survey(tokens[0], SCORES, {})
