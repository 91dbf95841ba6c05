"""``manage.py import_classes FILE.xlsx [--dry-run]``: the same service as the upload screen."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from training.cohorts.imports import import_classes
from training.errors import TrainingError
from training.people.models import User

COUNTS = (
    ("classes_added", "classes added"),
    ("classes_changed", "classes changed"),
    ("classes_unchanged", "classes unchanged"),
)


class Command(BaseCommand):
    help = "Takes in planned classes from an Excel workbook: all of it, or nothing when anything is wrong."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check and count, write nothing")
        parser.add_argument("--by", metavar="USERNAME", help="the account named in the log")

    def handle(self, *args, file: Path, dry_run: bool, by: str | None, **options) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        account = None
        if by:
            account = User.objects.filter(username=by).first()
            if account is None:
                raise CommandError(f"There is no account {by}.")
        try:
            with file.open("rb") as workbook:
                report = import_classes(workbook, by=account, dry_run=dry_run)
        except TrainingError as refusal:
            raise CommandError(str(refusal)) from refusal
        for issue in report.issues:
            self.stdout.write(f"{issue.place} {issue.header}: {issue.message}")
        for name, label in COUNTS:
            self.stdout.write(f"{report.counts[name]:>7} {label}")
        if report.has_errors:
            raise CommandError(f"{report.counts['errors']} errors. Nothing was written.")
        self.stdout.write("Imported." if report.is_written else "Checked. Nothing was written.")
