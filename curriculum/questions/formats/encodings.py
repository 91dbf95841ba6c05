"""From bytes to text without guessing: a wrong guess would fill the bank with broken letters."""

import codecs
import re
import unicodedata

from django.utils.translation import gettext as _

from curriculum.questions.formats.reading import UnreadableFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_KNOWN = {"utf-8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "windows-1252", "windows-1258"}
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# Two or more Vietnamese letters whose UTF-8 was once read as windows-1252 and written again.
_TWICE_ENCODED = re.compile(
    r"(?:á»|áº|Ä\x91|Ä‘|Æ°|Æ¡|Ã[\u00a0-\u00bf]).{0,40}?(?:á»|áº|Ä\x91|Ä‘|Æ°|Æ¡|Ã[\u00a0-\u00bf])"
)


def decode(data: bytes) -> str:
    """The text of a file in UTF-8 or UTF-16, composed (NFC), with plain line ends.

    Raises ``UnreadableFile`` for every other encoding: windows-1252, TCVN3 and VNI cannot be told apart for certain.
    """
    return _settled(data, _marked(data) or "utf-8")


def decode_xml(data: bytes) -> str:
    """The text of an XML file in the encoding it declares for itself, without that declaration."""
    declared = _DECLARED.match(data.removeprefix(codecs.BOM_UTF8))
    encoding = _marked(data) or (declared[1].decode("ascii").lower() if declared else "utf-8")
    if encoding not in _KNOWN and encoding != "utf-8-sig":
        raise UnreadableFile(
            _("The file declares the encoding “%(name)s”. Save it as UTF-8, then try again.") % {"name": encoding}
        )
    text = _settled(data, encoding)
    return re.sub(r"\A\s*<\?xml[^>]*\?>", lambda found: "\n" * found[0].count("\n"), text)


def _marked(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    if len(data) >= 4 and data[1] == 0 and data[3] == 0:
        return "utf-16-le"
    if len(data) >= 4 and data[0] == 0 and data[2] == 0:
        return "utf-16-be"
    return ""


def _settled(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnreadableFile(
            _(
                "The file is not written in UTF-8 (the letters on line %(line)d cannot be read for certain). "
                "Open it where it was made, save it with the encoding UTF-8, then try again."
            )
            % {"line": line}
        ) from error
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    broken = _TWICE_ENCODED.search(text)
    if broken:
        line = text[: broken.start()].count("\n") + 1
        raise UnreadableFile(
            _(
                "The letters on line %(line)d are broken (“%(sample)s”): the file was once saved in the wrong "
                "encoding. Export it anew as UTF-8, then try again."
            )
            % {"line": line, "sample": broken[0][:30]}
        )
    return _UNSEEN.sub("", text)
