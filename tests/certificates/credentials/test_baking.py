"""Badges in pictures: in and out again, those of others too, and hostile ones refused in words."""

import io
import json
import struct
import zlib

import pytest
from PIL import Image

from django.urls import reverse

from certificates.credentials.baking import NotBaked, into_png, into_svg, out_of
from certificates.credentials.pictures import lines, wrapped
from tests.curriculum.packages.samples import SAMPLES, needs_samples

DOT = Image.new("RGB", (4, 4), "white")
SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><rect width="4" height="4"/></svg>'


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["png", "svg"])
def test_picture_carries_the_credential(keys, certificate, badge, client, form):
    answer = client.get(reverse("credentials:picture", args=[certificate.verification_code, form]))
    assert out_of(answer.content) == badge(certificate)
    assert len(answer.content) < 60_000
    if form == "png":
        assert Image.open(io.BytesIO(answer.content)).size == (400, 400)
    else:
        assert "sandbox" in answer["Content-Security-Policy"]


@needs_samples
@pytest.mark.parametrize("form", ["png", "svg"])
def test_badges_of_others_are_read(form):
    found = out_of((SAMPLES / "openbadges" / f"1edtech-simple-json.{form}").read_bytes())
    assert found["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert found["name"] == "Teamwork Badge"


def test_what_would_end_the_data_early_does_not():
    credential = {"name": "]]><script>", "đ": "ữ"}
    assert out_of(into_svg(SQUARE, credential).encode()) == credential
    assert out_of(into_png(DOT, credential)) == credential


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_with(text: bytes, *, packed: bool = False) -> bytes:
    plain = into_png(DOT, {})
    inside = b"openbadgecredential\0" + bytes([packed, 0]) + b"\0\0" + (zlib.compress(text) if packed else text)
    head = plain[:33]
    return head + chunk(b"iTXt", inside) + plain[33:].replace(b"openbadgecredential", b"openbadgecredentiax")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg",
        SQUARE.encode(),
        b'<!DOCTYPE x [<!ENTITY a "b">]><svg>&a;</svg>',
        b"\x89PNG\r\n\x1a\n",
        into_png(DOT, {})[:40],
        png_with(b"not json"),
        png_with(b"[1]"),
        png_with(b"{" + b" " * 3_000_000, packed=True),
        into_svg(SQUARE, {}).replace("{}", "nothing").encode(),
    ],
)
def test_what_holds_no_badge_is_refused(content):
    with pytest.raises(NotBaked):
        out_of(content)


@pytest.mark.django_db
def test_long_programme_stays_within_the_badge(certificate):
    certificate.facts["course"]["programme"] = "Bồi dưỡng lãnh đạo, quản lý cấp phòng và tương đương " * 4
    drawn = lines(certificate)
    assert max(len(line.words) for line in drawn) <= 40
    assert len(drawn) <= 8
    assert any(line.words.endswith("…") for line in drawn)
    assert wrapped("An", 5) == ["An"]
    assert json.dumps([line.words for line in drawn])
