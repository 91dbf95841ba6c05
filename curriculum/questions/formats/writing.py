"""What every writer of a question file gives: the bytes, and a sentence for each thing the format cannot say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from curriculum.questions.cleaning import PICTURE
from curriculum.questions.content import Kind, Picture, QuestionContent
from curriculum.questions.formats.reading import OUR_IDENTITIES, Problem, ReadQuestion, Weight


@dataclass(frozen=True)
class Written:
    """A file made of questions. ``losses`` names what is not in it: whole questions (left out) or parts (notes)."""

    content: bytes
    name: str
    losses: tuple[Problem, ...] = ()


class Losses:
    """Gathers what a format cannot say."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def leave_out(self, content: QuestionContent, sentence: str) -> None:
        self.problems.append(Problem(0, content.name, sentence, Weight.LEFT_OUT))

    def note(self, content: QuestionContent, sentence: str) -> None:
        self.problems.append(Problem(0, content.name, sentence, Weight.NOTE))

    def of_marking(self, content: QuestionContent) -> None:
        """What no format of others knows."""
        if content.rubric:
            self.note(content, _("The rubric is not in the file."))
        if content.folds_tones:
            self.note(content, _("That answers without tone marks count as well is not in the file."))


def said_of_kind(questions: Sequence[ReadQuestion], losses: Losses) -> Iterator[ReadQuestion]:
    """The questions of kinds that other systems have."""
    for question in questions:
        if question.content.kind == Kind.SITUATION:
            losses.leave_out(question.content, _("Situations with a rubric do not exist in this format."))
        else:
            losses.of_marking(question.content)
            yield question


def written_identity(question: ReadQuestion) -> str:
    """The number a file gives the question, so that reading it again finds the same one; a name needs none."""
    if question.identity == f"name:{question.content.name}"[:200]:
        return ""
    bare = question.identity.removeprefix("id:")
    return question.identity if bare.startswith(OUR_IDENTITIES) else bare


def pictures_of(text: str, pictures: dict[str, Picture]) -> list[Picture]:
    """The pictures a text shows, each once, as far as their files are there."""
    return [pictures[key] for key in dict.fromkeys(PICTURE.findall(text)) if key in pictures]


def file_name_of(picture: Picture) -> str:
    """A name within the file that no other picture has."""
    path = PurePosixPath(picture.name)
    return f"{path.stem}-{picture.key[:8]}{path.suffix}".replace(" ", "-")
