"""Badges in pictures ("baked", Open Badges 3.0 §5.3): the credential inside a PNG or an SVG, and out of it again."""

import json
import re
import zlib
from io import BytesIO

from defusedxml import ElementTree
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from django.utils.translation import gettext as _

KEYWORD = "openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
LARGEST = 2 * 1024 * 1024  # bytes of a credential that is looked at


class NotBaked(ValueError):
    """The picture holds no credential that can be read."""


def into_png(picture: Image.Image, credential: dict) -> bytes:
    """The picture as PNG with the credential in an ``iTXt`` chunk."""
    words, file = PngInfo(), BytesIO()
    words.add_itxt(KEYWORD, _written(credential))
    picture.save(file, "PNG", pnginfo=words, optimize=True)
    return file.getvalue()


def into_svg(drawing: str, credential: dict) -> str:
    """The drawing with the credential as its first element. A ``]]>`` within a text cannot end it too early."""
    inside = _written(credential).replace("]]>", "]]]]><![CDATA[>")
    element = f'<openbadges:credential xmlns:openbadges="{NAMESPACE}"><![CDATA[{inside}]]></openbadges:credential>'
    return re.sub(r"<svg\b[^>]*>", lambda opening: opening[0] + element, drawing, count=1)


def looks_like_badge(content: bytes) -> bool:
    """Whether it begins as a PNG, an SVG or a JSON file does."""
    return content.startswith(SIGNATURE) or content.lstrip()[:1] in (b"<", b"{")


def out_of(content: bytes) -> dict:
    """The credential in a picture of either kind, or as plain JSON. Raises ``NotBaked`` in words for the giver."""
    text: str | bytes
    if content.startswith(SIGNATURE):
        text = _from_png(content)
    elif content.lstrip()[:1] == b"{":
        text = content[:LARGEST]
    else:
        text = _from_svg(content)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotBaked(_("What the file carries is no badge: it cannot be read.")) from error
    if not isinstance(found, dict):
        raise NotBaked(_("What the file carries is no badge: it cannot be read."))
    return found


def _written(credential: dict) -> str:
    return json.dumps(credential, ensure_ascii=False, separators=(",", ":"))


def _from_png(content: bytes) -> bytes:
    """The text beside the picture; the picture itself is never unpacked."""
    place = len(SIGNATURE)
    while place + 8 <= len(content):
        length, kind = int.from_bytes(content[place : place + 4]), content[place + 4 : place + 8]
        chunk = content[place + 8 : place + 8 + length]
        if kind == b"iTXt" and chunk.startswith(KEYWORD.encode() + b"\0"):
            return _text_of(chunk[len(KEYWORD) + 1 :])
        place += length + 12
    raise NotBaked(_("The picture carries no badge. Give the file as it was downloaded, not a copy of the screen."))


def _text_of(chunk: bytes) -> bytes:
    packed, *words = chunk[:1] == b"\1", *chunk[2:].split(b"\0", 2)
    text = words[-1]
    if packed:
        try:
            text = zlib.decompressobj().decompress(text, LARGEST + 1)
        except zlib.error as error:
            raise NotBaked(_("The picture is damaged.")) from error
    if len(words) != 3 or len(text) > LARGEST:
        raise NotBaked(_("The picture is damaged."))
    return text


def _from_svg(content: bytes) -> str:
    try:
        root = ElementTree.fromstring(content[:LARGEST])
    except (ElementTree.ParseError, ValueError) as error:
        raise NotBaked(_("The picture is damaged.")) from error
    element = root.find(f"{{{NAMESPACE}}}credential")
    if element is None or not (element.text or "").strip():
        raise NotBaked(_("The picture carries no badge. Give the file as it was downloaded, not a copy of the screen."))
    return element.text
