"""What this room refuses. Each message is a sentence for the person who asked."""

from datetime import date

from django.utils.translation import gettext as _


class TrainingError(Exception):
    """A refusal of the training room. ``str()`` of it is fit for the screen."""


class NoRegulatedValue(TrainingError):
    """A rule has a gap in its dates."""

    def __init__(self, name: str, day: date):
        super().__init__(
            _("The rule “%(key)s” has no value on %(day)s. Add one under Regulated values, then try again.")
            % {"key": name, "day": day.strftime("%d/%m/%Y")}
        )


class NotAllowed(TrainingError):
    """The person acting may not do this."""


class WrongState(TrainingError):
    """The thing is not in a state in which this can be done."""


class NoPlaceLeft(TrainingError):
    """The class is full; the caller may offer the waiting list."""


class NotEligible(TrainingError):
    """The person does not meet what the class requires; ``findings`` says which conditions and why."""

    def __init__(self, message: str, findings: list[dict]):
        super().__init__(message)
        self.findings = findings


class Clash(TrainingError):
    """Two things would happen at the same time to the same room, lecturer, class or person; ``findings`` says which."""

    def __init__(self, message: str, findings: list | None = None):
        super().__init__(message)
        self.findings = findings or []


class InvalidInput(TrainingError):
    """What was given cannot be right; nothing was saved."""


class InvalidMarks(InvalidInput):
    """Some marks cannot be right; ``by_field`` maps ``(assessment id, enrolment id)`` to the sentence to show there."""

    def __init__(self, message: str, by_field: dict[tuple[int, int], str]):
        super().__init__(message)
        self.by_field = by_field


class Incomplete(InvalidInput):
    """Something is still missing; ``by_field`` holds a sentence for each thing, what was written is kept."""

    def __init__(self, by_field: dict[str, str]):
        super().__init__(" ".join(by_field.values()))
        self.by_field = by_field

    @property
    def missing(self) -> list[str]:
        return list(self.by_field.values())


class Stale(TrainingError):
    """Somebody else changed the thing since it was read. ``by`` and ``at`` say who and when, ``current`` what it is."""

    def __init__(self, message: str, *, by=None, at=None, current: dict | None = None):
        super().__init__(message)
        self.by, self.at, self.current = by, at, current or {}


class ReasonNeeded(InvalidInput):
    """It can be done with a written reason; ``findings`` says what speaks against it."""

    def __init__(self, findings: list):
        super().__init__(
            " ".join([*(finding.sentence for finding in findings), _("Say why it must be so. Nothing was saved.")])
        )
        self.findings = findings
