"""What keeps somebody from reading, seeing or hearing a page of blocks: looked for before it is published.

Severe is what shuts somebody out and only the author can mend: a picture without words, a video without captions, a
recording without a transcript, a table without a head, a link without a name. Such a page is saved as a draft and not
submitted or published. The rest is advice.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from wagtail.fields import StreamField

from curriculum.vietnamese.text import fold, nfc

LONGEST_ALTERNATIVE = 250
LEAST_TRANSCRIPT = 20  # words; less is a title, not what was said
_NAMED_BY_MACHINE = re.compile(
    r"^(?:picture|image|hình ảnh|hình|ảnh|img|screenshot|graphic|đồ họa)[\s_-]*\d*$"
    r"|^\S+\.(?:png|jpe?g|gif|webp|bmp|emf|wmf)$"
    r"|description automatically generated|mô tả được tạo tự động|ai-generated content",
    re.IGNORECASE,
)
_LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.S)
_SMALLER = re.compile(r"<(h[34])\b[^>]*>(.*?)</\1>", re.S)
_TAG = re.compile(r"<[^>]*>")
_TELLS_NOTHING = {
    "tai day",
    "o day",
    "day",
    "link",
    "bam vao day",
    "nhan vao day",
    "xem them",
    "click here",
    "here",
    "more",
}


@dataclass(frozen=True)
class Shortcoming:
    """One thing that shuts somebody out, or might; ``place`` is the number of the block, from nought."""

    place: int
    block_id: str
    label: str | Promise
    sentence: str
    is_severe: bool


def says_nothing(words: str) -> bool:
    """Whether an alternative text was written by a machine or names only the file."""
    return bool(_NAMED_BY_MACHINE.search(nfc(words)))


def shortcomings(body) -> list[Shortcoming]:
    """What the blocks of a StreamField lack, in their order."""
    found, level = [], 2
    for place, child in enumerate(body):
        if child.block_type == "heading":
            level = 2
        elif child.block_type == "text":
            skips, level = _skipped(child.value.source, level)
            found += [_one(place, child, sentence, is_severe=False) for sentence in skips]
        looks = _LOOKS.get(child.block_type)
        for sentence, is_severe in looks(child.value) if looks else ():
            found.append(_one(place, child, sentence, is_severe))
    return found


def severe_in(body) -> dict[int, list[str]]:
    """What must be mended before the page is published, by the place of the block."""
    by_place: dict[int, list[str]] = {}
    for one in shortcomings(body):
        if one.is_severe:
            by_place.setdefault(one.place, []).append(one.sentence)
    return by_place


def lacks_something(page: Model) -> bool:
    """Whether any text of blocks on the page shuts somebody out."""
    fields = [field.name for field in page._meta.get_fields() if isinstance(field, StreamField)]
    return any(severe_in(getattr(page, name)) for name in fields)


Found = Iterator[tuple[str, bool]]


def _image(value: dict[str, Any]) -> Found:
    words = value["alternative_text"] or ""
    if not words.strip():
        yield _("The picture has no alternative text. Say what it shows."), True
    elif says_nothing(words):
        yield _("“%(words)s” does not say what the picture shows.") % {"words": words[:60]}, True
    elif len(words) > LONGEST_ALTERNATIVE:
        yield _("The alternative text is long. Say the essential, and the rest in the text."), False
    elif value["caption"] and fold(words) == fold(value["caption"]):
        yield _("Alternative text and caption are the same: whoever listens hears it twice."), False


def _video(value: dict[str, Any]) -> Found:
    if value["captions"] is None:
        yield _("The video has no captions (WebVTT)."), True
    elif value["captions"].file_extension.lower() != "vtt" or not _is_webvtt(value["captions"]):
        yield (
            _("“%(name)s” holds no captions: a WebVTT file with times is needed.") % {"name": value["captions"].title},
            True,
        )


def _audio(value: dict[str, Any]) -> Found:
    words = _words(value["transcript"].source)
    if not words:
        yield _("The recording has no transcript."), True
    elif len(words.split()) < LEAST_TRANSCRIPT:
        yield _("The transcript is very short. Is everything that is said in it?"), False


def _table(value: dict[str, Any]) -> Found:
    rows = value.get("data") or []
    row, column = value.get("first_row_is_table_header"), value.get("first_col_is_header")
    if not row and not column:
        yield _("The table has no head. Choose whether the first row or the first column names the cells."), True
    elif row and rows and not all((cell or "").strip() for cell in rows[0][1:]):
        yield _("A column of the table has no name in the head."), False
    if not (value.get("table_caption") or "").strip():
        yield _("The table has no caption: whoever cannot see it does not learn what it is about."), False


def _text(value) -> Found:
    yield from _links(value.source)


def _callout(value: dict[str, Any]) -> Found:
    yield from _links(value["text"].source)


def _links(html: str) -> Found:
    for _attributes, inside in _LINK.findall(html):
        words = _words(inside)
        if not words:
            yield _("A link has no words. Write where it leads, or take it away."), True
        elif fold(words).strip(" .:") in _TELLS_NOTHING or words.lower().startswith(("http://", "https://", "www.")):
            yield _("The link “%(words)s” does not say where it leads.") % {"words": words[:60]}, False


_LOOKS = {"image": _image, "video": _video, "audio": _audio, "table": _table, "text": _text, "callout": _callout}


def _skipped(html: str, level: int) -> tuple[list[str], int]:
    """Where a smaller heading follows one two steps above it, and the level the text ends on."""
    said = []
    for name, inside in _SMALLER.findall(html):
        if int(name[1]) > level + 1:
            said.append(_("The heading “%(words)s” skips a level.") % {"words": _words(inside)[:60]})
        level = int(name[1])
    return said, level


def _one(place: int, child, sentence: str, is_severe: bool) -> Shortcoming:
    return Shortcoming(place, child.id or "", child.block.label, sentence, is_severe)


def _is_webvtt(document) -> bool:
    try:
        with document.file.open("rb") as file:
            head = file.read(100_000)
    except OSError:
        return False
    return head.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT") and b"-->" in head


def _words(html: str) -> str:
    return nfc(unescape(_TAG.sub(" ", html)))
