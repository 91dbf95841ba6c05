"""Load the demonstration city: ``manage.py load_city --scale 0.05``."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates.keys.services import ensure_keys
from certificates.models import Institution
from certificates.register.services import keep_document
from portal.city.errors import CityRefused
from portal.city.load import load_city
from portal.city.summary import census, certificates_of_accounts


class Command(BaseCommand):
    help = "Load the demonstration city: fictitious people, classes, postings, certificates, and the demo accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=float, default=0.05, help="1 is about 20,000 people (default 0.05)")
        parser.add_argument("--seed", type=int, default=1, help="another seed, another city (default 1)")

    def handle(self, *args, **options) -> None:
        try:
            loaded = load_city(options["scale"], seed=options["seed"], say=self.stdout.write)
        except CityRefused as error:
            raise CommandError(str(error)) from error
        if not loaded:
            self.stdout.write("The city is already loaded; nothing was changed.")
            return
        for institution in Institution.objects.all():
            ensure_keys(institution)
        for certificate in certificates_of_accounts():
            keep_document(certificate)
        for name, count in census():
            self.stdout.write(f"{count:>9,}  {name}")
