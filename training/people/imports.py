"""Taking in people and their offices from a spreadsheet: check everything, then write everything or nothing.

The staff code says who is who. A cell left empty leaves what is known as it is. A second import of the same file
changes nothing. Documented for users on the upload screen.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from curriculum.clock.time import today
from curriculum.vietnamese.text import fold
from training.errors import NotAllowed
from training.people.checks import age_problems, office_problems, person_problems
from training.people.import_columns import CATEGORIES, COLUMNS, OFFICE_COLUMNS, SEXES, THEORY_LEVELS
from training.people.import_writing import write
from training.people.models import Person, Position, PositionTitle
from training.regulations.queries import value_on
from training.spreadsheets import cells
from training.spreadsheets.report import Issue, Report
from training.spreadsheets.workbooks import Row, Table, UnreadableWorkbook
from training.units.models import Unit

TOLD_EVERY = 500


def import_people(
    file: BinaryIO,
    *,
    by,
    dry_run: bool = False,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Read the sheet; unless it is a dry run or anything is wrong, write all of it in one transaction.

    ``by`` is None on the command line only. ``tell`` hears how many rows of how many were read and may raise to stop
    before anything is written. Raises ``NotAllowed`` and ``UnreadableWorkbook``.
    """
    if by is not None and not by.has_perm("training.import_people"):
        raise NotAllowed(_("Only the training office and the Organisation Committee import people."))
    table = Table(file, COLUMNS)
    reading = Reading(table)
    for count, row in enumerate(table.rows(), 1):
        reading.take(row)
        if count % TOLD_EVERY == 0:
            tell(count, max(count, table.row_count))
    if not reading.report.counts["rows"]:
        raise UnreadableWorkbook(_("The sheet has no row below its header: there is nothing to import."))
    reading.refuse_merged_cells()
    tell(reading.report.counts["rows"], reading.report.counts["rows"])
    if dry_run:
        Comparison(reading).run()
        return reading.report
    with transaction.atomic():
        comparison = Comparison(reading)
        comparison.run()
        if not reading.report.has_errors:
            write(comparison, by=by)
            reading.report.is_written = True
    return reading.report


class Reading:
    """The sheet alone: every cell read, people gathered by their staff code, contradictions inside the file."""

    def __init__(self, table: Table):
        self.table = table
        self.report = Report()
        self.people: dict[str, dict[str, Any]] = {}
        self.first_row: dict[str, int] = {}
        self.offices: list[tuple[str, int, dict[str, Any]]] = []
        self.without_code: list[tuple[int, str, date | None]] = []
        self._seen: dict[tuple, int] = {}

    def refuse_merged_cells(self) -> None:
        for ref in self.table.merged:
            row = int("".join(filter(str.isdigit, ref.split(":")[0])))
            self.problem(row, "staff_code", _("The cells %(cells)s are merged. Unmerge them.") % {"cells": ref})

    def problem(self, row: int, name: str, message: str, *, is_error: bool = True) -> None:
        issue = Issue(row, self.table.letter(name), self.table.header(name), message, is_error)
        self.report.add(issue)

    def take(self, row: Row) -> None:
        self.report.counts["rows"] += 1
        read = dict(self._read(row))
        person = {name: value for name, value in read.items() if name not in OFFICE_COLUMNS}
        code, name = person.pop("staff_code", ""), person.get("full_name", "")
        if "staff_code" not in row.cells:
            self.without_code.append((row.number, name, person.get("birth_date")))
            return
        if not code or self._lacks(row, "full_name") or self._lacks(row, "birth_date"):
            return
        self._take_person(row, code, person)
        self._take_office(row, code, {name: read[name] for name in OFFICE_COLUMNS if name in read})

    def _lacks(self, row: Row, name: str) -> bool:
        if name not in row.cells:
            self.problem(row.number, name, _("This cell must not be empty."))
        return name not in row.cells

    def _read(self, row: Row) -> Iterator[tuple[str, Any]]:
        for name, value in row.cells.items():
            try:
                yield name, READERS[name](value)
            except cells.BadCell as refusal:
                self.problem(row.number, name, str(refusal))

    def _take_person(self, row: Row, code: str, facts: dict[str, Any]) -> None:
        for name, message in person_problems(code, facts.get("full_name", "?"), facts.get("birth_date")):
            if name in facts or name == "staff_code":
                self.problem(row.number, name, message)
        known = self.people.setdefault(code, {})
        first = self.first_row.setdefault(code, row.number)
        for name, value in facts.items():
            if known.setdefault(name, value) != value:
                message = _("Row %(row)d gives another value for the same staff code.") % {"row": first}
                self.problem(row.number, name, message)

    def _take_office(self, row: Row, code: str, office: dict[str, Any]) -> None:
        key = code, office.get("unit"), office.get("title"), office.get("valid_from")
        if key in self._seen:
            message = _("This row says the same as row %(row)d. Keep one of them.") % {"row": self._seen[key]}
            self.problem(row.number, "staff_code", message)
            return
        self._seen[key] = row.number
        if not any(name in row.cells for name in OFFICE_COLUMNS):
            return
        lacking = [name for name in ("unit", "title", "valid_from") if self._lacks(row, name)]
        if not lacking and all(name in office for name in ("unit", "title", "valid_from")):
            self.offices.append((code, row.number, office))


