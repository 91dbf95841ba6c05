"""The draft of a work: saved as one types, from any device; nothing that was written is ever lost."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast
from uuid import UUID

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.vietnamese.text import nfc, nfc_lines
from training.assignments.deadlines import Deadline, deadline_of
from training.assignments.files import kind_of
from training.assignments.models import Assignment, ParallelDraft, Submission, Work, WorkFile
from training.errors import InvalidInput, NotAllowed, WrongState
from training.nominations.models import Enrolment
from training.people.permissions import require

LONGEST_TEXT = 200_000
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Saved:
    """The draft after a saving; ``conflict`` is the text that was kept beside it instead of in it."""

    work: Work
    version: int
    saved_at: datetime
    conflict: ParallelDraft | None = None


def begin_work(assignment: Assignment, *, by) -> Work:
    """The person's work on the assignment, made when first asked for. Raises ``NotAllowed``."""
    require(by, "training.write_assignment", assignment)
    found = Work.objects.filter(assignment=assignment, enrolment__person__user=by).first()
    if found is not None:
        found.assignment = assignment
        return found
    mine = Enrolment.objects.active().of_user(by).filter(training_class=assignment.training_class_id).first()
    if mine is None:
        raise NotAllowed(_("You are not allowed to do this. Nothing was changed."))
    for _try in range(5):  # a sign drawn twice in one assignment is drawn again
        try:
            with transaction.atomic():
                return Work.objects.get_or_create(assignment=assignment, enrolment=mine)[0]
        except IntegrityError:
            continue
    return Work.objects.get(assignment=assignment, enrolment=mine)


@transaction.atomic
def save_draft(
    assignment: Assignment,
    text: str,
    *,
    base_version: int,
    by,
    client_key: UUID | None = None,
    written_at: datetime | None = None,
) -> Saved:
    """Save the text of the draft.

    The same text twice is one version. The device that wrote last may go on from any version it knows of; what it
    wrote before (``written_at``) does not come after what it wrote later. Another device that started from an older
    version gets its text kept beside the draft. Raises ``NotAllowed``; ``WrongState`` once the feedback is released;
    ``InvalidInput`` for a text that is too long.
    """
    held = lock_work(begin_work(assignment, by=by))
    if held.released_at is not None:
        raise WrongState(_("The marks are released; the work stays as it was handed in."))
    words = nfc_lines(text)
    if len(words) > LONGEST_TEXT:
        raise InvalidInput(_("The text is longer than 200,000 characters. Attach it as a file."))
    if words == held.text:
        return Saved(held, held.version, held.saved_at or now())
    is_same_device = client_key is not None and client_key == held.written_with
    if is_same_device and written_at is not None and held.saved_at is not None and written_at < held.saved_at:
        return Saved(held, held.version, held.saved_at)
    if base_version != held.version and not is_same_device:
        return Saved(held, held.version, now(), _keep_beside(held, words, base_version))
    _write(held, words, client_key)
    return Saved(held, held.version, held.saved_at)


@transaction.atomic
def settle_draft(work: Work, text: str, *, by) -> Work:
    """Write what the author chose of the texts that stood beside each other; those are kept, marked settled."""
    held = _own(work, by)
    if held.released_at is not None:
        raise WrongState(_("The marks are released; the work stays as it was handed in."))
    words = nfc_lines(text)[:LONGEST_TEXT]
    if words != held.text:
        _write(held, words, None)
    held.parallel_drafts.filter(settled_at__isnull=True).update(settled_at=now())
    return held


@transaction.atomic
def add_file(work: Work, file: File, *, by) -> WorkFile:
    """Attach one file to the draft. The same content a second time is the file already there.

    Raises ``NotAllowed``, ``InvalidInput`` (kind by what is in it, size, number); ``WrongState`` when nothing can be
    handed in any more.
    """
    held = _own(work, by)
    expect_open(held)
    assignment = held.assignment
    if (file.size or 0) > assignment.most_megabytes * 1024 * 1024:
        raise InvalidInput(
            _("“%(name)s” is larger than %(size)s MB and was not taken.")
            % {"name": _called(file), "size": assignment.most_megabytes}
        )
    kind = kind_of(cast(BinaryIO, file.file))
    if kind is None or kind not in assignment.file_kinds:
        raise InvalidInput(
            _("“%(name)s” was not taken: only %(kinds)s can be attached here.")
            % {"name": _called(file), "kinds": in_words(assignment.file_kinds)}
        )
    digest = _digest(file)
    there = list(held.files.in_draft())
    if same := next((one for one in there if one.sha256 == digest), None):
        return same
    if len(there) >= assignment.most_files:
        raise InvalidInput(
            _("At most %(count)s files can be attached. Remove one first.") % {"count": assignment.most_files}
        )
    return WorkFile.objects.create(
        work=held,
        file=file,
        kind=kind,
        name=_called(file),
        size=file.size,
        sha256=digest,
        uploaded_at=now(),
    )


