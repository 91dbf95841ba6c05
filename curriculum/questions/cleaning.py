"""Texts of questions: from whatever came in to the few elements a question may have, and to plain words.

Cleaned once before storing; pages then show what is stored. Cleaning twice changes nothing.
"""

import re
import unicodedata
from dataclasses import replace
from html import escape, unescape

import nh3

from curriculum.questions.content import Accepted, AcceptedNumber, Criterion, Gap, Level, Option, QuestionContent
from curriculum.vietnamese.text import nfc

_INLINE = {"b", "strong", "i", "em", "u", "s", "sub", "sup", "code", "a", "img", "br"}
_BLOCKS = {"p", "ul", "ol", "li", "blockquote", "pre", "h3", "h4"}
_TABLE = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
ELEMENTS = _INLINE | _BLOCKS | _TABLE
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
}
NUMBERS = {"width", "height", "start", "colspan", "rowspan"}
PICTURE = re.compile(r"picture:([0-9a-f]{64})")

_SECTION = re.compile(r"<(/?)(?:div|section|article)\b", re.I)
_IMAGE = re.compile(r'<img((?:\s[\w-]+="[^"]*")*)\s*/?>')
_ALTERNATIVE = re.compile(r'\salt="([^"]*)"')
_EMPTY = re.compile(r"<p>(?:\s|&nbsp;|<br>)*</p>")
_LEADS_NOWHERE = re.compile(r'<a rel="noopener noreferrer">(.*?)</a>', re.S)  # a link without an address
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<br\s*/?>|</(?:p|li|tr|h3|h4|blockquote|pre|caption)>", re.I)
_CELL = re.compile(r"</(?:td|th)>", re.I)


def clean_html(text: str) -> str:
    """The text with nothing but the elements a question may have: no style, no handler, no script, no foreign picture.

    A picture that is not one of ours (``picture:KEY``) gives way to its alternative text.
    """
    text = _SECTION.sub(r"<\1p", unicodedata.normalize("NFC", text).replace("\x00", ""))
    cleaned = nh3.clean(
        text,
        tags=ELEMENTS,
        attributes=ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes={"http", "https", "picture"},
        link_rel="noopener noreferrer",
        strip_comments=True,
    )
    return _EMPTY.sub("", _LEADS_NOWHERE.sub(r"\1", _IMAGE.sub(_ours_or_words, cleaned))).strip()


def plain_to_html(text: str) -> str:
    """Plain text as HTML: an empty line begins a paragraph, a line end stays one."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", lines) if part.strip()]
    written = [escape(part, quote=False).replace("\n", "<br>") for part in paragraphs]
    return written[0] if len(written) == 1 else "".join(f"<p>{part}</p>" for part in written)


def html_to_plain(text: str) -> str:
    """The words of an HTML text, line by line; a picture is its alternative text in brackets."""
    with_pictures = _IMAGE.sub(lambda found: f"[{_alternative(found)}]", text)
    lines = _CELL.sub(" · ", _BREAK.sub("\n", with_pictures))
    words = (nfc(line).strip("· ") for line in unescape(_TAG.sub("", lines)).splitlines())
    return "\n".join(line for line in words if line)


def pictures_in(content: QuestionContent) -> set[str]:
    """The keys of the pictures a question shows."""
    texts = [content.text, content.feedback, content.model_answer, *(pair.prompt for pair in content.pairs)]
    texts += [item.text for item in content.items]
    texts += [words for option in content.options for words in (option.text, option.feedback)]
    return {key for text in texts for key in PICTURE.findall(text)}


def words_of(content: QuestionContent) -> str:
    """The name and all the words a learner may read, for searching."""
    texts = [content.name, content.text, *(option.text for option in content.options)]
    texts += [words for pair in content.pairs for words in (pair.prompt, pair.answer)]
    texts += [item.text for item in content.items]
    return " ".join(html_to_plain(text) for text in texts)


def clean_content(content: QuestionContent) -> QuestionContent:
    """The content with every text in its form: HTML cleaned, plain texts composed and their white space made one."""
    return replace(
        content,
        name=nfc(content.name),
        text=clean_html(content.text),
        feedback=clean_html(content.feedback),
        model_answer=clean_html(content.model_answer),
        options=tuple(_option(one) for one in content.options),
        pairs=tuple(replace(one, prompt=clean_html(one.prompt), answer=nfc(one.answer)) for one in content.pairs),
        items=tuple(replace(one, text=clean_html(one.text)) for one in content.items),
        accepted=_accepted(content.accepted),
        numbers=_numbers(content.numbers),
        gaps=tuple(_gap(one) for one in content.gaps),
        rubric=tuple(_criterion(one) for one in content.rubric),
    )


def _kept(element: str, attribute: str, value: str) -> str | None:
    value = value.strip()
    if attribute in NUMBERS:
        return value if value.isascii() and value.isdigit() and len(value) <= 4 else None
    if attribute == "href":
        return value if value.lower().startswith(("http://", "https://")) else None
    if attribute == "src":
        return value if PICTURE.fullmatch(value) else None
    return value


def _ours_or_words(found: re.Match) -> str:
    return found[0] if " src=" in found[1] else escape(unescape(_alternative(found)), quote=False)


def _alternative(found: re.Match) -> str:
    alternative = _ALTERNATIVE.search(found[1])
    return alternative[1] if alternative else ""


def _option(option: Option, *, is_plain: bool = False) -> Option:
    text = nfc(option.text) if is_plain else clean_html(option.text)
    return replace(option, text=text, feedback=clean_html(option.feedback))


def _accepted(values) -> tuple[Accepted, ...]:
    return tuple(replace(one, text=nfc(one.text), feedback=clean_html(one.feedback)) for one in values)


def _numbers(values) -> tuple[AcceptedNumber, ...]:
    return tuple(replace(one, feedback=clean_html(one.feedback)) for one in values)


def _gap(gap: Gap) -> Gap:
    options = tuple(_option(one, is_plain=True) for one in gap.options)
    return replace(gap, options=options, accepted=_accepted(gap.accepted), numbers=_numbers(gap.numbers))


def _criterion(criterion: Criterion) -> Criterion:
    levels = tuple(Level(one.points, nfc(one.text)) for one in criterion.levels)
    return replace(criterion, name=nfc(criterion.name), levels=levels)
