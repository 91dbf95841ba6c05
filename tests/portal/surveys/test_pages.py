"""The page behind a link, the mail, the slip; and who of the cast sees what of a survey."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest

from django.contrib.staticfiles import finders
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from wagtail.models import ModelLogEntry

from curriculum.clock.time import now, set_to, today
from portal.surveys.mail import send_links
from tests.cast import MEMBERS
from training.mentoring.surveys.answering import answer_survey
from training.mentoring.surveys.services import (
    close_survey,
    edit_comment,
    open_survey,
    print_links,
    release_survey,
)
from training.models import Survey, SurveyRespondent, SurveySheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]
SECRET = "Chuyện thửa ruộng đầu làng"
FULL = {f"s{number}": "4" for number in range(1, 11)}


@pytest.fixture
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def visitor():
    return Client(HTTP_ACCEPT_LANGUAGE="en", HTTP_ACCEPT_ENCODING="gzip")


def page_of(token):
    return reverse("survey:answer", args=[token])


def shown(answer) -> str:
    if answer.headers.get("Content-Encoding") == "gzip":
        return gzip.decompress(answer.content).decode()
    return answer.content.decode()


def test_a_link_is_answered_once_without_account_or_script(visitor, tokens):
    first = visitor.get(page_of(tokens[0]))
    assert first.status_code == 200
    assert first["X-Robots-Tag"] == "noindex, nofollow"
    assert first["Cache-Control"] == "no-store"
    text = shown(first)
    assert "<script" not in text
    assert 'content="same-origin"' in text, "without a referrer browsers send no origin, and the form is refused"
    sheets = [finders.find(name) for name in re.findall(r'href="/static/([^"]+?\.(?:css|woff2))"', text)]
    small = sum(len(gzip.compress(Path(one).read_bytes())) for one in sheets if one.endswith("css"))
    fonts = sum(Path(one).stat().st_size for one in sheets if one.endswith("woff2"))
    assert len(first.content) + small + fonts < 50_000

    partly = {**FULL, "s3": "", "q1": SECRET}
    refused = visitor.post(page_of(tokens[0]), partly)
    assert refused.status_code == 422
    text = shown(refused)
    assert SECRET in text
    assert text.count("checked") == 9
    assert "1 statement has no answer yet" in text
    assert not SurveySheet.objects.exists()

    sent = visitor.post(page_of(tokens[0]), {**FULL, "s3": "0", "q1": SECRET})
    assert (sent.status_code, sent.url) == (302, page_of(tokens[0]))
    assert SurveySheet.objects.get().scores == {f"s{number}": 4 for number in range(1, 11) if number != 3}
    again = visitor.post(page_of(tokens[0]), FULL)
    assert again.status_code == 410
    assert "has been answered" in shown(again)
    assert SurveySheet.objects.count() == 1


def test_every_other_state_is_said(visitor, tokens, opened, cast, settings):
    unknown = visitor.get(page_of("khong-co"))
    assert (unknown.status_code, "not known" in shown(unknown)) == (404, True)
    with set_to(now() + timedelta(days=15)):
        expired = visitor.get(page_of(tokens[1]))
    assert (expired.status_code, "last day has passed" in shown(expired)) == (410, True)
    close_survey(opened, by=cast.committee_officer)
    closed = visitor.get(page_of(tokens[1]))
    assert (closed.status_code, "is closed" in shown(closed)) == (410, True)
    answers = [visitor.get(page_of("khong-co")).status_code for _n in range(40)]
    assert answers[-1] == 429


def test_links_go_by_mail_once_and_reminders_to_those_who_have_not_answered(opened, visitor, cast, client):
    assert (send_links(), send_links()) == (2, 0)
    address = re.search(r"https?://\S+/survey/\S+", mail.outbox[0].body)[0]
    page = "/survey/" + address.split("/survey/")[1]
    assert visitor.get(page).status_code == 200
    assert opened.respondents.filter(mail="sent").count() == 2
    assert visitor.post(page, FULL).status_code == 302
    client.force_login(cast.committee_officer, backend="django.contrib.auth.backends.ModelBackend")
    mail.outbox.clear()
    client.post(reverse("office:survey_remind", args=[opened.form_id]))
    send_links()
    assert [message.to for message in mail.outbox] == [["nguoi1@coso.example"]]
    assert "Nhắc" in mail.outbox[0].subject


def test_slips_are_printed_with_new_links(opened, cast, client):
    client.force_login(cast.committee_officer, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(reverse("office:survey_slips", args=[opened.form_id]), {"whom": "paper"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert {one.links.count() for one in opened.respondents.filter(email="")} == {1}


def test_a_survey_is_run_at_the_desk_and_read_where_it_belongs(survey, answer_with, cast, client):
    desk = Client(HTTP_ACCEPT_LANGUAGE="en")
    desk.force_login(cast.committee_officer, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("office:survey", args=[survey.form_id])
    assert "Nguyễn Văn An" in desk.get(page).content.decode()
    people = [one.pk for one in survey.respondents.all()]
    day = today() + timedelta(days=10)
    assert desk.post(
        reverse("office:survey_open", args=[survey.form_id]), {"respondents": people[:3], "closes_on": day}
    )
    assert Survey.objects.get().status == "preparing"
    desk.post(reverse("office:survey_open", args=[survey.form_id]), {"respondents": people, "closes_on": day})
    assert Survey.objects.get().status == "open"
    answer_with(Survey.objects.get(), 5, SECRET)
    open_page = desk.get(page).content.decode()
    assert "5 of 6" in open_page
    assert SECRET not in open_page
    assert "Mean" not in open_page
    desk.post(reverse("office:survey_close", args=[survey.form_id]))
    words = desk.get(reverse("office:survey_words", args=[survey.form_id])).content.decode()
    assert words.count(SECRET) == 5
    fields = re.findall(r'name="([0-9a-f-]{36})"', words)
    desk.post(reverse("office:survey_words", args=[survey.form_id]), {fields[0]: "Sát dân", fields[1]: ""})
    desk.post(reverse("office:survey_release", args=[survey.form_id]))
    assert Survey.objects.get().status == "released"
    client.force_login(cast.young_official, backend="django.contrib.auth.backends.ModelBackend")
    for name in ("survey", "profile"):
        text = client.get(reverse(f"mentor:{name}", args=[cast.posting.pk])).content.decode()
        assert "Sát dân" in text, name
        assert "Nguyễn Văn An" not in text, name
    assert cast.young_official.notices.filter(key__startswith="survey:").count() == 0, "sent after the commit"


@pytest.fixture
def answer_with(cast):
    def run(survey, count, words):
        slips = print_links(survey, everybody=True, by=cast.committee_officer)
        for _one, token in slips[:count]:
            answer_survey(token, {key: int(score) for key, score in FULL.items()}, {"q1": words})

    return run


def test_nobody_reads_an_answer_before_it_may_be_shown(survey, answer_with, cast, client):
    """Every member of the cast on every page, list, export and log that could show a survey."""
    people = list(survey.respondents.all())
    opened = open_survey(survey, respondents=people, closes_on=today() + timedelta(days=9), by=cast.committee_officer)
    answer_with(opened, 4, SECRET)
    posting = cast.posting.pk
    pages = [
        reverse("mentor:survey", args=[posting]),
        reverse("mentor:profile", args=[posting]),
        reverse("mentor:posting", args=[posting]),
        reverse("office:survey", args=[survey.form_id]),
        reverse("office:surveys"),
        reverse("office:surveys") + "?export=csv",
        reverse("office:posting", args=[posting]),
        reverse("search:results") + "?q=thua+ruong",
        reverse("notices:list"),
        "/admin/reports/site-history/",
    ]
    for closed in (False, True):
        if closed:
            close_survey(opened, by=cast.committee_officer)
        for member in MEMBERS:
            client.force_login(cast[member], backend="django.contrib.auth.backends.ModelBackend")
            for page in pages:
                text = b"".join(client.get(page)).decode()
                assert SECRET not in text, (member, page)
                assert "Mean" not in text, (member, page)
                if member != "committee_officer":
                    assert "nguoi0@coso.example" not in text, (member, page)
    assert not SurveySheet.objects.exists()
    assert SECRET not in str(list(ModelLogEntry.objects.values_list("data", "label")))


def test_a_side_sees_its_own_names_alone(survey, cast, client):
    page = reverse("mentor:survey", args=[cast.posting.pk])
    client.force_login(cast.mentor, backend="django.contrib.auth.backends.ModelBackend")
    text = client.get(page).content.decode()
    assert "Nguyễn Văn An" in text
    assert "Trần Thị Bích" not in text
    theirs = survey.respondents.get(full_name="Trần Thị Bích")
    assert client.post(reverse("mentor:survey_remove", args=[cast.posting.pk, theirs.pk])).status_code == 404
    client.post(page, {"full_name": "Đỗ Văn Khoa", "role": "village_head", "phone": "0912345678"})
    assert SurveyRespondent.objects.get(full_name="Đỗ Văn Khoa").side == "host"


def test_edited_words_alone_leave_the_desk(survey, answer_with, cast):
    people = list(survey.respondents.all())
    opened = open_survey(survey, respondents=people, closes_on=today() + timedelta(days=9), by=cast.committee_officer)
    answer_with(opened, 6, SECRET)
    closed = close_survey(opened, by=cast.committee_officer)
    for comment in closed.comments.all():
        edit_comment(comment, text="", by=cast.committee_officer)
    release_survey(closed, by=cast.committee_officer)
    reader = Client()
    reader.force_login(cast.host_head, backend="django.contrib.auth.backends.ModelBackend")
    text = reader.get(reverse("mentor:survey", args=[cast.posting.pk])).content.decode()
    assert SECRET not in text
    assert text.count("chart--growth") == 10
