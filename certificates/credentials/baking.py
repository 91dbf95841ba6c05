"""Badges in pictures ("baked", Open Badges 3.0 §5.3): the credential inside a PNG or an SVG, and out of it again."""

import json
import re
import zlib
from io import BytesIO

from defusedxml import ElementTree
from PIL import Image, UnidentifiedImageError
from PIL.PngImagePlugin import PngInfo

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


def out_of(content: bytes) -> dict:
    """The credential baked into a picture of either kind. Raises ``NotBaked`` in words for whoever gave the picture."""
    text = _from_png(content) if content.startswith(SIGNATURE) else _from_svg(content)
    try:
        found = json.loads(text)
    except ValueError as error:
        raise NotBaked("What is baked into the picture is no credential.") from error
    if not isinstance(found, dict):
        raise NotBaked("What is baked into the picture is no credential.")
    return found


def _written(credential: dict) -> str:
    return json.dumps(credential, ensure_ascii=False, separators=(",", ":"))


def _from_png(content: bytes) -> str:
    try:
        with Image.open(BytesIO(content), formats=["PNG"]) as picture:
            picture.load()
            text = picture.info.get(KEYWORD)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, zlib.error) as error:
        raise NotBaked("The picture cannot be read.") from error
    if not text or len(text) > LARGEST:
        raise NotBaked("The picture holds no credential.")
    return text


def _from_svg(content: bytes) -> str:
    try:
        root = ElementTree.fromstring(content[:LARGEST])
    except (ElementTree.ParseError, ValueError) as error:
        raise NotBaked("The picture cannot be read.") from error
    element = root.find(f"{{{NAMESPACE}}}credential")
    if element is None or not (element.text or "").strip():
        raise NotBaked("The picture holds no credential.")
    return element.text
