"""Whether each part on which the portal stands answers now."""

import logging
import os
from collections.abc import Callable

from celery import current_app

from django.conf import settings
from django.db import connection

from portal.health.heartbeat import worker_is_alive

logger = logging.getLogger(__name__)

BROKER_TIMEOUT = 2  # seconds


def parts() -> dict[str, bool]:
    """The state of every part; the reason why one is down goes to the log, not to the public."""
    return {name: _answers(name, ask) for name, ask in PARTS.items()}


def _answers(name: str, ask: Callable[[], bool]) -> bool:
    try:
        return ask()
    except Exception:  # whatever a driver raises, the answer is the same: this part is down
        logger.exception("Health check: %s does not answer.", name)
        return False


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def broker_answers() -> bool:
    """A message could be left now: the folders can be written, or the server can be reached."""
    folders = broker_folders()
    if folders:
        return all(os.access(folder, os.R_OK | os.W_OK | os.X_OK) for folder in folders)
    with current_app.connection_for_write(connect_timeout=BROKER_TIMEOUT) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_TIMEOUT)
        return bool(broker.connected)


def broker_folders() -> list[str]:
    """The folders of the filesystem transport; none with another broker."""
    if settings.CELERY_BROKER_URL != "filesystem://":
        return []
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    return [options[name] for name in ("data_folder_in", "data_folder_out", "processed_folder", "control_folder")]


PARTS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "broker": broker_answers,
    "worker": worker_is_alive,
}
