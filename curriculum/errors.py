"""What this room refuses. Each message is a sentence for the person who asked."""

from collections.abc import Sequence


class CurriculumError(Exception):
    """A refusal of the curriculum room. ``str()`` of it is fit for the screen."""


class NotAllowed(CurriculumError):
    """The person acting may not do this."""


class WrongState(CurriculumError):
    """The thing is not in a state in which this can be done."""


class InvalidInput(CurriculumError):
    """What was given cannot be right; nothing was saved."""


class ImpossibleContent(InvalidInput):
    """A question that nobody could answer or mark; ``sentences`` says each thing that stands in the way."""

    def __init__(self, sentences: Sequence[str]):
        super().__init__(" ".join(sentences))
        self.sentences = list(sentences)


class MalformedResponse(InvalidInput):
    """A response that no page of ours sends: a choice that does not exist, a text where a list belongs."""
