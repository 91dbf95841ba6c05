"""Work of this room in the background: thin entry points that take ids only."""

from datetime import timedelta

from celery import shared_task

from certificates.models import Certificate
from certificates.register.services import keep_document, keep_missing_documents

UNDER_WAY = timedelta(minutes=2)
PER_RUN = 500


@shared_task
def draw_document(certificate_id: int) -> None:
    """Draw the document of one certificate, right after its issue."""
    keep_document(Certificate.objects.get(pk=certificate_id))


@shared_task
def draw_missing_documents() -> int:
    """Every few minutes: draw what a killed worker or a lost message left undone. Returns how many."""
    return sum(1 for _certificate in keep_missing_documents(older_than=UNDER_WAY, limit=PER_RUN))
