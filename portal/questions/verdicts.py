"""What the figures of a question mean, in words; its answers by the names learners know them by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from curriculum.models import QuestionStatistics
from curriculum.questions.cleaning import html_to_plain
from curriculum.questions.content import Kind, QuestionContent
from curriculum.questions.statistics import FEWEST

HARD, EASY = 0.3, 0.85
POOR, GOOD = 0.2, 0.3
IDLE = 0.05  # a wrong choice that fewer take does not work
BANDS = ("0 %", "1–49 %", "50–99 %", "100 %")


@dataclass(frozen=True)
class AnswerLine:
    """One answer beside how many gave it; shares in hundredths."""

    label: str
    is_right: bool
    count: int
    best: int | None
    weakest: int | None
    note: str = ""


def facility_in_words(value: float | None) -> str:
    if value is None:
        return ""
    return gettext("hard") if value < HARD else gettext("easy") if value > EASY else gettext("of middle difficulty")


def discrimination_in_words(value: float | None) -> str:
    if value is None:
        return gettext("cannot be said yet")
    if value < 0:
        return gettext("tells the wrong way round")
    if value < POOR:
        return gettext("hardly tells people apart")
    return gettext("tells people apart") if value < GOOD else gettext("tells people apart well")


def lines_of(said: QuestionContent, figures: QuestionStatistics) -> list[AnswerLine]:
    """The answers as the page names them; essays have none."""
    if said.kind in (Kind.ESSAY, Kind.SITUATION):
        return []
    labels, right = _labels(said), _right(said)
    return [_line(row, labels, right, figures.count) for row in figures.answers]


def spread_of(figures: QuestionStatistics) -> list[tuple[str, int]]:
    """How many reached which share of the points."""
    return list(zip(BANDS, figures.bands, strict=True))


def _line(row: Mapping[str, Any], labels: Mapping[str, str], right: set[str], count: int) -> AnswerLine:
    key, is_right = row["key"], row["key"] in right
    best, weakest = (None if row[name] is None else round(row[name] * 100) for name in ("best", "weakest"))
    note = ""
    if key in labels and not is_right and count >= FEWEST:
        if row["count"] < count * IDLE:
            note = gettext("draws hardly anybody")
        elif best is not None and weakest is not None and best > weakest:
            note = gettext("draws the best more than the weakest")
    label = labels.get(key, key) or gettext("no answer")
    return AnswerLine(label, is_right, row["count"], best, weakest, note)


def _labels(said: QuestionContent) -> dict[str, str]:
    labels = {option.key: html_to_plain(option.text) for option in said.options}
    for pair in said.pairs:
        prompt = html_to_plain(pair.prompt)
        labels |= {f"{pair.key}={other.key}": f"{prompt} → {other.answer}" for other in said.pairs if prompt}
    return labels


def _right(said: QuestionContent) -> set[str]:
    right = {option.key for option in said.options if option.credit > 0}
    for pair in said.pairs:
        right |= {f"{pair.key}={other.key}" for other in said.pairs if other.answer == pair.answer}
    return right | ({" → ".join(item.key for item in said.items)} if said.items else set())
