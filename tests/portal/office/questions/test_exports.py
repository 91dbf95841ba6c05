import pytest

from django.urls import reverse

from curriculum.questions.content import Kind
from curriculum.questions.exporting import ExportFormat
from curriculum.questions.formats.known import format_of, read_questions
from curriculum.questions.importing import Outcome, import_questions
from tests.factories.curriculum import CONTENTS, QuestionCategoryFactory, QuestionFactory
from training.models import AccessEvent

pytestmark = pytest.mark.django_db
WITHOUT_QTI = {Kind.SITUATION, Kind.CLOZE}  # the factory's gap takes nothing but a wildcard


@pytest.fixture
def bank(client, cast):
    client.force_login(cast.editor, backend="django.contrib.auth.backends.ModelBackend")
    law = QuestionCategoryFactory(name="Luật", description="Các luật")
    land = QuestionCategoryFactory(name="Đất đai", parent=law)
    for place, content in enumerate(CONTENTS.values()):
        question = QuestionFactory(category=land, content=content, identity=f"id:{place}")
        question.tags.add("CTX")
    QuestionFactory()
    return law


@pytest.mark.parametrize("format_", list(ExportFormat))
def test_a_category_goes_out_and_comes_in_unchanged(format_, bank, client, cast):
    answer = client.get(reverse("office:questions_export_file", args=[str(format_)]), {"category": bank.pk})
    reading = read_questions(answer.content, format_of(answer.content))
    lost = {Kind.SITUATION} if format_ == ExportFormat.MOODLE_XML else WITHOUT_QTI
    report = import_questions(reading, by=cast.editor)
    assert [one.outcome for one in report.taken] == [Outcome.UNCHANGED] * (len(CONTENTS) - len(lost))
    assert {one.path for one in report.taken} == {("Luật", "Đất đai")}
    assert AccessEvent.objects.filter(kind="export").exists()


def test_what_is_not_in_the_file_is_named_first(bank, client):
    page = client.get(reverse("office:questions_export"), {"category": bank.pk})
    assert page.context["count"] == len(CONTENTS)
    assert CONTENTS[Kind.SITUATION].name in page.content.decode()


def test_the_search_of_the_list_is_a_selection(bank, client):
    assert client.get(reverse("office:questions_export"), {"q": "tranh chap"}).context["count"] == 1
