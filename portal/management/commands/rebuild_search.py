"""Read anew everything that can be found: ``manage.py rebuild_search``."""

from django.core.management.base import BaseCommand

from portal.search.services import rebuild


class Command(BaseCommand):
    help = "Read anew the words of all pages, files and classes that can be found. Safe to repeat."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{rebuild()} entries")
