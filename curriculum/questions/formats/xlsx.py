"""A workbook of questions, one a row, for authors who have nothing but Excel; ``xlsx_template`` says how to fill it."""

import io
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from defusedxml import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from django.conf import settings
from django.utils.translation import gettext as _

from curriculum.questions.content import Accepted, Item, Kind, Option, Pair, QuestionContent
from curriculum.questions.formats.answers import WHOLE, accepted_number, key, number, settled, shared_out, true_false
from curriculum.questions.formats.archives import Archive, is_zip
from curriculum.questions.formats.cloze import read_gaps
from curriculum.questions.formats.reading import (
    LONGEST_TEXT,
    BadQuestion,
    Gatherer,
    Reading,
    ReadQuestion,
    UnreadableFile,
    category_path,
    known_as,
    refused,
)
from curriculum.questions.formats.texts import Texts, name_from
from curriculum.vietnamese.text import fold, nfc

# Headers and words are part of the file format: Vietnamese whatever the language of the screen.
COLUMNS = {
    "identity": "Mã câu hỏi",
    "category": "Nhóm câu hỏi",
    "kind": "Dạng câu hỏi",
    "name": "Tên câu hỏi",
    "text": "Nội dung",
    "points": "Điểm",
    "right": "Đáp án đúng",
    **{f"choice {place}": f"Phương án {key(place)}" for place in range(8)},
    "feedback": "Giải thích",
    "tags": "Thẻ",
}
REQUIRED = ("kind", "text")
KINDS = {
    "Một lựa chọn đúng": Kind.SINGLE,
    "Nhiều lựa chọn đúng": Kind.MULTIPLE,
    "Đúng hoặc sai": Kind.TRUE_FALSE,
    "Ghép cặp": Kind.MATCHING,
    "Sắp xếp thứ tự": Kind.ORDERING,
    "Số": Kind.NUMERICAL,
    "Trả lời ngắn": Kind.SHORT_ANSWER,
    "Điền vào chỗ trống": Kind.CLOZE,
    "Tự luận": Kind.ESSAY,
}
UNSAID = ("is_shuffled", "is_fixed", "folds_tones", "is_case_sensitive", "rubric", "typed_feedback")
_HEADER_WITHIN = 30
_BY_WORD = {fold(word): kind for word, kind in KINDS.items()}
_BROKEN = (
    InvalidFileException,
    DefusedXmlException,
    BadZipFile,
    zlib.error,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
    NotImplementedError,
)


def read_xlsx(data: bytes) -> Reading:
    """The questions of the first sheet that has the columns of the template. A problem's line is the row."""
    gatherer = Gatherer(*UNSAID)
    try:
        _expect_harmless(data)
        for row in _rows(data):
            with gatherer.question(row.number) as place:
                place.name = nfc(row.given("name"))
                gatherer.add(_question(row))
    except UnreadableFile as error:
        return refused(error)
    return gatherer.reading()


@dataclass(frozen=True)
class _Row:
    """One row below the header: its cells by column, and where each column stands."""

    number: int
    cells: Mapping[str, Any]
    places: Mapping[str, int]

    @property
    def is_empty(self) -> bool:
        return all(cell.value is None for cell in self.cells.values())

    def given(self, column: str) -> str:
        """The text of a cell; a cell that holds none is a problem of this question alone."""
        cell = self.cells.get(column)
        value = cell.value if cell is not None else None
        if value is None:
            return ""
        if cell.data_type == "f":
            raise self.wrong(column, _("The cell holds a formula. Copy the column and paste it as values."))
        if cell.data_type == "e":
            raise self.wrong(column, _("The cell holds an Excel error (%(value)s).") % {"value": str(value)[:20]})
        if isinstance(value, bool):
            return "Đúng" if value else "Sai"
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = str(value).replace("_x000D_", "").replace("\r", "").strip()
        if len(text) > LONGEST_TEXT:
            raise self.wrong(column, _("At most %(limit)d characters fit here.") % {"limit": LONGEST_TEXT})
        return text

    def needed(self, column: str) -> str:
        if not self.given(column):
            raise self.wrong(column, _("This cell must not be empty."))
        return self.given(column)

    def choices(self) -> dict[str, str]:
        """The filled cells of choices by the letter of their column."""
        found = {key(place): self.given(f"choice {place}") for place in range(8)}
        return {letter: text for letter, text in found.items() if text}

    def wrong(self, column: str, sentence: str) -> BadQuestion:
        """A refusal that names the cell."""
        place = self.places.get(column)
        cell = f"{get_column_letter(place + 1)}{self.number}" if place is not None else COLUMNS[column]
        return BadQuestion(f"{cell} ({COLUMNS[column]}): {sentence}")


def _expect_harmless(data: bytes) -> None:
    if not is_zip(data):
        raise _unsound()
    archive = Archive(data)
    for name in archive.names():
        if name.lower().endswith((".xml", ".rels")) and b"<!" in archive.read(name).replace(b"\x00", b"")[:4000]:
            raise _unsound()
        if name.lower().endswith("vbaproject.bin"):
            raise UnreadableFile(_("The workbook holds macros. Save it as .xlsx without macros, then try again."))


def _rows(data: bytes) -> Iterator[_Row]:
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        for sheet in book.worksheets:
            rows = sheet.iter_rows(max_row=settings.IMPORT_MAX_ROWS, max_col=settings.IMPORT_MAX_COLUMNS)
            places: dict[str, int] | None = None
            for place, cells in enumerate(rows, 1):
                if places is None:
                    places = _places(cells)
                    if places is None and place >= _HEADER_WITHIN:
                        break
                else:
                    found = {column: cells[at] for column, at in places.items() if at < len(cells)}
                    row = _Row(place, found, places)
                    if not row.is_empty:
                        yield row
            if places is not None:
                return
    except _BROKEN as error:
        raise _unsound() from error
    wanted = ", ".join(f"“{COLUMNS[name]}”" for name in REQUIRED)
    raise UnreadableFile(
        _("No sheet has the columns %(columns)s. Start from the template and keep its header row.")
        % {"columns": wanted}
    )


