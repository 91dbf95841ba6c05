"""One thing that stands against a class meeting, as everybody who looks for such things reports it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ClashFinding:
    """One thing in the way. ``is_warning``: the office may go on; otherwise the meeting cannot be held so."""

    kind: str
    sentence: str
    facts: dict = field(default_factory=dict)
    is_warning: bool = False


def blocking(findings: list[ClashFinding]) -> list[ClashFinding]:
    return [finding for finding in findings if not finding.is_warning]


def warnings(findings: list[ClashFinding]) -> list[ClashFinding]:
    return [finding for finding in findings if finding.is_warning]
