"""Reckon the register books again: ``manage.py verify_register [--book LHP/certificate/2026] [--files] [--note]``."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates.models import CertificateRegister
from certificates.register.chain import book_key
from certificates.register.checking import HEADS, check_register, note_heads, noted_heads
from curriculum.clock.time import now


class Command(BaseCommand):
    help = "Check every entry, decision and document of the register against its chain; exit 1 where anything changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--book", help="one book, such as LHP/certificate/2026; all where it is left out")
        parser.add_argument("--files", action="store_true", help="read every kept file too and reckon its SHA-256")
        parser.add_argument("--note", action="store_true", help="note the heads of the chains when all is whole")
        parser.add_argument("--heads", type=Path, help=f"file of noted heads (default {HEADS} beside the database)")

    def handle(self, *args, **options) -> None:
        path = options["heads"] or settings.VAR_DIR / HEADS
        heads, found, books = noted_heads(path), 0, 0
        for register in CertificateRegister.objects.select_related("institution").order_by("year", "kind", "pk"):
            key = book_key(register)
            if options["book"] not in (None, key):
                continue
            books += 1
            problems = list(check_register(register, heads=heads, with_files=options["files"]))
            found += len(problems)
            state = "whole" if not problems else f"{len(problems)} wrong"
            self.stdout.write(
                f"{key}: {register.last_number:,} entries, {register.chain_length:,} records, "
                f"head {register.chain_head[:16]}…: {state}"
            )
            for problem in problems:
                self.stdout.write(f"  {problem}")
        for gone in sorted({head.book for head in heads} - _books()):
            if options["book"] in (None, gone):
                found += 1
                self.stdout.write(f"{gone}: the whole book is missing")
        if options["book"] and not books:
            raise CommandError(f"There is no book {options['book']}.")
        if found:
            raise CommandError(f"{found} things are not as they were recorded.")
        if options["note"]:
            self.stdout.write(f"{note_heads(path, moment=now().isoformat())} heads noted in {path}")


def _books() -> set[str]:
    return {book_key(register) for register in CertificateRegister.objects.select_related("institution")}
