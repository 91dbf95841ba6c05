"""A class whose examination is open from 09:00 to 10:00 on 7/12/2026, sat by the trainee; it is nine o'clock."""

from datetime import datetime, timedelta

import pytest

from django.utils import timezone

from curriculum.clock.time import set_to
from curriculum.questions.content import Kind
from tests.factories.curriculum import ModulePageFactory
from tests.factories.quizzes import approved, quiz_of
from tests.factories.training import AssessmentFactory, ClassMeetingFactory, EnrolmentFactory, TrainingClassFactory
from training.examinations.services import give_sitting

NINE = timezone.make_aware(datetime(2026, 12, 7, 9, 0))


def at(minutes: float):
    return set_to(NINE + timedelta(minutes=minutes))


@pytest.fixture(autouse=True)
def nine():
    with set_to(NINE):
        yield


@pytest.fixture
def training_class(cast):
    held = TrainingClassFactory(status="open")
    ClassMeetingFactory(training_class=held, lecturer=cast.lecturer.person.lecturer)
    return held


@pytest.fixture
def enrolment(cast, training_class):
    return EnrolmentFactory(training_class=training_class, person=cast.trainee.person)


@pytest.fixture
def quiz(training_class):
    module = ModulePageFactory(parent=training_class.programme)
    return quiz_of(*approved(Kind.SINGLE, Kind.TRUE_FALSE), parent=module, is_examination=True, minutes=30)


@pytest.fixture
def assessment(training_class):
    return AssessmentFactory(training_class=training_class)


@pytest.fixture
def sitting(cast, training_class, quiz, assessment, enrolment):
    return give_sitting(
        training_class,
        quiz,
        assessment=assessment,
        opens_at=NINE,
        closes_at=NINE + timedelta(hours=1),
        password="Sao Vàng 26",
        by=cast.lecturer,
    )
