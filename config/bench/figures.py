"""A figure, its budget, and the table they make."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

AT_MOST, AT_LEAST = "≤", "≥"


@dataclass(frozen=True)
class Figure:
    """One measured value; ``budget`` None where it is only told, as a baseline is."""

    name: str
    value: float | None
    unit: str
    budget: float | None = None
    sense: str = AT_MOST
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the budget is kept; a value that could not be measured keeps none."""
        if self.budget is None:
            return None
        if self.value is None:
            return False
        return self.value <= self.budget if self.sense == AT_MOST else self.value >= self.budget


Measurement = Callable[[], Iterator[Figure]]
MEASUREMENTS: dict[str, Measurement] = {}


def measurement(name: str) -> Callable[[Measurement], Measurement]:
    """Register a function that yields figures under a name for ``--only``."""

    def register(function: Measurement) -> Measurement:
        MEASUREMENTS[name] = function
        return function

    return register


def table(figures: Iterable[Figure]) -> str:
    """The figures as aligned text: figure, value, budget, met."""
    rows = [("figure", "value", "budget", "met")]
    for figure in figures:
        budget = "" if figure.budget is None else f"{figure.sense} {_number(figure.budget)} {figure.unit}"
        met = {None: "", True: "yes", False: "NO"}[figure.met]
        note = f"  ({figure.note})" if figure.note else ""
        rows.append((figure.name, f"{_number(figure.value)} {figure.unit}", budget, met + note))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        f"{name:<{widths[0]}}  {value:>{widths[1]}}  {budget:>{widths[2]}}  {met}".rstrip()
        for name, value, budget, met in rows
    )


def write_json(figures: Iterable[Figure], path: Path, **facts: object) -> None:
    rows = [asdict(figure) | {"met": figure.met} for figure in figures]
    path.write_text(json.dumps(facts | {"figures": rows}, ensure_ascii=False, indent=2) + "\n")


def _number(value: float | None) -> str:
    if value is None:
        return "—"
    return f"{value:,.0f}" if value >= 20 or value == int(value) else f"{value:.1f}"
