"""Marks of people, marks given anew, answers decided on: the old always stays beside its reason."""

from dataclasses import replace
from decimal import Decimal

import pytest

from curriculum.errors import InvalidInput, NotAllowed, WrongState
from curriculum.models import AttemptAnswer, QuestionMark, QuestionVersion, QuizAttempt
from curriculum.questions.content import Kind
from curriculum.quizzes.queries import to_mark
from curriculum.quizzes.services import (
    Terms,
    decide_late_answer,
    mark_question,
    regrade_question,
    start_attempt,
    submit_attempt,
)
from tests.curriculum.quizzes.conftest import at, moment
from tests.factories.curriculum import CONTENTS
from tests.factories.quizzes import answer, answer_all, approved, quiz_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SITTING = Terms("sitting:1", None, 30)


@pytest.fixture
def office(cast):
    return cast.training_office


@pytest.fixture
def questions(db):
    return approved(Kind.SINGLE, Kind.ESSAY, Kind.SITUATION)


@pytest.fixture
def attempt(questions, module, learner):
    attempt = start_attempt(quiz_of(*questions, parent=module), by=learner, terms=SITTING)
    answer_all(attempt, [{"choice": "b"}, {"text": "Bài học"}, {"text": "Hòa giải"}])
    return submit_attempt(attempt, by=learner)


def test_essays_wait_for_a_person(attempt, office):
    assert [row.position for row in to_mark(QuizAttempt.objects.all())] == [2, 3]
    assert not attempt.is_marked
    essay, situation = attempt.questions.filter(position__gt=1)
    mark_question(essay, points="7,5", comment="Sát thực tế", by=office)
    mark_question(situation, levels={"a": 1, "b": 0}, by=office)
    attempt.refresh_from_db()
    assert (attempt.is_marked, attempt.points) == (True, Decimal("9.5"))
    assert not to_mark(QuizAttempt.objects.all())


@pytest.mark.parametrize(("points", "match"), [("11", "0"), ("tám", "1,5"), ("", "1,5")])
def test_points_that_cannot_be_right_are_refused(attempt, office, points, match):
    with pytest.raises(InvalidInput, match=match):
        mark_question(attempt.questions.get(position=2), points=points, by=office)


def test_a_changed_mark_needs_a_reason_and_keeps_the_old(attempt, office, learner):
    essay = attempt.questions.get(position=2)
    first = mark_question(essay, points=5, by=office)
    assert mark_question(essay, points=5, by=office) == first
    with pytest.raises(InvalidInput):
        mark_question(essay, points=6, by=office)
    second = mark_question(essay, points=6, reason="Bỏ sót trang hai", by=office)
    assert second.replaces == first
    with pytest.raises(NotAllowed):
        mark_question(essay, points=10, reason="Tự chấm", by=learner)


def test_empty_essays_have_nothing_to_mark(questions, module, learner):
    attempt = start_attempt(quiz_of(*questions, parent=module), by=learner, terms=SITTING)
    answer(attempt, 2, {"text": "  "})
    assert submit_attempt(attempt, by=learner).is_marked


def test_a_wrong_key_is_put_right_for_all_attempts_once(attempt, office, questions):
    single = questions[0]
    right = CONTENTS[Kind.SINGLE]
    options = [replace(one, credit=Decimal(100 if one.key == "b" else 0)) for one in right.options]
    version = QuestionVersion(question=single, number=2, made_at=moment(0), review="approved", reviewed_by=office)
    version.say(replace(right, options=options))
    version.save()
    everything = QuizAttempt.objects.all()
    with pytest.raises(InvalidInput):
        regrade_question(single, version, attempts=everything, reason=" ", by=office)
    assert regrade_question(single, version, attempts=everything, reason="Đáp án sai", by=office) == 1
    assert regrade_question(single, version, attempts=everything, reason="Đáp án sai", by=office) == 0
    old, new = QuestionMark.objects.filter(question__position=1)
    assert (old.points, new.points, new.replaces, new.reason) == (0, 1, old, "Đáp án sai")
    attempt.refresh_from_db()
    assert attempt.points == 1


def test_a_question_taken_out_gives_everybody_its_points(attempt, office, questions):
    assert (
        regrade_question(questions[0], None, attempts=QuizAttempt.objects.all(), reason="Câu hỏi sai", by=office) == 1
    )
    assert QuestionMark.objects.standing().get(question__position=1).points == 1


def test_late_answers_wait_for_a_decision(attempt, office):
    with at(10):
        answer(attempt, 1, {"choice": "a"}, at=moment(-1))
    late = AttemptAnswer.objects.late().get()
    with pytest.raises(InvalidInput):
        decide_late_answer(late, counts=True, reason="", by=office)
    decide_late_answer(late, counts=True, reason="Máy mất mạng trong phòng thi", by=office)
    assert decide_late_answer(late, counts=True, reason="Máy mất mạng", by=office).standing == "taken"
    with pytest.raises(WrongState):
        decide_late_answer(late, counts=False, reason="Đổi ý", by=office)
    assert QuestionMark.objects.standing().get(question__position=1).points == 0  # an older answer changes nothing


def test_a_late_answer_newer_than_the_last_one_counts_once_taken(questions, module, learner, office):
    attempt = start_attempt(quiz_of(*questions, parent=module), by=learner, terms=SITTING)
    with at(5):
        submit_attempt(attempt, by=learner)
    with at(30):
        answer(attempt, 1, {"choice": "a"}, at=moment(4))
    assert QuestionMark.objects.standing().get(question__position=1).points == 0
    decide_late_answer(AttemptAnswer.objects.late().get(), counts=True, reason="Mất mạng", by=office)
    assert QuestionMark.objects.standing().get(question__position=1).points == 1
