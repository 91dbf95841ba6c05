"""Convening a panel, concluding on each posting, closing it with its minutes."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput, NotAllowed, WrongState
from training.mentoring.panels.models import Panel, PanelItem
from training.mentoring.panels.snapshot import snapshot_of
from training.rotation.models import Posting


def convene_panel(*, name: str, held_on: date, postings: Iterable[Posting], by) -> Panel:
    """Put a set of postings on the agenda of a panel. The same panel again takes what is missing on its agenda.

    Raises ``NotAllowed``, ``InvalidInput`` (no name, no posting), ``WrongState`` (closed already).
    """
    _check_may(by)
    name, postings = nfc(name).strip(), list(postings)
    if not name or not postings:
        raise InvalidInput(_("A panel needs a name and at least one posting."))
    with transaction.atomic():
        panel, made = Panel.objects.select_for_update().get_or_create(
            year=held_on.year, name=name, defaults={"held_on": held_on, "convened_by": by, "convened_at": now()}
        )
        if panel.is_closed:
            raise WrongState(_("This panel is closed; its minutes stand."))
        there = set(panel.items.values_list("posting", flat=True))
        last = panel.items.aggregate(last=Max("order"))["last"] or 0
        new = [posting for posting in postings if posting.pk not in there]
        PanelItem.objects.bulk_create(
            PanelItem(panel=panel, posting=posting, order=number) for number, posting in enumerate(new, start=last + 1)
        )
        if made or new:
            log(panel, "training.panel.convene", user=by, data={"postings": len(new)})
    return panel


def conclude(item: PanelItem, *, conclusion: str, by, note: str = "") -> PanelItem:
    """The panel's conclusion on one posting; what lies before it is frozen with it. It may be changed until the close.

    Raises ``NotAllowed``, ``WrongState`` (closed), ``InvalidInput`` (no conclusion; "adjust" and "end early" say why).
    """
    _check_may(by)
    note = nfc(note).strip()
    if conclusion not in PanelItem.Conclusion.values:
        raise InvalidInput(_("Choose the conclusion."))
    if conclusion != PanelItem.Conclusion.CONTINUE and not note:
        raise InvalidInput(_("Say in a few words what is to be done."))
    with transaction.atomic():
        panel = Panel.objects.select_for_update().get(pk=item.panel_id)
        if panel.is_closed:
            raise WrongState(_("This panel is closed; its minutes stand."))
        beside = ("posting__sending_unit", "posting__host_unit", "posting__host_unit_now", "posting__title")
        item = PanelItem.objects.select_related(*beside, "panel").get(pk=item.pk)
        if (item.conclusion, item.note) == (conclusion, note):
            return item
        item.conclusion, item.note, item.seen = conclusion, note, snapshot_of(item.posting)
        item.concluded_by, item.concluded_at = by, now()
        item.save()
        log(item.posting, "training.panel.conclude", user=by, data={"panel": panel.pk})
    return item


def close_panel(panel: Panel, *, minutes_number: str, minutes_on: date, by) -> Panel:
    """Close the panel with its minutes, once every posting has its conclusion. A second time changes nothing."""
    _check_may(by)
    minutes_number = nfc(minutes_number).strip()
    with transaction.atomic():
        panel = Panel.objects.select_for_update().get(pk=panel.pk)
        if panel.is_closed:
            if (panel.minutes_number, panel.minutes_on) == (minutes_number, minutes_on):
                return panel
            raise WrongState(_("This panel is closed; its minutes stand."))
        if not minutes_number:
            raise InvalidInput(_("Give the number of the minutes."))
        if not panel.held_on <= minutes_on <= today():
            raise InvalidInput(_("The minutes are dated on the day of the panel or later, not in the future."))
        if left := panel.items.filter(conclusion="").count():
            raise WrongState(_("Postings without a conclusion: %(count)d.") % {"count": left})
        panel.minutes_number, panel.minutes_on = minutes_number, minutes_on
        panel.closed_by, panel.closed_at = by, now()
        panel.save()
        log(panel, "training.panel.close", user=by, data={"minutes": minutes_number})
    return panel


def _check_may(by) -> None:
    if not by.has_perm("training.hold_panel"):
        raise NotAllowed(_("Only officers of the Organisation Committee hold a panel."))
