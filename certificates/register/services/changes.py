"""What happens to a certificate after its issue: revoked or replaced, by a decision. The record stays (C4, C5)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from certificates.designs.models import Design, Signatory
from certificates.errors import InvalidInput, NotAllowed, WrongState
from certificates.register.facts import facts_of, redesigned
from certificates.register.models import Certificate, CertificateEvent, CertificateKind
from certificates.register.queries import design_for, enrolment_with_all, signatory_on
from certificates.register.services.issuing import check_day_has_come, write_entries
from certificates.register.services.recording import record_decision
from certificates.signals import certificate_replaced, certificate_revoked
from curriculum.clock.time import now, today

Ground = CertificateEvent.Ground


def revoke_certificate(
    certificate: Certificate,
    *,
    ground: str,
    decision_number: str,
    decision_on: date,
    signer: str,
    reason: str,
    by,
    effective_on: date | None = None,
) -> Certificate:
    """Revoke by a decision (thu hồi). The entry stays in the register and says so; a second call changes nothing.

    Raises ``NotAllowed``; ``WrongState`` where it was replaced; ``InvalidInput`` where the decision is incomplete.
    """
    if not by.has_perm("certificates.revoke_certificate"):
        raise NotAllowed(_("Only the registrar records that a certificate is revoked."))
    if ground not in CertificateEvent.FOR_REVOCATION:
        raise InvalidInput(_("Choose the ground on which the certificate is revoked."))
    decision = _decision(certificate, decision_number, decision_on, signer, reason, effective_on)
    with transaction.atomic():
        certificate = _locked(certificate)
        if certificate.status == Certificate.Status.REVOKED:
            return certificate
        _expect_standing(certificate)
        _mark(certificate, Certificate.Status.REVOKED)
        event = CertificateEvent.objects.create(
            certificate=certificate,
            kind=CertificateEvent.Kind.REVOKED,
            ground=ground,
            recorded_by=by,
            recorded_at=now(),
            **decision,
        )
        record_decision(event)
        log(certificate, "certificates.certificate.revoke", user=by, data={"decision": decision_number})
        transaction.on_commit(lambda: certificate_revoked.send(Certificate, certificate=certificate), robust=True)
    return certificate


def replace_certificate(
    certificate: Certificate,
    *,
    ground: str,
    decision_number: str,
    decision_on: date,
    signer: str,
    reason: str,
    by,
    issued_on: date | None = None,
    signatory: Signatory | None = None,
) -> Certificate:
    """Put a successor in the place of a certificate and return it; a second call returns the same successor.

    Loss or damage: an attestation of completion of equal value with the same facts; the certificate is not printed
    again (Circular 03/2023 Art. 5(3a), for an attestation 5(3c)). Error of the institution: the certificate is
    reissued with the facts as corrected (Art. 5(3b)). Raises ``NotAllowed``, ``WrongState``, ``InvalidInput``.
    """
    if not by.has_perm("certificates.replace_certificate"):
        raise NotAllowed(_("Only the registrar replaces certificates."))
    if ground not in CertificateEvent.FOR_REPLACEMENT:
        raise InvalidInput(_("Choose why the certificate is replaced."))
    decision = _decision(certificate, decision_number, decision_on, signer, reason, None)
    with transaction.atomic():
        certificate = _locked(certificate)
        if certificate.status == Certificate.Status.REPLACED:
            return certificate.events.get(kind=CertificateEvent.Kind.REPLACED).successor
        _expect_standing(certificate)
        issued_on = issued_on or today()
        check_day_has_come(issued_on)
        if issued_on < certificate.issued_on:
            raise InvalidInput(_("The successor cannot be dated before the certificate it replaces."))
        design = _design_of_successor(certificate, ground)
        signatory = signatory or signatory_on(design.institution, issued_on)
        # The old entry steps aside first: one enrolment has at most one certificate that stands.
        _mark(certificate, Certificate.Status.REPLACED)
        successor = Certificate(
            enrolment=certificate.enrolment,
            mentorship=certificate.mentorship,
            person=certificate.person,
            facts=_facts_of_successor(certificate, ground, design, signatory),
        )
        [successor] = write_entries(
            [successor], design=design, issued_on=issued_on, valid_until=certificate.valid_until, by=by
        )
        event = CertificateEvent.objects.create(
            certificate=certificate,
            kind=CertificateEvent.Kind.REPLACED,
            ground=ground,
            successor=successor,
            recorded_by=by,
            recorded_at=now(),
            **decision | {"effective_on": issued_on},
        )
        record_decision(event)
        log(
            certificate,
            "certificates.certificate.replace",
            user=by,
            data={"successor": successor.register_number, "ground": ground},
        )
        transaction.on_commit(
            lambda: certificate_replaced.send(Certificate, certificate=certificate, successor=successor), robust=True
        )
    return successor


def _design_of_successor(certificate: Certificate, ground: str) -> Design:
    """The design now in use: an attestation for a certificate lost or damaged, the same kind for all else."""
    is_attested = certificate.kind == CertificateKind.CERTIFICATE and ground != Ground.ISSUER_ERROR
    kind = CertificateKind.COMPLETION_ATTESTATION if is_attested else certificate.kind
    return design_for(certificate.design.institution, kind)


def _facts_of_successor(certificate: Certificate, ground: str, design: Design, signatory: Signatory) -> dict:
    if ground != Ground.ISSUER_ERROR or certificate.enrolment_id is None:
        facts = redesigned(certificate.facts, design=design, signatory=signatory)
    else:
        facts = facts_of(
            enrolment_with_all(certificate.enrolment_id),
            design=design,
            signatory=signatory,
            decision_number=certificate.facts["decision"]["number"],
            decision_on=date.fromisoformat(certificate.facts["decision"]["date"]),
        )
    return {**facts, "replaces": certificate.register_number}


def _decision(
    certificate: Certificate, number: str, day: date, signer: str, reason: str, effective_on: date | None
) -> dict:
    """The decision behind a change, complete and possible. Raises ``InvalidInput``."""
    texts = {"decision_number": number.strip(), "signer": signer.strip(), "reason": reason.strip()}
    if not all(texts.values()):
        raise InvalidInput(_("A decision needs its number, its signer and its reason."))
    if day > today():
        raise InvalidInput(_("The decision cannot bear a date in the future."))
    if day < certificate.issued_on:
        raise InvalidInput(_("The decision cannot be older than the certificate."))
    effective_on = effective_on or day
    if effective_on < day:
        raise InvalidInput(_("The decision cannot take effect before its own date."))
    if effective_on > today():
        raise InvalidInput(_("Record the decision on the day it takes effect: until then the certificate stands."))
    return {**texts, "decision_on": day, "effective_on": effective_on}


def _expect_standing(certificate: Certificate) -> None:
    if certificate.status != Certificate.Status.ISSUED:
        raise WrongState(
            _("Certificate %(number)s does not stand any more: it is %(state)s.")
            % {"number": certificate.register_number, "state": certificate.get_status_display()}
        )


def _mark(certificate: Certificate, status: str) -> None:
    """The state is the one column that changes; the event beside it says why."""
    Certificate.objects.filter(pk=certificate.pk).update(status=status)
    certificate.status = status


def _locked(certificate: Certificate) -> Certificate:
    related = ("design__institution", "person", "enrolment", "mentorship")
    return Certificate.objects.select_for_update(of=("self",)).select_related(*related).get(pk=certificate.pk)
