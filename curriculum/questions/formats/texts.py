"""The texts of a question as files write them: HTML, Moodle's half-HTML, Markdown or plain; pictures looked up."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

import nh3

from django.utils.translation import gettext as _

from curriculum.questions.cleaning import ATTRIBUTES, ELEMENTS, clean_html, html_to_plain, plain_to_html
from curriculum.questions.content import Picture
from curriculum.questions.formats.markdown import markdown_to_html
from curriculum.questions.formats.pictures import from_data_uri
from curriculum.questions.formats.reading import LONGEST_TEXT, BadQuestion
from curriculum.vietnamese.text import nfc

NAME_LENGTH = 80
Finder = Callable[[str], Picture | None]

_TAGS = "|".join(
    sorted(ELEMENTS | {"div", "span", "font", "center", "section", "hr", "small", "big", "script", "style"})
)
_NO_TAG = re.compile(rf"<(?!/?(?:{_TAGS})(?:[\s>/]|$)|!--)", re.I)
_BLOCK = re.compile(r"</?(?:p|div|ul|ol|li|table|tr|td|th|thead|tbody|br|h[1-6]|blockquote|pre)\b", re.I)
_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.S)
_PICTURE = re.compile(r"<img\b", re.I)
_INLINE_FILE = re.compile(r"data:image/[^\"'\s>]*", re.I)
_PLAYED = re.compile(r"<(?:audio|video|iframe|embed|object|svg|canvas|include)\b", re.I)
_OTHER_LINK = re.compile(r"<a\s[^>]{0,300}?\bhref\s*=\s*[\"']?\s*(?!https?://)[^\s\"'#>]", re.I)
_MATHML = re.compile(r"<math\b", re.I)
_TEX = re.compile(r"\$\$[^$]{1,500}\$\$|\\\([^\n]{1,500}?\\\)|\\\[[^\n]{1,500}?\\\]")


class Texts:
    """Turns the texts of one question into ours and gathers the pictures they show."""

    def __init__(self, find: Finder = lambda source: None):
        self._find = find
        self.pictures: dict[str, Picture] = {}
        self.lost: list[str] = []
        self._has: dict[re.Pattern[str], bool] = {}

    def html(self, text: str, style: str = "html") -> str:
        """A text of several lines: ``style`` is html, moodle, markdown or plain."""
        if len(text) > LONGEST_TEXT and len(_INLINE_FILE.sub("", text)) > LONGEST_TEXT:
            raise BadQuestion(_("A text of this question is longer than %(limit)d letters.") % {"limit": LONGEST_TEXT})
        self._look_for(text, _TEX)
        if style == "plain":
            return plain_to_html(text)
        if style == "markdown":
            text = markdown_to_html(text)
        elif style == "moodle":
            text = _half_html(text)
        self._look_for(text, _PLAYED, _OTHER_LINK, _MATHML)
        if _PICTURE.search(text):
            text = self._with_pictures(text)
        return clean_html(text)

    def line(self, text: str, style: str = "html") -> str:
        """A text that stands in a line (a choice, an item): a paragraph that is alone loses its frame."""
        cleaned = self.html(text, style)
        alone = _ONE_PARAGRAPH.fullmatch(cleaned)
        return alone[1].strip() if alone else cleaned

    def plain(self, text: str, style: str = "html") -> str:
        """Words only, in one line."""
        return nfc(text) if style == "plain" else nfc(html_to_plain(self.html(text, style)))

    def taken(self) -> tuple[Picture, ...]:
        return tuple(self.pictures.values())

    def losses(self) -> Iterator[str]:
        """A sentence for each thing the texts held that is not kept, or not as it was."""
        for source in dict.fromkeys(self.lost):
            yield (
                _("The picture %(source)s is not in the file, or is none. Its words stand instead.")
                % {"source": source}
            )
        if self._has.get(_PLAYED):
            yield _("Sound, film, drawings (SVG) and embedded pages are not kept. Look at the question.")
        if self._has.get(_OTHER_LINK):
            yield _("Links that do not begin with http:// or https:// are not kept; their words are.")
        if self._has.get(_MATHML):
            yield _("Formulas (MathML) are kept as their plain letters only. Look at the question.")
        if self._has.get(_TEX):
            yield _("Formulas in TeX are shown as they are written, not as formulas. Look at the question.")

    def join(self, other: "Texts") -> None:
        """Take over what another text of the same question showed and lost."""
        self.pictures |= other.pictures
        self.lost += other.lost
        self._has |= {one: True for one, is_there in other._has.items() if is_there}

    def _look_for(self, text: str, *patterns: re.Pattern[str]) -> None:
        for pattern in patterns:
            self._has[pattern] = self._has.get(pattern, False) or bool(pattern.search(text))

    def _with_pictures(self, text: str) -> str:
        def look_up(element: str, attribute: str, value: str) -> str | None:
            if (element, attribute) != ("img", "src"):
                return value
            source = value.strip()
            picture = from_data_uri(source) if source.startswith("data:") else self._find(unquote(source))
            if picture is None:
                self.lost.append(value[:100])
                return None
            self.pictures[picture.key] = picture
            return f"picture:{picture.key}"

        return nh3.clean(
            text,
            tags=ELEMENTS | {"div", "section", "article"},
            attributes=ATTRIBUTES,
            attribute_filter=look_up,
            url_schemes={"http", "https", "data", "picture", "cid"},
        )


def name_from(html: str) -> str:
    """A name for a question that has none: its first words."""
    words = nfc(html_to_plain(html))
    if len(words) <= NAME_LENGTH:
        return words or _("Question without words")
    return words[:NAME_LENGTH].rsplit(" ", 1)[0] + "…"


def _half_html(text: str) -> str:
    """Moodle's own format: HTML may stand in it, and the ends of lines count where no HTML sets them."""
    text = _NO_TAG.sub("&lt;", text.strip())
    return text if _BLOCK.search(text) else text.replace("\n", "<br>")
