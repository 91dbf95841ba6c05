"""A PDF given to be checked: compared byte for byte, its signature explained, nothing kept of it."""

import gzip
import re
from io import BytesIO

import pypdf
import pytest

from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile

from certificates.models import VerificationEntry
from certificates.register.services import document_bytes, replace_certificate, revoke_certificate
from certificates.rendering.services import render_certificate
from tests.certificates.authority import signed_outside
from tests.certificates.register.test_changes import DECISION

pytestmark = pytest.mark.django_db
URL = "/verify/document/"


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"


def check(client, content: bytes, **headers):
    return client.post(URL, {"document": SimpleUploadedFile("a.pdf", content, "application/pdf")}, **headers)


def page_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_genuine_file_is_the_one_that_was_issued(client, certificate, authority):
    page = page_of(check(client, document_bytes(certificate)))
    assert "the one that was issued, byte for byte" in page
    assert "genuine and valid" in page
    assert certificate.facts["holder"]["name"] in page
    assert "Seal of the institution" in page
    assert "proven by a time stamp" in page
    assert "prove nothing" in page  # the authority is thrown away with the demonstration
    entry = VerificationEntry.objects.get()
    assert (entry.answer, entry.certificate_id) == ("same", certificate.pk)


def test_revoked_and_replaced_files_are_genuine_and_prove_nothing(client, training_class, cast, issued, authority):
    one, other = issued[:2]
    files = [document_bytes(certificate) for certificate in (one, other)]
    revoke_certificate(one, ground="fraud", by=cast.registrar, **DECISION)
    successor = replace_certificate(other, ground="loss", by=cast.registrar, **DECISION)
    assert "it was revoked by decision" in page_of(check(client, files[0]))
    assert successor.register_number in page_of(check(client, files[1]))


def test_changed_file_is_told_from_the_register(client, certificate, authority):
    pdf = document_bytes(certificate)
    at = pdf.index(b"stream") + 40
    page = page_of(check(client, pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]))
    assert "not the one that was issued" in page
    assert "Broken: the file was changed" in page


def test_forged_file_with_a_real_code_shows_what_was_really_issued(client, certificate, authority):
    document_bytes(certificate)
    real = certificate.facts["holder"]["name"]
    certificate.facts["holder"]["name"] = "Kẻ Giả Mạo"
    page = page_of(check(client, signed_outside(render_certificate(certificate), authority.tokens / "stranger.p12")))
    assert "not the one that was issued" in page
    assert real in page
    assert "Kẻ Giả Mạo" not in page
    assert "Đỗ Văn Lạ" in page


def test_something_added_by_another_is_named(client, certificate, authority):
    pdf = document_bytes(certificate)
    page = page_of(check(client, signed_outside(pdf, authority.tokens / "stranger.p12")))
    assert "something was added to it" in page
    assert "Đỗ Văn Lạ" in page


def test_strange_and_broken_files_get_clear_answers(client, certificate):
    blank = BytesIO()
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(blank)
    assert "was not issued here" in page_of(check(client, blank.getvalue()))
    writer.encrypt("secret")
    locked = BytesIO()
    writer.write(locked)
    assert "protected by a password" in page_of(check(client, locked.getvalue()))
    assert "This is not a PDF file" in page_of(check(client, b"MZ\x90"))
    assert "damaged" in page_of(check(client, b"%PDF-1.7 \xff\xff"))
    assert {entry.answer for entry in VerificationEntry.objects.all()} == {"foreign", "unreadable"}


def test_missing_and_too_large_files_are_asked_again(client, db, settings):
    assert client.post(URL).status_code == 400
    settings.SIGNED_MAX_BYTES = 10
    response = check(client, b"%PDF-1.7 more than ten")
    assert response.status_code == 400
    assert "larger than a certificate" in page_of(response)
    assert "Check a PDF file" in page_of(client.get(URL))


def test_files_are_limited_by_address(client, db, settings):
    settings.VERIFY_DOCUMENTS_PER_MINUTE = 1
    assert check(client, b"x", REMOTE_ADDR="203.0.113.9").status_code == 200
    assert check(client, b"x", REMOTE_ADDR="203.0.113.9").status_code == 429


def test_check_takes_few_queries_and_its_page_is_small(
    client, certificate, authority, cast, django_assert_max_num_queries
):
    pdf = document_bytes(certificate)
    replace_certificate(certificate, ground="loss", by=cast.registrar, **DECISION)
    client.get("/verify/")
    with django_assert_max_num_queries(6):
        sent = check(client, pdf, headers={"accept-encoding": "gzip"})
    page, total = gzip.decompress(sent.content), len(sent.content)
    assert b"<script" not in page
    for name in set(re.findall(rb'(?:href|src)="/static/([^"]+\.(?:css|woff2))"', page)):
        content = open(finders.find(name.decode()), "rb").read()  # noqa: PTH123, SIM115
        total += len(content if name.endswith(b"woff2") else gzip.compress(content))
    assert total < 50_000
