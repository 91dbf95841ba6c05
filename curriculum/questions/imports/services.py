"""Taking a file in two steps: it is read and shown, nothing is written; confirmed, it is taken in whole.

Killed and begun again, no harm: reading replaces its rows, taking in is one transaction.
"""

import hashlib
import logging
from datetime import timedelta
from pathlib import PurePath

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.errors import CurriculumError, InvalidInput, NotAllowed, WrongState
from curriculum.permissions import require
from curriculum.questions.formats.known import Format, expect_small, format_of, read_questions
from curriculum.questions.formats.reading import Reading, UnreadableFile
from curriculum.questions.importing import ImportReport, Tell, import_questions
from curriculum.questions.imports.models import QuestionImport, QuestionImportRow, private_storage
from curriculum.questions.models import PATH_MARK, QuestionCategory
from curriculum.questions.services import CHANGE
from curriculum.vietnamese.text import nfc

logger = logging.getLogger(__name__)
State = QuestionImport.State
KEPT_PROBLEMS = 1000
BATCH = 500


class Cancelled(CurriculumError):
    """Somebody asked to stop; nothing was written."""


def keep_upload(file: File, *, format_: Format | None = None, category: QuestionCategory | None = None, by):
    """Keep the file and the record of its import; the task reads it. Raises ``NotAllowed``, ``InvalidInput``."""
    require(by, CHANGE)
    try:
        expect_small(file.size or 0)
    except UnreadableFile as error:
        raise InvalidInput(str(error)) from error
    data = file.read()
    return QuestionImport.objects.create(
        file=ContentFile(data, name=file.name),
        file_name=nfc(PurePath(file.name or "").name)[-255:],
        file_hash=hashlib.sha256(data).hexdigest(),
        format=str(format_ or format_of(data)),
        category=category.path if category else "",
        language=translation.get_language() or "vi",
        started_by=by,
    )


def confirm(run: QuestionImport, *, keeps_good: bool = False, by) -> QuestionImport:
    """Let the file that was shown be taken in. The second call changes nothing.

    Raises ``NotAllowed`` for another person, ``WrongState`` where it was not read, or has errors that nobody accepted.
    """
    require(by, CHANGE)
    with transaction.atomic():
        held = QuestionImport.objects.select_for_update().get(pk=run.pk)
        if held.started_by_id != by.pk:
            raise NotAllowed(_("Only the person who gave the file takes it in."))
        if held.state in (State.CONFIRMED, State.DONE):
            return held
        if held.state != State.CHECKED or not held.sound_count:
            raise WrongState(_("Only a file that was read and holds questions is taken in."))
        if held.error_count and not keeps_good:
            raise WrongState(_("The file has errors. Correct it, or take in the sound questions without the others."))
        held.state, held.keeps_good, held.heard_at, held.done = State.CONFIRMED, keeps_good, now(), 0
        held.save()
    return held


def cancel(run: QuestionImport, *, by) -> None:
    """Give the import up before it is written. One that is over, or being written, stays as it is."""
    if run.started_by_id != by.pk:
        raise NotAllowed(_("Only the person who gave the file gives it up."))
    QuestionImport.objects.unfinished().filter(pk=run.pk).update(is_cancel_asked=True)
    with transaction.atomic():
        held = QuestionImport.objects.select_for_update().get(pk=run.pk)
        if held.state in (State.CHECKED, State.WAITING):
            _finish(held, State.CANCELLED)


def runs_left_lying(*, silent_for: timedelta) -> list[int]:
    """Imports whose message was lost or whose worker was killed. Each is claimed as it is named."""
    silent = QuestionImport.objects.unfinished().filter(heard_at__lt=now() - silent_for)
    return [
        pk for pk in silent.order_by("pk").values_list("pk", flat=True) if silent.filter(pk=pk).update(heard_at=now())
    ]


def forget_unconfirmed(*, older_than: timedelta) -> int:
    """Give up files that were shown and never taken in. Returns how many."""
    old = QuestionImport.objects.filter(state=State.CHECKED, created_at__lt=now() - older_than)
    for run in old:
        _finish(run, State.CANCELLED)
    return len(old)


def perform(run_id: int) -> QuestionImport:
    """Do what is to be done next for the file: read it, or take it in. What is over is left alone."""
    run = QuestionImport.objects.select_related("started_by").get(pk=run_id)
    if not run.is_running:
        return run
    with translation.override(run.language):
        try:
            return _take_in(run) if run.state == State.CONFIRMED else _read(run)
        except Cancelled:
            return _finish(run, State.CANCELLED)
        except CurriculumError as refusal:
            return _finish(run, State.REFUSED, refusal=str(refusal))
        except (DatabaseError, OSError):
            logger.exception("The import of questions %s broke off", run.pk)
            return _break_off(run)
        except Exception:
            _break_off(run)
            raise


