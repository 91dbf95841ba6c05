import pytest

from tests.factories.curriculum import LessonPageFactory, ModulePageFactory, ProgrammePageFactory
from tests.factories.training import EnrolmentFactory, TrainingClassFactory
from training.models import Enrolment, TrainingClass

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammePageFactory()


@pytest.fixture
def lesson(programme):
    return LessonPageFactory(parent=ModulePageFactory(parent=programme))


def opens(user, lesson) -> bool:
    programme = lesson.get_parent().get_parent().specific
    answers = {user.has_perm("curriculum.open_lesson", lesson), user.has_perm("curriculum.open_lessons_of", programme)}
    assert len(answers) == 1, "the rule of a lesson and of its programme agree"
    return answers.pop()


READERS = {"lecturer", "training_office", "committee_officer", "auditor", "editor"}


def test_lesson_access_truth_table(cast, programme, lesson):
    EnrolmentFactory(training_class=TrainingClassFactory(programme=programme), person=cast.trainee.person)
    answers = {name: opens(user, lesson) for name, user in cast.everybody().items() if not user.is_superuser}
    assert answers == {name: name == "trainee" or name in READERS for name in answers}
    assert not opens(cast.visitor, lesson)


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (Enrolment.Status.ENROLLED, True),
        (Enrolment.Status.COMPLETED, True),
        (Enrolment.Status.FAILED, True),
        (Enrolment.Status.WITHDRAWN, False),
        (Enrolment.Status.DEFERRED, False),
        (Enrolment.Status.EXPELLED, False),
    ],
)
def test_lesson_access_follows_the_enrolment(cast, programme, lesson, status, answer):
    training_class = TrainingClassFactory(programme=programme)
    EnrolmentFactory(training_class=training_class, person=cast.trainee.person, status=status)
    assert opens(cast.trainee, lesson) is answer


def test_cancelled_class_opens_nothing(cast, programme, lesson):
    cancelled = TrainingClassFactory(programme=programme, status=TrainingClass.Status.CANCELLED)
    EnrolmentFactory(training_class=cancelled, person=cast.trainee.person)
    assert not opens(cast.trainee, lesson)


def test_class_of_another_programme_opens_nothing(cast, lesson):
    EnrolmentFactory(training_class=TrainingClassFactory(), person=cast.trainee.person)
    assert not opens(cast.trainee, lesson)
