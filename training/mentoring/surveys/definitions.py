"""What the survey asks: a statement for each competency, answered from 1 to 5 or not at all, and two open questions."""

from dataclasses import dataclass
from typing import Any

from training.mentoring.definitions import SCALE, in_language

CODE = "F7"
LONGEST = 1500  # characters of an open answer


@dataclass(frozen=True)
class Statement:
    """One statement; ``competency`` is the code of what it speaks of."""

    id: str
    competency: str
    text: str


@dataclass(frozen=True)
class Question:
    id: str
    text: str
    help: str


@dataclass(frozen=True)
class SurveyForm:
    """A version of the form in the language of the screen."""

    name: str
    statements: tuple[Statement, ...]
    questions: tuple[Question, ...]
    scale: tuple[tuple[int, str], ...]


def survey_form(definition: dict[str, Any]) -> SurveyForm:
    """The statements, questions and words of the scale of a version of F7."""
    return SurveyForm(
        name=in_language(definition, "name"),
        statements=tuple(
            Statement(one["id"], one["competency"], in_language(one, "text")) for one in definition["statements"]
        ),
        questions=tuple(
            Question(one["id"], in_language(one, "text"), in_language(one, "help")) for one in definition["questions"]
        ),
        scale=tuple((score, in_language(definition["scale"][str(score)], "label")) for score in SCALE),
    )
