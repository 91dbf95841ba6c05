"""Taking in marks from a spreadsheet: check everything, then write everything or nothing.

One row a learner, named by class and staff code; one column an assessment, headed by its name. A cell left empty leaves
what is known as it is. A mark that stands is replaced only where the row gives a reason. A second import of the same
file changes nothing.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from curriculum.vietnamese.text import fold, nfc
from training.cohorts.models import TrainingClass
from training.errors import NotAllowed, TrainingError
from training.nominations.models import Enrolment
from training.results.import_columns import COLUMNS, PREFIX, part_column
from training.results.marks import ReadMark, read_mark, show_mark
from training.results.models import Assessment, Mark
from training.results.services.marking import correct_mark, expect_open_for_marks, write_marks
from training.spreadsheets import cells
from training.spreadsheets.report import Issue, Report
from training.spreadsheets.workbooks import Column, Row, Table, UnreadableWorkbook

TOLD_EVERY = 200


@dataclass
class ClassMarks:
    """A class named on the sheet, and all that is known of its marks before."""

    row: TrainingClass
    parts: dict[str, Assessment]
    learners: dict[str, Enrolment]
    standing: dict[tuple[int, int], Mark]
    earlier: set[tuple]
    closed: str = ""


def import_results(
    file: BinaryIO,
    *,
    by,
    dry_run: bool = False,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Read the sheet; unless it is a dry run or anything is wrong, write all of it in one transaction.

    ``by`` is None on the command line only, where the log then names nobody. ``tell`` hears how many rows of how many
    were read and may raise to stop before anything is written. Raises ``NotAllowed`` and ``UnreadableWorkbook``.
    """
    codes = _codes_in(file)
    with transaction.atomic():
        classes = _classes(codes, lock=not dry_run)
        _expect_allowed(classes, by)
        names = dict.fromkeys(part.name for held in classes.values() for part in held.parts.values())
        table = Table(file, [*COLUMNS, *(part_column(name) for name in names)])
        reading = _Reading(table, classes)
        for count, row in enumerate(table.rows(), 1):
            reading.take(row)
            if count % TOLD_EVERY == 0:
                tell(count, max(count, table.row_count))
        reading.refuse_unknown_columns()
        tell(reading.report.counts["rows"], reading.report.counts["rows"])
        if not dry_run and not reading.report.has_errors:
            reading.write(by=by)
            reading.report.is_written = True
    return reading.report


def _expect_allowed(classes: dict[str, "ClassMarks"], by) -> None:
    """The training office imports for every class, a lecturer for those he teaches or supervises."""
    if by is None or by.has_perm("training.import_results"):
        return
    for code, held in classes.items():
        if not by.has_perm("training.enter_marks", held.row):
            raise NotAllowed(_("You do not mark class %(code)s. Nothing was written.") % {"code": code})
    if not classes:
        raise NotAllowed(_("The sheet names no class that you mark."))


def _codes_in(file: BinaryIO) -> list[str]:
    """The class codes of the sheet, in a first reading: only then is it known which assessments are columns."""
    found = {nfc(str(row["class"])) for row in Table(file, COLUMNS).rows() if row["class"]}
    if not found:
        raise UnreadableWorkbook(_("The sheet names no class. Start from the template of the class."))
    return sorted(found)


def _classes(codes: list[str], *, lock: bool) -> dict[str, ClassMarks]:
    """The classes by code, in four queries whatever their number, locked in one order where marks will be written."""
    rows = TrainingClass.objects.filter(code__in=codes).order_by("pk")
    held = {row.pk: ClassMarks(row, {}, {}, {}, set()) for row in (rows.select_for_update() if lock else rows)}
    for part in Assessment.objects.filter(training_class__in=held):
        held[part.training_class_id].parts[part.name] = part
    for enrolment in Enrolment.objects.active().filter(training_class__in=held).select_related("person"):
        held[enrolment.training_class_id].learners[enrolment.person.staff_code] = enrolment
    marks = Mark.objects.filter(assessment__training_class__in=held).select_related("assessment")
    replaced = {mark.replaces_id for mark in marks}
    for mark in marks:
        of_class = held[mark.assessment.training_class_id]
        key = mark.assessment_id, mark.enrolment_id
        if mark.pk in replaced:
            of_class.earlier.add((*key, mark.value, mark.is_passed))
        else:
            of_class.standing[key] = mark
    for of_class in held.values():
        try:
            expect_open_for_marks(of_class.row)
        except TrainingError as refusal:
            of_class.closed = str(refusal)
    return {of_class.row.code: of_class for of_class in held.values()}


