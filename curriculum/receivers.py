"""What this room does when its own lower subjects announce something."""

from django.dispatch import receiver

from curriculum.progress.services import complete_by_passing
from curriculum.signals import attempt_marked


@receiver(attempt_marked)
def complete_what_asks_for_the_quiz(attempt, **kwargs) -> None:
    if attempt.is_passed:
        complete_by_passing(attempt.user, attempt.quiz, at=attempt.submitted_at)
