"""A learner whose class studies the programme of the quiz; the clock stands at 09:00 on 7/12/2026."""

from datetime import datetime, timedelta

import pytest

from django.utils import timezone

from curriculum.clock.time import set_to
from tests.factories.curriculum import ModulePageFactory, ProgrammePageFactory
from tests.factories.training import EnrolmentFactory, TrainingClassFactory

NINE = timezone.make_aware(datetime(2026, 12, 7, 9, 0))


def at(minutes: float):
    """The clock so many minutes after nine."""
    return set_to(NINE + timedelta(minutes=minutes))


def moment(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


@pytest.fixture(autouse=True)
def nine():
    with set_to(NINE):
        yield


@pytest.fixture
def module(db):
    return ModulePageFactory(parent=ProgrammePageFactory())


@pytest.fixture
def learner(cast, module):
    programme = module.get_parent().specific
    held = TrainingClassFactory(programme=programme, status="open")
    EnrolmentFactory(training_class=held, person=cast.trainee.person)
    return cast.trainee
