"""Taking in classes from a spreadsheet: check everything, then write everything or nothing.

The class code says which class a row is about. A class not known yet is added as planned; one still planned takes the
changes; one that was announced is not changed from a sheet. A cell left empty leaves what is known as it is, and a
second import of the same file changes nothing.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from curriculum.models import ProgrammePage
from training.cohorts.import_columns import COLUMNS
from training.cohorts.models import TrainingClass
from training.cohorts.services import write_changed_class, write_new_class
from training.errors import NotAllowed, TrainingError
from training.plans.limits import largest_class
from training.plans.models import PlanItem
from training.spreadsheets import cells
from training.spreadsheets.report import Issue, Report
from training.spreadsheets.workbooks import Row, Table

TOLD_EVERY = 100
REQUIRED = tuple(column.name for column in COLUMNS if column.is_required)


def import_classes(
    file: BinaryIO,
    *,
    by,
    dry_run: bool = False,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Read the sheet and write all of it in one transaction; a dry run, or any error, takes everything back.

    ``by`` is None on the command line only. ``tell`` hears how many rows of how many were read and may raise to stop
    before anything is written. Raises ``NotAllowed`` and ``UnreadableWorkbook``.
    """
    if by is not None and not by.has_perm("training.add_class"):
        raise NotAllowed(_("Only the training office imports classes."))
    table = Table(file, COLUMNS)
    rows = []
    for count, row in enumerate(table.rows(), 1):
        rows.append(row)
        if count % TOLD_EVERY == 0:
            tell(count, max(count, table.row_count))
    tell(len(rows), len(rows))
    with transaction.atomic():
        writing = ClassWriting(table, rows, by)
        writing.run()
        report = writing.report
        report.is_written = not dry_run and not report.has_errors
        transaction.set_rollback(not report.is_written)
    return report


class ClassWriting:
    """Every row read, checked against the others and what is known, and written within the caller's transaction."""

    def __init__(self, table: Table, rows: list[Row], by):
        self.table, self.rows, self.by = table, rows, by
        self.report = Report()
        self.seen: dict[str, int] = {}
        codes = [str(row["code"]) for row in rows if row["code"]]
        known = TrainingClass.objects.select_for_update(of=("self",)).select_related("programme", "plan_item")
        self.known = {one.code: one for one in known.filter(code__in=codes)}
        self.programmes = {page.code.upper(): page for page in ProgrammePage.objects.live()}
        items = PlanItem.objects.select_related("plan", "programme").order_by("pk")
        self.items: dict[tuple[int, int, int], PlanItem] = {
            (item.plan.year, item.order, item.programme_id): item for item in items
        }

    def run(self) -> None:
        for ref in self.table.merged:
            number = int("".join(filter(str.isdigit, ref.split(":")[0])))
            self.problem(number, "code", _("The cells %(cells)s are merged. Unmerge them.") % {"cells": ref})
        for row in self.rows:
            self.report.counts["rows"] += 1
            errors = self.report.counts["errors"]
            facts = dict(self._read(row))
            self._expect_filled(row)
            if self.report.counts["errors"] == errors:
                self._check(row.number, facts)
            if self.report.counts["errors"] == errors:
                self._write(row.number, facts)

    def problem(self, row: int, name: str, message: str, *, is_error: bool = True) -> None:
        self.report.add(Issue(row, self.table.letter(name), self.table.header(name), message, is_error))

    def _read(self, row: Row) -> Iterator[tuple[str, Any]]:
        for name, value in row.cells.items():
            try:
                yield name, READERS[name](value)
            except cells.BadCell as refusal:
                self.problem(row.number, name, str(refusal))

    def _expect_filled(self, row: Row) -> None:
        for name in REQUIRED:
            if name not in row.cells:
                self.problem(row.number, name, _("This cell must not be empty."))

    def _check(self, row: int, facts: dict[str, Any]) -> None:
        first = self.seen.setdefault(facts["code"], row)
        if first != row:
            self.problem(row, "code", _("Row %(row)d is about the same class. Keep one of them.") % {"row": first})
        programme = self.programmes.get(facts["programme"].upper())
        if programme is None:
            message = _("No published programme has the code %(code)s.") % {"code": facts["programme"]}
            self.problem(row, "programme", message)
            return
        facts["programme"] = programme
        most = largest_class(programme)
        if facts["capacity"] > most:
            self.problem(row, "capacity", _("A class of this programme has at most %(most)d places.") % {"most": most})
        if facts.get("minimum", 1) > facts["capacity"]:
            self.problem(row, "minimum", _("The minimum number cannot be above the number of places."))
        self._check_days(row, facts)
        self._find_item(row, facts)

    def _check_days(self, row: int, facts: dict[str, Any]) -> None:
        opens_on: date = facts["opens_on"]
        if facts["closes_on"] < opens_on:
            self.problem(row, "closes_on", _("The class cannot close before it opens."))
        if facts["nominate_until"] > opens_on:
            self.problem(row, "nominate_until", _("Nominations must end before the class opens."))
        if facts.get("confirm_by", opens_on) > opens_on:
            self.problem(row, "confirm_by", _("A class is confirmed before it opens."))

    def _find_item(self, row: int, facts: dict[str, Any]) -> None:
        if "plan_item" not in facts:
            return
        year, number = facts["opens_on"].year, facts["plan_item"]
        item = self.items.get((year, number, facts["programme"].pk))
        if item is None:
            message = _("The plan of %(year)d has no item %(number)d about this programme.")
            self.problem(row, "plan_item", message % {"year": year, "number": number})
        facts["plan_item"] = item

    def _write(self, row: int, facts: dict[str, Any]) -> None:
        code, programme = facts.pop("code"), facts.pop("programme")
        known = self.known.get(code)
        try:
            with transaction.atomic():
                if known is None:
                    write_new_class(TrainingClass(code=code, programme=programme, **facts), by=self.by)
                    self.report.counts["classes_added"] += 1
                elif known.programme_id != programme.pk:
                    message = _("Class %(code)s runs another programme: %(programme)s.")
                    words = {"code": code, "programme": known.programme.code}
                    self.problem(row, "programme", message % words)
                else:
                    is_same = all(getattr(known, name) == value for name, value in facts.items())
                    write_changed_class(known, facts, by=self.by)
                    self.report.counts["classes_unchanged" if is_same else "classes_changed"] += 1
        except TrainingError as refusal:
            self.problem(row, "code", str(refusal))


READERS: dict[str, Callable[[Any], Any]] = {
    "code": lambda value: cells.text(value, 40),
    "name": lambda value: cells.text(value, 200),
    "programme": lambda value: cells.text(value, 20),
    "intake": lambda value: cells.text(value, 60),
    "opens_on": cells.day,
    "closes_on": cells.day,
    "nominate_until": cells.day,
    "confirm_by": cells.day,
    "place": lambda value: cells.text(value, 200),
    "capacity": lambda value: cells.whole_number(value, 1, 1000),
    "minimum": lambda value: cells.whole_number(value, 1, 1000),
    "plan_item": lambda value: cells.whole_number(value, 1, 1000),
}
