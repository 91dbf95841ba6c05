"""A class of three half-days in a week of March 2027, with a room and lecturers for it."""

from datetime import date

import pytest

from tests.factories.curriculum import ModulePageFactory
from tests.factories.training import LecturerFactory, RoomFactory, TrainingClassFactory
from training.cohorts.facts import programme_facts
from training.scheduling.drafts.services import open_draft


@pytest.fixture
def office(cast):
    return cast.training_office


@pytest.fixture
def held():
    """Programme of 12 periods, 1 to 5 March 2027; nothing is planned yet."""
    made = TrainingClassFactory(
        code="KNLD-01", status="planned", capacity=30, opens_on=date(2027, 3, 1), closes_on=date(2027, 3, 5)
    )
    for title, periods in (("Lãnh đạo bản thân", 8), ("Đối thoại với Nhân dân", 4)):
        ModulePageFactory(parent=made.programme, title=title, theory_periods=periods, discussion_periods=0)
    made.programme_facts = programme_facts(made.programme)
    made.save()
    return made


@pytest.fixture
def room():
    return RoomFactory(name="Phòng 201", capacity=40)


@pytest.fixture
def lecturers():
    return LecturerFactory.create_batch(2)


@pytest.fixture
def draft(held, room, lecturers, office):
    return open_draft(2027, by=office)
