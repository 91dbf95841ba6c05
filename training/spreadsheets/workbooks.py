"""Reading a workbook that may be broken or hostile, without believing anything it says about itself.

Limits are settings: ``IMPORT_MAX_BYTES``, ``IMPORT_MAX_UNPACKED_BYTES``, ``IMPORT_MAX_ROWS``, ``IMPORT_MAX_COLUMNS``.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from django.conf import settings
from django.utils.translation import gettext as _

from curriculum.vietnamese.text import fold, nfc
from training.errors import InvalidInput

HEADER_MUST_BE_WITHIN = 10
ZIP_MEMBERS = 2000
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
_MERGED = re.compile(rb'<mergeCell [^>]*ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')


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
    """The first sheet of a workbook whose header has the required columns, row by row."""

    def __init__(self, file: BinaryIO, columns: Sequence[Column]):
        self.columns = columns
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
        """The rows that are not empty. Raises ``UnreadableWorkbook`` when the sheet is too long or breaks off."""
        width = min(max(self.places.values()) + 1, settings.IMPORT_MAX_COLUMNS)
        first = self.header_row + 1
        try:
            for number, values in enumerate(self.sheet.iter_rows(first, max_col=width, values_only=True), first):
                if number - self.header_row > settings.IMPORT_MAX_ROWS:
                    raise UnreadableWorkbook(
                        _("The sheet has more than %(rows)d rows. Divide it, or delete the empty rows below.")
                        % {"rows": settings.IMPORT_MAX_ROWS}
                    )
                cells = {name: _clean(values[place]) for name, place in self.places.items() if place < len(values)}
                cells = {name: value for name, value in cells.items() if value is not None}
                if cells:
                    yield Row(number, cells)
        except UnreadableWorkbook:
            raise
        except BROKEN as error:
            raise _not_a_workbook() from error

    def _open(self, file: BinaryIO) -> None:
        file.seek(0)
        book = load_workbook(file, read_only=True, keep_links=False)
        for sheet in book.worksheets:
            found = self._find_header(sheet)
            if found:
                self.sheet = sheet
                self.header_row, self.places = found
                break
        else:
            wanted = ", ".join(f"“{column.header}”" for column in self.columns if column.is_required)
            raise UnreadableWorkbook(
                _("No sheet has the columns %(columns)s. Start from the template and keep its header row.")
                % {"columns": wanted}
            )
        self.row_count = max(0, min(self.sheet.max_row or 0, settings.IMPORT_MAX_ROWS) - self.header_row)
        self.merged = self._merged_ranges(file)

    def _find_header(self, sheet) -> tuple[int, dict[str, int]] | None:
        wanted = {fold(column.header): column.name for column in self.columns}
        required = {column.name for column in self.columns if column.is_required}
        rows = sheet.iter_rows(max_row=HEADER_MUST_BE_WITHIN, max_col=settings.IMPORT_MAX_COLUMNS, values_only=True)
        for number, values in enumerate(rows, 1):
            heads = [fold(str(value)).rstrip(" *") for value in values if value is not None]
            places: dict[str, int] = {}
            for place, value in enumerate(values):
                name = wanted.get(fold(str(value)).rstrip(" *")) if value is not None else None
                if name and name in places:
                    raise UnreadableWorkbook(
                        _("The column “%(header)s” occurs twice. Keep one of them.") % {"header": self.header(name)}
                    )
                if name:
                    places[name] = place
            if heads and required <= set(places):
                return number, places
        return None

    def _merged_ranges(self, file: BinaryIO) -> list[str]:
        """Merged ranges that reach below the header; read from the sheet's end, which openpyxl skips."""
        member = self.sheet._worksheet_path
        with zipfile.ZipFile(file) as archive, archive.open(member) as stream:
            tail, found = b"", []
            while block := stream.read(1 << 20):
                found += [match.decode() for match in _MERGED.findall(tail + block)]
                tail = block[-200:]
        below = [ref for ref in dict.fromkeys(found) if range_boundaries(ref)[3] > self.header_row]
        return below[:50]


def refuse_dangerous_file(file: BinaryIO) -> None:
    """Refuse what is too large, no zip, or a zip that would unpack without end. Only sizes and the index are read."""
    file.seek(0, 2)
    if file.tell() > settings.IMPORT_MAX_BYTES:
        raise UnreadableWorkbook(
            _("The file is larger than %(megabytes)d MB and was not read. Divide it into smaller ones.")
            % {"megabytes": settings.IMPORT_MAX_BYTES // 1024**2}
        )
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError) as error:
        raise _not_a_workbook() from error
    if len(members) > ZIP_MEMBERS or sum(member.file_size for member in members) > settings.IMPORT_MAX_UNPACKED_BYTES:
        raise UnreadableWorkbook(_("The file unpacks to far more than a list of people holds. It was not read."))
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
