"""Reading attempts: the sheet with its answers, the attempts of a person, what counts, what was passed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, JSONField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Length, Substr

from wagtail.models import Page

from curriculum.clock.time import now
from curriculum.prepared.questions import Prepared
from curriculum.questions.marking import BY_PERSON
from curriculum.quizzes.attempts.models import AttemptAnswer, AttemptQuestion, QuestionMark, QuizAttempt
from curriculum.quizzes.models import QuizPage
from curriculum.quizzes.services.finishing import ON_THE_WAY

Counting = QuizPage.Counting
Reveal = QuizPage.Reveal


def sheet_of(attempt: QuizAttempt) -> QuerySet[AttemptQuestion]:
    """The questions with ``response``, ``answered_at``, ``is_flagged`` as they stand. One query."""
    rows = AttemptAnswer.objects.counted().filter(question=OuterRef("pk")).latest_first()
    answers = rows.filter(response__isnull=False)
    flags = rows.filter(is_flagged__isnull=False)
    return (
        AttemptQuestion.objects.filter(attempt=attempt)
        .select_related("version")
        .defer("version__folded")
        .annotate(
            response=Subquery(answers.values("response")[:1], output_field=JSONField()),
            answered_at=Subquery(answers.values("made_at")[:1]),
            is_flagged=Subquery(flags.values("is_flagged")[:1]),
        )
        .order_by("position")
    )


def sheet_rows(attempt: QuizAttempt) -> list[AttemptQuestion]:
    """The rows of ``sheet_of``, by a question put into SQL once."""
    return _sheet(attempt.pk)


@Prepared
def _sheet(attempt: int) -> QuerySet[AttemptQuestion]:
    shown = ("attempt", "position", "section", "points", "counts", "order", "version__kind", "version__content")
    return sheet_of(QuizAttempt(pk=attempt)).only(*shown)


def states_of(attempt: QuizAttempt) -> dict[int, dict[str, Any]]:
    """What the server holds of each question touched so far: its response, when it was made, its flag. One query."""
    rows = sheet_of(attempt).values_list("pk", "response", "answered_at", "is_flagged")
    return {
        pk: {"response": response, "made_at": made_at.isoformat() if made_at else None, "flagged": bool(flagged)}
        for pk, response, made_at, flagged in rows
        if made_at is not None or flagged is not None
    }


def standing_marks(attempt: QuizAttempt) -> dict[int, QuestionMark]:
    """By question. One query."""
    rows = QuestionMark.objects.standing().filter(question__attempt=attempt).select_related("key", "marked_by")
    return {mark.question_id: mark for mark in rows}


def attempts_of(user, quiz: QuizPage) -> list[QuizAttempt]:
    """All attempts of a person at a quiz, the latest first."""
    return list(QuizAttempt.objects.filter(user=user, quiz=quiz).order_by("-started_at", "-pk"))


def counting_attempt(attempts: Iterable[QuizAttempt], counting: str) -> QuizAttempt | None:
    """Of the marked attempts of one person on one occasion, the one whose result counts."""
    marked = sorted((one for one in attempts if one.is_marked), key=lambda one: one.number)
    if not marked:
        return None
    if counting == Counting.HIGHEST:
        return max(marked, key=lambda one: one.percent or 0)
    return marked[0] if counting == Counting.FIRST else marked[-1]


@dataclass(frozen=True)
class Shown:
    """What the learner may see of an attempt that is over."""

    answers: bool
    verdicts: bool
    solutions: bool
    feedback: bool

    @property
    def anything(self) -> bool:
        return self.answers or self.verdicts or self.solutions or self.feedback


def shown_of(attempt: QuizAttempt, quiz: QuizPage) -> Shown:
    """By the rules of the quiz as they are now; nothing while the attempt is open."""

    def may(rule: str) -> bool:
        if attempt.is_open or rule == Reveal.NEVER:
            return False
        return rule == Reveal.AT_ONCE or is_closed(attempt)

    return Shown(may(quiz.shows_answers), may(quiz.shows_verdicts), may(quiz.shows_solutions), may(quiz.shows_feedback))


def is_closed(attempt: QuizAttempt) -> bool:
    """The window of the quiz is over for everybody; a quiz without a window closes with the attempt itself."""
    return attempt.closes_at is None or now() > attempt.closes_at + ON_THE_WAY


def quizzes_of(user, modules: QuerySet[Page]) -> QuerySet[QuizPage]:
    """The published quizzes of modules, with ``module`` (its key), ``has_begun`` (something is answered) and
    ``has_passed``. One query.
    """
    above = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
    attempts = QuizAttempt.objects.filter(quiz=OuterRef("pk"), user=user.pk)
    answers = AttemptAnswer.objects.filter(question__attempt=OuterRef("pk"))
    passed = attempts.filter(is_marked=True, points__gte=F("pass_percent") * F("points_possible") / 100)
    quizzes = QuizPage.objects.live().annotate(module=Subquery(Page.objects.filter(path=above).values("pk")[:1]))
    found = quizzes.filter(module__in=modules.values("pk"))
    touched = attempts.filter(Q(submitted_at__isnull=False) | Exists(answers))
    return found.annotate(has_begun=Exists(touched), has_passed=Exists(passed)).order_by("path")


def to_mark(attempts: QuerySet[QuizAttempt]) -> QuerySet[AttemptQuestion]:
    """Of these attempts, the answers that wait for a person's mark, the longest waiting first."""
    marked = QuestionMark.objects.filter(question=OuterRef("pk"))
    written = AttemptAnswer.objects.counted().filter(question=OuterRef("pk"), response__isnull=False)
    rows = AttemptQuestion.objects.filter(attempt__in=attempts.handed_in(), counts=True)
    rows = rows.filter(version__kind__in=[kind.value for kind in BY_PERSON])
    rows = rows.filter(~Exists(marked), Exists(written))
    return rows.select_related("attempt__quiz", "attempt__user", "version").order_by("attempt__submitted_at", "pk")


def late_answers(attempts: QuerySet[QuizAttempt]) -> QuerySet[AttemptAnswer]:
    """Answers that arrived late and wait for a decision."""
    rows = AttemptAnswer.objects.late().filter(question__attempt__in=attempts)
    return rows.select_related("question__attempt__quiz", "question__attempt__user", "question__version").order_by(
        "received_at"
    )


def history_of(question: AttemptQuestion) -> list[AttemptAnswer]:
    """Every change of one answer that arrived and has its words, the latest first."""
    rows = question.answers.filter(response__isnull=False).exclude(standing=AttemptAnswer.Standing.THINNED)
    return list(rows.latest_first())


def time_left(attempt: QuizAttempt, moment: datetime | None = None) -> int | None:
    """Seconds left by the server's clock; None without a limit."""
    if attempt.ends_at is None:
        return None
    return max(int((attempt.ends_at - (moment or now())).total_seconds()), 0)
