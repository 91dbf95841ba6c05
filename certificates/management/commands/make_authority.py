from pathlib import Path

from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from certificates.authority.making import PASSPHRASE, Authority, Subject
from certificates.designs.models import Signatory
from certificates.designs.reference import INSTITUTIONS
from certificates.signing.services import keep_signing_certificate
from curriculum.clock.time import today
from curriculum.vietnamese.text import fold


class Command(BaseCommand):
    help = "Make the throw-away authority of the demonstration: seals, time stamps, the tokens of those who sign."

    def handle(self, *args, **options) -> None:
        if not settings.DEMO:
            raise CommandError("A throw-away authority is made for the demonstration only. Set DEMO=1.")
        authority = Authority(Path(settings.AUTHORITY_FOLDER)).make()
        for institution in INSTITUTIONS:
            authority.seal(institution["code"], institution["name"])
        for signatory in Signatory.objects.valid_on(today()).select_related("person__user", "institution"):
            path = authority.token(
                slug_of(signatory),
                Subject(signatory.person.full_name, signatory.institution.name, signatory.title),
            )
            _key, certificate, _chain = pkcs12.load_key_and_certificates(path.read_bytes(), PASSPHRASE.encode())
            keep_signing_certificate(signatory, x509.Certificate.load(certificate.public_bytes(Encoding.DER)))
        self.stdout.write(f"Throw-away authority in {authority.folder}; it proves nothing.")


def slug_of(signatory: Signatory) -> str:
    """The file of a token: the sign-in name of a demo account, else the name without marks."""
    user = signatory.person.user
    return user.username if user else fold(signatory.person.full_name).replace(" ", "-")
