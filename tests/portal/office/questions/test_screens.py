"""The bank as the office sees it: found, read, compared, reviewed."""

import io
from dataclasses import replace

import openpyxl
import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from curriculum.clock.time import now
from curriculum.models import Question, QuestionCategory, QuestionStatistics, StatisticsRun
from curriculum.questions.content import Kind
from curriculum.questions.services import change_question, submit_for_review
from tests.factories.curriculum import CONTENTS, QuestionCategoryFactory, QuestionFactory, content_of
from training.models import AccessEvent

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def office(client, cast):
    client.force_login(cast.training_office, backend=BACKEND)
    return client


def names(page) -> list[str]:
    return [row.current.name for row in page.context["object_list"]]


def test_the_list_searches_filters_and_exports(office, cast):
    law = QuestionCategoryFactory(name="Luật")
    land = QuestionFactory(
        category=QuestionCategoryFactory(name="Đất đai", parent=law),
        content=content_of(name="Hòa giải tranh chấp đất đai"),
        approved_by=cast.editor,
    )
    land.tags.add("CTX")
    QuestionFactory(kind=Kind.ORDERING)
    QuestionFactory(kind=Kind.ESSAY, is_retired=True)
    address = reverse("office:questions")
    for asked in ({"q": "hoa giai dat"}, {"category": law.pk}, {"use": "in_use"}, {"tag": land.tags.get().pk}):
        assert names(office.get(address, asked)) == ["Hòa giải tranh chấp đất đai"], asked
    assert names(office.get(address, {"kind": "ordering"})) == ["Các bước tiếp dân"]
    assert names(office.get(address, {"use": "retired"})) == ["Thu hoạch"]
    assert names(office.get(address, {"use": "asked"})) == []
    assert len(names(office.get(address, {"use": "never_asked"}))) == 3
    assert names(office.get(address, {"ordering": "current__folded"}))[0] == "Các bước tiếp dân"
    answer = office.get(address, {"export": "xlsx", "category": law.pk})
    rows = list(openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)
    assert rows[1][1] == "Luật / Đất đai"
    assert rows[1][3] == "Hòa giải tranh chấp đất đai"
    assert AccessEvent.objects.filter(kind="export").exists()


@pytest.mark.parametrize("name", ["questions", "question_categories"])
def test_more_rows_ask_no_more_queries(office, name):
    counts = []
    for _round in range(2):
        QuestionFactory(category=QuestionCategoryFactory(parent=QuestionCategoryFactory())).tags.add("CTX")
        office.get(reverse(f"office:{name}"))
        with CaptureQueriesContext(connection) as asked:
            assert office.get(reverse(f"office:{name}")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 40


@pytest.mark.parametrize("kind", Kind, ids=str)
def test_each_kind_is_shown_with_its_key(office, kind):
    page = office.get(reverse("office:question", args=[QuestionFactory(kind=kind).pk])).content.decode()
    assert CONTENTS[kind].name in page
    assert "{{" not in page
    assert "&lt;p&gt;" not in page


def test_two_versions_are_compared_word_by_word(office, cast):
    content = content_of(text="<p>Thời hạn là 30 ngày?</p>")
    question = QuestionFactory(content=content)
    change_question(question, replace(content, text="<p>Thời hạn là 45 ngày?</p>"), by=cast.editor)
    page = office.get(reverse("office:question_comparison", args=[question.pk])).content.decode()
    assert "<del>30 </del><ins>45 </ins>" in page
    assert office.get(reverse("office:question_comparison", args=[question.pk]), {"to": "9"}).status_code == 404
    assert (
        "45"
        not in office.get(reverse("office:question_version", args=[question.pk, 1]))
        .content.decode()
        .split('class="question-text"')[1]
        .split("</div>")[0]
    )


def test_a_review_goes_from_one_person_to_another(client, cast):
    question = QuestionFactory(made_by=cast.editor)
    client.force_login(cast.editor, backend=BACKEND)
    client.post(reverse("office:question_submit", args=[question.pk]))
    own = client.get(reverse("office:question", args=[question.pk])).content.decode()
    assert reverse("office:question_approve", args=[question.pk]) not in own
    refused = client.post(reverse("office:question_approve", args=[question.pk]))
    assert refused.status_code == 200
    client.force_login(cast.training_office, backend=BACKEND)
    client.post(reverse("office:question_send_back", args=[question.pk]), {"note": "Thiếu căn cứ"})
    assert "Thiếu căn cứ" in client.get(reverse("office:question", args=[question.pk])).content.decode()
    submit_for_review(question, by=cast.editor)
    client.post(reverse("office:question_approve", args=[question.pk]))
    assert Question.objects.in_use().get() == question


def test_a_question_is_moved_tagged_retired_and_brought_back(office):
    question, other = QuestionFactory(), QuestionCategoryFactory(name="Khác")
    office.post(reverse("office:question_place", args=[question.pk]), {"category": other.pk, "tags": "CTX, mới"})
    question.refresh_from_db()
    assert (question.category, sorted(question.tags.names())) == (other, ["CTX", "mới"])
    for name, is_retired in (("question_retire", True), ("question_bring_back", False)):
        office.post(reverse(f"office:{name}", args=[question.pk]))
        question.refresh_from_db()
        assert question.is_retired is is_retired


def test_categories_are_added_renamed_and_removed(office):
    office.post(reverse("office:question_category_add"), {"name": "Luật"})
    law = QuestionCategory.objects.get()
    office.post(reverse("office:question_category_add"), {"name": "Đất đai", "parent": law.pk})
    office.post(reverse("office:question_category", args=[law.pk]), {"name": "Pháp luật", "description": "Chung"})
    assert list(QuestionCategory.objects.values_list("path", flat=True)) == ["Pháp luật", "Pháp luật / Đất đai"]
    refused = office.post(reverse("office:question_category_remove", args=[law.pk]))
    assert refused.status_code == 200
    office.post(reverse("office:question_category_remove", args=[QuestionCategory.objects.get(name="Đất đai").pk]))
    assert QuestionCategory.objects.get() == law


def test_how_a_question_did_is_told_in_words_and_bars(office, cast):
    question = QuestionFactory(approved_by=cast.editor)
    answers = [
        {"key": "a", "count": 8, "best": 0.2, "weakest": 0.7},
        {"key": "b", "count": 12, "best": 0.8, "weakest": 0.3},
        {"key": "c", "count": 0, "best": 0.0, "weakest": 0.0},
    ]
    figures = {"count": 20, "facility": 0.4, "discrimination": -0.31, "difference": -0.5, "bands": [12, 0, 0, 8]}
    QuestionStatistics.objects.create(version=question.approved, answers=answers, counted_at=now(), **figures)
    page = office.get(reverse("office:question", args=[question.pk])).content.decode()
    assert "−0,31" in page
    assert "phân biệt ngược" in page
    assert "hầu như không ai chọn" in page
    assert page.count('class="question-lines__bars"') == 3
    assert page.count("question-lines__label is-right") == 1
    for verdict, shown in (("against", True), ("easy", False)):
        listed = office.get(reverse("office:question_figures"), {"verdict": verdict}).content.decode()
        assert (question.current.name in listed) is shown
    started = office.post(reverse("office:question_count"), follow=True)
    assert StatisticsRun.objects.get().started_by == cast.training_office
    assert started.status_code == 200
