"""How many people each unit may send (chỉ tiêu)."""

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class
from training.errors import WrongState
from training.nominations.models import Quota
from training.people.permissions import require
from training.units.models import Unit


@transaction.atomic
def set_quotas(training_class: TrainingClass, places: dict[Unit, int | None], *, by) -> list[Quota]:
    """Set the quota of some units, or take it away with None; other units keep theirs. Three queries and the log.

    A quota below what a unit has already sent takes nobody back: it only stops further nominations. Raises
    ``NotAllowed``; ``WrongState`` once the class is no longer planned or enrolling.
    """
    require(by, "training.change_class", training_class)
    held = lock_class(training_class)
    if held.status not in (TrainingClass.Status.PLANNED, TrainingClass.Status.ENROLLING):
        raise WrongState(_("Quotas can be set only until the class opens."))
    given = {unit: number for unit, number in places.items() if number is not None}
    dropped = [unit for unit, number in places.items() if number is None]
    Quota.objects.filter(training_class=held, unit__in=dropped).delete()
    rows = Quota.objects.bulk_create(
        [Quota(training_class=held, unit=unit, places=number) for unit, number in given.items()],
        update_conflicts=True,
        unique_fields=["training_class", "unit"],
        update_fields=["places"],
    )
    data = {"quotas": {unit.code: number for unit, number in places.items()}}
    log(held, "training.quota.set", user=by, data=data)
    return rows
