"""Quizzes of a module saved on the device: their front pages, the sheets that are open, the pictures asked about.

A sheet opens in flight mode once its attempt has begun, for then its questions are frozen. A self-test without a time
limit is therefore begun when its module is saved; with a limit its time would run, and an examination begins in its
sitting only.
"""

from collections.abc import Iterable
from contextlib import suppress

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from curriculum.clock.time import now
from curriculum.errors import NotAllowed, WrongState
from curriculum.models import AttemptQuestion, ModulePage, QuestionPicture, QuizAttempt, QuizPage
from curriculum.questions.cleaning import pictures_in
from curriculum.quizzes.services import start_attempt
from portal.trainee.saving import FRAME, Part, readies, saves_too

QUESTION = 2_500  # bytes of one question on a sheet


def begin_self_tests(user, module: ModulePage) -> None:
    """Begin the self-tests nobody is timed in and the person has not handed in yet."""
    mine = QuizAttempt.objects.filter(user=user)
    quizzes = _quizzes(module).filter(is_examination=False, minutes__isnull=True)
    for quiz in quizzes.exclude(pk__in=mine.handed_in().values("quiz")):
        with suppress(WrongState, NotAllowed):  # too few questions yet, or not for this person: its page says so
            start_attempt(quiz, by=user)


def parts_of_quizzes(user, module: ModulePage) -> Iterable[Part]:
    """Three queries, and one more where questions show pictures."""
    quizzes = list(_quizzes(module))
    attempts = list(_open_attempts(user, quizzes)) if quizzes else []
    language = get_language()
    for quiz in quizzes:
        begun = [str(one.pk) for one in attempts if one.quiz_id == quiz.pk]
        mark = f"{quiz.pk} {quiz.last_published_at} {language} {' '.join(begun)}"
        yield Part(reverse("trainee:quiz", args=[quiz.pk]), "page", FRAME, mark, quiz.title)
    for attempt in attempts:
        weight = FRAME + QUESTION * attempt.asked
        title = next(quiz.title for quiz in quizzes if quiz.pk == attempt.quiz_id)
        mark = f"{attempt.pk} {language}"
        yield Part(reverse("trainee:attempt", args=[attempt.pk]), "page", weight, mark, title)
    yield from _pictures(attempts)


def _quizzes(module: ModulePage) -> QuerySet[QuizPage]:
    return QuizPage.objects.child_of(module).live().order_by("path")


def _open_attempts(user, quizzes: list[QuizPage]) -> QuerySet[QuizAttempt]:
    rows = QuizAttempt.objects.open().filter(user=user, quiz__in=quizzes)
    return rows.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now())).annotate(asked=Count("questions"))


def _pictures(attempts: list[QuizAttempt]) -> Iterable[Part]:
    rows = AttemptQuestion.objects.filter(attempt__in=attempts).select_related("version") if attempts else []
    keys = {key for row in rows for key in pictures_in(row.version.said)}
    for picture in QuestionPicture.objects.filter(key__in=keys).order_by("key") if keys else []:
        yield Part(reverse("question_picture", args=[picture.key]), "file", picture.file.size, "lasting")


readies(begin_self_tests)
saves_too(parts_of_quizzes)