def _read(run: QuestionImport) -> QuestionImport:
    QuestionImport.objects.filter(pk=run.pk).update(state=State.READING, heard_at=now())
    reading = _reading(run)
    report = import_questions(reading, category=_root(run), by=run.started_by, dry_run=True, tell=_teller(run))
    with transaction.atomic():
        run.refresh_from_db()
        run.rows.all().delete()
        QuestionImportRow.objects.bulk_create(_rows(run, report), batch_size=BATCH)
        run.pictures = _keep_pictures(run, reading)
        run.counts, run.problems = dict(report.counts), _as_json(report)
        run.state, run.heard_at = State.CHECKED, now()
        run.save()
    if not report.taken:
        return _finish(run, State.REFUSED, refusal=_("The file holds no question that can be taken in."))
    return run


def _break_off(run: QuestionImport) -> QuestionImport:
    return _finish(run, State.FAILED, refusal=_("The import broke off. Nothing was written. Please try again."))


def _take_in(run: QuestionImport) -> QuestionImport:
    if run.is_cancel_asked:
        raise Cancelled(_("The import was cancelled. Nothing was written."))
    report = import_questions(_reading(run), category=_root(run), by=run.started_by, whole=not run.keeps_good)
    run.counts, run.problems = dict(report.counts), _as_json(report)
    return _finish(run, State.DONE if report.is_written else State.REFUSED)


def _reading(run: QuestionImport) -> Reading:
    with run.file.open("rb") as file:
        reading = read_questions(file.read(), Format(run.format))
    return reading if run.category else reading.within(PurePath(run.file_name).stem)


def _root(run: QuestionImport) -> list[str]:
    return run.category.split(PATH_MARK) if run.category else []


def _rows(run: QuestionImport, report: ImportReport) -> list[QuestionImportRow]:
    return [
        QuestionImportRow(
            run=run,
            position=position,
            line=one.read.line,
            outcome=str(one.outcome),
            kind=one.content.kind.value,
            category=PATH_MARK.join(one.path)[:1000],
            content=one.content.as_json(),
            question=one.question,
        )
        for position, one in enumerate(report.taken)
    ]


def _keep_pictures(run: QuestionImport, reading: Reading) -> dict[str, str]:
    """The pictures beside the file, so that the preview shows them; the bank gets its own when they are taken in."""
    storage, folder = private_storage(), PurePath(run.file.name).parent
    kept: dict[str, str] = {}
    for picture in {picture.key: picture for one in reading.questions for picture in one.pictures}.values():
        place = f"{folder}/{picture.key}{PurePath(picture.name).suffix}"
        if not storage.exists(place):
            place = storage.save(place, ContentFile(picture.content))
        kept[picture.key] = place
    return kept


def _as_json(report: ImportReport) -> list[dict]:
    ordered = sorted(report.problems, key=lambda problem: (problem.weight != "error", problem.line))
    return [
        {"line": one.line, "name": one.name, "sentence": one.sentence, "weight": str(one.weight)}
        for one in ordered[:KEPT_PROBLEMS]
    ]


def _teller(run: QuestionImport) -> Tell:
    def tell(done: int, total: int) -> None:
        QuestionImport.objects.filter(pk=run.pk).update(done=done, total=total, heard_at=now())
        if QuestionImport.objects.filter(pk=run.pk, is_cancel_asked=True).exists():
            raise Cancelled(_("The import was cancelled. Nothing was written."))

    return tell


def _finish(run: QuestionImport, state: str, *, refusal: str = "") -> QuestionImport:
    """Keep what came of it; file, rows and pictures are needed no more."""
    counts, problems = run.counts, run.problems
    run.refresh_from_db()
    run.counts, run.problems = counts, problems
    files = [*run.pictures.values(), *([run.file.name] if run.file else [])]
    run.rows.all().delete()
    run.state, run.refusal, run.finished_at, run.pictures, run.file = state, refusal, now(), {}, ""
    run.save()
    data = {"file": run.file_name, "sha256": run.file_hash, "state": state, "counts": run.counts}
    log(run, "curriculum.question_import.run", user=run.started_by, data=data)
    for name in files:
        private_storage().delete(name)
    return run
