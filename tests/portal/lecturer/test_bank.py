"""The lecturer's bank of questions: only what one teaches, written, shown while typing, reviewed by somebody else."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from django.urls import reverse

from curriculum.errors import NotAllowed
from curriculum.models import Question, QuestionStatistics
from curriculum.questions.content import Kind
from curriculum.questions.services import approve, make_question, move_question, retire, send_back, submit_for_review
from tests.cast import MEMBERS
from tests.factories.curriculum import (
    ModulePageFactory,
    ProgrammePageFactory,
    QuestionCategoryFactory,
    QuestionFactory,
    content_of,
)
from tests.factories.training import ClassMeetingFactory, TrainingClassFactory
from tests.portal.office.questions.test_writing import typed
from training.models import AccessEvent, TaughtModule
from training.scheduling.question_access import categories_open_to, questions_open_to

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def module(cast):
    """A module the lecturer gives in a class."""
    programme = ProgrammePageFactory()
    module = ModulePageFactory(parent=programme)
    running = TrainingClassFactory(programme=programme)
    ClassMeetingFactory(training_class=running, module=module, lecturer=cast.lecturer.person.lecturer)
    return module


@pytest.fixture
def category(module):
    return QuestionCategoryFactory(name="Tiếp công dân", page=module)


@pytest.fixture
def lecturer(client, cast):
    client.force_login(cast.lecturer, backend=BACKEND)
    return client


@pytest.mark.both_databases
def test_the_list_and_the_rule_agree_for_the_whole_cast(cast, category, module):
    below = QuestionCategoryFactory(name="Đối thoại", parent=category)
    questions = [QuestionFactory(category=one) for one in (category, below, QuestionCategoryFactory())]
    for name in (*MEMBERS, "visitor"):
        user = cast[name]
        listed = set(questions_open_to(user).values_list("pk", flat=True))
        assert listed == {one.pk for one in questions if user.has_perm("curriculum.view_question", one)}, name
        reads_all = name in ("training_office", "editor", "auditor", "administrator")
        assert len(listed) == (3 if reads_all else 2 if name == "lecturer" else 0), name
        written = {one.pk for one in questions if user.has_perm("curriculum.write_question", one.category)}
        assert written == (set() if name == "auditor" else listed), name


def test_who_was_named_for_a_module_writes_there_and_who_stopped_teaching_does_not(cast):
    named, other = ModulePageFactory(), ModulePageFactory()
    mine, foreign = QuestionCategoryFactory(page=named), QuestionCategoryFactory(page=other)
    held = cast.lecturer.person.lecturer
    TaughtModule.objects.create(lecturer=held, module=named)
    assert list(categories_open_to(cast.lecturer)) == [mine]
    question = make_question(content_of(), category=mine, by=cast.lecturer)
    for forbidden in (
        lambda: make_question(content_of(name="Khác"), category=foreign, by=cast.lecturer),
        lambda: move_question(question, foreign, by=cast.lecturer),
        lambda: retire(question, by=cast.lecturer),
        lambda: approve(submit_for_review(question, by=cast.lecturer), by=cast.lecturer),
    ):
        with pytest.raises(NotAllowed):
            forbidden()
    held.is_active = False
    held.save()
    again = type(cast.lecturer).objects.get(pk=cast.lecturer.pk)
    assert not categories_open_to(again).exists()


def test_a_lecturer_writes_previews_keeps_and_submits(lecturer, cast, category):
    QuestionCategoryFactory(name="Của người khác")
    address = reverse("lecturer:bank_write", args=["single"])
    form = lecturer.get(address).context["form"]
    assert list(form.fields["category"].queryset) == [category]
    data = typed(form) | {"text": "Ai ký **giấy mời**?", "rows-0-text": "Chủ tịch", "rows-0-is_right": "on"}

    part = lecturer.post(address, data | {"preview": "1"}, headers={"X-Part": "preview"})
    words = part.content.decode()
    assert "<html" not in words
    assert "<b>giấy mời</b>" in words
    assert "question-missing" in words  # one choice is not enough, and there is no name
    whole = lecturer.post(address, data | {"preview": "1"}).content.decode()
    assert "<b>giấy mời</b>" in whole
    assert not Question.objects.exists()

    data |= {"name": "Giấy mời", "category": category.pk, "rows-1-text": "Văn thư", "submit": "1"}
    answer = lecturer.post(address, data)
    question = Question.objects.get()
    assert answer.url == reverse("lecturer:bank_question", args=[question.pk])
    assert (question.current.review, question.current.made_by) == ("submitted", cast.lecturer)


@pytest.mark.parametrize("kind", Kind, ids=str)
def test_every_kind_is_shown_and_previewed_as_it_stands(lecturer, category, kind):
    question = QuestionFactory(category=category, kind=kind)
    assert lecturer.get(reverse("lecturer:bank_question", args=[question.pk])).status_code == 200
    address = reverse("lecturer:bank_rewrite", args=[question.pk])
    page = lecturer.get(address)
    part = lecturer.post(address, typed(page.context["form"]) | {"preview": "1"}, headers={"X-Part": "preview"})
    assert part.status_code == 200
    assert "question-missing" not in part.content.decode()
    assert question.versions.count() == 1


def test_a_script_typed_into_a_question_is_not_shown(lecturer, category):
    address = reverse("lecturer:bank_write", args=["true_false"])
    data = typed(lecturer.get(address).context["form"]) | {"text": "<img src=x onerror=alert(1)><script>x()</script>"}
    words = lecturer.post(address, data | {"preview": "1"}, headers={"X-Part": "preview"}).content.decode()
    assert "<script" not in words
    assert "<img" not in words


def test_what_was_sent_back_stands_above_the_list_with_its_reason(lecturer, cast, category):
    question = make_question(content_of(), category=category, by=cast.lecturer)
    submit_for_review(question, by=cast.lecturer)
    send_back(question, note="Thiếu phản hồi", by=cast.training_office)
    QuestionFactory(category=category, content=content_of(name="Đã dùng"), approved_by=cast.training_office)
    page = lecturer.get(reverse("lecturer:bank"))
    assert "Thiếu phản hồi" in page.content.decode()
    assert [row.current.name for row in page.context["returned"]] == [question.current.name]
    assert "Thiếu phản hồi" in lecturer.get(reverse("lecturer:bank_question", args=[question.pk])).content.decode()
    lecturer.post(reverse("lecturer:bank_submit", args=[question.pk]))
    question.current.refresh_from_db()
    assert question.current.review == "submitted"


def test_the_list_filters_sorts_and_exports(lecturer, cast, category, django_assert_max_num_queries):
    names = ("Bài một", "Án phí", "=1+1")
    made = [QuestionFactory(category=category, content=content_of(name=name), made_by=cast.lecturer) for name in names]
    foreign = QuestionFactory(category=category, kind=Kind.ESSAY)
    QuestionStatistics.objects.create(
        version=made[0].current, count=12, facility=0.25, counted_at=made[0].current.made_at, bands=[9, 0, 0, 3]
    )

    def shown(**asked) -> list[int]:
        return [row.pk for row in lecturer.get(reverse("lecturer:bank"), asked).context["page"]]

    assert set(shown()) == {*(one.pk for one in made), foreign.pk}
    assert shown(own="on", sort="name") == [made[2].pk, made[1].pk, made[0].pk]
    assert shown(q="an phi") == [made[1].pk]
    assert shown(kind="essay") == [foreign.pk]
    assert shown(sort="difficulty")[0] == made[0].pk
    assert shown(review="retired") == []
    with django_assert_max_num_queries(15):
        lecturer.get(reverse("lecturer:bank"))
    page = lecturer.get(reverse("lecturer:bank_question", args=[made[0].pk])).content.decode()
    assert "25 %" in page
    answer = lecturer.get(reverse("lecturer:bank"), {"format": "xlsx", "own": "on", "sort": "name"})
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[3] for row in rows[1:]] == ["=1+1", "Án phí", "Bài một"]
    assert rows[3][8:10] == (12, 0.25)
    assert AccessEvent.objects.filter(user=cast.lecturer, count=3).exists()
