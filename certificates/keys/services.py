"""Making, rotating and disowning keys. Done at the command line (``manage.py issuer_keys``); each act is logged."""

from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from django.db import transaction

from wagtail.log_actions import log

from certificates.designs.models import Institution
from certificates.keys.models import IssuerKey, KeyUse
from certificates.keys.multikey import kid_of
from certificates.keys.store import write_private
from curriculum.clock.time import now


def ensure_keys(institution: Institution, *, by=None) -> list[IssuerKey]:
    """A current key for each use; those that stand are left alone. A second call changes nothing."""
    standing = set(institution.keys.current().values_list("use", flat=True))
    return [_make(institution, use, by) for use in KeyUse if use not in standing]


def rotate_key(institution: Institution, use: str, *, by=None) -> IssuerKey:
    """A new key signs from now on. What the old one signed stays good: its public half remains published."""
    with transaction.atomic():
        for key in institution.keys.select_for_update().current().filter(use=use):
            key.retired_at = now()
            key.save(update_fields=["retired_at"])
            log(key, "certificates.key.retire", user=by, data={"kid": key.kid})
        return _make(institution, use, by)


def disown_key(key: IssuerKey, *, by=None) -> IssuerKey:
    """The private half may be in other hands: nothing that it signed is believed any more. Final.

    Certificates are not touched; whoever holds a badge takes a new one, and QR codes of this key are answered online.
    """
    with transaction.atomic():
        key = IssuerKey.objects.select_for_update(of=("self",)).select_related("institution").get(pk=key.pk)
        if key.disowned_at is None:
            key.disowned_at = now()
            key.save(update_fields=["disowned_at"])
            log(key, "certificates.key.disown", user=by, data={"kid": key.kid})
    return key


def _make(institution: Institution, use: str, by) -> IssuerKey:
    private = ed25519.Ed25519PrivateKey.generate() if use == KeyUse.BADGE else ec.generate_private_key(ec.SECP256R1())
    public = write_private(private)
    key = IssuerKey.objects.create(
        institution=institution, use=use, kid=kid_of(public), public_key=public, made_at=now()
    )
    log(key, "certificates.key.make", user=by, data={"kid": key.kid, "use": str(use)})
    return key
