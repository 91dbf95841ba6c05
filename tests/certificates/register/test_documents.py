"""The document: written once, kept byte for byte, whatever is renamed or killed."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta
from io import StringIO

import pytest

from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection

from certificates.models import Certificate
from certificates.register.models import private_storage
from certificates.register.services import (
    document_bytes,
    documents,
    issue_certificate,
    keep_document,
    keep_missing_documents,
)
from certificates.register.services.documents import DocumentAltered, make_documents
from certificates.rendering.services import render_certificate
from certificates.signing.explaining import explain
from certificates.tasks import draw_document, draw_missing_documents

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_document_is_kept_with_the_hash_of_its_bytes(certificate):
    kept = keep_document(certificate)
    content = kept.document.open("rb").read()
    assert content.startswith(b"%PDF-1.7")
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert kept.document.name.startswith("certificates/2026/")
    assert document_bytes(kept) == content


def test_renaming_person_unit_and_programme_changes_no_byte(certificate):
    before = document_bytes(certificate)
    enrolment = certificate.enrolment
    enrolment.person.full_name = "Tên Khác Hẳn"
    enrolment.person.save()
    enrolment.unit.name = "Phường Mới Sáp Nhập"
    enrolment.unit.save()
    programme = enrolment.training_class.programme
    programme.title = "Chương trình đổi tên"
    programme.save()
    certificate.design.institution.name = "Học viện khác"
    certificate.design.institution.save()
    again = Certificate.objects.get(pk=certificate.pk)
    assert document_bytes(again) == before
    assert again.sha256 == hashlib.sha256(before).hexdigest()
    assert render_certificate(again) == before


def test_document_is_drawn_once(certificate, monkeypatch):
    keep_document(certificate)
    monkeypatch.setattr(documents, "render_certificate", lambda certificate: pytest.fail("drawn again"))
    keep_document(Certificate.objects.get(pk=certificate.pk))
    draw_document(certificate.pk)


def test_loser_of_a_race_leaves_the_winners_document(certificate, monkeypatch):
    """Another worker finishes, with other bytes, while this one still draws."""

    def slow(certificate):
        if not Certificate.objects.get(pk=certificate.pk).sha256:
            monkeypatch.setattr(documents, "render_certificate", lambda certificate: b"%PDF first")
            keep_document(Certificate.objects.get(pk=certificate.pk))
        return b"%PDF second"

    monkeypatch.setattr(documents, "render_certificate", slow)
    kept = keep_document(Certificate.objects.get(pk=certificate.pk))
    assert document_bytes(kept) == b"%PDF first"
    _folders, files = private_storage().listdir("certificates/2026")
    assert len(files) == 1


@pytest.mark.django_db(transaction=True)
def test_ten_workers_at_once_write_one_document(certificate):
    def draw(context):
        try:
            return context.run(lambda: keep_document(Certificate.objects.get(pk=certificate.pk)).sha256)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        hashes = set(pool.map(draw, [copy_context() for _n in range(10)]))
    assert len(hashes) == 1
    assert document_bytes(Certificate.objects.get(pk=certificate.pk))
    _folders, files = private_storage().listdir("certificates/2026")
    assert len(files) == 1


def test_half_written_file_of_a_killed_worker_is_written_anew(certificate):
    pdf = render_certificate(certificate)
    name = f"certificates/2026/{certificate.pk}-{hashlib.sha256(pdf).hexdigest()[:16]}.pdf"
    private_storage().save(name, ContentFile(pdf[:1000]))
    assert document_bytes(certificate) == pdf


def test_whole_file_of_a_killed_worker_is_taken_over(certificate):
    pdf = render_certificate(certificate)
    name = f"certificates/2026/{certificate.pk}-{hashlib.sha256(pdf).hexdigest()[:16]}.pdf"
    private_storage().save(name, ContentFile(pdf))
    assert keep_document(certificate).document.name == name


def test_altered_file_is_refused(certificate):
    kept = keep_document(certificate)
    storage = private_storage()
    storage.delete(kept.document.name)
    storage.save(kept.document.name, ContentFile(b"%PDF forged"))
    with pytest.raises(DocumentAltered, match=certificate.register_number):
        document_bytes(kept)


def test_missing_documents_are_found_oldest_first(issued):
    assert [made.pk for made in keep_missing_documents(limit=2)] == sorted(entry.pk for entry in issued)[:2]
    assert Certificate.objects.awaiting_document().count() == 1
    assert len(list(keep_missing_documents())) == 1
    assert list(keep_missing_documents()) == []


def test_missing_documents_leave_alone_what_was_just_issued(issued):
    assert list(keep_missing_documents(older_than=timedelta(minutes=2))) == []
    assert draw_missing_documents() == 0


def test_command_draws_what_is_missing(issued):
    out = StringIO()
    call_command("render_missing", verbosity=2, stdout=out)
    assert "3 documents drawn" in out.getvalue()
    assert issued[0].register_number in out.getvalue()
    assert not Certificate.objects.awaiting_document().exists()


def test_issue_draws_the_document_after_the_commit(training_class, cast, django_capture_on_commit_callbacks):
    enrolment = training_class.enrolments.filter(outcome__is_passed=True).first()
    with django_capture_on_commit_callbacks(execute=True):
        certificate = issue_certificate(enrolment, by=cast.registrar)
        assert not Certificate.objects.get(pk=certificate.pk).sha256
    assert Certificate.objects.get(pk=certificate.pk).sha256


def test_failing_document_does_not_undo_the_issue(
    training_class, cast, monkeypatch, django_capture_on_commit_callbacks, caplog
):
    def fail(certificate):
        raise OSError("no space left on device")

    monkeypatch.setattr(documents, "render_certificate", fail)
    enrolment = training_class.enrolments.filter(outcome__is_passed=True).first()
    with django_capture_on_commit_callbacks(execute=True):
        certificate = issue_certificate(enrolment, by=cast.registrar)
    assert Certificate.objects.filter(pk=certificate.pk, sha256="").exists()
    monkeypatch.undo()
    assert [made.pk for made in keep_missing_documents()] == [certificate.pk]


def test_many_documents_are_sealed_side_by_side_in_their_order(issued, authority):
    made = list(make_documents(issued))
    assert [certificate for certificate, _pdf in made] == issued
    for certificate, pdf in made:
        assert pdf.startswith(render_certificate(certificate))
        assert explain(pdf).is_good
