"""Moodle's syntax for gaps in a text: ``{1:MULTICHOICE:=right#well done~wrong}``."""

import re
from dataclasses import dataclass
from decimal import Decimal
from html import escape, unescape

from django.utils.translation import gettext as _

from curriculum.questions.checking import GAP
from curriculum.questions.content import Accepted, Gap, Option
from curriculum.questions.formats.answers import WHOLE, accepted_number, gap_mark, key, share
from curriculum.questions.formats.reading import BadQuestion, NotOurs
from curriculum.questions.formats.texts import Texts

_BEGIN = re.compile(r"\{\s*(\d{0,3})\s*:\s*([A-Z_]+)\s*:", re.I)
_ESCAPE = re.compile(r"\\([}#~/\"\\=])")
_FIRST = 0xE020
_MARKS = '}#~/"\\='
_HIDDEN = {mark: chr(_FIRST + place) for place, mark in enumerate(_MARKS)}
_SHOWN = str.maketrans({chr(_FIRST + place): mark for place, mark in enumerate(_MARKS)})
_NUMBERED = re.compile(r"&#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6});")
_SHARE = re.compile(r"%(-?[\d.,]{1,12})%")

SHORT = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
CASE_SENSITIVE = {"SHORTANSWER_C", "SAC", "MWC"}
NUMERICAL = {"NUMERICAL", "NM"}
CHOICE = {
    *("MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"),
    *("MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"),
}
SHUFFLED = {"MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"}


@dataclass(frozen=True)
class GappedText:
    """The text with ``{{key}}`` where gaps are, and what belongs there."""

    text: str
    gaps: tuple[Gap, ...]
    is_case_sensitive: bool
    is_shuffled: bool
    mixes_cases: bool


def read_gaps(text: str, texts: Texts, style: str) -> GappedText:
    """The gaps of a text as the file writes it. Raises ``BadQuestion``, or ``NotOurs`` for gaps we do not have.

    Gaps are taken out before the rest is cleaned: what stands in them need not be HTML that fits its surroundings.
    """
    text = _NUMBERED.sub(_named, text)
    if GAP.search(text):
        raise BadQuestion(_("The text holds {{…}}, which marks gaps here. Write it in another way."))
    pieces: list[str] = []
    gaps: list[Gap] = []
    kinds: list[str] = []
    place = 0
    while found := _BEGIN.search(text, place):
        end = _end(text, found.end())
        number = str(len(gaps) + 1)
        kind = found[2].upper()
        gaps.append(_gap(number, int(found[1] or 1), kind, text[found.end() : end], texts, style))
        kinds.append(kind)
        pieces += [text[place : found.start()], gap_mark(number)]
        place = end + 1
    pieces.append(text[place:])
    typed = [kind for kind in kinds if kind in SHORT]
    case_sensitive = [kind for kind in typed if kind in CASE_SENSITIVE]
    return GappedText(
        texts.html("".join(pieces), style),
        tuple(gaps),
        is_case_sensitive=bool(typed) and len(case_sensitive) == len(typed),
        is_shuffled=any(kind in SHUFFLED for kind in kinds),
        mixes_cases=0 < len(case_sensitive) < len(typed),
    )


def _end(text: str, place: int) -> int:
    """The brace that ends a gap; ``\\}`` does not."""
    while True:
        end = text.find("}", place)
        if end < 0:
            raise BadQuestion(_("A gap is not closed: its } is missing."))
        if text[end - 1] != "\\":
            return end
        place = end + 1


def _gap(number: str, points: int, kind: str, written: str, texts: Texts, style: str) -> Gap:
    answers = _ESCAPE.sub(lambda found: _HIDDEN[found[1]], written).split("~")
    read = [_answer(answer, texts, style) for answer in answers if answer.strip()]
    if kind in CHOICE:
        options = [Option(key(place), text, credit, feedback) for place, (text, credit, feedback) in enumerate(read)]
        return Gap(number, points, options=tuple(options))
    if kind in SHORT:
        accepted = [Accepted(text, credit, feedback) for text, credit, feedback in read]
        return Gap(number, points, accepted=tuple(accepted))
    if kind in NUMERICAL:
        numbers = [
            accepted_number(text, credit=credit, feedback=feedback) for text, credit, feedback in read if text != "*"
        ]
        return Gap(number, points, numbers=tuple(numbers))
    raise NotOurs(_("A gap of the kind %(kind)s does not exist here.") % {"kind": kind[:40]})


def _answer(written: str, texts: Texts, style: str) -> tuple[str, Decimal, str]:
    answer, _hash, feedback = written.strip().partition("#")
    credit = Decimal(0)
    weighed = _SHARE.match(answer)
    if weighed:
        credit, answer = share(weighed[1]), answer[weighed.end() :]
    elif answer.startswith("="):
        credit, answer = WHOLE, answer[1:]
    return texts.plain(answer.translate(_SHOWN), style), credit, texts.html(feedback.translate(_SHOWN), style)


def _named(found: re.Match) -> str:
    """A letter that HTML writes by its number; the # of it would begin a feedback."""
    return escape(unescape(found[0]), quote=False)
