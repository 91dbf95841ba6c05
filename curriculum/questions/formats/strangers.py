"""Files that are no bank of questions whatever they are called: named by what they are, so that nobody has to guess."""

import io
import re
import zipfile

from django.utils.translation import gettext as _

_PAGE = re.compile(rb"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html[\s>])", re.I | re.S)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_PACKED = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


def stranger(data: bytes) -> str:
    """Why the file is no bank of questions, with what to give instead; empty where it may be one."""
    if not data.strip(b"\x00\xef\xbb\xbf\xff\xfe \r\n\t"):
        return _("The file is empty.")
    if data.startswith(b"%PDF"):
        return _("The file is a PDF. Give the questions as GIFT, Aiken, Moodle XML, QTI or in the Excel template.")
    if data.startswith(_OLE):
        return _("The file is an old Word or Excel document, or it is locked. Save it as .xlsx without a password.")
    if data.startswith(b"{\\rtf"):
        return _("The file is a text document (RTF). Save it as plain text in UTF-8, then try again.")
    if data.startswith(_PICTURES):
        return _("The file is a picture.")
    if data.startswith(_PACKED):
        return _("The file is a packed one that is not read here (RAR, 7z, a backup of Moodle). Export the questions.")
    if _PAGE.match(data):
        return _("The file is a web page. Export the questions once more and give the file itself.")
    return _stranger_in_zip(data) if data.startswith(b"PK\x03\x04") else ""


def _stranger_in_zip(data: bytes) -> str:
    """By the names in its table of contents; what is unsound in it its reader says."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ""
    if "word/document.xml" in names:
        return _("The file is a Word document. Save it as plain text in UTF-8, or use the Excel template.")
    if names & {"ppt/presentation.xml", "META-INF/manifest.xml"}:
        return _("The file is no bank of questions but an office document. Use the Excel template (.xlsx).")
    if "moodle_backup.xml" in names:
        return _("The file is a backup of a Moodle course. Export its question bank as Moodle XML instead.")
    if "h5p.json" in names:
        return _("The file is an H5P package. It is taken in as a package of a module, not as a bank of questions.")
    return ""
