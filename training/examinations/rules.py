"""Who takes a quiz alone, who gives sittings, who sits, who marks: the curriculum asks by name, this room knows."""

import rules

from django.db.models import QuerySet

from curriculum.models import QuizAttempt, QuizPage
from curriculum.prepared.questions import Prepared
from curriculum.progress.order import keeps_locked
from training.cohorts.rules import reads_all_classes
from training.examinations.models import QuizSitting, sitting_key
from training.nominations.lesson_access import reads_all_lessons, studies, teaches_somewhere
from training.nominations.models import Enrolment
from training.people.rules import is_training_office
from training.results.rules import can_enter_marks


@rules.predicate
def studies_quiz(user, quiz: QuizPage) -> bool:
    """In the order of the programme, as with lessons; an examination is sat when it is sat."""
    if quiz is None or not studies(user, quiz.programme_path):
        return False
    return quiz.is_examination or not keeps_locked(user.pk, quiz.module_path)


@rules.predicate
def is_for_studying_alone(user, quiz: QuizPage) -> bool:
    """An examination is taken in a sitting only."""
    return quiz is not None and not quiz.is_examination


@rules.predicate
def has_a_place(user, sitting: QuizSitting) -> bool:
    return sitting is not None and bool(_places(user.pk, sitting.training_class_id))


@Prepared
def _places(user: int, training_class: int) -> QuerySet[Enrolment]:
    return Enrolment.objects.active().of_user(user).filter(training_class=training_class).only("pk").order_by()


@rules.predicate
def marks_its_class(user, attempt: QuizAttempt) -> bool:
    """Whoever enters the marks of the class that sat; alone studied attempts are nobody's to mark but the office's."""
    sitting = _sitting_of(attempt)
    return sitting is not None and user.has_perm("training.enter_marks", sitting.training_class)


@rules.predicate
def sees_its_class(user, sitting: QuizSitting) -> bool:
    return sitting is not None and user.has_perm("training.enter_marks", sitting.training_class)


@rules.predicate
def is_ones_own(user, attempt: QuizAttempt) -> bool:
    return attempt is not None and attempt.user_id == user.pk


def _sitting_of(attempt: QuizAttempt | None) -> QuizSitting | None:
    key = sitting_key(attempt.occasion) if attempt else None
    return QuizSitting.objects.select_related("training_class").filter(pk=key).first() if key else None


opens_quiz = rules.is_authenticated & (reads_all_lessons | studies_quiz | teaches_somewhere)

rules.add_perm("curriculum.open_quiz", opens_quiz)
rules.add_perm("curriculum.take_quiz", is_for_studying_alone & opens_quiz)
rules.add_perm("training.manage_sittings", can_enter_marks)
rules.add_perm("training.view_sitting", reads_all_classes | (rules.is_authenticated & sees_its_class))
rules.add_perm("training.sit", rules.is_authenticated & has_a_place)
rules.add_perm("curriculum.mark_attempt", is_training_office | (rules.is_authenticated & marks_its_class))
