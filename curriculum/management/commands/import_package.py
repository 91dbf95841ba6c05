"""``manage.py import_package FILE [--dry-run]``: the same service as the upload screen."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from curriculum.errors import CurriculumError
from curriculum.packages.services.uploads import take_in


class Command(BaseCommand):
    help = "Takes in a package of learning content (SCORM 1.2 or 2004, H5P, cmi5), or says why it is refused."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="look through the file, keep nothing")

    def handle(self, *args, file: Path, dry_run: bool, **options) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            with file.open("rb") as content:
                package = take_in(content, name=file.name, by=None, dry_run=dry_run)
        except CurriculumError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{package.get_kind_display()}: {package.title}")
        if package.edition:
            self.stdout.write(f"edition {package.edition}")
        self.stdout.write(f"{package.file_count:>7} files, {package.bytes_unpacked} bytes")
        if package.pk:
            self.stdout.write(f"{package.items.exclude(href='').count():>7} parts to open")
        for note in package.notes:
            self.stdout.write(note)
        self.stdout.write("Checked. Nothing was kept." if dry_run else f"Taken in as package {package.pk}.")
