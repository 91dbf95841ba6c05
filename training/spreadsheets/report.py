"""What an import found: counts, and each error or warning with its place on the sheet."""

from collections import Counter
from dataclasses import asdict, dataclass, field

KEPT_ISSUES = 1000


@dataclass(frozen=True)
class Issue:
    """A sentence about one cell. A warning does not stop the import, an error does."""

    row: int
    column: str
    header: str
    message: str
    is_error: bool = True

    @property
    def place(self) -> str:
        return f"{self.column}{self.row}"


@dataclass
class Report:
    """The outcome of a dry or real run; ``issues`` holds the first thousand, ``errors`` and ``warnings`` count all."""

    counts: Counter = field(default_factory=Counter)
    issues: list[Issue] = field(default_factory=list)
    is_written: bool = False

    def add(self, issue: Issue) -> None:
        self.counts["errors" if issue.is_error else "warnings"] += 1
        if len(self.issues) < KEPT_ISSUES:
            self.issues.append(issue)

    @property
    def has_errors(self) -> bool:
        return self.counts["errors"] > 0

    def issues_as_json(self) -> list[dict]:
        return [asdict(issue) for issue in sorted(self.issues, key=lambda issue: (issue.row, issue.column))]
