"""Entries of certificates that were issued on paper: in the register, without a document."""

import pytest

from certificates.models import Certificate
from certificates.register.services import document_bytes, keep_missing_documents
from certificates.register.services.documents import NoElectronicDocument

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper_entry(certificate):
    Certificate.objects.filter(pk=certificate.pk).update(is_electronic=False)
    certificate.refresh_from_db()
    return certificate


def test_document_of_a_paper_entry_is_refused_in_words(paper_entry):
    with pytest.raises(NoElectronicDocument, match=paper_entry.register_number):
        document_bytes(paper_entry)


def test_keep_missing_documents_leaves_paper_entries_alone(paper_entry):
    assert list(keep_missing_documents()) == []
