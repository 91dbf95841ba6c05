"""Who reads and writes which questions of the bank: the curriculum asks by name, this room knows who teaches what.

A category belongs to a programme or a module (``QuestionCategory.page``), with everything below it. Lecturers work in
the categories of the modules they teach, or were named for, and of the programmes of their classes; the office, the
editors and the auditor read the whole bank.
"""

import rules

from django.db.models import Q, QuerySet

from wagtail.models import Page

from curriculum.models import Question, QuestionCategory
from training.people.rules import is_editor, is_training_office, reads_bank
from training.scheduling.models import ClassMeeting
from training.scheduling.resources.models import TaughtModule


def pages_taught_by(user) -> QuerySet[Page]:
    """The modules the user gives, gave or is named for, and the programmes of the classes concerned."""
    given = ClassMeeting.objects.held().taught_by(user).order_by()
    named = TaughtModule.objects.filter(lecturer__person__user=user)
    return Page.objects.filter(
        Q(pk__in=given.values("module"))
        | Q(pk__in=given.values("training_class__programme"))
        | Q(pk__in=named.values("module"))
    )


def categories_open_to(user) -> QuerySet[QuestionCategory]:
    """The categories whose questions the user reads; one query more for a lecturer."""
    if user.is_superuser or reads_bank(user):
        return QuestionCategory.objects.all()
    if not user.is_authenticated or not user.is_active_lecturer:
        return QuestionCategory.objects.none()
    tied = QuestionCategory.objects.filter(page__in=pages_taught_by(user).order_by().values("pk"))
    return QuestionCategory.objects.within_any(tied.values_list("path", flat=True))


def questions_open_to(user) -> QuerySet[Question]:
    """The questions the user reads; the rule ``curriculum.view_question`` says the same of a single one."""
    return Question.objects.filter(category__in=categories_open_to(user).order_by().values("pk"))


@rules.predicate
def teaches_category(user, category: QuestionCategory) -> bool:
    return category is not None and categories_open_to(user).filter(pk=category.pk).exists()


@rules.predicate
def teaches_category_of(user, question: Question) -> bool:
    return question is not None and categories_open_to(user).filter(pk=question.category_id).exists()


@rules.predicate
def teaches_something(user) -> bool:
    return user.is_active_lecturer


writes_bank = is_training_office | is_editor

rules.add_perm("curriculum.view_question", reads_bank | (rules.is_authenticated & teaches_category_of))
rules.add_perm("curriculum.write_question", writes_bank | (rules.is_authenticated & ~reads_bank & teaches_category))
rules.add_perm("curriculum.add_questionpicture", writes_bank | (rules.is_authenticated & teaches_something))
