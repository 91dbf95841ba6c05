"""What this room does when something is announced."""

from django.dispatch import receiver

from certificates.signals import certificate_issued
from certificates.tasks import draw_document


@receiver(certificate_issued, dispatch_uid="certificates.draw_document")
def draw_document_of_issued(certificate, **kwargs) -> None:
    draw_document.delay(certificate.pk)
