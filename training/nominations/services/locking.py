"""What both sides of a nomination share: holding it for the transaction, and writing down what became of it."""

from collections.abc import Iterable

from django.db import transaction

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.vietnamese.text import nfc
from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class
from training.nominations.models import Nomination
from training.signals import nomination_decided


def lock_nomination(nomination: Nomination) -> tuple[TrainingClass, Nomination]:
    """The class and the nomination as they stand now, held until the transaction ends; always in this order."""
    training_class = lock_class(nomination.training_class)
    held = lock_nominations(training_class, [nomination.pk])[0]
    return training_class, held


def lock_nominations(training_class: TrainingClass, keys: Iterable[int]) -> list[Nomination]:
    """These nominations of a class that is held, as they stand now and in the order of their keys."""
    rows = Nomination.objects.select_for_update(of=("self",)).select_related("person", "unit", "decision")
    found = list(rows.filter(training_class=training_class, pk__in=list(keys)).order_by("pk"))
    for row in found:
        row.training_class = training_class
    return found


def decided(nomination: Nomination, status: str, action: str, by, reason: str = "", data: dict | None = None):
    """Write the decision down, log it, and announce it after the commit."""
    nomination.status, nomination.reason = status, nfc(reason)
    nomination.decided_by, nomination.decided_at = by, now()
    nomination.save()
    log(nomination, action, user=by, data={"reason": nomination.reason, **(data or {})})
    transaction.on_commit(lambda: nomination_decided.send(Nomination, nomination=nomination))
    return nomination
