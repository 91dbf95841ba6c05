"""The seal: added behind the printed document, believed for long, and nothing leaves without it."""

import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import get_ident

import pypdf
import pytest
from asn1crypto import tsp
from pyhanko.pdf_utils.reader import PdfFileReader

from django.core.checks import run_checks

from certificates.authority.stamping import ThrowAwayTimeStamper
from certificates.models import Certificate
from certificates.register.services import document_bytes, keep_document, keep_missing_documents
from certificates.rendering.services import render_certificate
from certificates.signing.checks import check_places, check_seals
from certificates.signing.errors import SealUnavailable, UnreadableDocument
from certificates.signing.explaining import Verdict, explain
from certificates.signing.keyring import keyring
from certificates.signing.sealing import renew, seal
from certificates.signing.signers import signer_for

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "pdf"


@pytest.fixture
def sealed(certificate, authority) -> bytes:
    return document_bytes(certificate)


def test_seal_is_added_behind_the_printed_document(certificate, sealed):
    assert sealed.startswith(render_certificate(certificate))
    assert len(sealed) < 120_000
    explanation = explain(sealed, strict=True)
    [seal] = explanation.signatures
    assert explanation.is_good
    assert seal.is_seal
    assert seal.is_time_proven
    assert seal.organisation == certificate.facts["institution"]["name"]
    assert explanation.is_throw_away


def test_seals_cast_in_the_mould_of_the_first_are_as_good(certificate, authority):
    """A signer that was just opened makes its first seal in full and casts the next; both say the same."""
    pdf = render_certificate(certificate)
    first, cast = (seal(pdf, institution="LHP", reason=str(n), location="Hà Nội") for n in range(2))
    signer = signer_for("LHP", keyring(), thread=get_ident())
    assert signer.moulds
    for sealed in (first, cast):
        [signature] = explain(sealed, strict=True).signatures
        assert signature.is_good
        assert signature.is_time_proven
    made, like = (PdfFileReader(BytesIO(sealed)).embedded_signatures[0].signed_data for sealed in (first, cast))
    for name in ("version", "sid", "digest_algorithm", "signature_algorithm"):
        assert like["signer_infos"][0][name].dump() == made["signer_infos"][0][name].dump()
    assert [one.dump() for one in like["certificates"]] == [one.dump() for one in made["certificates"]]


def test_seal_leaves_the_file_in_the_archive_format_and_hidden_from_sight(sealed):
    reader = pypdf.PdfReader(BytesIO(sealed))
    assert sealed.startswith(b"%PDF-1.7")
    assert reader.trailer["/Root"].get("/Version", "/1.7") == "/1.7"
    [widget] = [annotation.get_object() for annotation in reader.pages[0]["/Annots"]]
    left, _bottom, right, _top = (float(side) for side in widget["/Rect"])
    assert right <= 0
    assert left == right
    assert widget["/F"] & 4  # printed, as PDF/A asks
    assert not widget["/F"] & 2  # not hidden, which PDF/A forbids
    assert widget["/TU"]
    assert reader.pages[0]["/Tabs"] == "/S"


def test_any_changed_byte_is_seen(sealed):
    at = sealed.index(b"stream") + 40
    changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
    assert explain(changed).signatures[0].verdict == Verdict.CHANGED
    added = sealed + b"\n% and more"
    assert not explain(added).is_good


def test_without_an_authority_we_trust_the_signer_is_a_stranger(sealed, settings, tmp_path):
    settings.AUTHORITY_FOLDER = str(tmp_path)
    assert explain(sealed).signatures[0].verdict == Verdict.STRANGER


def test_time_stamp_is_renewed_behind_what_is_there(sealed):
    renewed = renew(sealed)
    again = renew(renewed)
    assert renewed.startswith(sealed)
    assert again.startswith(renewed)
    explanation = explain(again, strict=True)
    assert [one.is_timestamp for one in explanation.signatures] == [False, True, True]
    assert explanation.is_good


@pytest.mark.parametrize("damage", ["missing", "passphrase"])
def test_nothing_is_kept_without_its_seal(certificate, authority, settings, tmp_path, damage):
    settings.SEAL_FOLDER = str(tmp_path)
    settings.SEAL_PASSPHRASE = "wrong"
    if damage == "passphrase":
        shutil.copy(authority.seals / "LHP.p12", tmp_path)
    with pytest.raises(SealUnavailable, match="missing" if damage == "missing" else "passphrase"):
        keep_document(certificate)
    assert Certificate.objects.awaiting_document().count() == 1


