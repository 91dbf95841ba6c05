"""The signed facts in the QR code: read by another's program, refused when altered, scannable from A5 paper."""

from io import BytesIO

import cbor2
import cv2
import numpy
import pypdfium2
import pytest
from pycose.keys import EC2Key
from pycose.keys.curves import P256
from pycose.messages import Sign1Message

from certificates.compact import cose
from certificates.compact.slips import as_digits, facts_of_paper, from_digits, qr_parts, slip_of
from certificates.keys.multikey import read_public
from certificates.models import Certificate
from certificates.rendering.services import render_certificate

pytestmark = pytest.mark.django_db
A5_WIDTH = 210 / 297  # of the sheet as drawn, which is A4


@pytest.fixture
def slip(keys, certificate) -> bytes:
    return slip_of(certificate)


def test_another_program_reads_and_trusts_it(keys, certificate, slip):
    """pycose, which knows all of COSE."""
    message = Sign1Message.decode(slip)
    numbers = read_public(keys["slip"].public_key).public_numbers()
    message.key = EC2Key(crv=P256, x=numbers.x.to_bytes(32), y=numbers.y.to_bytes(32))
    message.external_aad = certificate.verification_code.encode()
    assert message.verify_signature()
    assert cbor2.loads(message.payload) == facts_of_paper(certificate)
    message.external_aad = b"0" * 20
    assert not message.verify_signature()


def test_it_says_the_facts_of_the_paper(certificate):
    facts = facts_of_paper(certificate)
    holder = certificate.facts["holder"]
    for fact in (
        holder["name"],
        holder["unit"],
        certificate.facts["course"]["programme"],
        certificate.register_number,
        19850520,
        20260320,
    ):
        assert fact in facts
    assert certificate.facts["course"]["average"] not in facts


def test_any_flipped_bit_is_found(keys, certificate, slip):
    key = read_public(keys["slip"].public_key)
    beside = certificate.verification_code.encode()
    assert cose.read(slip, beside=beside, key=key) == cbor2.dumps(facts_of_paper(certificate))
    assert cose.kid_in(slip).hex() == keys["slip"].kid
    for place in range(0, len(slip), 7):
        altered = bytearray(slip)
        altered[place] ^= 1
        with pytest.raises((ValueError, KeyError)):
            cose.read(bytes(altered), beside=beside, key=key)
    for cut in (b"", slip[:40], slip[:-1]):
        with pytest.raises(ValueError):
            cose.read(cut, beside=beside, key=key)


def test_same_facts_and_key_make_the_same_signature(certificate, slip):
    assert slip_of(Certificate.objects.get(pk=certificate.pk)) == slip


def test_digits_are_read_back(slip):
    assert from_digits(as_digits(slip)) == slip
    for nonsense in ("", "12", "x", "9" * 40):
        with pytest.raises(ValueError):
            from_digits(nonsense)


def test_what_is_not_issued_is_not_signed(keys, certificate):
    certificate.pk = None
    assert slip_of(certificate) is None
    assert qr_parts(certificate) == [f"https://coso.example.vn/verify/{certificate.verification_code}/"]


def test_institution_without_keys_prints_the_address_alone(certificate):
    assert len(qr_parts(certificate)) == 1


def seen_from(page, dots: int) -> str:
    """What a reader sees at so many dots to the inch. Of the two finders of OpenCV the other misses one in ten."""
    paper = numpy.array(page.render(scale=dots / 72 * A5_WIDTH).to_pil().convert("L"))
    seen = cv2.GaussianBlur(paper, (3, 3), 0)
    corner = seen[seen.shape[0] // 2 :, : seen.shape[1] * 2 // 5]
    return cv2.QRCodeDetectorAruco().detectAndDecode(corner)[0]


@pytest.mark.parametrize("long", [False, True])
def test_code_is_scanned_from_a5_paper(keys, certificate, long):
    """Printed at half the size, looked at with about 400 dots to the inch and a little out of focus."""
    if long:
        certificate.facts["holder"] |= {
            "name": "Công Tằng Tôn Nữ Thị Huyền Trân",
            "position": "Phó Bí thư Thường trực Đảng ủy, Chủ tịch Hội đồng nhân dân",
            "unit": "Phường Văn Miếu - Quốc Tử Giám",
        }
        certificate.facts["course"]["programme"] = (
            "Bồi dưỡng lãnh đạo, quản lý cấp phòng và tương đương thuộc Thành phố"
        )
    page = pypdfium2.PdfDocument(BytesIO(render_certificate(certificate)))[0]
    assert "".join(qr_parts(certificate)) in {seen_from(page, dots) for dots in (400, 370, 430)}
    module = 40 * A5_WIDTH / (17 + 4 * 14 + 4)
    assert module > 0.33, "millimetres; below a third telephones begin to fail"
