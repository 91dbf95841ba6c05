"""The formats of question files there are, and which of them a file is."""

import re
from collections.abc import Callable
from enum import StrEnum

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from curriculum.questions.formats.aiken import read_aiken
from curriculum.questions.formats.archives import is_zip
from curriculum.questions.formats.gift import read_gift
from curriculum.questions.formats.moodle_xml import read_moodle_xml
from curriculum.questions.formats.qti import read_qti
from curriculum.questions.formats.reading import Reading, UnreadableFile, refused
from curriculum.questions.formats.strangers import stranger
from curriculum.questions.formats.xlsx import read_xlsx

_AIKEN_ANSWER = re.compile(rb"^\s*ANSWER\s*:\s*[A-Z]\s*$", re.M)
_MOODLE = re.compile(rb"<quiz[\s/>]")
# A bank may begin with comments and a document type; GIFT, which may begin with HTML, has none of these elements.
_ROOT = re.compile(
    rb"(?:<!--.*?-->\s*|<!DOCTYPE[^>\[]*>\s*)*"
    rb"<(?:\w{1,20}:)?(?:quiz|assessment|qti-|questestinterop|manifest|courseStructure)",
    re.S,
)
_WORKBOOK = re.compile(rb"xl/workbook\.xml")


class Format(StrEnum):
    """The value is what the command line and the upload screen take."""

    GIFT = "gift"
    MOODLE_XML = "moodlexml"
    QTI = "qti"
    AIKEN = "aiken"
    XLSX = "xlsx"


LABELS = {
    Format.GIFT: gettext_lazy("GIFT (text)"),
    Format.MOODLE_XML: gettext_lazy("Moodle XML"),
    Format.QTI: gettext_lazy("QTI 1.2, 2.1, 2.2, 3.0 (XML or package)"),
    Format.AIKEN: gettext_lazy("Aiken (text)"),
    Format.XLSX: gettext_lazy("Excel workbook"),
}
_READERS: dict[Format, Callable[[bytes], Reading]] = {
    Format.GIFT: read_gift,
    Format.MOODLE_XML: read_moodle_xml,
    Format.QTI: read_qti,
    Format.AIKEN: read_aiken,
    Format.XLSX: read_xlsx,
}


def read_questions(data: bytes, format_: Format) -> Reading:
    """The questions of a file of this format, whatever the bytes are."""
    try:
        expect_small(len(data))
    except UnreadableFile as error:
        return refused(error)
    unknown = stranger(data)
    if unknown:
        return refused(UnreadableFile(unknown))
    reading = _READERS[format_](data)
    if not (reading.questions or reading.problems):
        return refused(UnreadableFile(_("No question was found in the file. Is the format the right one?")))
    return reading


def expect_small(size: int) -> None:
    """Raise ``UnreadableFile`` for a file above the limit of imports."""
    if size > settings.IMPORT_MAX_BYTES:
        raise UnreadableFile(too_large())


def too_large() -> str:
    """The sentence for a file above the limit."""
    sentence = _("The file is larger than %(megabytes)d MB and was not read. Divide it into smaller ones.")
    return sentence % {"megabytes": settings.IMPORT_MAX_BYTES // 1024**2}


def format_of(data: bytes) -> Format:
    """The format a file most probably has, by what is in it and not by its name."""
    if is_zip(data):
        return Format.XLSX if _WORKBOOK.search(data) else Format.QTI
    start = data[:4000].replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").lstrip()
    start = start.removeprefix(b"\xfe\xff")
    if start.startswith(b"<?xml") or _ROOT.match(start):
        return Format.MOODLE_XML if _MOODLE.search(data[:64_000].replace(b"\x00", b"")) else Format.QTI
    bare = data.replace(b"\x00", b"")
    return Format.AIKEN if _AIKEN_ANSWER.search(bare) and b"{" not in bare else Format.GIFT
