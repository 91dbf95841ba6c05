"""What the front page of a quiz says to one person."""

from dataclasses import dataclass, field
from typing import Any

from django import template
from django.utils.safestring import SafeString

from curriculum.models import QuizAttempt, QuizPage
from curriculum.quizzes.queries import attempts_of, counting_attempt
from portal.trainee.quizzes.fields import Field
from portal.trainee.quizzes.moulds import draw, draw_place
from training.examinations.models import QuizSitting, sitting_key
from training.examinations.queries import Window, granted_to, sittings_of, window_of

register = template.Library()


@dataclass
class SittingLine:
    """One sitting as it holds for one person, and the attempts made in it."""

    sitting: QuizSitting
    window: Window
    attempts: list[QuizAttempt] = field(default_factory=list)

    @property
    def open_attempt(self) -> QuizAttempt | None:
        return next((one for one in self.attempts if one.is_open), None)

    @property
    def may_begin(self) -> bool:
        return self.window.is_open and len(self.attempts) < self.sitting.attempts_allowed


@dataclass
class Front:
    """The attempts made alone, the sittings, and what may be begun."""

    quiz: QuizPage
    attempts: list[QuizAttempt]
    sittings: list[SittingLine]
    may_take: bool
    counting: QuizAttempt | None

    @property
    def open_attempt(self) -> QuizAttempt | None:
        return next((one for one in self.attempts if one.is_open), None)

    @property
    def left(self) -> int | None:
        """Attempts still allowed; None where there is no limit."""
        allowed = self.quiz.attempts_allowed
        return max(allowed - len(self.attempts), 0) if allowed else None

    @property
    def may_begin(self) -> bool:
        return self.may_take and self.left != 0


@register.filter
def drawn(field: Field) -> SafeString:
    """A question of the sheet with what was answered."""
    return draw(field)


@register.filter
def in_the_map(field: Field) -> SafeString:
    """Its place in the map of the sheet."""
    return draw_place(field)


@register.simple_tag(takes_context=True)
def front_of(context: dict[str, Any], quiz: QuizPage) -> Front:
    """Works for a quiz that is not published yet, too: the editor's preview shows the same page."""
    user = context["request"].user
    if quiz.pk is None:
        return Front(quiz, [], [], True, None)
    attempts, sittings = attempts_of(user, quiz), sittings_of(user, quiz)
    for sitting in sittings:
        sitting.quiz = quiz
    granted = granted_to(user, sittings) if sittings else {}
    lines = [SittingLine(one, window_of(one, granted.get(one.pk))) for one in sittings]
    for line in lines:
        line.attempts = [one for one in attempts if sitting_key(one.occasion) == line.sitting.pk]
    alone = [one for one in attempts if not one.occasion]
    may_take = user.has_perm("curriculum.take_quiz", quiz)
    return Front(quiz, alone, lines, may_take, counting_attempt(alone, quiz.counting))
