"""Who supervises a class (giáo viên chủ nhiệm): reads its requests for leave, stands in its papers."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class
from training.errors import InvalidInput, WrongState
from training.people.models import Position, Role, RoleGrant, User
from training.people.permissions import require

OVER = (TrainingClass.Status.CLOSED, TrainingClass.Status.CANCELLED)


def possible_supervisors(training_class: TrainingClass) -> QuerySet[User]:
    """Whoever works at the organising institution today, and the training office."""
    working = Position.objects.current().filter(unit=training_class.organiser_id)
    office = RoleGrant.objects.current().filter(role=Role.TRAINING_OFFICE)
    named = Q(person__in=working.values("person")) | Q(pk__in=office.values("user"))
    return User.objects.filter(named, is_active=True).order_by("person__sort_key", "username")


@transaction.atomic
def name_supervisor(training_class: TrainingClass, supervisor: User | None, *, by) -> TrainingClass:
    """Let somebody supervise the class from now on, or nobody; the same person again changes nothing.

    Raises ``NotAllowed``; ``WrongState`` once the class is over; ``InvalidInput`` for somebody who works elsewhere.
    """
    require(by, "training.change_class", training_class)
    held = lock_class(training_class)
    if held.supervisor == supervisor:
        return held
    if held.status in OVER:
        raise WrongState(_("Class %(code)s is over; its supervisor stays as it is.") % {"code": held.code})
    if supervisor is not None and not possible_supervisors(held).filter(pk=supervisor.pk).exists():
        raise InvalidInput(
            _("%(person)s does not work at the institution that holds the class.") % {"person": supervisor}
        )
    before, held.supervisor = held.supervisor, supervisor
    held.save(update_fields=["supervisor"])
    log(held, "training.class.supervisor", user=by, data={"before": str(before or ""), "after": str(supervisor or "")})
    return held
