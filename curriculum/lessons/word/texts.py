"""Texts of a document as Wagtail's rich text stores them, written anew from what was understood: nothing is copied."""

import re
import unicodedata
from html import escape
from urllib.parse import urlsplit

from curriculum.vietnamese.text import nfc

INLINE = {"strong": "b", "b": "b", "em": "i", "i": "i", "sup": "sup", "sub": "sub"}
SCHEMES = ("http", "https", "mailto", "tel")
_SPACES = re.compile(r"[ \t\r\n]+")


def words_of(element) -> str:
    """All the words of an element, in one line."""
    return nfc(element.text_content())


def is_link(address: str) -> bool:
    """Whether somebody may be led there from a lesson."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    return parts.scheme.lower() in SCHEMES and bool(parts.netloc or parts.path)


def block_html(element) -> str:
    """A paragraph or list; pictures are left out, paragraphs of a list entry are lines of it."""
    if element.tag in ("ul", "ol"):
        return _list(element)
    return f"<p>{inline_html(element)}</p>"


def inline_html(element, *, plain: bool = False) -> str:
    """What stands in the element: bold, italic, raised, lowered, links; ``plain`` for headings, bold as they are."""
    written = [_words(element.text)]
    for child in element:
        if not isinstance(child.tag, str):
            continue
        written.append(_one(child, plain))
        written.append(_words(child.tail))
    return "".join(written).strip() if element.tag in ("p", "li", "td", "th") else "".join(written)


def _one(child, plain: bool) -> str:
    if child.tag == "img":
        return ""
    if child.tag == "br":
        return "<br/>"
    if _is_reference(child):
        return "" if child.text_content().strip() == "↑" else escape(child.text_content(), quote=False)
    inside = inline_html(child, plain=plain)
    if child.tag == "a" and is_link(child.get("href", "")) and inside.strip():
        return f'<a href="{escape(child.get("href").strip())}">{inside}</a>'
    if child.tag in INLINE and inside.strip() and not (plain and INLINE[child.tag] == "b"):
        name = INLINE[child.tag]
        return f"<{name}>{inside}</{name}>"
    return inside


def _is_reference(child) -> bool:
    """The number of a note in the text, or the arrow back to it."""
    return child.tag == "a" and bool(re.match(r"#(?:foot|end)note-", child.get("href") or ""))


def _list(element) -> str:
    entries = []
    for entry in element:
        lines = [_words(entry.text)]
        below = ""
        for child in entry:
            if child.tag in ("ul", "ol"):
                below += _list(child)
            elif child.tag == "p":
                lines += ["<br/>" if any(line.strip() for line in lines) else "", inline_html(child)]
            else:
                lines.append(_one(child, plain=False))
            lines.append(_words(child.tail))
        words = "".join(lines).strip()
        if words or below:
            entries.append(f"<li>{words}{below}</li>")
    return f"<{element.tag}>{''.join(entries)}</{element.tag}>"


def _words(text: str | None) -> str:
    return escape(_SPACES.sub(" ", unicodedata.normalize("NFC", text or "")), quote=False)
