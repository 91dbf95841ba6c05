"""Makers of quizzes: a page below a module, with sections that draw from the bank or name its questions."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from curriculum.clock.time import now
from curriculum.models import AttemptAnswer, Question, QuizAttempt, QuizPage, QuizQuestion, QuizSection
from curriculum.questions.content import Kind
from curriculum.quizzes.services import Change, Saved, Terms, save_answers, start_attempt, submit_attempt
from tests.factories.curriculum import ModulePageFactory, PageFactory, ProgrammePageFactory, QuestionFactory
from tests.factories.training import UserFactory
from training.examinations.services import give_sitting


class QuizPageFactory(PageFactory):
    class Meta:
        model = QuizPage

    title = "Tự kiểm tra"


def quiz_of(*questions: Question, parent=None, points=None, is_shuffled: bool = False, **facts: Any) -> QuizPage:
    """A quiz that asks these questions in one section."""
    module = parent or ModulePageFactory(parent=ProgrammePageFactory())
    quiz = QuizPageFactory(parent=module, **facts)
    section = QuizSection.objects.create(quiz=quiz, points_each=points, is_shuffled=is_shuffled)
    QuizQuestion.objects.bulk_create(
        QuizQuestion(section=section, question=question, sort_order=place) for place, question in enumerate(questions)
    )
    return quiz


def approved(*kinds: str, **facts: Any) -> list[Question]:
    """One question in use of each kind."""
    approver = UserFactory()
    return [QuestionFactory(kind=kind, approved_by=approver, **facts) for kind in kinds]


def answer(attempt: QuizAttempt, position: int, response: dict, *, at: datetime | None = None, operation=None) -> Saved:
    """The person of the attempt answers one question, at the moment given by true time."""
    question = attempt.questions.get(position=position)
    change = Change(operation or uuid4(), question.pk, at or now(), response)
    return save_answers(attempt.pk, [change], by=attempt.user)


def answer_all(attempt: QuizAttempt, responses: Iterable[dict]) -> None:
    for position, response in enumerate(responses, start=1):
        answer(attempt, position, response)


def examine(training_class, module, learner, *, by) -> SimpleNamespace:
    """A class with an examination: one sitting nobody began, one whose essay waits for its mark and whose late answer
    waits for a decision; and an attempt of a self-test that is open.
    """
    single, essay = approved(Kind.SINGLE, Kind.ESSAY)
    quiz = quiz_of(single, essay, parent=module)
    sat = quiz_of(single, essay, parent=module, title="Bài thi", is_examination=True)
    hour = timedelta(hours=1)
    sitting = give_sitting(training_class, sat, opens_at=now() - hour, closes_at=now() + hour, by=by)
    past = give_sitting(training_class, sat, opens_at=now() - 2 * hour, closes_at=now() + hour, by=by)
    over = start_attempt(sat, by=learner, terms=Terms(past.occasion, now() + hour))
    answer(over, 2, {"text": "Bài học"})
    submit_attempt(over, by=learner)
    written = over.questions.get(position=2)
    late = AttemptAnswer.objects.create(
        question=written, operation=uuid4(), response={}, made_at=now(), received_at=now(), standing="late"
    )
    return SimpleNamespace(
        quiz=quiz,
        attempt=start_attempt(quiz, by=learner),
        sitting=sitting,
        past_sitting=past,
        regraded=single,
        written=written,
        late_answer=late,
    )
