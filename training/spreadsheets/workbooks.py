"""Reading a workbook that may be broken or hostile, without believing anything it says about itself.

Limits are settings: ``IMPORT_MAX_BYTES``, ``IMPORT_MAX_UNPACKED_BYTES``, ``IMPORT_MAX_ROWS``, ``IMPORT_MAX_COLUMNS``.
"""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _

from curriculum.vietnamese.text import fold, nfc
from training.errors import InvalidInput
from training.spreadsheets.sheets import SheetReader, has_document_type

HEADER_MUST_BE_WITHIN = 10
ZIP_MEMBERS = 2000
MACROS = ("vbaproject.bin", "vbadata.xml")
BROKEN = (
    InvalidFileException,
    DefusedXmlException,
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    NotImplementedError,
)


class UnreadableWorkbook(InvalidInput):
    """The file as a whole cannot be taken in; nothing was written."""


@dataclass(frozen=True)
class Column:
    """A column the table may have: our name for it, its header on the sheet, whether it must be there."""

    name: str
    header: str
    is_required: bool = False
    hint: str = ""


@dataclass(frozen=True)
class Row:
    """One row below the header: its number on the sheet and its cells by column name (NFC, never blank text)."""

    number: int
    cells: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.cells.get(name)


class Table:
    """The first sheet of a workbook whose header has the required columns, row by row.

    ``other_headers`` are those of columns nobody asked for, by place: a caller that cannot ignore them says so.
    """

    def __init__(self, file: BinaryIO, columns: Sequence[Column]):
        self.columns = columns
        self.merged: list[str] = []
        refuse_dangerous_file(file)
        try:
            self._open(file)
        except UnreadableWorkbook:
            raise
        except BROKEN as error:
            raise _not_a_workbook() from error

    def letter(self, name: str) -> str:
        """The letter of the column on this sheet; a dash where the sheet lacks it."""
        return get_column_letter(self.places[name] + 1) if name in self.places else "–"

    def header(self, name: str) -> str:
        return next(column.header for column in self.columns if column.name == name)

    def rows(self) -> Iterator[Row]:
        """The rows that are not empty. Raises ``UnreadableWorkbook`` when the sheet is too long or breaks off.

        ``merged`` names the merged ranges below the header when the last row has been read.
        """
        reader = self._reader(self.member)
        try:
            for number, values in reader:
                if number <= self.header_row:
                    continue
                if number - self.header_row > settings.IMPORT_MAX_ROWS:
                    raise UnreadableWorkbook(
                        _("The sheet has more than %(rows)d rows. Divide it, or delete the empty rows below.")
                        % {"rows": settings.IMPORT_MAX_ROWS}
                    )
                cells = {name: _clean(values[place]) for name, place in self.places.items() if place in values}
                cells = {name: value for name, value in cells.items() if value is not None}
                if cells:
                    yield Row(number, cells)
            below = [ref for ref in reader.merged if range_boundaries(ref)[3] > self.header_row]
            self.merged = below[:50]
        except UnreadableWorkbook:
            raise
        except BROKEN as error:
            raise _not_a_workbook() from error

    def _open(self, file: BinaryIO) -> None:
        """openpyxl reads what surrounds the cells: sheets, shared texts, number formats. It never sees the sheets."""
        file.seek(0)
        self.book = ExcelReader(file, read_only=True, keep_links=False)
        self.book.read_manifest()
        self.book.read_strings()
        self.book.read_workbook()
        apply_stylesheet(self.book.archive, self.book.wb)
        for _sheet, relation in self.book.parser.find_sheets():
            found = self._find_header(relation.target) if relation.target in self.book.valid_files else None
            if found:
                self.member = relation.target
                self.header_row, self.places, self.other_headers, last_row = found
                break
        else:
            wanted = ", ".join(f"“{column.header}”" for column in self.columns if column.is_required)
            raise UnreadableWorkbook(
                _("No sheet has the columns %(columns)s. Start from the template and keep its header row.")
                % {"columns": wanted}
            )
        self.row_count = max(0, min(last_row - self.header_row, settings.IMPORT_MAX_ROWS))

    def _reader(self, member: str) -> SheetReader:
        book = self.book.wb
        return SheetReader(self.book.archive, member, self.book.shared_strings, set(book._date_formats), book.epoch)

    def _find_header(self, member: str) -> tuple[int, dict[str, int], dict[int, str], int] | None:
        wanted = {fold(column.header): column.name for column in self.columns}
        required = {column.name for column in self.columns if column.is_required}
        reader = self._reader(member)
        for number, values in reader:
            if number > HEADER_MUST_BE_WITHIN:
                return None
            places: dict[str, int] = {}
            for place, value in values.items():
                name = wanted.get(fold(str(value)).rstrip(" *")) if place < settings.IMPORT_MAX_COLUMNS else None
                if name and name in places:
                    raise UnreadableWorkbook(
                        _("The column “%(header)s” occurs twice. Keep one of them.") % {"header": self.header(name)}
                    )
                if name:
                    places[name] = place
            if required <= set(places):
                known = set(places.values())
                others = {place: str(value) for place, value in values.items() if place not in known}
                return number, places, others, reader.last_row
        return None


def refuse_dangerous_file(file: BinaryIO | File[bytes]) -> None:
    """Refuse what is too large, no zip, or a zip that would unpack without end. Only sizes and the index are read."""
    file.seek(0, 2)
    if file.tell() > settings.IMPORT_MAX_BYTES:
        raise UnreadableWorkbook(too_large())
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _refuse_members(members)
            texts = [member.filename for member in members if member.filename.endswith((".xml", ".rels"))]
            if any(has_document_type(archive, name) for name in texts):
                raise _not_a_workbook()
    except UnreadableWorkbook:
        raise
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, NotImplementedError) as error:
        raise _not_a_workbook() from error


def too_large() -> str:
    """The sentence for a file above the limit."""
    return _("The file is larger than %(megabytes)d MB and was not read. Divide it into smaller ones.") % {
        "megabytes": settings.IMPORT_MAX_BYTES // 1024**2
    }


def _refuse_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > ZIP_MEMBERS or sum(member.file_size for member in members) > settings.IMPORT_MAX_UNPACKED_BYTES:
        raise UnreadableWorkbook(_("The file unpacks to far more than a list of people holds. It was not read."))
    if any(member.filename.lower().endswith(MACROS) for member in members):
        raise UnreadableWorkbook(
            _("The file holds macros. Save it as an .xlsx workbook without macros, then try again.")
        )
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableWorkbook(_("The file is protected by a password. Save it without one, then try again."))


def _not_a_workbook() -> UnreadableWorkbook:
    return UnreadableWorkbook(
        _("The file is not a sound Excel workbook (.xlsx). Open it in Excel, save it again as .xlsx, then try again.")
    )


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return nfc(value) or None
    return value
