"""The stock of blanks: received, used, spoiled, lost, destroyed. Each movement is written down with its paper."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from certificates.blanks.models import Blank, BlankMovement, serial
from certificates.designs.models import Institution
from certificates.errors import InvalidInput, NotAllowed, WrongState
from certificates.register.models import Certificate, CertificateKind
from curriculum.clock.time import now, today

MOST_AT_ONCE = 20_000
Kind = BlankMovement.Kind
State = Blank.State
# From which states a blank may come: what was printed wrongly spoils, what is of no use is destroyed with minutes.
FROM = {
    Kind.SPOILED: (State.IN_STOCK, State.USED),
    Kind.LOST: (State.IN_STOCK, State.SPOILED),
    Kind.DESTROYED: (State.IN_STOCK, State.SPOILED),
}


def receive_blanks(
    institution: Institution, *, kind: str, series: str, first: int, last: int, happened_on: date, document: str, by
) -> BlankMovement:
    """Take delivery of a run of blanks. Raises ``NotAllowed``; ``InvalidInput`` where a serial is known already."""
    _check_keeper(by)
    series, document = series.strip().upper(), document.strip()
    if kind not in CertificateKind.values or not series or not document:
        raise InvalidInput(_("A delivery needs its kind, its series and its delivery note."))
    _check_run(first, last, happened_on)
    with transaction.atomic():
        known = Blank.objects.filter(series=series, number__range=(first, last)).order_by("number").first()
        if known is not None:
            raise InvalidInput(
                _("Blank %(serial)s was received before. A serial is never used twice.") % {"serial": known}
            )
        Blank.objects.bulk_create(
            (
                Blank(institution=institution, kind=kind, series=series, number=number)
                for number in range(first, last + 1)
            ),
            batch_size=1000,
        )
        return _write_down(institution, kind, Kind.RECEIVED, series, first, last, happened_on, document, "", by)


def use_blanks(certificates: Sequence[Certificate], *, series: str, first: int, by) -> BlankMovement:
    """Print certificates of one book on blanks that follow each other, in the order of their numbers.

    Raises ``NotAllowed``; ``WrongState`` where a blank is not in stock or a certificate has one already.
    """
    _check_keeper(by)
    entries = sorted(certificates, key=lambda entry: entry.number)
    if not entries or len({entry.register_id for entry in entries}) != 1:
        raise InvalidInput(_("Choose certificates of one register book."))
    series = series.strip().upper()
    last = first + len(entries) - 1
    with transaction.atomic():
        institution, kind = entries[0].register.institution, entries[0].kind
        blanks = _run(institution, kind, series, first, last, (State.IN_STOCK,))
        taken = Certificate.objects.filter(pk__in=[entry.pk for entry in entries], blanks__state=State.USED).first()
        if taken is not None:
            raise WrongState(
                _("Certificate %(number)s was printed on a blank already. Record that it was spoiled first.")
                % {"number": taken.register_number}
            )
        for blank, entry in zip(blanks, entries, strict=True):
            blank.state, blank.certificate = State.USED, entry
        Blank.objects.bulk_update(blanks, ["state", "certificate"], batch_size=200)
        note = f"{entries[0].register_number} – {entries[-1].register_number}"
        return _write_down(institution, kind, Kind.USED, series, first, last, today(), "", note, by)


def write_off_blanks(
    institution: Institution,
    *,
    kind: str,
    movement: str,
    series: str,
    first: int,
    last: int,
    happened_on: date,
    document: str,
    by,
    note: str = "",
) -> BlankMovement:
    """Write off a run of blanks: spoiled, lost, or destroyed with minutes. Raises ``WrongState`` where one is gone."""
    _check_keeper(by)
    series, document = series.strip().upper(), document.strip()
    if movement not in FROM:
        raise InvalidInput(_("Choose whether the blanks were spoiled, lost or destroyed."))
    if not document:
        raise InvalidInput(_("Writing off blanks needs its minutes."))
    _check_run(first, last, happened_on)
    with transaction.atomic():
        blanks = _run(institution, kind, series, first, last, FROM[Kind(movement)])
        for blank in blanks:
            blank.state = movement
        Blank.objects.bulk_update(blanks, ["state"], batch_size=500)
        return _write_down(institution, kind, movement, series, first, last, happened_on, document, note.strip(), by)


def _run(institution: Institution, kind: str, series: str, first: int, last: int, states: Sequence[str]) -> list[Blank]:
    """The blanks of the run, locked. Raises ``WrongState`` naming the first that is not where it should be."""
    rows = Blank.objects.select_for_update().filter(
        institution=institution, kind=kind, series=series, number__range=(first, last)
    )
    found = {blank.number: blank for blank in rows}
    for number in range(first, last + 1):
        blank = found.get(number)
        if blank is None:
            raise WrongState(_("Blank %(serial)s was never received.") % {"serial": serial(series, number)})
        if blank.state not in states:
            raise WrongState(
                _("Blank %(serial)s is %(state)s already.") % {"serial": blank, "state": blank.get_state_display()}
            )
    return [found[number] for number in range(first, last + 1)]


def _write_down(
    institution: Institution,
    blank_kind: str,
    kind: str,
    series: str,
    first: int,
    last: int,
    happened_on: date,
    document: str,
    note: str,
    by,
) -> BlankMovement:
    movement = BlankMovement.objects.create(
        institution=institution,
        blank_kind=blank_kind,
        kind=kind,
        series=series,
        first=first,
        last=last,
        happened_on=happened_on,
        document=document,
        note=note,
        recorded_by=by,
        recorded_at=now(),
    )
    log(movement, f"certificates.blanks.{kind}", user=by, data={"count": movement.count})
    return movement


def _check_run(first: int, last: int, happened_on: date) -> None:
    if not 1 <= first <= last or last - first >= MOST_AT_ONCE:
        raise InvalidInput(
            _("The last number comes after the first, and at most %(most)s at once.") % {"most": MOST_AT_ONCE}
        )
    if happened_on > today():
        raise InvalidInput(_("What has not happened yet is not written down."))


def _check_keeper(by) -> None:
    if not by.has_perm("certificates.keep_blanks"):
        raise NotAllowed(_("Only the registrar keeps the stock of blanks."))
