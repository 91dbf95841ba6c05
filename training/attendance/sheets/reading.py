"""Reading a photographed sign-in sheet back: which bubble is filled, who signed, and where one had better look.

No Django here: bytes in, rows out. A row is read so:

- one bubble clearly filled: that state;
- no bubble, but a signature in the box: present;
- neither: proposed as unexcused, and pointed out;
- two bubbles, a faint one, or a signature beside "absent": the likelier one is proposed, and pointed out.
"""

from dataclasses import dataclass, field

import cv2
import numpy as np

from training.attendance.sheets import geometry
from training.attendance.sheets.headers import UnreadablePicture
from training.attendance.sheets.pictures import SCALE, Page, as_jpeg, cut, straighten

# Ink of a bubble or a box, between 0 (paper) and 1 (black all over), beyond that of an empty one.
FILLED, FAINT = 0.12, 0.03
SIGNED, TRACE = 0.009, 0.004
NO_INK = 0.18  # what is lighter than this is paper, dust or the reverse side
PRESENT, ABSENT = "present", ("excused", "unexcused")


@dataclass(frozen=True)
class ReadRow:
    """One row of the page: the state read, how sure that is (0 to 1), and why one had better look."""

    row: int
    status: str
    confidence: float
    doubt: str = ""  # "", "two_marks", "faint", "signed_absent", "empty", "faint_signature"
    ink: tuple[float, ...] = ()
    signature: float = 0.0


@dataclass(frozen=True)
class ReadPage:
    """A page of the sheet: the text of its code, its rows, and the straightened picture (JPEG)."""

    code: str
    rows: list[ReadRow]
    picture: bytes = field(repr=False)


def read_page(content: bytes, rows_on_page=lambda code: geometry.ROWS_A_PAGE) -> ReadPage:
    """Read a photograph (JPEG or PNG). ``rows_on_page`` says for a code how many rows are printed.

    Raises ``UnreadablePicture``.
    """
    page = straighten(content)
    code = _code(page)
    if not code:
        raise UnreadablePicture(UnreadablePicture.NO_CODE)
    return ReadPage(code, read_rows(page, rows_on_page(code)), as_jpeg(page.grey))


def read_rows(page: Page, count: int) -> list[ReadRow]:
    """The first ``count`` rows of a straightened page."""
    count = min(max(count, 0), geometry.ROWS_A_PAGE)
    ink = np.array([[_bubble_ink(page, row, n) for n in range(len(geometry.BUBBLES))] for row in range(count)])
    if not count:
        return []
    # Most bubbles are empty: their ink is that of the printed ring and of the paper, and is taken off all of them.
    ink = np.maximum(ink - np.quantile(ink, 0.25), 0)
    signatures = np.array([_signature_ink(page, row) for row in range(count)])
    signatures = np.maximum(signatures - min(float(signatures.min()), TRACE), 0)
    return [_decide(row, ink[row], float(signatures[row])) for row in range(count)]


def _decide(row: int, ink: np.ndarray, signature: float) -> ReadRow:
    order = np.argsort(ink)[::-1]
    first, second = float(ink[order[0]]), float(ink[order[1]])
    status = geometry.STATUSES[int(order[0])]
    measured = tuple(round(float(value), 3) for value in ink)

    def verdict(state: str, confidence: float, doubt: str = "") -> ReadRow:
        return ReadRow(row, state, confidence, doubt, measured, round(signature, 4))

    if first >= FILLED:
        if second >= FAINT and second > first * 0.45:
            return verdict(status, 0.4, "two_marks")
        if status in ABSENT and signature >= SIGNED:
            return verdict(status, 0.5, "signed_absent")
        return verdict(status, _sure(first - max(second, 0.0), FILLED))
    if first >= FAINT:
        return verdict(status, 0.3, "faint")
    if signature >= SIGNED:
        return verdict(PRESENT, _sure(signature, SIGNED))
    if signature >= TRACE:
        return verdict(PRESENT, 0.3, "faint_signature")
    return verdict("unexcused", 0.2, "empty")


def _sure(value: float, threshold: float) -> float:
    """From 0.6 at the threshold towards 1 at three times it."""
    return round(min(1.0, 0.6 + 0.2 * (value / threshold - 1)), 2)


def _bubble_ink(page: Page, row: int, bubble: int) -> float:
    """How much of the inside of a bubble is inked, at the best of a few places around where it was printed.

    Paper bends: the ring is looked for within half a millimetre, and its inside measured there.
    """
    x, y = geometry.bubble_centre(row, bubble)
    side = _RING.shape[0]
    left, top = (round(place * SCALE - side / 2) for place in (x, y))
    window = _ink(page.even[top : top + side, left : left + side])
    fits = cv2.matchTemplate(np.pad(window, _SHIFT, mode="edge"), _RING, cv2.TM_CCORR)
    _least, _most, _at, (right, down) = cv2.minMaxLoc(fits)
    shift = np.array([[1, 0, _SHIFT - right], [0, 1, _SHIFT - down]], np.float32)
    window = cv2.warpAffine(window, shift, (side, side), borderMode=cv2.BORDER_REPLICATE)
    return float(window[_INSIDE].mean())


def _signature_ink(page: Page, row: int) -> float:
    return float(_ink(cut(page.even, geometry.signature_box(row).inset(1.3))).mean())


def _ink(part: np.ndarray) -> np.ndarray:
    """0 for paper, 1 for black; what is nearly white counts as paper."""
    dark = 1 - part.astype(np.float32) / 255
    return np.clip((dark - NO_INK) / (1 - NO_INK), 0, 1)


def _code(page: Page) -> str:
    """The text of the QR code, tried as photographed, evened, enlarged and sharpened."""
    left, top, side = geometry.CODE
    box = geometry.Box(left, top, left + side, top + side).inset(-3)
    grey, even = cut(page.grey, box), cut(page.even, box)
    double = cv2.resize(even, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    sharp = cv2.addWeighted(double, 2.2, cv2.GaussianBlur(double, (0, 0), 5), -1.2, 0)
    _level, black = cv2.threshold(cv2.GaussianBlur(double, (0, 0), 1.5), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    for picture in (grey, even, double, sharp, black):
        for detector in (cv2.QRCodeDetector(), cv2.QRCodeDetectorAruco()):
            try:
                text, _corners, _straight = detector.detectAndDecode(picture)
            except cv2.error:  # raised for degenerate candidates; the next attempt may do
                continue
            if text:
                return text
    return ""


def _discs() -> tuple[np.ndarray, np.ndarray]:
    """A ring as it is printed, a little blurred, and the inside of it, in a window around the centre."""
    side = round((geometry.BUBBLE_RADIUS + 0.9) * 2 * SCALE)
    down, right = np.mgrid[0:side, 0:side]
    distance = np.hypot(down - (side - 1) / 2, right - (side - 1) / 2) / SCALE
    ring = (np.abs(distance - geometry.BUBBLE_RADIUS) < 0.2).astype(np.float32)
    return cv2.GaussianBlur(ring, (0, 0), 1.5), distance < geometry.BUBBLE_RADIUS - 0.55


_SHIFT = round(0.5 * SCALE)
_RING, _INSIDE = _discs()
