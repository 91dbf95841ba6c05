"""A printed page as people treat it: signed, ticked, filled in, then photographed badly. Deterministic for a seed."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2

from training.attendance.sheets import geometry

DPI = 300
PIXELS = DPI / 25.4
INK = 45


@dataclass(frozen=True)
class Filled:
    """What was done to a row: the bubble marked (or none) and how, whether somebody signed, what it should read as."""

    status: str
    bubble: int | None = None
    how: str = "filled"  # "filled", "tick", "cross", "faint", "two"
    signed: bool = False


def pages_of(pdf: bytes) -> list[np.ndarray]:
    """Each page as a printer puts it on paper, grey."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=DPI / 72, grayscale=True).to_numpy().squeeze().copy() for page in document]


def fill(page: np.ndarray, rows: Sequence[Filled], dice: np.random.Generator) -> np.ndarray:
    """The page with ink on it."""
    page = page.copy()
    for number, row in enumerate(rows):
        if row.signed:
            _sign(page, number, dice)
        if row.bubble is not None:
            _mark(page, number, row.bubble, row.how, dice)
            if row.how == "two":
                _mark(page, number, (row.bubble + 1) % len(geometry.BUBBLES), "filled", dice)
    return page


def photograph(
    page: np.ndarray,
    dice: np.random.Generator,
    *,
    turn: float = 3.0,
    blur: float = 1.6,
    noise: float = 7.0,
    skew: float = 0.03,
    shadow: float = 0.45,
    quality: int = 70,
    longest: int = 3200,
) -> bytes:
    """A JPEG of the page on a table: turned, askew, blurred, noisy and under a shadow."""
    height, width = page.shape
    table = cv2.copyMakeBorder(page, 260, 260, 220, 220, cv2.BORDER_CONSTANT, value=105)
    quarters = round(turn / 90)  # the telephone was held the other way
    table, turn = np.ascontiguousarray(np.rot90(table, quarters)), turn - 90 * quarters
    tall, wide = table.shape
    corners = np.float32([[0, 0], [wide, 0], [wide, tall], [0, tall]])
    moved = corners + dice.uniform(-skew, skew, (4, 2)).astype(np.float32) * np.float32([width, height])
    matrix = cv2.getPerspectiveTransform(corners, moved)
    table = cv2.warpPerspective(table, matrix, (wide, tall), borderValue=105)
    about = cv2.getRotationMatrix2D((wide / 2, tall / 2), turn, 0.93)
    table = cv2.warpAffine(table, about, (wide, tall), borderValue=105)
    light = np.linspace(1.0, 1.0 - shadow, wide, dtype=np.float32)[None, :]  # one line, the same from top to bottom
    edge = int(wide * dice.uniform(0.45, 0.7))
    light[:, edge:] *= 1 - shadow / 3  # the hard edge of somebody's shadow
    shaded = table.astype(np.float32) * cv2.GaussianBlur(light, (0, 0), 20)
    shrink = longest / max(shaded.shape)
    shaded = cv2.resize(shaded, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    blurred = cv2.GaussianBlur(shaded, (0, 0), blur) if blur else shaded
    noisy = blurred + dice.normal(0, noise, blurred.shape)
    _ok, data = cv2.imencode(".jpg", np.clip(noisy, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return data.tobytes()


def _at(x: float, y: float) -> tuple[int, int]:
    return round(x * PIXELS), round(y * PIXELS)


def _stroke(page: np.ndarray, points: Sequence[tuple[float, float]], width: float, ink: int = INK) -> None:
    line = np.array([_at(x, y) for x, y in points], np.int32)
    cv2.polylines(page, [line], False, ink, max(1, round(width * PIXELS)), cv2.LINE_AA)


def _mark(page: np.ndarray, row: int, bubble: int, how: str, dice: np.random.Generator) -> None:
    x, y = geometry.bubble_centre(row, bubble)
    x, y = x + dice.normal(0, 0.25), y + dice.normal(0, 0.25)
    reach = geometry.BUBBLE_RADIUS * dice.uniform(0.75, 1.0)
    if how in ("filled", "two"):
        steps = np.linspace(-reach, reach, 9)
        zigzag = [(x + (-1) ** n * np.sqrt(max(reach**2 - d**2, 0)), y + d) for n, d in enumerate(steps)]
        _stroke(page, zigzag, 0.6)
    elif how == "tick":
        _stroke(page, [(x - reach, y), (x - reach * 0.2, y + reach * 0.8), (x + reach * 1.2, y - reach)], 0.6)
    elif how == "cross":
        _stroke(page, [(x - reach, y - reach), (x + reach, y + reach)], 0.6)
        _stroke(page, [(x - reach, y + reach), (x + reach, y - reach)], 0.6)
    else:
        _stroke(page, [(x - reach * 0.7, y + 0.3), (x + reach * 0.7, y - 0.3)], 0.45, ink=110)


def _sign(page: np.ndarray, row: int, dice: np.random.Generator) -> None:
    box = geometry.signature_box(row).inset(1.8)
    left = box.left + dice.uniform(0, 12)
    length = dice.uniform(14, 26)
    along = np.linspace(0, 1, 60)
    middle = (box.top + box.bottom) / 2
    swing = dice.uniform(1.2, 2.6) * np.sin(along * dice.uniform(12, 26) + dice.uniform(0, 6))
    drift = np.cumsum(dice.normal(0, 0.08, 60))
    points = [(left + length * t, middle + s + d) for t, s, d in zip(along, swing, drift, strict=True)]
    _stroke(page, points, dice.uniform(0.3, 0.5), ink=int(dice.uniform(40, 90)))
