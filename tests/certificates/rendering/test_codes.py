"""QR codes with signed facts: made by ourselves, the same as the ones of the library."""

import cv2
import numpy
import pytest
import segno

from certificates.rendering.codes import Code, code_of

ADDRESS = "https://coso.example.vn/verify/7K3M9QXW2ZB5D8F4H6J1/#"


@pytest.mark.parametrize("count", [1, 80, 200, 412, 640, 800, 1002, 1501])
def test_code_is_the_one_of_the_library(count):
    digits = "".join(str(n * n % 10) for n in range(3, count + 3))
    expected = segno.make([ADDRESS, digits], error="l", micro=False, mask=3)
    assert code_of(ADDRESS, digits) == Code([bytes(row) for row in expected.matrix])


@pytest.mark.parametrize("count", range(660, 680))
def test_code_is_read_back(count):
    """Among so many lengths there are those that need no filling, and every rest of figures."""
    digits = "".join(str(n * 7 % 10) for n in range(count))
    code = code_of(ADDRESS, digits)
    picture = 255 - 255 * numpy.array([list(row) for row in code.rows], numpy.uint8)
    large = cv2.resize(numpy.pad(picture, 4, constant_values=255), None, fx=4, fy=4, interpolation=cv2.INTER_NEAREST)
    assert cv2.QRCodeDetector().detectAndDecode(large)[0] == ADDRESS + digits


def test_what_fits_into_no_code_is_refused():
    with pytest.raises(ValueError, match="large enough"):
        code_of(ADDRESS, "1" * 9000)
