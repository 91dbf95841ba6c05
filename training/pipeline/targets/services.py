"""Setting targets: the old value ends the day before the new one begins."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput, NotAllowed
from training.pipeline.targets.indicators import INDICATORS
from training.pipeline.targets.models import Indicator, Target


@transaction.atomic
def set_target(indicator: str, value: int, *, valid_from: date, legal_basis: str, by, note: str = "") -> Target:
    """Let ``value`` be asked for from ``valid_from`` on, by a document. The same call twice changes nothing.

    A value follows the one before it; what was asked for stays as it was. Raises ``NotAllowed``, ``InvalidInput``.
    """
    if not by.has_perm("training.change_target"):
        raise NotAllowed(_("Only officers of the Organisation Committee set targets."))
    legal_basis, note = nfc(legal_basis).strip(), nfc(note).strip()
    if indicator not in Indicator.values:
        raise InvalidInput(_("Choose what the target is about."))
    if not legal_basis:
        raise InvalidInput(_("Name the document the target comes from. Nothing was changed."))
    if value < 0 or (INDICATORS[indicator].is_percent and value > 100):
        raise InvalidInput(_("A share lies between 0 and 100 per cent. Nothing was changed."))
    last = Target.objects.select_for_update().filter(indicator=indicator).order_by("-valid_from").first()
    if last and (last.value, last.valid_from, last.legal_basis) == (value, valid_from, legal_basis):
        return last
    if last and valid_from <= last.valid_from:
        raise InvalidInput(
            _("A target of %(value)s holds from %(day)s already. Choose a later day. Nothing was changed.")
            % {"value": last.value, "day": last.valid_from.strftime("%d/%m/%Y")}
        )
    if last:
        last.valid_to = valid_from - timedelta(days=1)
        last.save(update_fields=["valid_to"])
    target = Target.objects.create(
        indicator=indicator,
        value=value,
        valid_from=valid_from,
        legal_basis=legal_basis,
        note=note,
        set_by=by,
        set_at=now(),
    )
    data = {"indicator": indicator, "value": value, "from": str(valid_from), "legal_basis": legal_basis}
    log(target, "training.target.set", user=by, data=data)
    return target
