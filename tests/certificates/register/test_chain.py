"""The chain of a book: one changed letter, one lost row, one file exchanged, and ``verify_register`` says so."""

import re
from datetime import date
from io import StringIO

import pytest

from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from certificates.errors import WrongState
from certificates.models import Certificate, CertificateEvent, CertificateRegister, RegisterRecord
from certificates.register.chain import BEGINNING, book_key, digest_of_entry, link
from certificates.register.checking import NotedHead, check_register, note_heads, noted_heads
from certificates.register.models import private_storage
from certificates.register.services import keep_document, replace_certificate, revoke_certificate

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DECISION = {"decision_number": "31/QĐ", "decision_on": date(2026, 4, 10), "signer": "Nguyễn Văn Hiệu", "reason": "Đơn"}


@pytest.fixture
def book(issued, cast):
    """A book with three entries, one document, one of them revoked and one replaced."""
    keep_document(issued[0])
    revoke_certificate(issued[1], ground="fraud", by=cast.registrar, **DECISION)
    replace_certificate(issued[2], ground="issuer_error", by=cast.registrar, **DECISION)
    return CertificateRegister.objects.select_related("institution").get()


def problems(**options) -> list[str]:
    book = CertificateRegister.objects.select_related("institution").get()
    return list(check_register(book, **options))


def test_every_step_is_recorded_and_the_book_is_whole(book):
    kinds = list(book.records.order_by("position").values_list("kind", flat=True))
    assert kinds == ["issued"] * 3 + ["document", "decision", "issued", "decision"]
    assert book.chain_length == 7
    assert book.chain_head == book.records.last().digest
    assert book.records.first().previous == BEGINNING
    assert problems(with_files=True) == []


TAMPERED = {
    "a fact": (
        Certificate,
        {"number": 1},
        {"search_name": "x", "facts": {"holder": {"name": "Kẻ Khác"}}},
        "0001.* changed",
    ),
    "a date": (Certificate, {"number": 2}, {"issued_on": date(2026, 3, 21)}, "0002.* changed"),
    "a number": (Certificate, {"number": 4}, {"number": 9}, "Numbers 4 to 8 are missing"),
    "a state": (Certificate, {"number": 2}, {"status": "issued"}, "state of 0002"),
    "a document": (Certificate, {"number": 1}, {"sha256": "f" * 64}, "document of 0001"),
    "a decision": (CertificateEvent, {"kind": "revoked"}, {"ground": "altered"}, "decisions about 0002"),
    "a record": (RegisterRecord, {"position": 2}, {"content": {"entry": "0" * 64}}, "Record 2 was changed"),
    "a link": (RegisterRecord, {"position": 3}, {"previous": "0" * 64}, "Record 3 does not follow"),
    "the last number": (CertificateRegister, {}, {"last_number": 5}, "last number of the book is 5"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_one_changed_row_is_seen(book, what):
    model, which, values, sentence = TAMPERED[what]
    assert model.objects.filter(**which).update(**values) == 1
    found = problems()
    assert found
    assert any(re.search(sentence, problem) for problem in found), found


def test_cutting_off_the_end_is_seen_even_when_the_book_is_put_right(book):
    noted = [NotedHead(book_key(book), book.chain_length, book.chain_head)]
    last = book.records.order_by("position").last()
    RegisterRecord.objects.filter(pk=last.pk)._raw_delete("default")
    assert any("ends with record 7" in problem for problem in problems())
    CertificateRegister.objects.update(chain_length=6, chain_head=last.previous)
    assert any("noted outside" in problem for problem in problems(heads=noted))


def test_a_chain_reckoned_anew_is_seen_by_the_noted_head(book, tmp_path):
    """A forger with the whole database changes a name and reckons every digest again."""
    path = tmp_path / "heads.tsv"
    assert note_heads(path, moment="2026-04-10T09:00:00+07:00") == 1
    assert note_heads(path, moment="2026-04-10T09:01:00+07:00") == 0
    entry = Certificate.objects.get(number=1)
    entry.facts["holder"]["name"] = "Kẻ Giả Mạo"
    Certificate.objects.filter(pk=entry.pk).update(facts=entry.facts)
    records = list(book.records.order_by("position"))
    records[0].content["entry"] = digest_of_entry(Certificate.objects.get(pk=entry.pk))
    _length, head = link(book_key(book), records, length=0, head=BEGINNING)
    for record in records:
        RegisterRecord.objects.filter(pk=record.pk).update(
            content=record.content, previous=record.previous, digest=record.digest
        )
    CertificateRegister.objects.update(chain_head=head)
    assert problems() == []
    assert any("noted outside" in problem for problem in problems(heads=noted_heads(path)))


def test_an_exchanged_file_is_seen_when_files_are_read(book):
    entry = Certificate.objects.get(number=1)
    private_storage().delete(entry.document.name)
    assert problems() == []
    assert any("file of 0001" in problem for problem in problems(with_files=True))
    private_storage().save(entry.document.name, ContentFile(b"%PDF forged"))
    assert any("file of 0001" in problem for problem in problems(with_files=True))


def test_records_are_added_and_never_changed(book):
    record = book.records.first()
    with pytest.raises(WrongState):
        record.save()
    with pytest.raises(WrongState):
        record.delete()


def test_command_says_whole_and_then_names_the_row(book, tmp_path):
    heads, out = tmp_path / "heads.tsv", StringIO()
    call_command("verify_register", "--files", "--note", heads=heads, stdout=out)
    assert "LHP/certificate/2026: 4 entries, 7 records" in out.getvalue()
    assert "1 heads noted" in out.getvalue()
    entry = Certificate.objects.get(number=1)
    facts = entry.facts | {"holder": entry.facts["holder"] | {"name": "Nguyễn Văn Khác"}}
    Certificate.objects.filter(pk=entry.pk).update(facts=facts)
    out = StringIO()
    with pytest.raises(CommandError, match="1 things"):
        call_command("verify_register", heads=heads, stdout=out)
    assert f"Entry {entry.register_number} was changed" in out.getvalue()
    with pytest.raises(CommandError, match="no book"):
        call_command("verify_register", book="X/certificate/2026", heads=heads, stdout=out)
