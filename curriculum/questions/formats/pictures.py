"""Pictures that come with questions: what they really are decides, not what they are called."""

import base64
import binascii
import hashlib
import re
from pathlib import PurePosixPath

from curriculum.questions.content import Picture
from curriculum.vietnamese.text import nfc

LARGEST_PICTURE = 5 * 1024**2
_DATA_URI = re.compile(r"data:image/[a-z.+-]{1,20};base64,([A-Za-z0-9+/=\s]+)")
_KINDS = (
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF87a", ".gif"),
    (b"GIF89a", ".gif"),
)


def picture(name: str, content: bytes) -> Picture | None:
    """The picture, or None where the bytes are no PNG, JPEG, GIF or WebP, or too many. SVG may hold scripts."""
    ending = _ending(content)
    if not ending or len(content) > LARGEST_PICTURE:
        return None
    stem = PurePosixPath(nfc(name).replace("\\", "/")).stem or "picture"
    return Picture(hashlib.sha256(content).hexdigest(), f"{stem[:100]}{ending}", content)


def from_base64(name: str, written: str) -> Picture | None:
    if len(written) > LARGEST_PICTURE * 2:
        return None
    try:
        return picture(name, base64.b64decode("".join(written.split()), validate=True))
    except (binascii.Error, ValueError):
        return None


def from_data_uri(source: str) -> Picture | None:
    found = _DATA_URI.fullmatch(source)
    return from_base64("picture", found[1]) if found else None


def _ending(content: bytes) -> str:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return ".webp"
    return next((ending for start, ending in _KINDS if content.startswith(start)), "")
