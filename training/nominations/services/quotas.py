"""How many people each unit may send, and how many of each bloc a class takes (chỉ tiêu)."""

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class
from training.errors import WrongState
from training.nominations.models import BlocQuota, Quota
from training.people.permissions import require
from training.units.models import Bloc, Unit


@transaction.atomic
def set_quotas(
    training_class: TrainingClass,
    places: dict[Unit, int | None],
    *,
    by,
    blocs: dict[Bloc, int | None] | None = None,
) -> list[Quota]:
    """Set the quota of some units and blocs, or take it away with None; others keep theirs. A few queries and the log.

    A quota below what a unit has already sent takes nobody back: it only stops further nominations. Raises
    ``NotAllowed``; ``WrongState`` once the class is no longer planned or enrolling.
    """
    require(by, "training.change_class", training_class)
    held = lock_class(training_class)
    if held.status not in (TrainingClass.Status.PLANNED, TrainingClass.Status.ENROLLING):
        raise WrongState(_("Quotas can be set only until the class opens."))
    Quota.objects.filter(training_class=held, unit__in=_taken_away(places)).delete()
    rows = Quota.objects.bulk_create(
        [Quota(training_class=held, unit=unit, places=number) for unit, number in _given(places)],
        update_conflicts=True,
        unique_fields=["training_class", "unit"],
        update_fields=["places"],
    )
    BlocQuota.objects.filter(training_class=held, bloc__in=_taken_away(blocs or {})).delete()
    BlocQuota.objects.bulk_create(
        [BlocQuota(training_class=held, bloc=bloc, places=number) for bloc, number in _given(blocs or {})],
        update_conflicts=True,
        unique_fields=["training_class", "bloc"],
        update_fields=["places"],
    )
    data = {"quotas": {unit.code: number for unit, number in places.items()}}
    if blocs:
        data["blocs"] = {bloc.code: number for bloc, number in blocs.items()}
    log(held, "training.quota.set", user=by, data=data)
    return rows


def _given(places: dict) -> list[tuple]:
    return [(whose, number) for whose, number in places.items() if number is not None]


def _taken_away(places: dict) -> list:
    return [whose for whose, number in places.items() if number is None]
