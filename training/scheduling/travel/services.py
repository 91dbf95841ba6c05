"""Writing the minutes between two places down, from a day on; what held before stays readable."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import today
from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput
from training.people.permissions import require
from training.scheduling.travel.models import TravelTime
from training.scheduling.travel.queries import pair_of

MOST_MINUTES = 300


@transaction.atomic
def set_travel(place: str, other: str, *, minutes: int, valid_from: date, by, basis: str = "") -> TravelTime:
    """Let the way take so long from the day on, today at the earliest where minutes were written down before.

    The same minutes twice are one row. Raises ``NotAllowed``, ``InvalidInput``.
    """
    require(by, "training.change_class", None)
    one, two = pair_of(place, other)
    if not one or one == two:
        raise InvalidInput(_("Choose two different places."))
    if not 1 <= minutes <= MOST_MINUTES:
        raise InvalidInput(_("Give between 1 and %(most)s minutes.") % {"most": MOST_MINUTES})
    rows = TravelTime.objects.select_for_update().filter(place=one, other_place=two)
    last = rows.order_by("valid_from").last()
    before = last.minutes if last else None
    if last is not None:
        if last.minutes == minutes and last.valid_to is None and last.valid_from <= valid_from:
            return last
        if valid_from < max(today(), last.valid_from):
            first = max(today(), last.valid_from)
            raise InvalidInput(
                _("The minutes before stay as they were. Choose %(day)s or later.") % {"day": f"{first:%d/%m/%Y}"}
            )
    if last is not None and last.valid_from == valid_from:
        last.minutes, last.basis, last.valid_to = minutes, nfc(basis).strip(), None
        last.save()
        row = last
    else:
        if last is not None:
            last.valid_to = valid_from - timedelta(days=1)
            last.save(update_fields=["valid_to"])
        row = TravelTime.objects.create(
            place=one, other_place=two, minutes=minutes, valid_from=valid_from, basis=nfc(basis).strip()
        )
    data = {"places": [one, two], "before": before, "after": minutes, "valid_from": str(valid_from)}
    log(row, "training.travel.set", user=by, data=data)
    return row


@transaction.atomic
def end_travel(row: TravelTime, *, by) -> TravelTime:
    """Let nothing be written down for the pair after today; planning warns again, as for an unknown way."""
    require(by, "training.change_class", None)
    held = TravelTime.objects.select_for_update().get(pk=row.pk)
    if held.valid_to is not None and held.valid_to <= today():
        return held
    if held.valid_from > today():
        raise InvalidInput(_("These minutes have not begun to hold. Write the right ones down instead."))
    held.valid_to = today()
    held.save(update_fields=["valid_to"])
    log(held, "training.travel.end", user=by, data={"places": [held.place, held.other_place]})
    return held
