"""The rules a refusal may state: a regulated list, so that each names its basis and holds from one day to another."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from training.errors import InvalidInput
from training.regulations.queries import value_on

KEY = "nomination.refusal_grounds"


@dataclass(frozen=True)
class Ground:
    """One rule by which a nomination is refused."""

    code: str
    name: str
    basis: str

    def __str__(self) -> str:
        return f"{self.name} ({self.basis})" if self.basis else self.name


def grounds() -> list[Ground]:
    """The rules in force today, in their order."""
    return [Ground(row["code"], row["name"], row.get("basis", "")) for row in value_on(KEY)]


def ground_text(code: str) -> str:
    """The words of a rule as they stand today; empty for no code. Raises ``InvalidInput`` for a code not in force."""
    if not code:
        return ""
    for ground in grounds():
        if ground.code == code:
            return str(ground)
    raise InvalidInput(_("This rule of refusal is not in force. Choose another."))
