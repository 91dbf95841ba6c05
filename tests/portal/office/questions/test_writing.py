"""The form of each kind, without a script: what it shows is what is stored, and what is typed is what is asked."""

from decimal import Decimal

import pytest

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from curriculum.models import Question, QuestionPicture
from curriculum.questions.cleaning import clean_content
from curriculum.questions.content import Kind
from curriculum.questions.marking import mark
from curriculum.questions.reference import _written, content_from
from portal.questions.forms import QuestionForm, initial_of
from portal.questions.rows import rows_of
from tests.curriculum.questions.test_pictures import png
from tests.factories.curriculum import CONTENTS, QuestionCategoryFactory, QuestionFactory

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def office(client, cast):
    client.force_login(cast.editor, backend=BACKEND)
    return client


def typed(form) -> dict:
    """What a browser would send back for the form as it stands."""
    fields = [*form, *(form.rows.management_form if form.rows else ())]
    fields += [field for row in (form.rows or ()) for field in row]
    values = {field.html_name: field.value() for field in fields}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def shown(office, address: str) -> dict:
    return typed(office.get(address).context["form"])


@pytest.mark.parametrize("kind", Kind, ids=str)
def test_keeping_a_form_as_it_was_makes_no_version(office, kind):
    question = QuestionFactory(kind=kind)
    address = reverse("office:question_rewrite", args=[question.pk])
    answer = office.post(address, shown(office, address))
    assert answer.status_code == 302, answer.context["form"].errors
    question.refresh_from_db()
    assert question.current.said.as_json() == _as_edited(kind)
    assert question.versions.count() == (1 if question.current.said == CONTENTS[kind] else 2)


def _as_edited(kind: Kind) -> dict:
    """The factories' content; keys of choices within gaps are not typed, so they are made anew from a on."""
    said = CONTENTS[kind].as_json()
    for gap in said["gaps"]:
        gap["options"] = [{**one, "key": key} for key, one in zip("ab", gap["options"], strict=False)]
    return said


def test_the_bank_of_the_city_passes_through_the_forms(office):
    """Every question of the data is shown by its form and kept without losing anything."""
    own = {"category": QuestionCategoryFactory().pk, "tags": ""}
    for facts in (facts for file in _written() for facts in file["questions"]):
        content = content_from(facts)
        initial = initial_of(content) | own
        form = QuestionForm(initial=initial, kind=content.kind, rows=rows_of(content))
        sent = QuestionForm(typed(form), initial=initial, kind=content.kind, rows=rows_of(content))
        assert sent.is_valid(), facts["id"]
        assert clean_content(sent.content) == content


def test_a_new_question_is_written_kept_and_submitted(office):
    category = QuestionCategoryFactory()
    address = reverse("office:question_write", args=["multiple"])
    data = shown(office, address) | {
        "name": "Hồ sơ",
        "category": category.pk,
        "text": "Chọn **giấy tờ** cần có:\n\n- loại một",
        "tags": "CTX, hồ sơ",
        "rows-0-text": "Đơn",
        "rows-0-is_right": "on",
        "rows-1-text": "Bản sao",
        "rows-1-is_right": "on",
        "rows-1-place": "0",
        "rows-3-text": "Lệ phí",
        "submit": "1",
    }
    assert office.post(address, data).status_code == 302
    question = Question.objects.get()
    said = question.current.said
    assert said.text == "<p>Chọn <b>giấy tờ</b> cần có:</p><ul><li>loại một</li></ul>"
    assert [(one.text, one.credit) for one in said.options] == [("Bản sao", 50), ("Đơn", 50), ("Lệ phí", -100)]
    assert mark(said, {"choices": ["a", "b", "c"]}) == 0
    assert (question.current.review, sorted(question.tags.names())) == ("submitted", ["CTX", "hồ sơ"])


def test_what_cannot_be_asked_is_said_and_nothing_typed_is_lost(office):
    address = reverse("office:question_write", args=["single"])
    category = QuestionCategoryFactory()
    data = shown(office, address) | {"name": "X", "category": category.pk, "text": "Hỏi", "rows-0-text": "Một"}
    page = office.post(address, data)
    assert not Question.objects.exists()
    assert len(page.context["form"].non_field_errors()) == 2
    assert "Một" in page.content.decode()
    more = office.post(address, data | {"more": "1"}).context["form"]
    assert (len(more.rows.forms), more.rows.forms[0]["text"].value(), more["name"].value()) == (8, "Một", "X")


def test_numbers_are_typed_as_vietnamese_writes_them(office):
    address = reverse("office:question_write", args=["numerical"])
    data = shown(office, address) | {
        "name": "Số",
        "category": QuestionCategoryFactory().pk,
        "text": "Bao nhiêu?",
        "points": "1,5",
        "rows-0-value": "1.234,5",
        "rows-0-tolerance": "0,5",
    }
    assert office.post(address, data).status_code == 302
    said = Question.objects.get().current.said
    assert (said.points, said.numbers[0].value, said.numbers[0].tolerance) == (
        Decimal("1.5"),
        Decimal("1234.5"),
        Decimal("0.5"),
    )
    wrong = office.post(address, data | {"rows-0-value": "nhiều"})
    assert wrong.status_code == 200
    assert wrong.context["form"].rows.errors[0]["value"]


def test_a_picture_comes_with_its_words_and_never_a_script(office):
    address = reverse("office:question_write", args=["essay"])
    data = shown(office, address) | {
        "name": "Sơ đồ",
        "category": QuestionCategoryFactory().pk,
        "text": "Xem <script>alert(1)</script> sơ đồ",
        "picture": SimpleUploadedFile("so-do.png", png()),
    }
    assert "picture_words" in office.post(address, data).context["form"].errors
    data |= {"picture_words": 'Ba "chặng" [1]', "picture": SimpleUploadedFile("so-do.png", png())}
    assert office.post(address, data).status_code == 302
    text = Question.objects.get().current.said.text
    assert "<script" not in text
    assert f'<img src="picture:{QuestionPicture.objects.get().key}"' in text
    assert "chặng" in text


def test_who_looked_at_an_older_version_overwrites_nothing(office):
    question = QuestionFactory()
    address = reverse("office:question_rewrite", args=[question.pk])
    data = shown(office, address)
    office.post(address, data | {"name": "Tên mới"})
    late = office.post(address, data | {"name": "Tên khác", "tags": "muộn"})
    assert late.status_code == 200
    question.refresh_from_db()
    assert (question.current.name, question.tags.count()) == ("Tên mới", 0)
