"""Work of this room in the background: thin entry points that take ids only."""

import logging
from datetime import timedelta
from itertools import islice

from celery import shared_task

from django.conf import settings

from certificates.errors import CertificateError
from certificates.models import Certificate
from certificates.register.services import keep_document, keep_missing_documents
from certificates.signing.keyring import keyring
from certificates.versions.services import due_for_renewal, renew_document

logger = logging.getLogger(__name__)

UNDER_WAY = timedelta(minutes=2)
PER_RUN = 500
DAYS_IN_MONTH = 30


@shared_task
def draw_document(certificate_id: int) -> None:
    """Draw the document of one certificate, right after its issue."""
    keep_document(Certificate.objects.get(pk=certificate_id))


@shared_task
def draw_missing_documents() -> int:
    """Every few minutes: draw what a killed worker or a lost message left undone. Returns how many."""
    return sum(1 for _certificate in keep_missing_documents(older_than=UNDER_WAY, limit=PER_RUN))


@shared_task
def renew_time_stamps() -> int:
    """Every night: stamp anew what was stamped long ago, so that it can be checked in twenty years (B-LTA)."""
    if not keyring().stamps_time:
        return 0
    renewed = 0
    older_than = timedelta(days=DAYS_IN_MONTH * settings.RENEW_TIME_STAMPS_AFTER_MONTHS)
    for certificate in islice(due_for_renewal(older_than=older_than), PER_RUN):
        try:
            renew_document(certificate)
        except CertificateError as refusal:
            logger.error("The time stamp of %s was not renewed: %s", certificate, refusal)
        else:
            renewed += 1
    return renewed
