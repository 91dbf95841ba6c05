"""What a file is, by what is in it: its name is only what it is called."""

import zipfile
from typing import IO
from xml.parsers import expat

KINDS = ("pdf", "docx", "xlsx", "pptx", "jpg", "png")
_BEGINNINGS = ((b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"))
_OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_MACROS = "vbaproject.bin"
MOST_MEMBERS, MOST_UNPACKED = 2000, 200 * 1024 * 1024
MOST_WORDS = 8 * 1024 * 1024
_BLOCK = 1 << 16
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def kind_of(file: IO[bytes]) -> str | None:
    """One of ``KINDS``; None for anything else: programs, archives, documents with macros, damaged files."""
    file.seek(0)
    beginning = file.read(8)
    file.seek(0)
    found = next((kind for start, kind in _BEGINNINGS if beginning.startswith(start)), None)
    return found or (_office_kind(file) if beginning.startswith(b"PK\x03\x04") else None)


def words_of_docx(file: IO[bytes]) -> str:
    """The text of a Word document, a line for each paragraph; empty where it cannot be read or would be too large."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            member = archive.getinfo("word/document.xml")
            if member.file_size > MOST_WORDS:
                return ""
            with archive.open(member) as content:
                return _Words().read(content)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError, RuntimeError, expat.ExpatError):
        return ""
    finally:
        file.seek(0)


def _office_kind(file: IO[bytes]) -> str | None:
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    finally:
        file.seek(0)
    names = {member.filename for member in members}
    is_bearable = len(members) <= MOST_MEMBERS and sum(member.file_size for member in members) <= MOST_UNPACKED
    has_macros = any(name.casefold().endswith(_MACROS) for name in names)
    if not is_bearable or has_macros or "[Content_Types].xml" not in names:
        return None
    return next((kind for name, kind in _OFFICE.items() if name in names), None)


class _Words:
    """Gathers the runs of text; no entity is ever expanded, no more is read than the archive said."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.is_text = False

    def read(self, content) -> str:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        parser.EntityDeclHandler = self._refuse
        read = 0
        while block := content.read(_BLOCK):
            read += len(block)
            if read > MOST_WORDS:
                raise ValueError("larger than announced")
            parser.Parse(block, False)
        parser.Parse(b"", True)
        return "\n".join(self.lines)

    def _start(self, name: str, _attributes) -> None:
        self.is_text = name == f"{_WORD}}}t"

    def _end(self, name: str) -> None:
        self.is_text = False
        if name == f"{_WORD}}}p":
            self.lines.append("".join(self.line))
            self.line = []

    def _words(self, data: str) -> None:
        if self.is_text:
            self.line.append(data)

    def _refuse(self, *_declaration) -> None:
        raise ValueError("entities are not read")