def test_missing_key_is_told_before_the_start(authority, school, settings, tmp_path):
    assert [message.id for message in check_seals(None)] == []
    settings.SEAL_FOLDER = str(tmp_path)
    found = {message.id for message in check_seals(None)}
    assert "certificates.E103" in found
    assert {"certificates.W103", "certificates.W104"} <= found
    settings.SEAL_FOLDER = str(tmp_path / "nowhere")
    assert [message.id for message in check_places(None)] == ["certificates.E101"]
    assert "certificates.E101" in {message.id for message in run_checks()}
    settings.SEAL_FOLDER, settings.SEAL_PASSPHRASE, settings.DEMO = str(authority.seals), "throw-away", False
    assert "certificates.E105" in {message.id for message in check_seals(None)}


def test_real_time_stamping_authority_is_asked_over_http(certificate, authority, settings):
    stamper = ThrowAwayTimeStamper(authority.tsa)

    class Tsa(BaseHTTPRequestHandler):
        def do_POST(self):
            request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = stamper.request_tsa_response(request).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args):
            """Quiet."""

    settings.SEAL_FOLDER, settings.SEAL_PASSPHRASE = str(authority.seals), "throw-away"
    settings.SIGNING_TRUST, settings.SEAL_LEVEL = str(authority.trust), "B-LTA"
    with ThreadingHTTPServer(("127.0.0.1", 0), Tsa) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.TSA_URL = f"http://127.0.0.1:{server.server_port}/"
        pdf = document_bytes(certificate)
        server.shutdown()
    explanation = explain(pdf, strict=True)
    assert [one.is_timestamp for one in explanation.signatures] == [False, True]
    assert explanation.is_good
    Certificate.objects.update(sha256="", document="")
    settings.TSA_URL = "http://127.0.0.1:9/"  # nobody answers there
    with pytest.raises(SealUnavailable, match="could not be sealed"):
        document_bytes(Certificate.objects.get(pk=certificate.pk))


def test_failing_seal_stops_no_other_document(issued, authority, settings, tmp_path, caplog):
    settings.SEAL_FOLDER = str(tmp_path)
    with pytest.raises(SealUnavailable):
        list(keep_missing_documents())
    settings.SEAL_FOLDER = ""
    assert len(list(keep_missing_documents())) == 3


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside this copy")
def test_samples_of_others_are_judged_as_stated(authority, settings, tmp_path):
    signed, tampered = ((SAMPLES / f"chung-nhan-a3u-{name}.pdf").read_bytes() for name in ("signed", "tampered"))
    assert explain(signed).signatures[0].verdict == Verdict.STRANGER
    assert explain(tampered).signatures[0].verdict == Verdict.CHANGED
    assert not explain((SAMPLES / "chung-nhan-a3u.pdf").read_bytes()).is_signed
    settings.DEMO, settings.SIGNING_TRUST = False, str(tmp_path)
    shutil.copy(SAMPLES / "throw-away-root.pem", tmp_path)
    [signature] = explain(signed).signatures
    assert signature.is_good
    assert signature.is_time_proven


@pytest.mark.parametrize("content", [b"", b"no pdf", b"%PDF-1.7\nnonsense", b"%PDF-1.7\n%%EOF\nstartxref\n0\n%%EOF"])
def test_what_is_no_pdf_is_refused_in_words(content):
    with pytest.raises(UnreadableDocument):
        explain(content)


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_qpdf_finds_nothing_wrong(sealed, tmp_path):
    (tmp_path / "a.pdf").write_bytes(renew(sealed))
    done = subprocess.run(["qpdf", "--check", str(tmp_path / "a.pdf")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No syntax or stream encoding errors" in done.stdout


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig is not installed")
def test_pdfsig_agrees(sealed, tmp_path):
    (tmp_path / "a.pdf").write_bytes(sealed)
    said = run("pdfsig", "-nocert", str(tmp_path / "a.pdf"))
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    at = sealed.index(b"stream") + 40
    (tmp_path / "b.pdf").write_bytes(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :])
    assert "Digest Mismatch" in run("pdfsig", "-nocert", str(tmp_path / "b.pdf"))


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_pdftotext_gives_the_vietnamese_back(certificate, sealed, tmp_path):
    (tmp_path / "a.pdf").write_bytes(sealed)
    text = re.sub(r"\s+", " ", run("pdftotext", "-layout", str(tmp_path / "a.pdf"), "-"))
    assert certificate.facts["holder"]["name"] in text
    assert "Độc lập - Tự do - Hạnh phúc" in text


def test_pyhanko_on_the_command_line_agrees(sealed, authority, tmp_path):
    command = Path(sys.executable).with_name("pyhanko")
    if not command.exists():
        pytest.skip("pyhanko's command is not installed")
    (tmp_path / "a.pdf").write_bytes(renew(sealed))
    done = subprocess.run(
        [command, "sign", "adesverify", "--no-strict-syntax", "--trust", authority.trust / "root.pem",
         "--trust-replace", "--other-certs", authority.trust / "issuing.pem", tmp_path / "a.pdf"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "INTACT:TRUSTED" in done.stdout or "PASSED" in done.stdout, done.stdout + done.stderr