@transaction.atomic
def remove_file(file: WorkFile, *, by) -> None:
    """Take a file out of the draft. One never handed in is deleted. Raises ``NotAllowed``, ``WrongState``."""
    held = _own(file.work, by)
    expect_open(held)
    there = held.files.in_draft().filter(pk=file.pk).first()
    if there is None:
        return
    if there.submissions.exists():
        there.removed_at = now()
        there.save(update_fields=["removed_at"])
        return
    name, storage = there.file.name, there.file.storage
    there.delete()
    transaction.on_commit(lambda: storage.delete(name))


def lock_work(work: Work) -> Work:
    """The work as it stands now, held until the transaction ends."""
    related = ("assignment__training_class", "enrolment__person")
    return Work.objects.select_for_update(of=("self",)).select_related(*related).get(pk=work.pk)


def expect_open(work: Work) -> None:
    """Raise ``WrongState`` with the sentence why nothing can be handed in now."""
    sentence = why_closed(work)
    if sentence:
        raise WrongState(sentence)


def why_closed(work: Work, *, deadline: Deadline | None = None, submissions: Sequence[Submission] | None = None) -> str:
    """Why the work cannot be handed in (again) now; empty where it can. What is known already is not asked again."""
    assignment, moment = work.assignment, now()
    if work.released_at is not None:
        return _("The marks are released; the work stays as it was handed in.")
    if assignment.published_at is None or assignment.opens_at > moment:
        return _("This assignment is not open yet.")
    if deadline is None:
        deadline = deadline_of(assignment, assignment.extensions.filter(enrolment=work.enrolment_id).first())
    if deadline.is_over(moment):
        return _("The time to hand in is over. Your draft is kept; ask the training office for more time.")
    if submissions is None:
        submissions = list(work.submissions.prefetch_related("markings"))
    if submissions and not assignment.allows_resubmission:
        return _("This work was handed in and cannot be handed in again.")
    if any(submission.markings.all() for submission in submissions):
        return _("Your lecturer has begun to mark; the version handed in stays.")
    return ""


def in_words(kinds: Iterable[str]) -> str:
    """The kinds of files as one says them: PDF, DOCX."""
    return ", ".join(kind.upper() for kind in kinds)


def _own(work: Work, by) -> Work:
    require(by, "training.write_assignment", work.assignment)
    held = lock_work(work)
    if held.enrolment.person.user_id != by.pk:
        raise NotAllowed(_("You are not allowed to do this. Nothing was changed."))
    return held


def _write(work: Work, text: str, client_key: UUID | None) -> None:
    work.text, work.version, work.saved_at, work.written_with = text, work.version + 1, now(), client_key
    work.save(update_fields=["text", "version", "saved_at", "written_with"])


def _keep_beside(work: Work, text: str, base_version: int) -> ParallelDraft:
    digest = hashlib.sha256(text.encode()).hexdigest()
    facts = {"text": text, "base_version": base_version, "written_at": now()}
    kept, made = ParallelDraft.objects.get_or_create(work=work, sha256=digest, defaults=facts)
    if made:
        log(work, "training.assignment.two_drafts", data={"version": work.version, "base_version": base_version})
    return kept


def _called(file: File) -> str:
    return nfc(file.name or "").replace("\\", "/").rsplit("/", 1)[-1][-255:]


def _digest(file: File) -> str:
    found = hashlib.sha256()
    file.seek(0)
    for block in file.chunks(_BLOCK):
        found.update(block)
    file.seek(0)
    return found.hexdigest()
