"""A quiz is written in the page editor: sections that draw, questions that everybody gets."""

import pytest

from django.urls import reverse

from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from curriculum.models import QuizPage
from curriculum.questions.content import Kind
from curriculum.quizzes.services import start_attempt
from tests.factories.curriculum import ModulePageFactory, ProgrammePageFactory, QuestionFactory
from tests.factories.quizzes import approved

pytestmark = pytest.mark.django_db


def form_of(question, **facts) -> dict:
    section = {
        "title": "Phần I",
        "category": question.category_id,
        "with_subcategories": "on",
        "draws": 0,
        "points_each": "2",
        "is_shuffled": "on",
        "questions": inline_formset([{"question": question.pk}]),
    }
    page = {
        "title": "Tự kiểm tra chuyên đề 1",
        "slug": "tu-kiem-tra",
        "intro": "",
        "minutes": 20,
        "grace_seconds": 120,
        "attempts_allowed": 0,
        "counting": "highest",
        "pass_percent": 60,
        "layout": "one",
        "shuffles_options": "on",
        "shows_answers": "at_once",
        "shows_verdicts": "at_once",
        "shows_solutions": "never",
        "shows_feedback": "at_once",
        "sections": inline_formset([section | facts]),
        "comments": inline_formset([]),
        "action-publish": "publish",
    }
    return nested_form_data(page)


def test_a_quiz_is_written_and_taken(client, cast):
    (question,) = approved(Kind.SINGLE)
    module = ModulePageFactory(parent=ProgrammePageFactory())
    client.force_login(cast.administrator, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/admin/pages/add/curriculum/quizpage/{module.pk}/"
    assert client.get(address).status_code == 200
    refused = client.post(address, form_of(question, category="", draws=3))
    assert refused.status_code == 200
    assert not QuizPage.objects.exists()
    answer = client.post(address, form_of(question))
    assert answer.status_code == 302, answer.context["form"].errors
    quiz = QuizPage.objects.live().get()
    assert Page.objects.get(pk=quiz.pk).get_parent().pk == module.pk
    attempt = start_attempt(quiz, by=cast.administrator)
    assert [(row.section, row.points) for row in attempt.questions.all()] == [("Phần I", 2)]
    assert client.get(f"/admin/pages/{quiz.pk}/edit/").status_code == 200


def test_questions_are_chosen_by_words_from_those_in_use(client, cast):
    (question,) = approved(Kind.SHORT_ANSWER)
    draft = QuestionFactory(kind=Kind.SHORT_ANSWER)
    client.force_login(cast.editor, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("question_chooser:choose")
    found = client.get(address, {"q": "thu do"}).json()["html"]
    assert f"/{question.pk}/" in found
    assert f"/{draft.pk}/" not in found
    assert f"/{question.pk}/" not in client.get(address, {"q": "khong co"}).json()["html"]
    client.force_login(cast.registrar, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code in (302, 403)
