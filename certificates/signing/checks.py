"""Before the start: the keys that the settings name are there, can be opened and have not run out."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from certificates.authority.making import MARK
from certificates.designs.models import Institution
from certificates.signing.errors import SealUnavailable
from certificates.signing.keyring import Keyring, keyring, trust_of
from certificates.signing.signers import signer_for

SOON = timedelta(days=30)


@register()
def check_places(app_configs, **kwargs) -> list[CheckMessage]:
    """What the settings name is there: asked at every start, without the database."""
    return [
        Error(
            f"{name} names {place}, which is not there.",
            hint="No document is issued without its seal. Put the keys there, or correct the setting.",
            id="certificates.E101",
        )
        for name, place in (
            ("SEAL_FOLDER", settings.SEAL_FOLDER),
            ("SEAL_PKCS11_MODULE", settings.SEAL_PKCS11_MODULE),
            ("SIGNING_TRUST", settings.SIGNING_TRUST),
        )
        if place and not Path(place).exists()
    ]


@register(Tags.security, deploy=True)
def check_seals(app_configs, **kwargs) -> list[CheckMessage]:
    """Each institution that issues has a key which can be used today and will be usable in a month."""
    ring = keyring()
    if not ring.seals:
        return [
            checks.Warning(
                "Certificates are issued without a seal.",
                hint="Set SEAL_FOLDER or SEAL_PKCS11_MODULE (docs/operations.md).",
                id="certificates.W101",
            )
        ]
    try:
        codes = list(Institution.objects.values_list("code", flat=True))
    except DatabaseError as error:
        return [Error(f"The institutions cannot be read: {error}", id="certificates.E102")]
    return [*_trust(ring), *(message for code in codes for message in _key(code, ring))]


def _key(code: str, ring: Keyring) -> list[CheckMessage]:
    hint = f"Put {code}.p12 into SEAL_FOLDER, or the key labelled {code} on the token."
    try:
        certificate = signer_for(code, ring).signing_cert
    except SealUnavailable as refusal:
        return [Error(str(refusal), hint=hint, id="certificates.E103")]
    ends, today = certificate.not_valid_after, datetime.now(UTC)
    if ends <= today:
        return [Error(f"The key of {code} ran out on {ends:%d/%m/%Y}.", hint=hint, id="certificates.E104")]
    if MARK in certificate.issuer.human_friendly and not settings.DEMO:
        return [Error(f"The key of {code} is one of the demonstration.", hint=hint, id="certificates.E105")]
    if ends <= today + SOON:
        return [checks.Warning(f"The key of {code} runs out on {ends:%d/%m/%Y}.", hint=hint, id="certificates.W102")]
    return []


def _trust(ring: Keyring) -> list[CheckMessage]:
    messages: list[CheckMessage] = []
    if not ring.stamps_time:
        messages.append(
            checks.Warning(
                "Seals carry no time stamp: they can be checked only until the key runs out.",
                hint="Set TSA_URL.",
                id="certificates.W103",
            )
        )
    if not trust_of(ring).roots:
        messages.append(
            checks.Warning(
                "No authority is trusted: every signature will be called a stranger's.",
                hint="Put the certificates of the authorities into the folder SIGNING_TRUST.",
                id="certificates.W104",
            )
        )
    return messages
