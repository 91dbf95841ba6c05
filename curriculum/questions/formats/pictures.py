"""Pictures that come with questions: what they really are decides, not what they are called."""

import base64
import binascii
import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from curriculum.errors import InvalidInput
from curriculum.questions.content import Picture
from curriculum.questions.pictures import LARGEST_FILE, TYPES, kind_of, picture_of
from curriculum.vietnamese.text import nfc

_DATA_URI = re.compile(r"data:image/[\w.+-]{1,20}(?:;[\w=-]{1,40})?;base64,([A-Za-z0-9+/=\s]+)", re.I)


def picture(name: str, content: bytes) -> Picture | None:
    """The picture, or None where the bytes are none that the bank shows. SVG may hold scripts."""
    stem = PurePosixPath(nfc(name).replace("\\", "/")).stem[:100] or "picture"
    try:
        kind = kind_of(picture_of(stem, content))
    except InvalidInput:
        return None
    return picture_of(f"{stem}.{TYPES[kind][0]}", content)


def from_base64(name: str, written: str) -> Picture | None:
    if len(written) > LARGEST_FILE * 2:
        return None
    try:
        return picture(name, base64.b64decode("".join(written.split()), validate=True))
    except (binascii.Error, ValueError):
        return None


def from_data_uri(source: str) -> Picture | None:
    found = _DATA_URI.fullmatch(unquote(source) if "%" in source else source)
    return from_base64("picture", found[1]) if found else None