class Comparison:
    """The sheet against what is known: who and what is new, changed or as it was."""

    def __init__(self, reading: Reading):
        self.reading = reading
        self.counts: Counter = reading.report.counts
        self.least_age = value_on("people.office_min_age")
        self.new_people: list[Person] = []
        self.changed_people: list[tuple[Person, dict[str, str], dict[str, str]]] = []
        self.new_offices: list[Position] = []
        self.changed_offices: list[Position] = []

    def run(self) -> None:
        self._load()
        self._compare_people()
        self._report_doubtful_identity()
        self._compare_offices()

    def _load(self) -> None:
        codes = list(self.reading.people)
        self.people = {person.staff_code: person for person in _in_batches(Person.objects, "staff_code", codes)}
        self.units: dict[str, list[Unit]] = defaultdict(list)
        for unit in Unit.objects.only("code", "name", "valid_from", "valid_to"):
            self.units[unit.code].append(unit)
        self.titles: dict[str, list[PositionTitle]] = defaultdict(list)
        for title in PositionTitle.objects.all():
            self.titles[title.code].append(title)
            self.titles[fold(title.name_vi)].append(title)
        self.held: dict[int, list[Position]] = defaultdict(list)
        ids = [person.pk for person in self.people.values()]
        for position in _in_batches(Position.objects, "person", ids):
            self.held[position.person_id].append(position)

    def _compare_people(self) -> None:
        for code, facts in self.reading.people.items():
            row = self.reading.first_row[code]
            facts = dict(facts)
            for name in PLACES:
                if name in facts:
                    facts[f"{name}_id"] = self._place(row, name, facts.pop(name))
            person = self.people.get(code)
            if person is None:
                person = self.people[code] = Person(staff_code=code, **facts)
                person.set_name(person.full_name or "?")
                self.new_people.append(person)
                self.counts["people_added"] += 1
                continue
            before = {name: getattr(person, name) for name in facts}
            if before == facts:
                self.counts["people_unchanged"] += 1
                continue
            changed = {name: value for name, value in facts.items() if before[name] != value}
            for name, value in changed.items():
                setattr(person, name, value)
            person.set_name(person.full_name)
            old, new = ({name: str(values[name] or "") for name in changed} for values in (before, facts))
            self.changed_people.append((person, old, new))
            self.counts["people_changed"] += 1
            self._refuse_another_person(row, old)
            self._refuse_birth_after_office(row, person, changed)

    def _refuse_birth_after_office(self, row: int, person: Person, changed: dict[str, Any]) -> None:
        for position in self.held[person.pk] if "birth_date" in changed else ():
            for _name, message in age_problems(person.birth_date, position.valid_from, self.least_age):
                self.reading.problem(row, "birth_date", message)

    def _refuse_another_person(self, row: int, old: dict[str, str]) -> None:
        """A code whose name and birth date both change most likely names somebody else."""
        if {"full_name", "birth_date"} <= set(old):
            message = _("This staff code belongs to %(name)s, born on %(day)s: a different person?") % {
                "name": old["full_name"],
                "day": date.fromisoformat(old["birth_date"]).strftime("%d/%m/%Y") if old["birth_date"] else "–",
            }
            self.reading.problem(row, "staff_code", message)

    def _report_doubtful_identity(self) -> None:
        """Name and birth date never decide who somebody is; they only tell the reader where to look."""
        days = {facts.get("birth_date") for facts in self.reading.people.values()}
        days |= {day for _row, _name, day in self.reading.without_code}
        by_name: dict[tuple, set[str]] = defaultdict(set)
        people = Person.objects.only("search_name", "birth_date", "staff_code")
        for known in _in_batches(people, "birth_date", days - {None}):
            by_name[known.search_name, known.birth_date].add(known.staff_code)
        for code, facts in self.reading.people.items():
            by_name[fold(facts.get("full_name", "")), facts.get("birth_date")].add(code)
        for row, name, day in self.reading.without_code:
            codes = sorted(by_name[fold(name), day]) if day else []
            message = _("The staff code is missing.")
            if codes:
                message = _("The staff code is missing. Is this %(codes)s? Write the code.")
                message %= {"codes": ", ".join(codes)}
            self.reading.problem(row, "staff_code", message)
        for person in self.new_people:
            others = by_name[person.search_name, person.birth_date] - {person.staff_code}
            if others and person.birth_date:
                message = _("Same name and birth date as %(codes)s. Make sure that this is another person.") % {
                    "codes": ", ".join(sorted(others))
                }
                row = self.reading.first_row[person.staff_code]
                self.reading.problem(row, "staff_code", message, is_error=False)

    def _compare_offices(self) -> None:
        for code, row, office in self.reading.offices:
            person = self.people[code]
            unit = self._unit(row, office["unit"], office["valid_from"])
            title = self._title(row, office["title"], office["valid_from"])
            if unit is None or title is None:
                continue
            given = {name: office[name] for name in GIVEN if name in office}
            held = self.held[person.pk] if person.pk else self.held[-self.reading.first_row[code]]
            same = [p for p in held if p.unit_id == unit.pk and p.title_id == title.pk]
            position = next((p for p in same if p.valid_from == office["valid_from"]), None)
            last = given.get("valid_to", position.valid_to if position else None)
            facts = person.birth_date, unit, title, office["valid_from"], last
            for name, message in office_problems(*facts, least_age=self.least_age):
                self.reading.problem(row, name, message)
            self._refuse_overlap(row, same, position, office["valid_from"], last)
            if position is None:
                position = Position(person=person, unit=unit, title=title, valid_from=office["valid_from"], **given)
                held.append(position)
                self.new_offices.append(position)
                self.counts["offices_added"] += 1
            elif any(getattr(position, name) != value for name, value in given.items()):
                for name, value in given.items():
                    setattr(position, name, value)
                self.changed_offices.append(position)
                self.counts["offices_changed"] += 1
            else:
                self.counts["offices_unchanged"] += 1

    def _refuse_overlap(self, row: int, same: Iterable[Position], position, first: date, last: date | None) -> None:
        for other in same:
            if other is position or other.valid_from > (last or date.max) or (other.valid_to or date.max) < first:
                continue
            message = _("The same office is held already since %(day)s.")
            self.reading.problem(row, "valid_from", message % {"day": other.valid_from.strftime("%d/%m/%Y")})

    def _place(self, row: int, name: str, code: str) -> int | None:
        """The unit that has the code today; of a place of the past, else the one that had it last."""
        units = self._units_of(code)
        unit = next((unit for unit in units if unit.is_valid_on(today())), None)
        if unit is None and units and name in OF_THE_PAST:
            unit = units[-1]
        if unit is None:
            message = _("No unit has the code %(code)s today.") % {"code": code}
            self.reading.problem(row, name, message)
            return None
        return unit.pk

    def _unit(self, row: int, code: str, first: date) -> Unit | None:
        units = self._units_of(code)
        if not units:
            self.reading.problem(row, "unit", _("There is no unit with the code %(code)s.") % {"code": code})
            return None
        return next((unit for unit in units if unit.is_valid_on(first)), units[-1])

    def _units_of(self, code: str) -> list[Unit]:
        """The units of a code; Excel drops the zeros at the front of 00004 when it takes the code for a number."""
        if code not in self.units and code.isdigit():
            code = code.zfill(5)
        return sorted(self.units.get(code, ()), key=lambda unit: unit.valid_from)

    def _title(self, row: int, words: str, first: date) -> PositionTitle | None:
        titles = self.titles.get(words) or self.titles.get(fold(words))
        if not titles:
            message = _("“%(title)s” is not in the list of titles.") % {"title": words[:60]}
            self.reading.problem(row, "title", message)
            return None
        return next((title for title in titles if title.is_valid_on(first)), titles[-1])


