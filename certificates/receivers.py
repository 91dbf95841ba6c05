"""What this room does when something is announced."""

from django.dispatch import receiver

from certificates.credentials.status_lists import forget_lists_of
from certificates.signals import (
    certificate_issued,
    certificate_replaced,
    certificate_revoked,
    certificate_suspended,
    suspension_lifted,
)
from certificates.tasks import draw_document


@receiver(certificate_issued, dispatch_uid="certificates.draw_document")
def draw_document_of_issued(certificate, **kwargs) -> None:
    draw_document.delay(certificate.pk)


@receiver([certificate_revoked, certificate_replaced, certificate_suspended, suspension_lifted])
def tell_status_lists(certificate, **kwargs) -> None:
    """Readers of badges see the change with their next question."""
    forget_lists_of(certificate)