def _places(cells) -> dict[str, int] | None:
    """Where the columns stand, when this row is the header."""
    wanted = {fold(header): name for name, header in COLUMNS.items()}
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        name = wanted.get(fold(str(cell.value or "")).rstrip(" *"))
        if name:
            found.setdefault(name, at)
    return found if set(REQUIRED) <= set(found) else None


def _question(row: _Row) -> ReadQuestion:
    kind = _BY_WORD.get(fold(row.needed("kind")))
    if kind is None:
        raise row.wrong("kind", _("Write one of: %(kinds)s.") % {"kinds": ", ".join(KINDS)})
    texts = Texts()
    words = texts.html(row.needed("text"), "plain")
    facts = _READERS[kind](row, texts)
    words = facts.pop("text", words)
    content = QuestionContent(
        kind=kind,
        name=nfc(row.given("name"))[:255] or name_from(words),
        text=words,
        points=_within(row, "points", lambda: number(row.given("points"))) if row.given("points") else Decimal(1),
        feedback=texts.html(row.given("feedback"), "plain"),
        **facts,
    )
    return ReadQuestion(
        content,
        category_path(row.given("category").split("/")),
        identity=known_as(row.given("identity")),
        tags=tuple(dict.fromkeys(nfc(tag)[:100] for tag in row.given("tags").split(",") if tag.strip())),
        line=row.number,
    )


def _within(row: _Row, column: str, read: Callable[[], Any]) -> Any:
    """What is read from one cell; its refusal names the cell."""
    try:
        return read()
    except BadQuestion as error:
        raise row.wrong(column, str(error)) from error


def _letters(row: _Row) -> list[str]:
    letters = [letter.strip().upper() for letter in row.needed("right").replace(";", ",").split(",") if letter.strip()]
    choices = row.choices()
    for letter in letters:
        if letter not in choices:
            sentence = _("“%(letter)s” is none of the filled choices. Write their letters, as A or A, C.")
            raise row.wrong("right", sentence % {"letter": letter[:40]})
    return letters


def _choices(row: _Row, texts: Texts, part: Decimal, wrong: Decimal) -> tuple[Option, ...]:
    right = _letters(row)
    return tuple(
        Option(letter, texts.line(text, "plain"), part if letter in right else wrong)
        for letter, text in row.choices().items()
    )


def _single(row: _Row, texts: Texts) -> dict:
    if len(_letters(row)) != 1:
        raise row.wrong("right", _("Exactly one choice is right here. For several, the kind is “Nhiều lựa chọn đúng”."))
    return {"options": _choices(row, texts, WHOLE, Decimal(0))}


def _multiple(row: _Row, texts: Texts) -> dict:
    part = shared_out(len(set(_letters(row))))
    return {"options": settled(_choices(row, texts, part, -part))}


def _true_false(row: _Row, texts: Texts) -> dict:
    answers = {"dung": True, "d": True, "true": True, "sai": False, "s": False, "false": False}
    word = fold(row.needed("right"))
    if word not in answers:
        raise row.wrong("right", _("Write “Đúng” or “Sai”."))
    return {"options": true_false(answers[word]), "is_shuffled": False}


def _matching(row: _Row, texts: Texts) -> dict:
    pairs = []
    for place, (letter, text) in enumerate(row.choices().items()):
        prompt, arrow, answer = text.replace("→", "->").partition("->")
        if not arrow or not answer.strip():
            raise row.wrong(f"choice {place}", _("Write both sides with an arrow between them, as “this -> that”."))
        pairs.append(Pair(letter, texts.line(prompt, "plain"), nfc(answer)))
    return {"pairs": tuple(pairs)}


def _ordering(row: _Row, texts: Texts) -> dict:
    return {"items": tuple(Item(letter, texts.line(text, "plain")) for letter, text in row.choices().items())}


def _numerical(row: _Row, texts: Texts) -> dict:
    written = [one for one in row.needed("right").split("|") if one.strip()]
    return {"numbers": _within(row, "right", lambda: tuple(accepted_number(one) for one in written))}


def _short_answer(row: _Row, texts: Texts) -> dict:
    return {"accepted": tuple(Accepted(nfc(one)) for one in row.needed("right").split("|") if one.strip())}


def _cloze(row: _Row, texts: Texts) -> dict:
    read = _within(row, "text", lambda: read_gaps(row.needed("text"), texts, "plain"))
    return {"text": read.text, "gaps": read.gaps, "is_shuffled": read.is_shuffled}


def _essay(row: _Row, texts: Texts) -> dict:
    return {"model_answer": texts.html(row.given("right"), "plain")}


_READERS: dict[Kind, Callable[[_Row, Texts], dict]] = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.TRUE_FALSE: _true_false,
    Kind.MATCHING: _matching,
    Kind.ORDERING: _ordering,
    Kind.NUMERICAL: _numerical,
    Kind.SHORT_ANSWER: _short_answer,
    Kind.CLOZE: _cloze,
    Kind.ESSAY: _essay,
}


def _unsound() -> UnreadableFile:
    return UnreadableFile(
        _("The file is not a sound Excel workbook (.xlsx). Open it in Excel, save it again as .xlsx, then try again.")
    )
