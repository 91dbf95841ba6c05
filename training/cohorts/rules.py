"""Who may open a class, and who may run it."""

import rules

from django.db.models import QuerySet

from curriculum.prepared.questions import Prepared
from training.cohorts.models import OFFICE_READERS, TrainingClass
from training.people.models import Role
from training.people.roles import roles_of
from training.people.rules import holds, is_training_office

reads_all_classes = holds(*OFFICE_READERS)


@rules.predicate
def is_class_supervisor(user, training_class) -> bool:
    return training_class is not None and training_class.supervisor_id == user.pk


@rules.predicate
def teaches_class(user, training_class) -> bool:
    """The user gives at least one meeting of the class; a cancelled one still lets him see what it was."""
    return training_class is not None and bool(_meetings_given(training_class.pk, user.pk))


@Prepared
def _meetings_given(training_class: int, user: int) -> QuerySet:
    given = TrainingClass.meetings.rel.related_model.objects  # not imported: meetings stand above classes
    return (
        given.filter(training_class=training_class, lecturer__person__user=user)
        .order_by()
        .values_list("pk", flat=True)[:1]
    )


@rules.predicate
def is_in_class(user, training_class) -> bool:
    return training_class is not None and training_class.enrolments.filter(person__user=user).exists()


@rules.predicate
def sends_people_to_class(user, training_class) -> bool:
    """A contact officer or head of unit, while the class enrols or once it holds people of the unit."""
    units = roles_of(user).unit_ids(Role.UNIT_COORDINATOR, Role.UNIT_HEAD)
    if training_class is None or not units:
        return False
    is_enrolling = training_class.status == TrainingClass.Status.ENROLLING
    return is_enrolling or training_class.nominations.filter(unit__in=units).exists()


can_view_class = reads_all_classes | (
    rules.is_authenticated & (is_class_supervisor | sends_people_to_class | teaches_class | is_in_class)
)

rules.add_perm("training.view_class", can_view_class)
rules.add_perm("training.add_class", is_training_office)
rules.add_perm("training.change_class", is_training_office)
rules.add_perm("training.cancel_class", is_training_office)
