"""What this room does when something is announced."""

from django.dispatch import receiver

from certificates.credentials.status_lists import forget_lists_of
from certificates.signals import (
    batch_asked_for,
    batch_issued,
    certificate_issued,
    certificate_replaced,
    certificate_revoked,
    certificate_suspended,
    suspension_lifted,
)
from certificates.tasks import draw_document, draw_share, issue_list


@receiver(certificate_issued, dispatch_uid="certificates.draw_document")
def draw_document_of_issued(certificate, **kwargs) -> None:
    draw_document.delay(certificate.pk)


@receiver([certificate_revoked, certificate_replaced, certificate_suspended, suspension_lifted])
def tell_status_lists(certificate, **kwargs) -> None:
    """Readers of badges see the change with their next question."""
    forget_lists_of(certificate)


@receiver(batch_asked_for, dispatch_uid="certificates.issue_list")
def issue_what_was_asked_for(batch, **kwargs) -> None:
    issue_list.delay(batch.pk)


@receiver(batch_issued, dispatch_uid="certificates.draw_shares")
def draw_documents_of_issued(batch, **kwargs) -> None:
    for share_id in batch.shares.values_list("pk", flat=True):
        draw_share.delay(share_id)
