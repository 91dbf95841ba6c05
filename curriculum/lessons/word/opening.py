"""The ZIP file that a Word document is: refused where it is broken, too large, locked, or carries macros.

Only the parts a lesson is made from are read, each without document type and entities, counted while they come.
The largest file is a setting: ``IMPORT_MAX_BYTES``.
"""

import io
import zipfile
import zlib
from typing import BinaryIO

from lxml import etree

from django.conf import settings
from django.utils.translation import gettext as _

from curriculum.errors import InvalidInput

MOST_MEMBERS = 5000
STRONGEST_PACKING = 200  # text packs to a tenth; more is a bomb
SMALL = 1024**2
LARGEST_WHOLE = 100 * 1024**2
LARGEST_PART = 16 * 1024**2
LARGEST_PICTURE = 10 * 1000**2
DEEPEST = 100
MOST_ELEMENTS = 400_000
CONTENT_TYPES = "[Content_Types].xml"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACROS = ("vbaproject.bin", "vbadata.xml")
OLD_FORMAT = b"\xd0\xcf\x11\xe0"

_BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, NotImplementedError, RuntimeError, KeyError)


class UnreadableDocument(InvalidInput):
    """The file as a whole cannot be made into a lesson; nothing was kept."""


class Opened:
    """A Word document whose parts may be read. Raises ``UnreadableDocument``."""

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        content = file.read(settings.IMPORT_MAX_BYTES + 1)
        if len(content) > settings.IMPORT_MAX_BYTES:
            raise UnreadableDocument(too_large())
        _expect_zip(content)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            members = self._zip.infolist()
        except _BROKEN as error:
            raise _unsound() from error
        _expect_harmless(members)
        self._left = LARGEST_WHOLE
        self._members = {member.filename: member for member in members if not member.is_dir()}
        self.document = self._find_document()

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def names(self) -> list[str]:
        return list(self._members)

    def read(self, name: str, limit: int = LARGEST_PART) -> bytes:
        """The bytes of a member, counted while they come: the index may lie about their number."""
        limit = min(limit, self._left)
        try:
            with self._zip.open(self._members[name]) as packed:
                content = packed.read(limit + 1)
        except _BROKEN as error:
            raise _unsound() from error
        if len(content) > limit:
            raise UnreadableDocument(
                _("“%(name)s” in the document is too large. Divide the lesson, or make its pictures smaller.")
                % {"name": name[:100]}
            )
        self._left -= len(content)
        return content

    def tree(self, name: str) -> etree._Element:
        """A part as a tree. Raises ``UnreadableDocument`` for a document type, entities, endless depth."""
        content = self.read(name)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise _unsound() from error
        if root.getroottree().docinfo.doctype:
            raise _hides_something()
        _expect_shallow(root)
        return root

    def _find_document(self) -> str:
        names = {name.rpartition("/")[2].lower() for name in self._members}
        if names & set(MACROS):
            raise _carries_macros()
        if CONTENT_TYPES not in self._members:
            raise _no_word_document()
        types = {one.get("ContentType", ""): one.get("PartName", "") for one in self.tree(CONTENT_TYPES)}
        if any("macroenabled" in kind.lower() for kind in types):
            raise _carries_macros()
        if types.get(WORD, "").lstrip("/") not in self._members:
            raise _no_word_document()
        return types[WORD].lstrip("/")


def too_large() -> str:
    """The sentence for a file above the limit."""
    return _("The file is larger than %(size)d MB. Divide the lesson, or make its pictures smaller.") % {
        "size": settings.IMPORT_MAX_BYTES // 1024**2
    }


def _expect_zip(content: bytes) -> None:
    if content.startswith(OLD_FORMAT):
        raise UnreadableDocument(
            _("The file is an old Word file (.doc) or locked with a password. Save it as .docx without one.")
        )
    if not content.startswith(b"PK\x03\x04"):
        raise _no_word_document()


def _expect_harmless(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > LARGEST_WHOLE:
        raise _bomb()
    end = 0
    for member in sorted(members, key=lambda one: one.header_offset):
        if member.header_offset < end:
            raise _bomb()  # members that share their bytes: no ratio shows it
        end = member.header_offset + 30 + member.compress_size
        if member.file_size > SMALL and member.file_size > STRONGEST_PACKING * max(member.compress_size, 1):
            raise _bomb()
        if member.flag_bits & 1:
            raise UnreadableDocument(_("The document is locked with a password. Save it without one."))


def _expect_shallow(root: etree._Element) -> None:
    level, count = [root], 0
    for _depth in range(DEEPEST):
        count += len(level)
        level = [below for element in level for below in element]
        if not level:
            return
        if count > MOST_ELEMENTS:
            break
    raise UnreadableDocument(_("The document is nested too deeply or too long to be one lesson."))


def _carries_macros() -> UnreadableDocument:
    return UnreadableDocument(
        _("The document carries macros. Save it in Word as “Word Document (.docx)”, then give it again.")
    )


def _no_word_document() -> UnreadableDocument:
    return UnreadableDocument(_("The file is no Word document. Save the lesson in Word or LibreOffice as .docx."))


def _unsound() -> UnreadableDocument:
    return UnreadableDocument(_("The file is damaged. Open it in Word, save it again, then give it once more."))


def _hides_something() -> UnreadableDocument:
    return UnreadableDocument(
        _("The document declares a document type or entities, which can hide anything. It was not read.")
    )


def _bomb() -> UnreadableDocument:
    return UnreadableDocument(_("The document would unpack to far more than a lesson holds. It was not read."))