def _in_batches(rows, field: str, values: Iterable) -> Iterator:
    values = list(values)
    for start in range(0, len(values), 5000):
        yield from rows.filter(**{f"{field}__in": values[start : start + 5000]})


PLACES = ("native_place", "birth_place", "residence")
OF_THE_PAST = ("native_place", "birth_place")  # may lie in a unit that is no more
GIVEN = ("valid_to", "is_concurrent", "is_acting", "decision_number")
READERS: dict[str, Callable[[Any], Any]] = {
    "staff_code": lambda value: cells.text(value, 30),
    "full_name": lambda value: cells.text(value, 120),
    "birth_date": cells.day,
    "sex": lambda value: cells.choice(value, SEXES),
    "staff_category": lambda value: cells.choice(value, CATEGORIES),
    "political_theory_level": lambda value: cells.choice(value, THEORY_LEVELS),
    "native_place": lambda value: cells.text(value, 40),
    "native_place_text": lambda value: cells.text(value, 200),
    "birth_place": lambda value: cells.text(value, 40),
    "residence": lambda value: cells.text(value, 40),
    "email": cells.email,
    "phone": lambda value: cells.text(value, 20),
    "unit": lambda value: cells.text(value, 40),
    "title": lambda value: cells.text(value, 200),
    "valid_from": cells.day,
    "valid_to": cells.day,
    "is_concurrent": cells.yes_or_no,
    "is_acting": cells.yes_or_no,
    "decision_number": lambda value: cells.text(value, 60),
}
