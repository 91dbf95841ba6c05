"""Changing a regulated value: the old one ends the day before the new one begins."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import today
from training.errors import InvalidInput, NotAllowed
from training.regulations.models import RegulatedValue
from training.regulations.queries import forget_cached_values


@transaction.atomic
def set_value(key: str, value: Any, valid_from: date, legal_basis: str, *, by, note: str = "") -> RegulatedValue:
    """Let ``value`` hold for ``key`` from ``valid_from`` on, by the document ``legal_basis``.

    What has been in force is never rewritten: a change begins today or later, and after the value it follows. A value
    that has not begun yet may be replaced. Raises ``NotAllowed`` and ``InvalidInput``.
    """
    if not by.has_perm("training.change_regulatedvalue"):
        raise NotAllowed(_("Only a system administrator may change regulated values. Nothing was changed."))
    rows = list(RegulatedValue.objects.select_for_update().filter(key=key).order_by("valid_from"))
    last = rows[-1] if rows else None
    if last and (last.value, last.valid_from, last.legal_basis) == (value, valid_from, legal_basis):
        return last
    _refuse_what_cannot_follow(key, last, value, valid_from, legal_basis)
    before = last.value
    if last and last.valid_from == valid_from:
        last.value, last.legal_basis, last.note = value, legal_basis, note
        last.save()
        new = last
    else:
        last.valid_to = valid_from - timedelta(days=1)
        last.save(update_fields=["valid_to"])
        new = RegulatedValue.objects.create(
            key=key, value=value, valid_from=valid_from, legal_basis=legal_basis, note=note
        )
    data = {"key": key, "before": before, "after": value, "valid_from": str(valid_from), "legal_basis": legal_basis}
    log(new, "training.regulation.set", user=by, data=data)
    transaction.on_commit(forget_cached_values)
    forget_cached_values()
    return new


def _refuse_what_cannot_follow(
    key: str, last: RegulatedValue | None, value: Any, valid_from: date, legal_basis: str
) -> None:
    if not legal_basis.strip():
        raise InvalidInput(_("Name the document the value comes from. Nothing was changed."))
    if last is None:
        raise InvalidInput(_("There is no rule “%(key)s”. Nothing was changed.") % {"key": key})
    if not _same_shape(last.value, value):
        raise InvalidInput(
            _("The value of “%(key)s” is not of the same kind as before (%(before)s). Nothing was changed.")
            % {"key": key, "before": last.value}
        )
    if valid_from < today():
        raise InvalidInput(
            _("A rule that has been in force is not changed afterwards. Choose %(day)s or later. Nothing was changed.")
            % {"day": today().strftime("%d/%m/%Y")}
        )
    if valid_from < last.valid_from:
        raise InvalidInput(
            _("A later value of “%(key)s” begins on %(day)s already. Choose that day or a later one.")
            % {"key": key, "day": last.valid_from.strftime("%d/%m/%Y")}
        )
    if valid_from == last.valid_from <= today():
        raise InvalidInput(
            _("The value of “%(key)s” that began today is in force. Choose tomorrow or later.") % {"key": key}
        )
    if last.valid_to is not None and valid_from > last.valid_to + timedelta(days=1):
        raise InvalidInput(
            _("“%(key)s” would have no value between %(last)s and %(first)s. Nothing was changed.")
            % {
                "key": key,
                "last": last.valid_to.strftime("%d/%m/%Y"),
                "first": valid_from.strftime("%d/%m/%Y"),
            }
        )


def _same_shape(before: Any, after: Any) -> bool:
    """Whether two values are of one kind; whole and broken numbers count as one, yes and no do not."""

    def kind(value: Any) -> type:
        return float if isinstance(value, int) and not isinstance(value, bool) else type(value)

    return kind(before) is kind(after)
