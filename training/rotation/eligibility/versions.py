"""The numbers of the rules that figures ask for as well: read from the version of the day, so each has one source."""

from dataclasses import dataclass
from datetime import date

from training.rotation.eligibility.models import PostingRule


@dataclass(frozen=True)
class Versions:
    """The versions of the rules of one kind, in the order of rules and days."""

    rows: tuple[PostingRule, ...]

    def on(self, day: date) -> PostingRule | None:
        return next((rule for rule in self.rows if rule.is_valid_on(day)), None)

    def years_on(self, day: date) -> int | None:
        """The number of years of the day; None where no version holds."""
        rule = self.on(day)
        return rule.parameters["years"] if rule else None


def versions_of(kind: str, group: str = PostingRule.Group.EVERYBODY) -> Versions:
    """One query."""
    rows = PostingRule.objects.filter(kind=kind, group=group).order_by("order", "code", "valid_from")
    return Versions(tuple(rows))


def youth() -> Versions:
    """Below which age somebody is young who is posted."""
    return versions_of(PostingRule.Kind.AGE_BELOW, PostingRule.Group.YOUNG)


def years_left() -> Versions:
    return versions_of(PostingRule.Kind.YEARS_LEFT)
