"""Makers of quizzes: a page below a module, with sections that draw from the bank or name its questions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from curriculum.clock.time import now
from curriculum.models import Question, QuizAttempt, QuizPage, QuizQuestion, QuizSection
from curriculum.quizzes.services import Change, Saved, save_answers
from tests.factories.curriculum import ModulePageFactory, PageFactory, ProgrammePageFactory, QuestionFactory
from tests.factories.training import UserFactory


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
