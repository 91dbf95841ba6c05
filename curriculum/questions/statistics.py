"""How a question did: how hard it was, whether it told the able from the others, what its wrong choices drew. Pure.

*Facility* is the mean share of the points, 0 to 1. *Discrimination* is the correlation of this share with what the
same person reached in the rest of the quiz (point-biserial for questions that are right or wrong); the question itself
is left out of the rest, or short quizzes would flatter it. *Difference* is the facility in the best 27 % less that in
the weakest 27 % (Kelley). Neither is given where it cannot be: too few people, or all alike.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from curriculum.questions.content import Kind, QuestionContent
from curriculum.questions.marking import asked
from curriculum.vietnamese.text import nfc

FEWEST = 10  # below this nothing is said of discrimination
TAIL = 0.27
MOST_TEXTS = 8


@dataclass(frozen=True)
class Row:
    """One person's answer: the share of the points, the share reached in the rest of the quiz, the response."""

    share: float
    rest: float | None
    response: Mapping[str, Any]


@dataclass(frozen=True)
class Figures:
    """What is stored of one version; ``answers`` counts what was chosen or typed, by all, the best and the weakest."""

    count: int
    facility: float | None
    discrimination: float | None
    difference: float | None
    bands: list[int]
    answers: list[dict[str, Any]]


def figures_of(content: QuestionContent, rows: Sequence[Row]) -> Figures:
    """The figures of one version from the first attempts of those who were asked it."""
    ranked = sorted((row for row in rows if row.rest is not None), key=lambda row: row.rest or 0.0)
    tail = round(len(ranked) * TAIL)
    enough = len(ranked) >= FEWEST
    weakest, best = (ranked[:tail], ranked[len(ranked) - tail :]) if enough else ([], [])
    return Figures(
        count=len(rows),
        facility=_rounded(_mean([row.share for row in rows])) if rows else None,
        discrimination=_rounded(_correlation([(row.share, row.rest or 0.0) for row in ranked])) if enough else None,
        difference=_rounded(_mean([row.share for row in best]) - _mean([row.share for row in weakest]))
        if enough
        else None,
        bands=_bands(rows),
        answers=_answers(content, rows, best, weakest),
    )


def _bands(rows: Sequence[Row]) -> list[int]:
    """How many earned nothing, less than half, half or more, everything."""
    counted = [0, 0, 0, 0]
    for row in rows:
        counted[0 if row.share <= 0 else 1 if row.share < 0.5 else 2 if row.share < 1 else 3] += 1
    return counted


def _answers(
    content: QuestionContent, rows: Sequence[Row], best: Sequence[Row], weakest: Sequence[Row]
) -> list[dict[str, Any]]:
    everybody, able, others = (_tally(content, group) for group in (rows, best, weakest))
    named = list(_named(content)) or [name for name, _count in everybody.most_common(MOST_TEXTS)]
    return [
        {
            "key": name,
            "count": everybody[name],
            "best": _rounded(able[name] / len(best)) if best else None,
            "weakest": _rounded(others[name] / len(weakest)) if weakest else None,
        }
        for name in [*named, ""]
        if name or everybody[name]
    ]


def _named(content: QuestionContent) -> Iterator[str]:
    """What can be chosen; texts and numbers are named by who typed them."""
    yield from (option.key for option in content.options)
    yield from (f"{pair.key}={other.key}" for pair in asked(content) for other in content.pairs)


def _tally(content: QuestionContent, rows: Sequence[Row]) -> Counter[str]:
    """How often each answer was given; the empty name is no answer at all."""
    counted: Counter[str] = Counter()
    for row in rows:
        counted.update(set(_given(content, row.response)) or {""})
    return counted


def _given(content: QuestionContent, response: Mapping[str, Any]) -> Iterator[str]:
    match content.kind:
        case Kind.SINGLE | Kind.TRUE_FALSE if response:
            yield response["choice"]
        case Kind.MULTIPLE:
            yield from response.get("choices", ())
        case Kind.MATCHING:
            yield from (f"{prompt}={chosen}" for prompt, chosen in response.get("pairs", {}).items())
        case Kind.NUMERICAL | Kind.SHORT_ANSWER:
            text = nfc(response.get("text", ""))[:60].casefold()
            if text:
                yield text
        case Kind.ORDERING if response:
            yield " → ".join(response["order"])
        case Kind.CLOZE:
            yield from (
                f"{key}={nfc(value)[:60].casefold()}" for key, value in response.get("gaps", {}).items() if value
            )
        case _ if response.get("text"):
            yield "…"


def _correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's; None where one side does not vary."""
    left, right = _mean([one for one, _other in pairs]), _mean([other for _one, other in pairs])
    both = sum((one - left) * (other - right) for one, other in pairs)
    spread = math.sqrt(sum((one - left) ** 2 for one, _ in pairs) * sum((other - right) ** 2 for _, other in pairs))
    return both / spread if spread > 1e-9 else None


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
