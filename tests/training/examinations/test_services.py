"""Sittings of a class: who may sit when, what is granted, and the mark that comes of it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from curriculum.models import QuizAttempt
from curriculum.questions.content import Kind
from curriculum.quizzes.services import regrade_question, submit_attempt
from tests.factories.quizzes import answer, approved, quiz_of
from tests.training.examinations.conftest import NINE, at
from training.errors import InvalidInput, NotAllowed, WrongState
from training.examinations.models import Accommodation, SittingResult
from training.examinations.services import (
    GUESSES,
    call_off_sitting,
    give_sitting,
    grant_accommodation,
    start_sitting,
)
from training.models import Mark
from training.results.services import correct_mark

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PASSWORD = " sao  vàng 26"


@pytest.fixture
def finish(django_capture_on_commit_callbacks):
    """``finish(attempt, *responses)``: answers in their order, hands in, and lets the announcement out."""

    def finished(attempt, *responses):
        for position, response in enumerate(responses, start=1):
            answer(attempt, position, response)
        with django_capture_on_commit_callbacks(execute=True):
            return submit_attempt(attempt, by=attempt.user)

    return finished


def test_a_sitting_is_given_once_by_those_who_mark_the_class(sitting, cast, training_class, quiz, assessment):
    facts = {"opens_at": sitting.opens_at, "closes_at": sitting.closes_at, "assessment": assessment}
    assert give_sitting(training_class, quiz, by=cast.training_office, **facts) == sitting
    assert "vàng" not in sitting.password.casefold()
    with pytest.raises(NotAllowed):
        give_sitting(training_class, quiz, by=cast.trainee, **facts)
    with pytest.raises(InvalidInput):
        give_sitting(training_class, quiz_of(*approved(Kind.SINGLE)), by=cast.lecturer, **facts)
    with pytest.raises(InvalidInput):
        give_sitting(training_class, quiz, by=cast.lecturer, **facts | {"closes_at": NINE})


def test_sitting_takes_the_password_the_window_and_a_place(sitting, cast):
    sitting.refresh_from_db()
    attempt = start_sitting(sitting, by=cast.trainee, password=PASSWORD)
    assert (attempt.ends_at, attempt.closes_at) == (NINE + timedelta(minutes=30), NINE + timedelta(hours=1))
    assert start_sitting(sitting, by=cast.trainee) == attempt  # on another device: begun, so nobody asks again
    with pytest.raises(NotAllowed):
        start_sitting(sitting, by=cast.chairman, password=PASSWORD)


@pytest.mark.parametrize("minutes", [-1, 60])
def test_outside_the_window_nobody_sits(sitting, cast, minutes):
    with at(minutes), pytest.raises(WrongState):
        start_sitting(sitting, by=cast.trainee, password=PASSWORD)


def test_guessing_the_password_is_slow(sitting, cast):
    for _n in range(GUESSES):
        with pytest.raises(InvalidInput):
            start_sitting(sitting, by=cast.trainee, password="đoán")
    with pytest.raises(WrongState):
        start_sitting(sitting, by=cast.trainee, password=PASSWORD)


def test_who_begins_late_has_until_the_window_closes(sitting, cast):
    with at(45):
        assert start_sitting(sitting, by=cast.trainee, password=PASSWORD).ends_at == sitting.closes_at


def test_more_time_holds_at_once_and_for_that_person_only(sitting, cast, enrolment):
    attempt = start_sitting(sitting, by=cast.trainee, password=PASSWORD)
    facts = {"extra_minutes": 15, "reason": "Khuyết tật vận động tay"}
    granted = grant_accommodation(sitting, enrolment, by=cast.lecturer, **facts)
    assert grant_accommodation(sitting, enrolment, by=cast.lecturer, **facts) == granted
    attempt.refresh_from_db()
    assert attempt.ends_at == NINE + timedelta(minutes=45)
    with pytest.raises(InvalidInput):
        grant_accommodation(sitting, enrolment, by=cast.lecturer, extra_minutes=30, reason=" ")
    assert Accommodation.objects.get().granted_by == cast.lecturer


def test_another_window_lets_somebody_sit_later(sitting, cast, enrolment):
    later = NINE + timedelta(days=1)
    grant_accommodation(
        sitting, enrolment, opens_at=later, closes_at=later + timedelta(hours=1), reason="Đi họp", by=cast.lecturer
    )
    with pytest.raises(WrongState):
        start_sitting(sitting, by=cast.trainee, password=PASSWORD)
    with at(24 * 60 + 5):
        assert start_sitting(sitting, by=cast.trainee, password=PASSWORD).is_open


def test_the_attempt_gives_the_mark_of_the_assessment(sitting, cast, finish, enrolment, assessment):
    finish(start_sitting(sitting, by=cast.trainee, password=PASSWORD), {"choice": "a"}, {"choice": "false"})
    mark = Mark.objects.get()
    assert (mark.enrolment, mark.assessment, mark.value) == (enrolment, assessment, Decimal("5.0"))
    assert mark.entered_by == cast.lecturer
    assert SittingResult.objects.get().mark == mark


def test_a_regraded_question_is_a_further_mark_with_its_reason(
    sitting, cast, finish, quiz, django_capture_on_commit_callbacks
):
    attempt = finish(start_sitting(sitting, by=cast.trainee, password=PASSWORD), {"choice": "b"}, {"choice": "true"})
    question = attempt.questions.get(position=1).version.question
    with django_capture_on_commit_callbacks(execute=True):
        regrade_question(question, None, attempts=QuizAttempt.objects.all(), reason="Câu 1 sai", by=cast.lecturer)
    first, second = Mark.objects.all()
    assert (first.value, second.value, second.replaces, second.reason) == (5, 10, first, "Câu 1 sai")


def test_what_the_results_refuse_is_kept_for_the_lecturer(sitting, cast, finish, training_class):
    attempt = start_sitting(sitting, by=cast.trainee, password=PASSWORD)
    training_class.status = "closed"
    training_class.save()
    finish(attempt, {"choice": "a"}, {"choice": "true"})
    assert not Mark.objects.exists()
    assert training_class.code in SittingResult.objects.get().refusal


def test_a_mark_corrected_by_hand_is_not_written_over_by_a_later_look(sitting, cast, finish):
    attempt = finish(start_sitting(sitting, by=cast.trainee, password=PASSWORD), {"choice": "a"}, {"choice": "true"})
    correct_mark(Mark.objects.get(), "9,0", reason="Trừ điểm quy chế", by=cast.lecturer)
    finish(attempt)
    assert Mark.objects.standing().get().value == 9


def test_a_sitting_somebody_began_is_not_called_off(sitting, cast):
    start_sitting(sitting, by=cast.trainee, password=PASSWORD)
    with pytest.raises(WrongState):
        call_off_sitting(sitting, by=cast.lecturer)


def test_a_sitting_called_off_is_sat_by_nobody(sitting, cast):
    called_off = call_off_sitting(sitting, by=cast.lecturer)
    assert call_off_sitting(sitting, by=cast.lecturer) == called_off
    with pytest.raises(WrongState):
        start_sitting(called_off, by=cast.trainee, password=PASSWORD)
