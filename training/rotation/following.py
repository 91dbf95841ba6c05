"""Postings through mergers and divisions of their host units; the decision keeps the host unit as it names it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput, NotAllowed, WrongState
from training.rotation.changes import Kind, add_change, check_not_ended
from training.rotation.models import Posting, first_day_of_tail
from training.signals import posting_facts_changed
from training.units.models import Unit, UnitLink
from training.units.queries import lineage


def follow_units(*, effective_on: date, by) -> int:
    """After a reorganisation: postings whose host unit went whole into another go on there; returns how many.

    Where the unit was divided nothing moves by itself (rules.md §7): the Committee says where each posting goes on.
    """
    links = UnitLink.objects.filter(effective_on=effective_on, extent=UnitLink.Extent.WHOLE).select_related("successor")
    successors = {link.predecessor_id: link for link in links}
    seen = ~Q(status=Posting.Status.ENDED) | Q(ended_on__gte=first_day_of_tail())
    here = Q(host_unit_now__in=successors) | Q(host_unit_now=None, host_unit__in=successors)
    moved = list(Posting.objects.select_for_update(of=("self",)).filter(seen & here).order_by("pk"))
    for posting in moved:
        link = successors[posting.host_unit_now_id or posting.host_unit_id]
        _go_on_in(posting, link.successor, from_on=effective_on, document=link.legal_basis, by=by)
    return len(moved)


@transaction.atomic
def continue_in(
    posting: Posting, unit: Unit, *, decision_number: str, decision_on: date, by, signer_title: str = ""
) -> Posting:
    """Say in which unit a posting goes on whose host unit was divided. The same unit twice changes nothing.

    Raises ``NotAllowed``, ``WrongState`` (the host unit still exists, or the posting ended), ``InvalidInput``.
    """
    if not by.has_perm("training.change_posting"):
        raise NotAllowed(_("Only officers of the Organisation Committee record, extend and end postings."))
    posting = (
        Posting.objects.select_for_update(of=("self",)).select_related("host_unit", "host_unit_now").get(pk=posting.pk)
    )
    if posting.host_unit_now_id == unit.pk:
        return posting
    check_not_ended(posting)
    present = posting.host_unit_now or posting.host_unit
    if not present.is_closed:
        raise WrongState(
            _("%(unit)s still exists. To send the official elsewhere, end this posting and record the new decision.")
            % {"unit": present.name}
        )
    if unit.pk not in lineage().descendants(present.pk):
        raise InvalidInput(
            _("%(unit)s holds nothing of %(before)s.") % {"unit": unit.name, "before": present.display_name}
        )
    if not nfc(decision_number):
        raise InvalidInput(_("Give the number of the decision."))
    facts: dict[str, Any] = {"decision_on": decision_on, "signer_title": nfc(signer_title)}
    _go_on_in(posting, unit, from_on=unit.valid_from, document=nfc(decision_number), by=by, **facts)
    return posting


def units_to_choose(posting: Posting) -> list[Unit]:
    """The units of today that hold something of a host unit that ended; the first is offered."""
    present = posting.host_unit_now or posting.host_unit
    if not present.is_closed:
        return []
    heirs = Unit.objects.current().filter(pk__in=lineage().descendants(present.pk))
    defaults = set(UnitLink.objects.filter(predecessor=present, is_default=True).values_list("successor", flat=True))
    return sorted(heirs.in_name_order(), key=lambda unit: unit.pk not in defaults)


def _go_on_in(posting: Posting, unit: Unit, *, from_on: date, document: str, by, **facts: Any) -> None:
    posting.host_unit_now = unit
    posting.save(update_fields=["host_unit_now"])
    add_change(
        posting,
        Kind.HOST_CONTINUED,
        from_on=from_on,
        unit=unit,
        decision_number=document[:100],
        **facts,
        by=by,
    )
    log(posting, "training.posting.host_continues", user=by, data={"unit": unit.pk})
    transaction.on_commit(lambda: posting_facts_changed.send(Posting, postings=[posting.pk]))
