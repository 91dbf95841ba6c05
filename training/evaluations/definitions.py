"""What an evaluation form asks: five groups of statements to agree with from 1 to 5, and a few questions in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

SCALE = (1, 2, 3, 4, 5)
LECTURER = "lecturer-"


@dataclass(frozen=True)
class Question:
    """One statement; ``lecturer`` is the key of the lecturer it speaks of, None where it speaks of the class."""

    id: str
    text: str
    lecturer: int | None = None


@dataclass(frozen=True)
class Group:
    id: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Form:
    """A version of the form in the language of the screen, with the lecturers of one class."""

    groups: tuple[Group, ...]
    texts: tuple[Question, ...]

    def questions(self) -> Iterator[Question]:
        for group in self.groups:
            yield from group.questions


def form_of(definition: dict[str, Any], lecturers: Sequence[dict[str, Any]]) -> Form:
    """``lecturers``: ``{"id", "name"}`` as frozen when the evaluation was opened; each is a line of its own."""
    groups = []
    for group in definition["groups"]:
        questions = [Question(one["id"], _said(one, "text")) for one in group["questions"]]
        if group.get("per_lecturer"):
            questions += [Question(f"{LECTURER}{one['id']}", one["name"], one["id"]) for one in lecturers]
        groups.append(Group(group["id"], _said(group, "title"), tuple(questions)))
    return Form(tuple(groups), tuple(Question(one["id"], _said(one, "text")) for one in definition["texts"]))


def _said(row: dict[str, Any], name: str) -> str:
    return (row.get(f"{name}_en", "") if get_language() == "en" else "") or row[f"{name}_vi"]
