"""Load the rows every installation stands on: ``manage.py load_reference``."""

from django.core.management.base import BaseCommand
from django.db import transaction

from portal.city.reference import load_reference


class Command(BaseCommand):
    help = (
        "Add units, titles, regulated values, rules, forms and programmes not known yet; what is there stays as it is."
    )

    def handle(self, *args, **options) -> None:
        with transaction.atomic():
            load_reference()
