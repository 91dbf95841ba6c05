"""Who may open a lesson: the curriculum asks by the name ``curriculum.open_lesson``, this room knows the answer."""

import rules

from django.db.models import Exists, F, QuerySet
from django.db.models.functions import Greatest, Length, Substr

from curriculum.models import LessonPage, ProgrammePage
from curriculum.prepared.questions import Prepared
from curriculum.progress.order import keeps_locked, module_path_of_outer_lesson, waiting_for
from training.cohorts.models import TrainingClass
from training.nominations.models import Enrolment
from training.people.models import Role
from training.people.rules import holds

# Those who make, teach or check the content read all of it.
reads_all_lessons = holds(
    Role.TRAINING_OFFICE, Role.EDITOR, Role.COMMITTEE_OFFICER, Role.COMMITTEE_LEADER, Role.AUDITOR
)


@rules.predicate
def teaches_somewhere(user) -> bool:
    return user.is_active_lecturer


def studies(user, programme_path: str) -> bool:
    """The user holds a place in a class of the programme at this place of the tree; finished classes count."""
    return bool(_places(user.pk, programme_path))


def _all_places(user: int) -> QuerySet:
    return Enrolment.objects.active().of_user(user).exclude(training_class__status=TrainingClass.Status.CANCELLED)


@Prepared
def _places(user: int, programme_path: str) -> QuerySet:
    return (
        _all_places(user)
        .filter(training_class__programme__path=programme_path)
        .order_by()
        .values_list("pk", flat=True)[:1]
    )


@rules.predicate
def studies_lesson(user, lesson: LessonPage) -> bool:
    """In the order of the programme: a module opens when those it waits for are completed."""
    if lesson is None or not studies(user, lesson.programme_path):
        return False
    return not keeps_locked(user.pk, lesson.module_path)


@rules.predicate
def studies_programme(user, programme: ProgrammePage) -> bool:
    return programme is not None and studies(user, programme.path)


reads_any_lesson = rules.is_authenticated & (reads_all_lessons | teaches_somewhere)


def lessons_open_to(user) -> QuerySet[LessonPage]:
    """The published lessons the user may open; the rule ``curriculum.open_lesson`` says the same of a single one."""
    lessons = LessonPage.objects.live()
    if user.is_superuser or reads_any_lesson(user):
        return lessons
    if not user.is_authenticated:
        return lessons.none()
    programmes = _all_places(user.pk).values("training_class__programme__path")
    # PostgreSQL may reckon this for pages higher up in the tree before it knows that they are no lessons.
    length = Greatest(Length(F("path")) - 2 * LessonPage.steplen, 0)
    lessons = lessons.alias(of_programme=Substr("path", 1, length))
    locked = waiting_for(user.pk, module_path_of_outer_lesson())
    return lessons.filter(of_programme__in=programmes).exclude(Exists(locked))


rules.add_perm("curriculum.open_out_of_order", reads_any_lesson)
rules.add_perm(
    "curriculum.open_lesson", rules.is_authenticated & (reads_all_lessons | studies_lesson | teaches_somewhere)
)
rules.add_perm(
    "curriculum.open_lessons_of", rules.is_authenticated & (reads_all_lessons | studies_programme | teaches_somewhere)
)
rules.add_perm("curriculum.view_package", reads_all_lessons)
rules.add_perm("curriculum.add_package", holds(Role.TRAINING_OFFICE, Role.EDITOR))
rules.add_perm("curriculum.waive_package", holds(Role.TRAINING_OFFICE))
