"""Beginning, answering, handing in: one attempt, nothing lost, nothing twice, the latest by true time."""

from datetime import timedelta
from decimal import Decimal
from itertools import permutations
from random import Random
from threading import Barrier, Thread
from uuid import uuid4

import pytest

from django.db import IntegrityError, connection, transaction

from curriculum.clock.time import now, set_to
from curriculum.errors import MalformedResponse, NotAllowed, WrongState
from curriculum.models import AttemptAnswer, QuestionMark, QuizAttempt, QuizSection
from curriculum.questions.content import Kind
from curriculum.questions.marking import full_response
from curriculum.quizzes.queries import history_of, sheet_of, shown_of
from curriculum.quizzes.services import (
    Change,
    Terms,
    close_if_over,
    close_overdue_attempts,
    save_answers,
    start_attempt,
    submit_attempt,
    thin_histories,
)
from tests.curriculum.quizzes.conftest import NINE, at, moment
from tests.factories.curriculum import CONTENTS, QuestionCategoryFactory, QuestionFactory
from tests.factories.quizzes import answer, answer_all, approved, quiz_of
from tests.factories.training import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
Standing = AttemptAnswer.Standing


@pytest.fixture
def quiz(module):
    return quiz_of(*approved(Kind.SINGLE, Kind.SHORT_ANSWER), parent=module, minutes=30)


@pytest.fixture
def attempt(quiz, learner):
    return start_attempt(quiz, by=learner)


def standing_response(attempt: QuizAttempt, position: int = 1):
    return sheet_of(attempt).get(position=position).response


def test_starting_again_is_the_same_attempt(quiz, learner, attempt):
    assert start_attempt(quiz, by=learner) == attempt
    assert attempt.ends_at == moment(30)
    attempt.pk, attempt.number = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt.save(force_insert=True)


def test_an_attempt_freezes_versions_order_and_points(module, learner):
    questions = approved(*Kind)
    attempt = start_attempt(quiz_of(*questions, parent=module, points=Decimal(2)), by=learner, terms=Terms("sitting:1"))
    rows = list(attempt.questions.select_related("version"))
    assert [row.version_id for row in rows] == [question.approved_id for question in questions]
    assert {row.points for row in rows} == {Decimal(2)}
    ordering = next(row for row in rows if row.version.kind == Kind.ORDERING)
    assert ordering.order["items"] != ["a", "b", "c", "d"]
    assert sorted(ordering.order["items"]) == ["a", "b", "c", "d"]
    assert attempt.points_possible == 20


def test_drawing_takes_from_the_categories_below_what_is_approved_and_each_once(module, learner):
    approver, top = UserFactory(), QuestionCategoryFactory(name="Tiếp công dân")
    below = QuestionCategoryFactory(name="Đơn thư", parent=top)
    fixed = QuestionFactory(category=top, approved_by=approver)
    usable = {QuestionFactory(category=below, approved_by=approver).approved_id for _n in range(3)}
    QuestionFactory(category=below)  # a draft
    QuestionFactory(category=QuestionCategoryFactory(name="Tiếp công dân khác"), approved_by=approver)
    QuestionFactory(category=below, approved_by=approver, is_retired=True)
    quiz = quiz_of(fixed, parent=module)
    QuizSection.objects.filter(quiz=quiz).update(category=top, draws=3)
    drawn = start_attempt(quiz, by=learner, dice=Random(1)).questions.values_list("version", flat=True)
    assert set(drawn) == usable | {fixed.approved_id}
    QuizSection.objects.filter(quiz=quiz).update(draws=4)
    with pytest.raises(WrongState, match="Tự kiểm tra"):
        start_attempt(quiz, by=learner, terms=Terms("sitting:2"))


def test_who_does_not_study_the_programme_begins_nothing(quiz, cast):
    with pytest.raises(NotAllowed):
        start_attempt(quiz, by=cast.stranger)


def test_an_examination_is_not_taken_alone(module, learner):
    quiz = quiz_of(*approved(Kind.SINGLE), parent=module, is_examination=True)
    with pytest.raises(NotAllowed):
        start_attempt(quiz, by=learner)


