"""What changes the register. One module per story."""

from certificates.register.services.batches import (
    approve_batch,
    ask_to_issue,
    drop_batch,
    issue_batch,
    perform_issue,
    prepare_batch,
    prepare_list,
)
from certificates.register.services.changes import replace_certificate, revoke_certificate
from certificates.register.services.documents import document_bytes, keep_document, keep_missing_documents
from certificates.register.services.issuing import issue_certificate
from certificates.register.services.numbering import close_register

__all__ = [
    "approve_batch",
    "ask_to_issue",
    "close_register",
    "document_bytes",
    "drop_batch",
    "issue_batch",
    "issue_certificate",
    "keep_document",
    "keep_missing_documents",
    "perform_issue",
    "prepare_batch",
    "prepare_list",
    "replace_certificate",
    "revoke_certificate",
]
