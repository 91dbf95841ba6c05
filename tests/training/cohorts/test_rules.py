"""Who sees a class: the rule and the list agree, for the whole cast and for every state."""

import pytest

from tests.factories.training import (
    ClassMeetingFactory,
    EnrolmentFactory,
    NominationFactory,
    TrainingClassFactory,
)
from training.models import TrainingClass

pytestmark = pytest.mark.django_db

READERS = {"training_office", "committee_officer", "registrar", "signatory", "auditor", "administrator"}


@pytest.fixture
def classes(cast):
    """Six classes: one enrolling, one planned, one each with the unit's nominee, the lecturer, trainee, supervisor."""
    made = {
        "enrolling": TrainingClassFactory(status="enrolling"),
        "planned": TrainingClassFactory(status="planned"),
        "nominee": TrainingClassFactory(status="open"),
        "taught": TrainingClassFactory(status="open"),
        "joined": TrainingClassFactory(status="closed"),
        "supervised": TrainingClassFactory(status="planned", supervisor=cast.editor),
    }
    NominationFactory(training_class=made["nominee"], unit=cast.ward, person=cast.chairman.person)
    ClassMeetingFactory(training_class=made["taught"], lecturer=cast.lecturer.person.lecturer)
    EnrolmentFactory(training_class=made["joined"], person=cast.trainee.person)
    return made


EXPECTED = {
    "unit_officer": {"enrolling", "nominee"},
    "host_head": {"enrolling"},
    "lecturer": {"taught"},
    "trainee": {"joined"},
    "editor": {"supervised"},
    **{name: {"enrolling", "planned", "nominee", "taught", "joined", "supervised"} for name in READERS},
}


def test_each_sees_the_classes_of_his_duty_and_the_rule_agrees_with_the_list(cast, classes):
    for name, user in cast.everybody().items():
        listed = set(TrainingClass.objects.visible_to(user))
        assert listed == {classes[key] for key in EXPECTED.get(name, set())}, name
        opened = {row for row in classes.values() if user.has_perm("training.view_class", row)}
        assert opened == listed, name


def test_a_visitor_sees_no_class(cast, classes):
    assert not TrainingClass.objects.visible_to(cast.visitor).exists()
    assert not any(cast.visitor.has_perm("training.view_class", row) for row in classes.values())


@pytest.mark.parametrize("permission", ["training.change_class", "training.cancel_class", "training.add_class"])
def test_only_the_training_office_and_the_administrator_run_classes(cast, permission):
    training_class = TrainingClassFactory()
    allowed = {name for name, user in cast.everybody().items() if user.has_perm(permission, training_class)}
    assert allowed == {"training_office", "administrator"}