def test_attempts_allowed_are_counted(module, learner):
    quiz = quiz_of(*approved(Kind.SINGLE), parent=module, attempts_allowed=2)
    for _n in range(2):
        submit_attempt(start_attempt(quiz, by=learner), by=learner)
    with pytest.raises(WrongState):
        start_attempt(quiz, by=learner)


def test_every_order_of_arrival_ends_with_the_latest_by_true_time(quiz, learner):
    changes = [(choice, minutes, uuid4()) for minutes, choice in enumerate("abc", start=1)]
    for order in permutations(changes):
        attempt = start_attempt(quiz, by=learner)
        with at(10):
            for choice, minutes, operation in (*order, order[0]):  # and one of them twice
                answer(attempt, 1, {"choice": choice}, at=moment(minutes), operation=operation)
        assert standing_response(attempt) == {"choice": "c"}
        assert attempt.questions.get(position=1).answers.count() == 3
        submit_attempt(attempt, by=learner)


def test_a_moment_in_the_future_is_now(attempt):
    answer(attempt, 1, {"choice": "a"}, at=moment(500))
    assert AttemptAnswer.objects.get().made_at == NINE


def test_what_is_no_answer_is_refused_and_nothing_kept(attempt, cast):
    with pytest.raises(MalformedResponse):
        answer(attempt, 1, {"choice": "z"})
    attempt.user = cast.stranger
    with pytest.raises(NotAllowed):
        answer(attempt, 1, {"choice": "a"})
    assert not AttemptAnswer.objects.exists()


def test_handing_in_marks_once(attempt, learner):
    answer_all(attempt, [{"choice": "a"}, {"text": "hà nội"}])
    done = submit_attempt(attempt, by=learner)
    assert (done.points, done.is_passed, done.ended_by) == (Decimal(2), True, "person")
    assert submit_attempt(attempt, by=learner).submitted_at == done.submitted_at
    assert QuestionMark.objects.count() == 2


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in ("essay", "situation")])
def test_the_full_answer_of_each_kind_earns_its_points(kind, module, learner):
    attempt = start_attempt(quiz_of(*approved(kind), parent=module), by=learner)
    answer(attempt, 1, full_response(CONTENTS[kind]))
    assert submit_attempt(attempt, by=learner).percent == 100


def test_the_clock_ends_an_attempt_after_the_grace(attempt, learner):
    answer(attempt, 1, {"choice": "a"})
    with at(31):
        assert close_overdue_attempts() == 0
        assert close_if_over(attempt).is_open
    with at(32.1):
        assert close_overdue_attempts() == 1
        assert close_overdue_attempts() == 0
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.ended_by, attempt.points) == (moment(30), "time", Decimal(1))
    with at(60):
        assert start_attempt(attempt.quiz, by=learner).number == 2


@pytest.mark.parametrize(
    ("made", "arrives", "standing"),
    [
        (29.9, 31, Standing.IN_TIME),
        (30.02, 30.1, Standing.IN_TIME),  # on its way
        (30.5, 31, Standing.AFTER_END),
        (29, 33, Standing.LATE),
    ],
)
@pytest.mark.parametrize("is_closed", [False, True])
def test_what_arrives_after_the_end(attempt, made, arrives, standing, is_closed):
    if is_closed:
        with at(32.5):
            close_overdue_attempts()
    with at(arrives):
        saved = answer(attempt, 1, {"choice": "a"}, at=moment(made))
    assert set(saved.standing.values()) == {standing}
    assert AttemptAnswer.objects.get().standing == standing  # kept, whatever it counts
    if is_closed:
        assert QuizAttempt.objects.get().points == (1 if standing == Standing.IN_TIME else 0)


def test_an_answer_of_another_device_made_before_handing_in_is_marked_anew(attempt, learner):
    with at(5):
        submit_attempt(attempt, by=learner)
    with at(6):
        answer(attempt, 1, {"choice": "a"}, at=moment(4))
        answer(attempt, 2, {"text": "Hà Nội"}, at=moment(5.5))  # after it was handed in
    marks = QuestionMark.objects.filter(question__attempt=attempt)
    assert [(mark.ground, mark.points) for mark in marks.filter(question__position=1)] == [("first", 0), ("late", 1)]
    assert marks.filter(question__position=2).get().points == 0
    attempt.refresh_from_db()
    assert attempt.points == 1


