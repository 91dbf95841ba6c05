"""Suspending a certificate by decision and lifting it again."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from certificates.errors import InvalidInput, NotAllowed, WrongState
from certificates.register.models import Certificate
from certificates.signals import certificate_suspended, suspension_lifted
from certificates.suspensions.models import Suspension
from curriculum.clock.time import now, today


def suspend_certificate(
    certificate: Certificate, *, decision_number: str, decision_on: date, signer: str, reason: str, by
) -> Suspension:
    """Suspend by a decision, while something is looked into. A second call changes nothing.

    Raises ``NotAllowed``; ``WrongState`` where the certificate does not stand; ``InvalidInput``.
    """
    if not by.has_perm("certificates.suspend_certificate"):
        raise NotAllowed(_("Only the registrar suspends a certificate."))
    texts = {"decision_number": decision_number.strip(), "signer": signer.strip(), "reason": reason.strip()}
    if not all(texts.values()):
        raise InvalidInput(_("A decision needs its number, its signer and its reason."))
    if decision_on > today():
        raise InvalidInput(_("The decision cannot bear a date in the future."))
    if decision_on < certificate.issued_on:
        raise InvalidInput(_("The decision cannot be older than the certificate."))
    with transaction.atomic():
        certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
        standing = certificate.suspensions.filter(lifted_at=None).first()
        if standing is not None:
            return standing
        if certificate.status != Certificate.Status.ISSUED:
            raise WrongState(
                _("Certificate %(number)s does not stand any more: it is %(state)s.")
                % {"number": certificate.register_number, "state": certificate.get_status_display()}
            )
        suspension = Suspension.objects.create(
            certificate=certificate, decision_on=decision_on, suspended_by=by, suspended_at=now(), **texts
        )
        log(certificate, "certificates.certificate.suspend", user=by, data={"decision": suspension.decision_number})
        transaction.on_commit(lambda: certificate_suspended.send(Certificate, certificate=certificate), robust=True)
    return suspension


def lift_suspension(suspension: Suspension, *, reason: str, by) -> Suspension:
    """Let the certificate hold again. A second call changes nothing. Raises ``NotAllowed``, ``InvalidInput``."""
    if not by.has_perm("certificates.suspend_certificate"):
        raise NotAllowed(_("Only the registrar suspends a certificate."))
    if not reason.strip():
        raise InvalidInput(_("Say why the suspension is lifted."))
    with transaction.atomic():
        suspension = Suspension.objects.select_for_update().get(pk=suspension.pk)
        if suspension.lifted_at is not None:
            return suspension
        suspension.lifted_reason, suspension.lifted_by, suspension.lifted_at = reason.strip(), by, now()
        suspension.save(update_fields=["lifted_reason", "lifted_by", "lifted_at"])
        certificate = suspension.certificate
        log(certificate, "certificates.certificate.lift", user=by, data={"decision": suspension.decision_number})
        transaction.on_commit(lambda: suspension_lifted.send(Certificate, certificate=certificate), robust=True)
    return suspension