class _Reading:
    """The sheet against what is known: which marks are new, corrected, as they were, or cannot be right."""

    def __init__(self, table: Table, classes: dict[str, ClassMarks]):
        self.table, self.classes = table, classes
        self.report = Report()
        self.new: dict[str, list[Mark]] = defaultdict(list)
        self.corrected: list[tuple[Mark, str, str]] = []
        self._seen: dict[tuple[str, str], int] = {}
        self._told: set[str] = set()

    def refuse_unknown_columns(self) -> None:
        """A misspelt assessment must not be passed over in silence."""
        for place, header in sorted(self.table.other_headers.items()):
            column = Column(header, header)
            self.table.places[header], self.table.columns = place, [*self.table.columns, column]
            message = _("No class on this sheet has an assessment of this name. Correct or delete the column.")
            self._problem(self.table.header_row, header, message)

    def take(self, row: Row) -> None:
        self.report.counts["rows"] += 1
        read: dict[str, str] = {}
        for column in COLUMNS:
            try:
                read[column.name] = nfc(cells.text(row[column.name], 300))
            except cells.BadCell as refusal:
                self._problem(row.number, column.name, str(refusal))
        of_class = self._class(row, read)
        enrolment = self._enrolment(row, read, of_class) if of_class else None
        if of_class is None or enrolment is None:
            return
        for name, typed in row.cells.items():
            if name.startswith(PREFIX):
                self._take_mark(row, name, typed, of_class, enrolment, read.get("reason", ""))

    def write(self, *, by) -> None:
        if self.corrected and by is None:
            raise NotAllowed(_("Somebody answers for a corrected mark: name the account (--by)."))
        for code, marks in self.new.items():
            write_marks(self.classes[code].row, marks, by=by)
        for mark, typed, reason in self.corrected:
            correct_mark(mark, typed, reason=reason, by=by)

    def _class(self, row: Row, read: dict[str, str]) -> ClassMarks | None:
        code = read.get("class", "")
        of_class = self.classes.get(code)
        if of_class is None:
            message = _("There is no class with the code %(code)s.") % {"code": code} if code else _empty()
            self._problem(row.number, "class", message)
        elif of_class.closed:
            if code not in self._told:
                self._problem(row.number, "class", of_class.closed)
            self._told.add(code)
            return None
        return of_class

    def _enrolment(self, row: Row, read: dict[str, str], of_class: ClassMarks) -> Enrolment | None:
        code = read.get("staff_code", "")
        enrolment = of_class.learners.get(code)
        if enrolment is None:
            words = {"code": code, "class": of_class.row.code}
            message = _("Nobody with the staff code %(code)s holds a place in class %(class)s.") % words
            self._problem(row.number, "staff_code", message if code else _empty())
            return None
        name = read.get("full_name", "")
        if name and fold(name) != fold(enrolment.person.full_name):
            message = _("This staff code belongs to %(name)s.") % {"name": enrolment.person.full_name}
            self._problem(row.number, "full_name", message)
            return None
        first = self._seen.setdefault((of_class.row.code, code), row.number)
        if first != row.number:
            message = _("Row %(row)d already holds this learner. Keep one of them.") % {"row": first}
            self._problem(row.number, "staff_code", message)
            return None
        return enrolment

    def _take_mark(self, row: Row, name: str, typed: Any, of_class: ClassMarks, enrolment: Enrolment, reason: str):
        part = of_class.parts.get(name.removeprefix(PREFIX))
        if part is None:
            message = _("Class %(class)s has no assessment of this name.") % {"class": of_class.row.code}
            self._problem(row.number, name, message)
            return
        try:
            text = cells.text(typed, 40)
        except cells.BadCell as refusal:
            self._problem(row.number, name, str(refusal))
            return
        read = read_mark(text, part)
        if read is None:
            return
        if read.error:
            self._problem(row.number, name, read.error)
            return
        self._compare(row, name, read, of_class, enrolment, part, reason)

    def _compare(self, row, name, read: ReadMark, of_class: ClassMarks, enrolment, part: Assessment, reason: str):
        key = part.pk, enrolment.pk
        there = of_class.standing.get(key)
        if there is None:
            mark = Mark(enrolment=enrolment, assessment=part, value=read.value, is_passed=read.is_passed)
            self.new[of_class.row.code].append(mark)
            self.report.counts["marks_added"] += 1
        elif (there.value, there.is_passed) == (read.value, read.is_passed):
            self.report.counts["marks_unchanged"] += 1
        elif (*key, read.value, read.is_passed) in of_class.earlier:
            words = {"mark": show_mark(there.value, there.is_passed)}
            message = _("This mark was replaced by %(mark)s meanwhile, which stays.") % words
            self._problem(row.number, name, message, is_error=False)
            self.report.counts["marks_unchanged"] += 1
        elif reason:
            self.corrected.append((there, show_mark(read.value, read.is_passed), reason))
            self.report.counts["marks_changed"] += 1
        else:
            words = {"mark": show_mark(there.value, there.is_passed)}
            message = _("The mark %(mark)s stands already. To replace it, write the reason in its column.") % words
            self._problem(row.number, name, message)

    def _problem(self, row: int, name: str, message: str, *, is_error: bool = True) -> None:
        self.report.add(Issue(row, self.table.letter(name), self.table.header(name), message, is_error))


def _empty() -> str:
    return _("This cell must not be empty.")