def test_handing_in_without_a_network_ends_at_the_press(attempt, learner):
    with at(20):
        answer(attempt, 1, {"choice": "b"}, at=moment(12))
        answer(attempt, 1, {"choice": "a"}, at=moment(9))
        done = submit_attempt(attempt, by=learner, made_at=moment(10))
    assert (done.submitted_at, done.points) == (moment(10), 1)


def test_essays_of_a_self_test_have_no_points(module, learner):
    quiz = quiz_of(*approved(Kind.SINGLE, Kind.ESSAY), parent=module)
    attempt = start_attempt(quiz, by=learner)
    answer_all(attempt, [{"choice": "a"}, {"text": "Bài học của tôi"}])
    done = submit_attempt(attempt, by=learner)
    assert (done.points_possible, done.percent, done.is_marked) == (1, 100, True)


def test_what_is_shown_follows_the_rules_of_the_quiz(quiz, learner):
    quiz.shows_solutions, quiz.shows_verdicts = "after_closing", "never"
    attempt = start_attempt(quiz, by=learner, terms=Terms("sitting:1", moment(60), 30))
    assert not shown_of(attempt, quiz).anything
    done = submit_attempt(attempt, by=learner)
    shown = shown_of(done, quiz)
    assert (shown.answers, shown.verdicts, shown.solutions) == (True, False, False)
    with at(61):
        assert shown_of(done, quiz).solutions


@pytest.mark.django_db(transaction=True)
def test_two_devices_that_press_start_at_once_get_one_attempt(quiz, learner):
    gate, begun = Barrier(4), []

    def press():
        try:
            gate.wait()
            begun.append(start_attempt(quiz, by=learner).pk)
        finally:
            connection.close()

    presses = [Thread(target=press) for _n in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert len(begun) == 4
    assert len(set(begun)) == 1
    assert QuizAttempt.objects.get().questions.count() == 2


def test_saving_asks_two_statements_whatever_is_saved(attempt, learner, django_assert_num_queries):
    changes = [Change(uuid4(), row.pk, NINE, {}, is_flagged=True) for row in attempt.questions.all()]
    with django_assert_num_queries(4):  # two of them the savepoint within the test's own transaction
        save_answers(attempt.pk, changes, by=learner)
    assert sheet_of(attempt).filter(is_flagged=True).count() == 2


def test_of_a_long_text_each_minute_keeps_its_last_words(learner, module):
    """Whatever a mark was given on stays; so do all names and moments, and nothing goes before a day has passed."""
    attempt = start_attempt(
        quiz_of(*approved(Kind.ESSAY), parent=module), by=learner, terms=Terms("sitting:1", now() + timedelta(hours=2))
    )
    began = now()
    for second in range(0, 300, 5):
        answer(attempt, 1, {"text": "chữ " * (second + 1)}, at=began - timedelta(seconds=300 - second))
    texts = AttemptAnswer.objects.filter(question__attempt=attempt).order_by("made_at")
    marked, last = texts[7], texts.last()
    submit_attempt(attempt, by=learner)
    question = attempt.questions.get()
    QuestionMark.objects.create(question=question, answer=marked, points=1, marked_at=now())
    assert thin_histories() == 0
    with set_to(now() + timedelta(days=2)):
        gone = thin_histories()
        assert thin_histories() == 0
    assert 45 <= gone <= 54
    assert texts.count() == 60
    left = history_of(question)
    assert len(left) == 60 - gone
    assert {marked, last, texts.first()} <= set(left)
    assert all(row.response["text"] for row in left)
    assert sheet_of(attempt).get().response == last.response
    answer(attempt, 1, {"text": "lần nữa"}, operation=texts[1].operation)  # sent again by a device: known
    assert texts.count() == 60
