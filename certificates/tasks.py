"""Work of this room in the background: thin entry points that take ids only."""

import logging
from datetime import timedelta
from itertools import islice

from celery import shared_task

from django.conf import settings

from certificates.errors import CertificateError
from certificates.models import Certificate
from certificates.register.checking import HEADS, note_heads
from certificates.register.services import jobs, keep_document, perform_issue
from certificates.signing.keyring import keyring
from certificates.versions.services import due_for_renewal, renew_document
from curriculum.clock.time import now

logger = logging.getLogger(__name__)

UNDER_WAY = timedelta(minutes=2)
PER_RUN = 500
DAYS_IN_MONTH = 30


@shared_task
def draw_document(certificate_id: int) -> None:
    """Draw the document of one certificate, right after its issue."""
    keep_document(Certificate.objects.get(pk=certificate_id))


@shared_task
def issue_list(batch_id: int) -> None:
    """Enter an approved list in the register."""
    perform_issue(batch_id)


@shared_task
def draw_share(share_id: int) -> None:
    """Draw the documents of one share of an issue, keep them, and tell their holders."""
    jobs.draw_share(share_id)


@shared_task
def draw_missing_documents() -> int:
    """Every few minutes: issue and draw what a killed worker or a lost message left undone. Returns how much.

    One question to the database where nothing is left.
    """
    left = jobs.left_lying(silent_for=UNDER_WAY, limit=PER_RUN)
    for batch_id in left["batch"]:
        issue_list.delay(batch_id)
    for share_id in left["share"]:
        draw_share.delay(share_id)
    for certificate_id in left["certificate"]:
        draw_document.delay(certificate_id)
    return sum(map(len, left.values()))


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


@shared_task
def note_register_heads() -> int:
    """Every night: note outside the database how far the chain of each book has come. Returns how many grew."""
    return note_heads(settings.VAR_DIR / HEADS, moment=now().isoformat())
