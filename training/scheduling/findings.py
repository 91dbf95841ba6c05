"""One thing that stands against a class meeting, as everybody who looks for such things reports it."""

from dataclasses import dataclass, field

from training.scheduling.drafts.rules_of_planning import RULES, Level


@dataclass(frozen=True)
class Finding:
    """One thing in the way: the rule that says it, how the office takes it, a sentence with who and what."""

    rule: str
    sentence: str
    facts: dict = field(default_factory=dict)
    level: str = Level.BLOCK

    @property
    def name(self):
        """The rule in people's words."""
        return RULES[self.rule].name


def blocking(findings: list[Finding]) -> list[Finding]:
    """What forbids the meeting."""
    return [finding for finding in findings if finding.level == Level.BLOCK]


def to_justify(findings: list[Finding]) -> list[Finding]:
    """What needs a written reason."""
    return [finding for finding in findings if finding.level == Level.JUSTIFY]


def warnings(findings: list[Finding]) -> list[Finding]:
    """What deserves a thought."""
    return [finding for finding in findings if finding.level == Level.WARN]
