"""A unit's history as a picture: what it came from on the left, what became of it on the right, time across."""

from dataclasses import dataclass
from datetime import date
from textwrap import wrap

from training.units.models import Unit
from training.units.queries import UnitHistory

BOX_WIDTH, BOX_HEIGHT = 154, 60
GAP_ACROSS, GAP_DOWN = 56, 12
HEAD = 28
LINE = 21  # letters of a name that fit on one line


@dataclass(frozen=True)
class Box:
    """One unit in the picture."""

    unit: Unit
    x: int
    y: int
    is_subject: bool

    @property
    def lines(self) -> list[tuple[int, str]]:
        names = wrap(self.unit.name, LINE, max_lines=2, placeholder="…")
        top = self.y + (26 if len(names) == 1 else 19)
        return [(top + 16 * place, name) for place, name in enumerate(names)]

    @property
    def text_x(self) -> int:
        return self.x + 12

    @property
    def foot_y(self) -> int:
        return self.y + BOX_HEIGHT - 9


@dataclass(frozen=True)
class Band:
    """What went from one unit to another: a curve, drawn broad and solid when whole, thin and dashed when partial."""

    path: str
    is_whole: bool


@dataclass(frozen=True)
class Heading:
    """The day on which the units of a column began; none over the oldest."""

    x: int
    day: date | None


@dataclass(frozen=True)
class Picture:
    """Boxes and bands, placed."""

    boxes: list[Box]
    bands: list[Band]
    headings: list[Heading]
    width: int
    height: int
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT

    @property
    def columns(self) -> int:
        return min(len(self.headings), 5)


def draw(history: UnitHistory) -> Picture | None:
    """Place the units of a history, a column for each day on which some began; None where nothing ever changed."""
    if not history.changes:
        return None
    days = sorted({unit.valid_from for unit in history.units})
    columns = [[unit for unit in history.units if unit.valid_from == day] for day in days]
    tallest = max(map(len, columns)) * (BOX_HEIGHT + GAP_DOWN) - GAP_DOWN
    boxes: dict[int, Box] = {}
    for place, units in enumerate(columns):
        x = place * (BOX_WIDTH + GAP_ACROSS)
        free = tallest - (len(units) * (BOX_HEIGHT + GAP_DOWN) - GAP_DOWN)
        for down, unit in enumerate(units):
            y = HEAD + free // 2 + down * (BOX_HEIGHT + GAP_DOWN)
            boxes[unit.pk] = Box(unit, x, y, unit.pk == history.subject.pk)
    bands = [
        Band(_curve(boxes[change.predecessor], boxes[change.successor]), change.extent == "whole")
        for change in history.changes
    ]
    headings = [Heading(place * (BOX_WIDTH + GAP_ACROSS), day if place else None) for place, day in enumerate(days)]
    width = len(days) * (BOX_WIDTH + GAP_ACROSS) - GAP_ACROSS
    return Picture(list(boxes.values()), bands, headings, width, HEAD + tallest + 2)


def _curve(left: Box, right: Box) -> str:
    x1, y1 = left.x + BOX_WIDTH, left.y + BOX_HEIGHT // 2
    x2, y2 = right.x, right.y + BOX_HEIGHT // 2
    bend = x2 - GAP_ACROSS // 2
    start = x2 - GAP_ACROSS
    return f"M{x1} {y1}H{start}C{bend} {y1} {bend} {y2} {x2} {y2}"
