"""A real sheet is printed, signed, photographed badly and read back: figures of the whole way."""

import io
import subprocess
import sys
from time import perf_counter

import cv2
import numpy as np
import pytest
from PIL import Image

from django.db import transaction

from portal.papers.sign_in import render_sign_in_sheet
from tests.cast import Cast
from tests.factories.training import ClassMeetingFactory, EnrolmentFactory, LecturerFactory
from tests.training.attendance.sheets.paper import Filled, fill, pages_of, photograph
from training.attendance.sheets import geometry
from training.attendance.sheets.codes import read_code
from training.attendance.sheets.headers import UnreadablePicture
from training.attendance.sheets.reading import read_page
from training.attendance.sheets.services import print_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]


@pytest.fixture(scope="module")
def pages(django_db_setup, django_db_blocker):
    """The four pages of a sheet of eighty people, as a printer puts them on paper: printed once, only read by tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast, meeting = Cast(), ClassMeetingFactory(lecturer=LecturerFactory())
        people = EnrolmentFactory.create_batch(80, training_class=meeting.training_class, unit=cast.ward)
        sheet = print_sheet(meeting, people, by=cast.training_office)
        printed = pages_of(render_sign_in_sheet(sheet, people))
        transaction.set_rollback(True)
    for page in printed:
        page.flags.writeable = False
    return printed


def what_people_did(dice, count=geometry.ROWS_A_PAGE) -> list[Filled]:
    """Mostly signatures; the others ticked, crossed or filled in."""
    rows = []
    for chance in dice.random(count):
        how = str(dice.choice(["filled", "tick", "cross"]))
        if chance < 0.62:
            rows.append(Filled("present", signed=True))
        elif chance < 0.72:
            rows.append(Filled("present", 0, how, signed=bool(dice.random() < 0.5)))
        elif chance < 0.8:
            rows.append(Filled("late", 1, how, signed=True))
        else:
            bubble = 2 if chance < 0.9 else 3
            rows.append(Filled(geometry.STATUSES[bubble], bubble, how))
    return rows


def test_a_class_of_eighty_is_read_back_from_bad_photographs(pages):
    """Turned by three degrees, askew, blurred, noisy, half in the shade, saved as a poor JPEG."""
    dice = np.random.default_rng(20261218)
    right = doubtful = wrong_without_doubt = total = 0
    slowest = 0.0
    for round_, turn in enumerate((3.0, -3.0, 93.0)):
        for page in pages:
            rows = what_people_did(dice)
            picture = photograph(fill(page, rows, dice), dice, turn=turn, quality=60 + 10 * round_)
            started = perf_counter()
            found = read_page(picture)
            slowest = max(slowest, perf_counter() - started)
            for done, read in zip(rows, found.rows, strict=True):
                total += 1
                right += done.status == read.status
                doubtful += bool(read.doubt)
                wrong_without_doubt += done.status != read.status and not read.doubt
    print(f"\n{total} rows: {right} right, {doubtful} pointed out, slowest photograph {slowest:.2f} s")
    assert total == 240
    assert right / total >= 0.99
    assert wrong_without_doubt == 0
    assert doubtful / total <= 0.05


def test_what_is_doubtful_is_pointed_out(pages):
    dice = np.random.default_rng(7)
    rows = [
        Filled("present", 0, "two"),
        Filled("excused", 2, "faint"),
        Filled("unexcused", 3, "filled", signed=True),
        Filled("unexcused"),
        *[Filled("present", signed=True)] * 16,
    ]
    found = read_page(photograph(fill(pages[0], rows, dice), dice)).rows
    assert [row.doubt for row in found[:4]] == ["two_marks", "faint", "signed_absent", "empty"]
    assert [row.status for row in found[1:4]] == ["excused", "unexcused", "unexcused"]
    assert not any(row.doubt for row in found[4:])
    assert max(row.confidence for row in found[:4]) < min(row.confidence for row in found[4:])


def test_the_code_says_which_sheet_and_page(pages):
    dice = np.random.default_rng(3)
    codes = [read_code(read_page(photograph(page, dice)).code) for page in pages]
    assert [code.page for code in codes] == [1, 2, 3, 4]
    assert len({code.sheet for code in codes}) == 1


@pytest.mark.parametrize("hidden", [0, 2, 4])
def test_a_finger_on_one_marker_does_no_harm(pages, hidden):
    dice = np.random.default_rng(hidden)
    page = fill(pages[0], [Filled("present", signed=True)] * 20, dice)
    x, y = (round(place / 25.4 * 300) for place in geometry.MARKERS[hidden])
    cv2.circle(page, (x + 50, y + 50), 120, 150, -1)
    found = read_page(photograph(page, dice))
    assert {row.status for row in found.rows} == {"present"}
    assert not any(row.doubt for row in found.rows)


@pytest.mark.parametrize("seed", range(3))
def test_a_page_standing_on_its_head_is_read(pages, seed):
    dice = np.random.default_rng(seed)
    rows = what_people_did(dice)
    found = read_page(photograph(fill(pages[1], rows, dice), dice, turn=180.0))
    assert [row.status for row in found.rows] == [row.status for row in rows]


def picture_of(size, kind="JPEG", colour=200) -> bytes:
    target = io.BytesIO()
    Image.new("L", size, colour).save(target, kind)
    return target.getvalue()


def reason_of(content: bytes) -> str:
    with pytest.raises(UnreadablePicture) as refusal:
        read_page(content)
    return refusal.value.reason


def test_what_is_no_sheet_is_refused_with_a_reason(pages):
    dice = np.random.default_rng(1)
    assert reason_of(b"no picture") == "not_a_picture"
    assert reason_of(b"") == "not_a_picture"
    assert reason_of(picture_of((1200, 1600), "GIF")) == "not_a_picture"
    assert reason_of(picture_of((300, 400))) == "too_small"
    assert reason_of(picture_of((9000, 9000), "PNG")) == "too_large"
    assert reason_of(picture_of((1200, 1600))) == "not_a_sheet"
    assert reason_of(picture_of((1200, 1600))[:-400]) in ("not_a_sheet", "not_a_picture")
    assert reason_of(photograph(255 - pages[0], dice)) == "not_a_sheet"
    blank = pages[0].copy()
    left, top, side = (round(place / 25.4 * 300) for place in geometry.CODE)
    blank[top : top + side, left : left + side] = 255
    assert reason_of(photograph(blank, dice)) == "no_code"


def test_random_noise_is_refused():
    noise = np.random.default_rng(5).integers(0, 255, (2000, 1500), np.uint8)
    _ok, data = cv2.imencode(".png", noise)
    assert reason_of(data.tobytes()) == "not_a_sheet"


def test_drawn_markers_are_those_of_the_dictionary():
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    for number, cells in geometry.MARKER_CELLS.items():
        drawn = cv2.aruco.generateImageMarker(dictionary, number, 6)[1:5, 1:5]
        assert cells == "".join("1" if value else "0" for value in drawn.ravel())


def test_reading_imports_nothing_of_django():
    script = (
        "import sys, training.attendance.sheets.reading;"
        "print(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
