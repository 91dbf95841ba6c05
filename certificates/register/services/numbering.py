"""Taking numbers: gap-free per institution, kind and year, under any number of issuers (rules.md §3, Numbering)."""

from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from certificates.designs.models import Institution
from certificates.errors import InvalidInput, NotAllowed, WrongState
from certificates.register.models import CertificateKind, CertificateRegister, IssueBatch
from certificates.register.services.recording import locked_book, record_closing
from curriculum.clock.time import now, today
from training.regulations.queries import value_on

PATTERN_KEYS = {
    CertificateKind.CERTIFICATE: "certificate.register_pattern",
    CertificateKind.COMPLETION_ATTESTATION: "certificate.attestation_pattern",
    CertificateKind.MENTORING_ATTESTATION: "certificate.mentoring_pattern",
    CertificateKind.APPRECIATION: "certificate.appreciation_pattern",
}


def take_numbers(
    institution: Institution, kind: CertificateKind, issued_on: date, count: int
) -> tuple[CertificateRegister, range]:
    """Take the next ``count`` numbers of the book of the year of issue. The caller's transaction makes them stand.

    The row of the register is the lock: it is held until that transaction ends, so a number is either written with
    its certificate or was never taken. Raises ``WrongState`` where the book of that year is closed.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Numbers are taken inside the transaction that writes the certificates.")
    if count < 1:
        raise ValueError("At least one number is taken.")
    register = _locked(institution, kind, issued_on)
    if register.closed_at is not None:
        raise WrongState(
            _("The register of %(year)s is closed. Choose a date of issue in a year whose register is open.")
            % {"year": register.year}
        )
    first = register.last_number + 1
    register.last_number += count
    register.save(update_fields=["last_number"])
    return register, range(first, first + count)


def register_number(register: CertificateRegister, institution: Institution, number: int) -> str:
    """The number as printed, such as ``0123/2026/CC-LHP``."""
    return register.pattern.format(seq=number, year=register.year, inst=institution.code)


def close_register(register: CertificateRegister, *, by) -> CertificateRegister:
    """Close the book of a past year. Nothing is issued with a date in it any more; a second call changes nothing.

    Raises ``NotAllowed``; ``WrongState`` while the year runs or an issue dated in it still waits.
    """
    if not by.has_perm("certificates.close_register"):
        raise NotAllowed(_("Only the registrar closes a register."))
    with transaction.atomic():
        register = locked_book(register.pk)
        if register.closed_at is not None:
            return register
        if register.year >= today().year:
            raise WrongState(
                _("The year %(year)s is not over yet. Its register stays open until 31 December.")
                % {"year": register.year}
            )
        waiting = IssueBatch.objects.filter(
            status__in=[IssueBatch.Status.PREPARED, IssueBatch.Status.APPROVED, IssueBatch.Status.ISSUING],
            issue_on__year=register.year,
            design__institution=register.institution_id,
            design__kind=register.kind,
        ).count()
        if waiting:
            raise WrongState(
                _("%(count)s issues with a date in %(year)s still wait. Issue or drop them first.")
                % {"count": waiting, "year": register.year}
            )
        register.closed_at, register.closed_by = now(), by
        register.save(update_fields=["closed_at", "closed_by"])
        record_closing(register, by=by)
        log(register, "certificates.register.close", user=by, data={"last_number": register.last_number})
    return register


def _locked(institution: Institution, kind: CertificateKind, issued_on: date) -> CertificateRegister:
    register, _made = CertificateRegister.objects.get_or_create(
        institution=institution,
        kind=kind,
        year=issued_on.year,
        defaults={"pattern": pattern_on(institution, kind, issued_on)},
    )
    return locked_book(register.pk)


def pattern_on(institution: Institution, kind: CertificateKind, day: date) -> str:
    """The pattern in force on the day. Raises ``InvalidInput`` where two numbers would look alike."""
    pattern = value_on(PATTERN_KEYS[CertificateKind(kind)], day)
    try:
        shown = {pattern.format(seq=seq, year=year, inst=institution.code) for seq in (1, 2) for year in (2026, 2027)}
    except (KeyError, IndexError, ValueError) as error:
        raise InvalidInput(
            _("The pattern of register numbers “%(pattern)s” cannot be read.") % {"pattern": pattern}
        ) from error
    if len(shown) != 4 or institution.code not in next(iter(shown)):
        raise InvalidInput(
            _("The pattern of register numbers “%(pattern)s” must hold the number, the year and the institution.")
            % {"pattern": pattern}
        )
    return pattern
