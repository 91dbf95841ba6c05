"""Where everything stands on the sign-in sheet, in millimetres from the top left corner of an A4 page.

The printing and the reading side share this and nothing else. Positions are part of the printed paper: a sheet printed
yesterday is read tomorrow, so a change of anything here needs another ``VERSION`` in the code.
"""

from collections.abc import Iterator
from dataclasses import dataclass

VERSION = "1"
WIDTH, HEIGHT = 210.0, 297.0

# Fiducial markers (ArUco, dictionary 4×4, 50): four corners and the middle of both sides. Number: left and top edge.
MARKER_SIZE = 9.0
MARKERS: dict[int, tuple[float, float]] = {
    0: (8.0, 8.0),
    1: (193.0, 8.0),
    2: (193.0, 280.0),
    3: (8.0, 280.0),
    4: (8.0, 144.0),
    5: (193.0, 144.0),
}
# Their inner 4×4 cells, row by row, 1 is white: the web process draws them without loading the vision library.
MARKER_CELLS: dict[int, str] = {
    0: "1011010100110010",
    1: "0000111110011010",
    2: "0011001100101101",
    3: "1001100101000110",
    4: "0101010010011110",
    5: "0111100111001101",
}

CODE = (162.0, 34.0, 26.0)  # left, top and side of the QR code
ROWS_A_PAGE = 20
FIRST_ROW, ROW_HEIGHT = 74.0, 9.6

NUMBER = (22.0, 30.0)
NAME = (30.0, 90.0)
SIGNATURE = (90.0, 136.0)
BUBBLES = (142.5, 155.5, 168.5, 181.5)
BUBBLE_COLUMN = 13.0
RIGHT = 188.0
BUBBLE_RADIUS = 2.3
STATUSES = ("present", "late", "excused", "unexcused")  # in the order of the bubbles


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def inset(self, by: float) -> "Box":
        return Box(self.left + by, self.top + by, self.right - by, self.bottom - by)


def row_top(row: int) -> float:
    return FIRST_ROW + row * ROW_HEIGHT


def row_box(row: int) -> Box:
    return Box(NUMBER[0], row_top(row), RIGHT, row_top(row) + ROW_HEIGHT)


def answer_box(row: int) -> Box:
    """What somebody wrote on a row: signature and bubbles."""
    return Box(SIGNATURE[0], row_top(row), RIGHT, row_top(row) + ROW_HEIGHT)


def signature_box(row: int) -> Box:
    return Box(SIGNATURE[0], row_top(row), SIGNATURE[1], row_top(row) + ROW_HEIGHT)


def bubble_centre(row: int, bubble: int) -> tuple[float, float]:
    return BUBBLES[bubble], row_top(row) + ROW_HEIGHT / 2


def marker_corners(number: int) -> list[tuple[float, float]]:
    """The corners of a marker, clockwise from its top left."""
    left, top = MARKERS[number]
    right, bottom = left + MARKER_SIZE, top + MARKER_SIZE
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def black_cells(number: int) -> Iterator[tuple[float, float]]:
    """The left and top edge of each black cell of a marker, its border included; cells are ``cell_size`` wide."""
    left, top = MARKERS[number]
    cells = MARKER_CELLS[number]
    for row in range(6):
        for column in range(6):
            inside = 0 < row < 5 and 0 < column < 5
            if not inside or cells[(row - 1) * 4 + column - 1] == "0":
                yield left + column * cell_size(), top + row * cell_size()


def cell_size() -> float:
    return MARKER_SIZE / 6


def pages_of(count: int) -> int:
    return max(1, -(-count // ROWS_A_PAGE))
