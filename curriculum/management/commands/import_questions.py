"""``manage.py import_questions FILE [--format …] [--category PATH] [--dry-run]``: as the upload screen does it."""

from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from curriculum.errors import CurriculumError
from curriculum.questions.formats.known import Format, format_of, read_questions
from curriculum.questions.importing import import_questions
from curriculum.questions.models import PATH_MARK

COUNTS = (
    ("made", "questions added"),
    ("changed", "questions changed"),
    ("unchanged", "questions unchanged"),
    ("left_out", "left out, of a kind that does not exist here"),
    ("error", "errors"),
)


class Command(BaseCommand):
    help = "Takes in a bank of questions: all of it, or nothing when anything is wrong."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=[str(one) for one in Format], help="found by itself when left out")
        parser.add_argument("--category", metavar="PATH", default="", help="hang everything below it, as “Law / Land”")
        parser.add_argument("--dry-run", action="store_true", help="read and compare, write nothing")
        parser.add_argument("--keep-good", action="store_true", help="take in the sound questions in spite of errors")
        parser.add_argument("--by", metavar="USERNAME", help="the account named as the maker")

    def handle(self, *args, file: Path, dry_run: bool, keep_good: bool, category: str, by: str | None, **options):
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        users = get_user_model()._default_manager
        account = users.filter(username=by).first() if by else None
        if by and account is None:
            raise CommandError(f"There is no account {by}.")
        data = file.read_bytes()
        reading = read_questions(data, Format(options["format"]) if options["format"] else format_of(data))
        root = [name for name in category.split(PATH_MARK.strip()) if name.strip()]
        if not root:
            reading = reading.within(file.stem)
        try:
            report = import_questions(reading, category=root, by=account, dry_run=dry_run, whole=not keep_good)
        except CurriculumError as refusal:
            raise CommandError(str(refusal)) from refusal
        for problem in report.problems:
            self.stdout.write(f"{problem.line:>6} {problem.weight}: {problem.name}: {problem.sentence}")
        for name, label in COUNTS:
            self.stdout.write(f"{report.counts[name]:>7} {label}")
        if report.has_errors and not report.is_written:
            raise CommandError(f"{report.counts['error']} errors. Nothing was written.")
        self.stdout.write("Imported." if report.is_written else "Checked. Nothing was written.")
