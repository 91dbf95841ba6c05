from decimal import Decimal

import pytest

from curriculum.errors import ImpossibleContent, InvalidInput, NotAllowed, WrongState
from curriculum.models import Question, QuestionCategory
from curriculum.questions.categories import category_at, change_category, make_category, remove_category
from curriculum.questions.content import Kind
from curriculum.questions.services import (
    approve,
    bring_back,
    change_question,
    make_question,
    move_question,
    retire,
    send_back,
    set_tags,
    submit_for_review,
)
from tests.factories.curriculum import QuestionCategoryFactory, QuestionFactory, content_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(cast):
    return cast.editor


@pytest.fixture
def category():
    return QuestionCategoryFactory(name="Tiếp công dân")


@pytest.mark.both_databases
def test_a_question_is_made_once(author, category):
    content = content_of(text='<p onclick="x()">Hỏi</p>')
    first = make_question(content, category=category, tags=("Luật", " Luật "), by=author)
    assert make_question(content, category=category, by=author) == first
    assert first.current.said.text == "<p>Hỏi</p>"
    assert list(first.tags.names()) == ["Luật"]
    assert first.approved is None


def test_the_same_identity_with_other_words_is_refused(author, category):
    make_question(content_of(), category=category, identity="id:1", by=author)
    with pytest.raises(WrongState):
        make_question(content_of(name="Khác"), category=category, identity="id:1", by=author)


def test_an_impossible_question_is_not_kept(author, category):
    with pytest.raises(ImpossibleContent):
        make_question(content_of(options=()), category=category, by=author)
    assert not Question.objects.exists()


def test_a_change_is_a_new_version_and_none_is_none(author, category):
    question = make_question(content_of(), category=category, by=author)
    assert change_question(question, content_of(), by=author).current == question.current
    changed = change_question(question, content_of(points=Decimal(2)), by=author)
    assert (changed.current.number, changed.versions.count()) == (2, 2)
    assert changed.versions.get(number=1).said == content_of()


@pytest.mark.both_databases
def test_what_was_approved_stays_in_use_until_the_next_is_approved(cast, author, category):
    question = make_question(content_of(), category=category, by=author)
    submit_for_review(question, by=author)
    question = approve(question, by=cast.training_office)
    first = question.approved
    assert list(Question.objects.in_use()) == [question]
    question = change_question(question, content_of(points=Decimal(2)), by=author)
    assert (question.approved, question.current.review) == (first, "draft")
    submit_for_review(question, by=author)
    question = approve(question, by=cast.training_office)
    assert question.approved.number == 2
    assert approve(question, by=cast.training_office).approved == question.approved
    assert list(Question.objects.in_use()) == [question]
    assert not Question.objects.in_use().filter(pk=retire(question, by=author).pk).exists()
    with pytest.raises(NotAllowed):
        bring_back(question, by=cast.lecturer)


def test_nobody_approves_what_he_wrote(author, category):
    question = make_question(content_of(), category=category, by=author)
    submit_for_review(question, by=author)
    with pytest.raises(NotAllowed):
        approve(question, by=author)


def test_what_was_not_submitted_cannot_be_approved(cast, author, category):
    question = make_question(content_of(), category=category, by=author)
    with pytest.raises(WrongState):
        approve(question, by=cast.training_office)


def test_sending_back_says_what_is_wrong(cast, author, category):
    question = make_question(content_of(), category=category, by=author)
    submit_for_review(question, by=author)
    with pytest.raises(InvalidInput):
        send_back(question, note=" ", by=cast.training_office)
    sent = send_back(question, note="Thiếu căn cứ", by=cast.training_office)
    assert (sent.current.review, sent.current.review_note) == ("returned", "Thiếu căn cứ")
    assert submit_for_review(question, by=author).current.review == "submitted"


@pytest.mark.parametrize("member", ["trainee", "stranger", "registrar", "auditor"])
def test_others_change_nothing(cast, category, member):
    question = QuestionFactory(category=category)
    for act in (
        lambda by: make_question(content_of(name="Khác"), category=category, by=by),
        lambda by: change_question(question, content_of(name="Khác"), by=by),
        lambda by: set_tags(question, ["a"], by=by),
        lambda by: approve(question, by=by),
        lambda by: retire(question, by=by),
        lambda by: make_category("Khác", by=by),
    ):
        with pytest.raises(NotAllowed):
            act(cast[member])


def test_the_bank_is_searched_without_tone_marks():
    found = QuestionFactory(content=content_of(Kind.MATCHING))
    QuestionFactory()
    assert list(Question.objects.matching("bo phan mot cua")) == [found]


def test_a_moved_category_takes_along_what_lies_below(author):
    law, deep = category_at(["Luật"], by=author), category_at(["Đất đai", "Hòa giải", "Xã"], by=author)
    moved = change_category(deep.parent, name="Hoà giải ở cơ sở", parent=law, by=author)
    deep.refresh_from_db()
    assert (moved.path, deep.path) == ("Luật / Hoà giải ở cơ sở", "Luật / Hoà giải ở cơ sở / Xã")
    question = QuestionFactory(category=deep)
    assert list(Question.objects.within(law)) == [question]
    with pytest.raises(WrongState):
        change_category(law, name="Luật", parent=deep, by=author)
    with pytest.raises(WrongState):
        remove_category(deep, by=author)
    remove_category(QuestionCategory.objects.get(path="Đất đai"), by=author)
    assert QuestionCategory.objects.count() == 3


def test_a_question_moves_unless_its_twin_is_there(author, category):
    question = QuestionFactory(identity="id:1")
    assert move_question(question, category, by=author).category == category
    with pytest.raises(WrongState):
        move_question(QuestionFactory(identity="id:1"), category, by=author)
