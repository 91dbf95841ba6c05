"""Keeping a spreadsheet and its run: start, progress, cancel, finish. The import itself belongs to its subject."""

import hashlib
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files import File
from django.db import DatabaseError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from training.errors import NotAllowed, TrainingError, WrongState
from training.spreadsheets.models import ImportRun
from training.spreadsheets.report import Report
from training.spreadsheets.workbooks import refuse_dangerous_file

logger = logging.getLogger(__name__)
State = ImportRun.State


class Cancelled(TrainingError):
    """Somebody asked to stop; nothing was written."""


def keep_upload(file: File[bytes], *, kind: str, dry_run: bool, by) -> ImportRun:
    """Keep an uploaded workbook and the record of its run. Raises ``UnreadableWorkbook`` before anything is kept."""
    refuse_dangerous_file(file)
    return ImportRun.objects.create(
        kind=kind,
        is_dry_run=dry_run,
        file=file,
        file_name=(file.name or "")[-255:],
        file_hash=_sha256(file),
        language=translation.get_language() or "vi",
        started_by=by,
    )


def repeat_for_real(run: ImportRun, *, by) -> ImportRun:
    """A run that writes what a dry run has checked, from the very same file. The second call returns the first run."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        if run.started_by_id != by.pk:
            raise NotAllowed(_("Only the person who checked the file imports it."))
        if run.state != State.CHECKED or run.counts.get("errors"):
            raise WrongState(_("Only a file that was checked without errors is imported."))
        earlier = ImportRun.objects.filter(file=run.file.name, is_dry_run=False).exclude(
            state__in=[State.FAILED, State.CANCELLED]
        )
        return earlier.first() or ImportRun.objects.create(
            kind=run.kind,
            is_dry_run=False,
            file=run.file.name,
            file_name=run.file_name,
            file_hash=run.file_hash,
            language=translation.get_language() or "vi",
            started_by=by,
        )


def ask_to_cancel(run: ImportRun, *, by) -> None:
    """Let the run stop before it writes. A run that is over stays as it is."""
    if run.started_by_id != by.pk:
        raise NotAllowed(_("Only the person who started the import cancels it."))
    ImportRun.objects.unfinished().filter(pk=run.pk).update(is_cancel_asked=True)


def runs_left_lying(*, silent_for: timedelta) -> list[int]:
    """Runs whose message was lost or whose worker was killed: unfinished, and not heard of for so long.

    Each is claimed as it is named, so that two schedulers do not name it twice.
    """
    limit = now() - silent_for
    silent = ImportRun.objects.unfinished().filter(heard_at__lt=limit)
    return [
        pk for pk in silent.order_by("pk").values_list("pk", flat=True) if silent.filter(pk=pk).update(heard_at=now())
    ]


def perform(run_id: int, importer: Callable[..., Report]) -> ImportRun:
    """Carry out a run and keep its outcome. A run that is over is left alone, so a repeated task does no harm.

    A run whose worker was killed is taken up again: an import writes all or nothing, so nothing is doubled.
    """
    run = ImportRun.objects.select_related("started_by").get(pk=run_id)
    if run.is_over:
        return run
    ImportRun.objects.filter(pk=run.pk).update(state=State.RUNNING, heard_at=now())
    with translation.override(run.language):
        try:
            with run.file.open("rb") as file:
                report = importer(file, by=run.started_by, dry_run=run.is_dry_run, tell=_teller(run))
        except Cancelled:
            return _finish(run, State.CANCELLED)
        except TrainingError as refusal:
            return _finish(run, State.REFUSED, refusal=str(refusal))
        except (DatabaseError, OSError):
            logger.exception("Import run %s broke off", run.pk)
            return _break_off(run)
        except Exception:
            _break_off(run)
            raise
    if report.is_written:
        state = State.DONE
    else:
        state = State.REFUSED if report.has_errors and not run.is_dry_run else State.CHECKED
    return _finish(run, state, report=report)


def _teller(run: ImportRun) -> Callable[[int, int], None]:
    def tell(done: int, total: int) -> None:
        ImportRun.objects.filter(pk=run.pk).update(rows_done=done, rows_total=total, heard_at=now())
        if ImportRun.objects.filter(pk=run.pk, is_cancel_asked=True).exists():
            raise Cancelled(_("The import was cancelled. Nothing was written."))

    return tell


def _break_off(run: ImportRun) -> ImportRun:
    return _finish(run, State.FAILED, refusal=_("The import broke off. Nothing was written. Please try again."))


def _finish(run: ImportRun, state: str, *, report: Report | None = None, refusal: str = "") -> ImportRun:
    run.refresh_from_db()
    run.state, run.refusal, run.finished_at = state, refusal, now()
    data: dict[str, Any] = {"file": run.file_name, "sha256": run.file_hash, "state": state}
    if report is not None:
        run.counts, run.issues = dict(report.counts), report.issues_as_json()
        data["counts"] = run.counts
    run.save()
    log(run, "training.import.run", user=run.started_by, data=data)
    return run


def _sha256(file: File) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    for block in iter(lambda: file.read(1 << 20), b""):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()
