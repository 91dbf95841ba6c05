"""From a photograph to the page as it was printed: bounded decoding, markers, perspective, shadows. No Django here."""

import io
from dataclasses import dataclass

import cv2
import numpy as np

from training.attendance.sheets import geometry
from training.attendance.sheets.headers import UnreadablePicture, expect_bearable

SCALE = 8  # pixels for a millimetre of the straightened page
WORKING_SIDE = 3400
LEAST_MARKERS = 3
MOST_ERROR = 1.2  # millimetres by which a marker may lie beside its place


@dataclass(frozen=True)
class Page:
    """A straightened page: grey as photographed, and with the light made even (255 is paper)."""

    grey: np.ndarray
    even: np.ndarray
    markers: int


def straighten(content: bytes) -> Page:
    """The page in the picture, turned upright and flat. Raises ``UnreadablePicture``."""
    grey = _decoded(content)
    found = _markers(grey)
    if len(found) < LEAST_MARKERS:
        raise UnreadablePicture(UnreadablePicture.NOT_A_SHEET)
    printed = np.array([point for number in found for point in geometry.marker_corners(number)], np.float32)
    seen = np.concatenate([found[number] for number in found]).astype(np.float32)
    matrix, _mask = cv2.findHomography(seen, printed * SCALE, cv2.RANSAC, MOST_ERROR * SCALE)
    if matrix is None or not _is_flat(matrix, seen, printed):
        raise UnreadablePicture(UnreadablePicture.NOT_A_SHEET)
    size = int(geometry.WIDTH * SCALE), int(geometry.HEIGHT * SCALE)
    page = cv2.warpPerspective(grey, matrix, size, flags=cv2.INTER_LINEAR, borderValue=255)
    return Page(page, _even(page), len(found))


def cut(picture: np.ndarray, box: geometry.Box) -> np.ndarray:
    """The part of a straightened page inside the box."""
    left, top, right, bottom = (round(edge * SCALE) for edge in (box.left, box.top, box.right, box.bottom))
    return picture[max(top, 0) : bottom, max(left, 0) : right]


def as_jpeg(picture: np.ndarray, quality: int = 80) -> bytes:
    _ok, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return data.tobytes()


def _decoded(content: bytes) -> np.ndarray:
    """Grey, and no larger than is needed; only the header is believed before the size is known to be bearable."""
    expect_bearable(io.BytesIO(content))
    grey = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE)
    if grey is None or grey.size == 0:
        raise UnreadablePicture(UnreadablePicture.NOT_A_PICTURE)
    shrink = WORKING_SIDE / max(grey.shape)
    return cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA) if shrink < 1 else grey


def _markers(grey: np.ndarray) -> dict[int, np.ndarray]:
    """The corners of each marker of ours; tried again with the light made even, and on a smaller picture."""
    best: dict[int, np.ndarray] = {}
    for attempt in (lambda: (grey, 1.0), lambda: (_even(grey), 1.0), lambda: _half(grey)):
        picture, factor = attempt()
        found = {number: corners * factor for number, corners in _detected(picture).items()}
        if len(found) > len(best):
            best = found
        if len(best) == len(geometry.MARKERS):
            break
    return best


def _detected(picture: np.ndarray) -> dict[int, np.ndarray]:
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    parameters.adaptiveThreshWinSizeMax = 53
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    corners, numbers, _rejected = cv2.aruco.ArucoDetector(dictionary, parameters).detectMarkers(picture)
    if numbers is None:
        return {}
    found: dict[int, np.ndarray] = {}
    twice: set[int] = set()
    for number, four in zip(map(int, numbers.ravel()), corners, strict=True):
        if number in found:
            twice.add(number)  # a second sheet in the picture, or its reflection
        if number in geometry.MARKERS:
            found[number] = four.reshape(4, 2)
    return {number: four for number, four in found.items() if number not in twice}


def _half(grey: np.ndarray) -> tuple[np.ndarray, float]:
    return cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), 2.0


def _is_flat(matrix: np.ndarray, seen: np.ndarray, printed: np.ndarray) -> bool:
    """Whether most corners fall where they were printed; a crumpled sheet, or none at all, is refused."""
    there = cv2.perspectiveTransform(seen.reshape(-1, 1, 2), matrix).reshape(-1, 2) / SCALE
    return float(np.median(np.linalg.norm(there - printed, axis=1))) < MOST_ERROR


def _even(page: np.ndarray) -> np.ndarray:
    """The page divided by its own paper, so that shadows and vignettes vanish and paper is 255 everywhere."""
    small = cv2.resize(page, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    paper = cv2.dilate(small, np.ones((7, 7), np.uint8))
    paper = cv2.medianBlur(paper, 9)
    paper = cv2.GaussianBlur(paper, (0, 0), 3)
    paper = cv2.resize(paper, (page.shape[1], page.shape[0]), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(page, np.maximum(paper, 1), scale=255)
