"""From a Word document to blocks, in memory: nothing is written, and what becomes no block is said in a sentence."""

import hashlib
import math
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import mammoth
from lxml import html as markup
from PIL import Image, UnidentifiedImageError

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from curriculum.lessons.accessibility import says_nothing
from curriculum.lessons.word.opening import LARGEST_PICTURE, Opened, UnreadableDocument
from curriculum.lessons.word.saying import sentences_about
from curriculum.lessons.word.tables import read_table
from curriculum.lessons.word.texts import block_html, inline_html, is_link, words_of
from curriculum.lessons.word.tidying import tidy
from curriculum.vietnamese.text import nfc

FORMATS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
MOST_DOTS = 40_000_000
WORDS_A_MINUTE = 180
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_HEADING = 255, 300, 120

STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Illustration'] => p.caption:fresh
p[style-name='Figure'] => p.caption:fresh
p[style-name='Table'] => p.caption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name^='toc '] => p.contents:fresh
p[style-name^='Contents '] => p.contents:fresh
p[style-name='Heading 7'] => h6:fresh
p[style-name='Heading 8'] => h6:fresh
p[style-name='Heading 9'] => h6:fresh
"""
_TABLE_CAPTION = re.compile(r"^(?:bảng|biểu|table)\s+(?:số\s+)?[\dIVX]+\b", re.IGNORECASE)
_PICTURE_CAPTION = re.compile(r"^(?:hình|ảnh|sơ đồ|figure)\s+(?:số\s+)?[\dIVX]+\b", re.IGNORECASE)
_SOURCE = re.compile(r"^[—–-]\s*(.+)$|^\((.+)\)$", re.S)


@dataclass(frozen=True)
class ReadPicture:
    """A picture of the document, named by what it holds."""

    key: str
    ending: str
    content: bytes

    @property
    def name(self) -> str:
        return f"{self.key}.{self.ending}"


@dataclass
class Reading:
    """What a document would become. ``parts`` are blocks as a StreamField stores them, but pictures by their key."""

    title: str = ""
    summary: str = ""
    parts: list[dict[str, Any]] = field(default_factory=list)
    pictures: dict[str, ReadPicture] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        count = sum(len(str(part["value"]).split()) for part in self.parts if part["type"] != "image")
        return min(240, max(1, math.ceil(count / WORDS_A_MINUTE)))


def read_document(file: BinaryIO, name: str) -> Reading:
    """The lesson in the file. Raises ``UnreadableDocument`` with a sentence for whoever gave it."""
    opened = Opened(file)
    copy, found = tidy(opened)
    reader = _Reader(opened, found)
    try:
        result = mammoth.convert_to_html(
            copy,
            style_map=STYLES,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(reader.picture),
            transform_document=mammoth.transforms.paragraph(reader.count_numbers),
        )
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError) as error:
        raise UnreadableDocument(
            _("The document is built in a way that cannot be read. Open it in Word, save it again, then give it here.")
        ) from error
    reading = reader.read(result.value)
    reading.title = (reading.title or nfc(posixpath.splitext(posixpath.basename(name))[0]))[:LONGEST_TITLE]
    if not reading.parts:
        raise UnreadableDocument(_("There is no text and no picture in the document."))
    reading.notes = sentences_about(found)
    return reading


class _Reader:
    """Walks through mammoth's HTML from top to bottom; texts gather until something else comes."""

    def __init__(self, opened: Opened, found: Counter[str]) -> None:
        self.opened = opened
        self.found = found
        self.reading = Reading()
        self.text: list[str] = []
        self.caption = ""
        self.ranks: dict[int, int] = {}

    # What mammoth asks for while it reads

    def picture(self, image) -> dict[str, str]:
        """The key of a picture that can be shown; none for one that cannot, or that lies outside the document."""
        try:
            with image.open() as named:
                member = named.read().decode()
        except (ValueError, KeyError, OSError):
            self.found["outside"] += 1
            return {"src": ""}
        content = self.opened.read(member, LARGEST_PICTURE)
        ending = _ending_of(content)
        if not ending:
            self.found["pictures"] += 1
            return {"src": ""}
        picture = ReadPicture(hashlib.sha256(content).hexdigest(), ending, content)
        self.reading.pictures[picture.key] = picture
        return {"src": picture.key}

    def count_numbers(self, paragraph):
        is_heading = (paragraph.style_name or "").lower().startswith("heading")
        self.found["numbered_headings"] += bool(is_heading and paragraph.numbering)
        return paragraph

    # From HTML to blocks

    def read(self, written: str) -> Reading:
        elements = [one for one in markup.fragments_fromstring(written) if not isinstance(one, str)]
        self._count(elements)
        elements = self._take_title(elements)
        self.ranks = _ranks(elements)
        for element in elements:
            self._take(element)
        self._end_text()
        return self.reading

    def _count(self, elements: list) -> None:
        for element in elements:
            for link in element.iter("a"):
                address = link.get("href", "")
                self.found["links"] += bool(address and not address.startswith("#") and not is_link(address))
                self.found["notes"] += bool(re.match(r"(?:foot|end)note-ref-", link.get("id") or ""))

    def _take_title(self, elements: list) -> list:
        """The title stands in the style of that name, or is the only heading of the first level, before all else."""
        titled = [one for one in elements if one.get("class") == "title"]
        highest = [one for one in elements if one.tag == "h1"]
        if not titled and len(highest) == 1 and elements[0] is highest[0] and len(_ranks(elements)) > 1:
            titled = highest
        subtitles = [one for one in elements if one.get("class") == "subtitle"]
        self.reading.title = words_of(titled[0]) if titled else ""
        self.reading.summary = words_of(subtitles[0])[:LONGEST_SUMMARY] if subtitles else ""
        return [one for one in elements if one not in titled[:1] and one not in subtitles[:1]]

    def _take(self, element) -> None:
        if re.fullmatch(r"h[1-6]", element.tag):
            self._take_heading(element)
        elif element.get("class") == "contents":
            self.found["contents"] += 1
        elif element.tag == "table":
            self._take_table(element)
        elif element.tag == "blockquote":
            self._take_quotation(element)
        elif element.tag == "p" and self._is_caption(element):
            self._take_caption(words_of(element))
        elif element.tag == "p" and not self.ranks and _looks_like_heading(element):
            self.found["guessed_headings"] += 1
            self._add("heading", words_of(element))
        elif element.tag == "ol" and any(
            (one.get("id") or "").startswith(("footnote-", "endnote-")) for one in element
        ):
            self._add("heading", _("Notes"))
            self.text.append(block_html(element))
        else:
            self._take_text(element)

    def _take_heading(self, element) -> None:
        words = words_of(element)
        rank = self.ranks[int(element.tag[1])]
        if words and rank == 0:
            self._add("heading", words)
        elif words:
            name = "h3" if rank == 1 else "h4"
            self.text.append(f"<{name}>{inline_html(element, plain=True)}</{name}>")
        self._take_pictures(element)

    def _take_text(self, element) -> None:
        """Pictures stand before the text where the paragraph begins with one, else after it."""
        first = next(iter(element), None)
        leads = first is not None and first.tag == "img" and not (element.text or "").strip()
        if leads:
            self._take_pictures(element)
        if words_of(element):
            self.text.append(block_html(element))
        if not leads:
            self._take_pictures(element)

    def _take_pictures(self, element) -> None:
        for image in element.iter("img"):
            if not image.get("src"):
                self.text.append("<p>" + _("[a picture that cannot be shown here]") + "</p>")
                continue
            alternative = nfc(image.get("alt") or "")
            if says_nothing(alternative):
                alternative = ""
            value = {"picture": image.get("src"), "alternative_text": alternative, "caption": ""}
            self._add("image", value)

    def _take_table(self, element) -> None:
        self.caption, caption = "", self.caption
        cells = list(element.iter("td", "th"))
        self.found["nested"] += sum(1 for _one in element.iter("table")) - 1
        if len(cells) == 1:  # a frame around a text
            inside = "".join(block_html(one) for one in cells[0] if one.tag in ("p", "ul", "ol") and words_of(one))
            if inside:
                self._add("callout", {"kind": "note", "text": inside})
        elif any(words_of(cell) for cell in cells):
            value, is_merged = read_table(element)
            self.found["merged"] += is_merged
            self._add("table", {"table_caption": caption} | value)
        self._take_pictures(element)

    def _take_quotation(self, element) -> None:
        lines = [words_of(one) for one in element if words_of(one)] or [words_of(element)]
        found = _SOURCE.match(lines[-1]) if len(lines) > 1 else None
        source = (found[1] or found[2]).strip() if found else ""
        self._add("quotation", {"text": "\n".join(lines[:-1] if found else lines), "source": source})

    def _is_caption(self, element) -> bool:
        words = words_of(element)
        if element.get("class") == "caption":
            return bool(words)
        follows = element.getnext()
        is_above_table = follows is not None and follows.tag == "table" and bool(_TABLE_CAPTION.match(words))
        return len(words) <= LONGEST_SUMMARY and (
            is_above_table or (self._awaits_caption() and bool(_PICTURE_CAPTION.match(words)))
        )

    def _awaits_caption(self) -> bool:
        parts = self.reading.parts
        return bool(parts) and not self.text and parts[-1]["type"] == "image" and not parts[-1]["value"]["caption"]

    def _take_caption(self, words: str) -> None:
        parts = self.reading.parts
        if self._awaits_caption() and not _TABLE_CAPTION.match(words):
            parts[-1]["value"]["caption"] = words
        elif parts and not self.text and parts[-1]["type"] == "table" and not parts[-1]["value"]["table_caption"]:
            parts[-1]["value"]["table_caption"] = words
        else:
            self.caption = words

    def _add(self, kind: str, value: Any) -> None:
        self._end_text()
        self.reading.parts.append({"type": kind, "value": value})

    def _end_text(self) -> None:
        if self.caption:
            self.text.append(f"<p>{markup.tostring(_paragraph(self.caption), encoding='unicode')[3:-4]}</p>")
            self.caption = ""
        if self.text:
            self.reading.parts.append({"type": "text", "value": "".join(self.text)})
            self.text = []


def _paragraph(words: str):
    paragraph = markup.Element("p")
    paragraph.text = words
    return paragraph


def _ranks(elements: list) -> dict[int, int]:
    """Each level of heading in use, and its rank from the highest: no level is skipped afterwards."""
    levels = {int(one.tag[1]) for one in elements if re.fullmatch(r"h[1-6]", one.tag) and words_of(one)}
    return {level: rank for rank, level in enumerate(sorted(levels))}


def _looks_like_heading(element) -> bool:
    """A short paragraph wholly in bold: in documents without styles, people write headings so."""
    words = words_of(element)
    bold = nfc("".join(_texts_in_bold(element)))
    return 0 < len(words) <= LONGEST_HEADING and words == bold and words[-1] not in ".;,"


def _texts_in_bold(element) -> Iterator[str]:
    for one in element.iter("strong"):
        yield one.text_content()


def _ending_of(content: bytes) -> str:
    """By its header, whatever its name says; empty for what cannot be shown."""
    try:
        with Image.open(ContentFile(content), formats=list(FORMATS)) as image:
            kind, (width, height) = image.format, image.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return ""
    return FORMATS[str(kind)] if width * height <= MOST_DOTS else ""
