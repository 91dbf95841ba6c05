"""The register of signing certificates: who signs with which token."""

from datetime import UTC, datetime

from asn1crypto import x509

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from certificates.designs.models import Signatory
from certificates.errors import InvalidInput, NotAllowed
from certificates.signing.explaining import part_of
from certificates.signing.keyring import read_certificates
from certificates.signing.models import SigningCertificate
from curriculum.clock.time import now


def register_signing_certificate(signatory: Signatory, content: bytes, *, by) -> SigningCertificate:
    """Remember the certificate on the signatory's token, from a ``.cer`` or ``.pem`` file. Twice is once.

    Raises ``NotAllowed``; ``InvalidInput`` for a file that is no certificate, names somebody else or has run out.
    """
    if not by.has_perm("certificates.register_signing_certificate"):
        raise NotAllowed(_("Only the registrar registers the certificates of signatories."))
    try:
        certificate = read_certificates(content)[0]
    except (ValueError, TypeError, IndexError) as error:
        raise InvalidInput(_("The file holds no certificate. Export it from the token as .cer or .pem.")) from error
    return keep_signing_certificate(signatory, certificate, by=by)


def keep_signing_certificate(signatory: Signatory, certificate: x509.Certificate, *, by=None) -> SigningCertificate:
    name = part_of(certificate.subject, "common_name")
    if name.casefold() != signatory.person.full_name.casefold():
        raise InvalidInput(
            _("The certificate names %(found)s, the signatory is %(expected)s.")
            % {"found": name or "–", "expected": signatory.person.full_name}
        )
    if certificate.not_valid_after <= datetime.now(UTC):
        raise InvalidInput(
            _("The certificate ran out on %(day)s. Ask for a new one.")
            % {"day": f"{certificate.not_valid_after:%d/%m/%Y}"}
        )
    with transaction.atomic():
        kept, is_new = SigningCertificate.objects.get_or_create(
            signatory=signatory,
            fingerprint=certificate.sha256.hex(),
            defaults={
                "subject": certificate.subject.human_friendly[:300],
                "authority": (part_of(certificate.issuer, "common_name") or certificate.issuer.human_friendly)[:300],
                "valid_from": certificate.not_valid_before,
                "valid_to": certificate.not_valid_after,
                "added_by": by,
                "added_at": now(),
            },
        )
        if is_new:
            log(kept, "certificates.signing_certificate.add", user=by, data={"fingerprint": kept.fingerprint})
    return kept


def withdraw_signing_certificate(kept: SigningCertificate, *, by) -> SigningCertificate:
    """The token is lost or given back: nothing signed with it is taken from now on. A second call changes nothing."""
    if not by.has_perm("certificates.register_signing_certificate"):
        raise NotAllowed(_("Only the registrar registers the certificates of signatories."))
    with transaction.atomic():
        kept = SigningCertificate.objects.select_for_update().get(pk=kept.pk)
        if kept.withdrawn_at is None:
            kept.withdrawn_at = now()
            kept.save(update_fields=["withdrawn_at"])
            log(kept, "certificates.signing_certificate.withdraw", user=by)
    return kept
