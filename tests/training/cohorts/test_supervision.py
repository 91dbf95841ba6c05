"""Naming who supervises a class."""

import pytest

from tests.factories.training import TrainingClassFactory
from training.cohorts.supervision import name_supervisor, possible_supervisors
from training.errors import InvalidInput, NotAllowed, WrongState

pytestmark = pytest.mark.django_db


def test_somebody_of_the_institution_supervises_and_may_be_relieved(cast):
    held = TrainingClassFactory(organiser=cast.department)
    expected = {cast.lecturer, cast.training_office}
    assert set(possible_supervisors(held)) >= expected
    named = name_supervisor(held, cast.lecturer, by=cast.training_office)
    assert named.supervisor == cast.lecturer
    assert cast.lecturer.has_perm("training.view_class", named)
    name_supervisor(held, cast.lecturer, by=cast.training_office)
    assert name_supervisor(held, None, by=cast.training_office).supervisor is None


def test_strangers_to_the_institution_and_classes_that_are_over_are_refused(cast):
    held = TrainingClassFactory(organiser=cast.department)
    with pytest.raises(InvalidInput):
        name_supervisor(held, cast.unit_officer, by=cast.training_office)
    with pytest.raises(NotAllowed):
        name_supervisor(held, cast.lecturer, by=cast.lecturer)
    held.status = "closed"
    held.save()
    with pytest.raises(WrongState):
        name_supervisor(held, cast.lecturer, by=cast.training_office)
