"""A tentative class becomes a confirmed one: by itself when filled to its minimum, else by the office with a reason.

Nothing here opens or cancels a class. Before the deadline (``confirm_by``) the office is warned of a class that lacks
people; what happens to it is decided by a person.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc
from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class, save_checked
from training.errors import InvalidInput, WrongState
from training.people.permissions import require
from training.regulations.queries import value_on
from training.signals import class_at_risk, class_confirmed

TENTATIVE = (TrainingClass.Status.PLANNED, TrainingClass.Status.ENROLLING)


@transaction.atomic
def confirm_if_filled(training_class: TrainingClass) -> TrainingClass:
    """Confirm an enrolling class that has its minimum. Called whenever somebody was enrolled; a second call does
    nothing, and parallel calls confirm once.
    """
    held = lock_class(training_class)
    if held.status != TrainingClass.Status.ENROLLING or held.confirmed_at:
        return held
    taken = held.enrolments.active().count()
    return _confirm(held, None, {"enrolled": taken}) if taken >= held.minimum else held


@transaction.atomic
def confirm_class(training_class: TrainingClass, *, by, reason: str = "") -> TrainingClass:
    """Confirm a class by hand. Below the minimum number only with a reason, which is logged.

    Raises ``NotAllowed``; ``WrongState`` for a class that runs, is over or was cancelled; ``InvalidInput``.
    """
    require(by, "training.change_class", training_class)
    held = lock_class(training_class)
    if held.confirmed_at:
        return held
    _expect_tentative(held)
    taken = held.enrolments.active().count()
    if taken < held.minimum and not nfc(reason):
        raise InvalidInput(
            ngettext(
                "%(count)s person is enrolled, the minimum is %(minimum)s. To confirm it all the same, give a reason.",
                "%(count)s people are enrolled, the minimum is %(minimum)s. To confirm it all the same, give a reason.",
                taken,
            )
            % {"count": taken, "minimum": held.minimum}
        )
    return _confirm(held, by, {"enrolled": taken, "reason": nfc(reason)})


@transaction.atomic
def change_confirmation(training_class: TrainingClass, *, confirm_by: date, minimum: int, by) -> TrainingClass:
    """Set another deadline or minimum for a tentative class; it is confirmed at once where it now has its minimum.

    Raises ``NotAllowed``, ``WrongState``, ``InvalidInput`` (a deadline after the opening, a minimum above the places).
    """
    require(by, "training.change_class", training_class)
    held = lock_class(training_class)
    before = {"confirm_by": str(held.confirm_by or ""), "minimum": held.minimum}
    after = {"confirm_by": str(confirm_by), "minimum": minimum}
    if before == after:
        return held
    _expect_tentative(held)
    held.confirm_by, held.minimum = confirm_by, minimum
    save_checked(held)
    log(held, "training.class.deadline", user=by, data={"before": before, "after": after})
    return confirm_if_filled(held)


def warn_of_classes_at_risk() -> int:
    """Announce each class that lacks its minimum while its deadline is near or past; returns how many there are.

    Who hears it tells each thing once: warned before the deadline, and again when it has passed.
    """
    day = today()
    found = list(TrainingClass.objects.at_risk(day, value_on("training.confirm_warning_days", day)))
    for training_class in found:
        class_at_risk.send(TrainingClass, training_class=training_class, taken=training_class.taken)
    return len(found)


def _confirm(held: TrainingClass, by, data: dict) -> TrainingClass:
    held.confirmed_at = now()
    held.save(update_fields=["confirmed_at"])
    log(held, "training.class.confirm", user=by, data=data)
    transaction.on_commit(lambda: class_confirmed.send(TrainingClass, training_class=held))
    return held


def _expect_tentative(held: TrainingClass) -> None:
    if held.status not in TENTATIVE:
        raise WrongState(
            _("Class %(code)s is in the state “%(state)s”; there is nothing to confirm.")
            % {"code": held.code, "state": held.get_status_display()}
        )
