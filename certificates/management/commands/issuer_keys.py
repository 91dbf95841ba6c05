"""The keys with which institutions sign badges and QR codes: ``manage.py issuer_keys list``."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates.designs.models import Institution
from certificates.keys.models import IssuerKey, KeyUse
from certificates.keys.services import disown_key, ensure_keys, rotate_key
from certificates.keys.store import has_private, path_of


class Command(BaseCommand):
    help = "List, make, rotate or disown the keys with which institutions sign badges and QR codes."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help="every key, what it is for, and whether its private half is here")
        acts.add_parser("make", help="make the keys that institutions do not have yet")
        rotate = acts.add_parser("rotate", help="a new key signs from now on; what the old one signed stays good")
        rotate.add_argument("institution", help="code of the institution, such as LHP")
        rotate.add_argument("--use", choices=KeyUse.values, help="only this one of the two")
        disown = acts.add_parser("disown", help="the private key was stolen: believe nothing it signed (final)")
        disown.add_argument("kid", help="mark of the key, as listed")

    def handle(self, *args, act: str, **options) -> None:
        getattr(self, f"_{act}")(options)

    def _list(self, options) -> None:
        for key in IssuerKey.objects.select_related("institution"):
            state = "disowned" if key.disowned_at else "retired" if key.retired_at else "signs"
            here = "private key here" if has_private(key) else f"PRIVATE KEY MISSING ({path_of(key.kid)})"
            self.stdout.write(f"{key.institution.code:12} {key.use:6} {key.kid} {state:9} {here}")

    def _make(self, options) -> None:
        made = [key for institution in Institution.objects.all() for key in ensure_keys(institution)]
        self.stdout.write(f"{len(made)} keys made.")

    def _rotate(self, options) -> None:
        institution = Institution.objects.filter(code=options["institution"]).first()
        if institution is None:
            raise CommandError(f"No institution has the code {options['institution']}.")
        for use in [options["use"]] if options["use"] else KeyUse.values:
            self.stdout.write(f"{use}: {rotate_key(institution, use).kid} signs from now on.")

    def _disown(self, options) -> None:
        key = IssuerKey.objects.filter(kid=options["kid"]).first()
        if key is None:
            raise CommandError(f"No key has the mark {options['kid']}.")
        disown_key(key)
        self.stdout.write(f"{key.kid} is disowned. Make a new key with: manage.py issuer_keys make")
