"""Taking in what a device kept while it had no network: each operation once, each answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from curriculum.clock.time import now
from curriculum.errors import CurriculumError
from portal.offline.models import SyncReceipt
from portal.offline.operations import Answer, Operation, handler_of
from training.errors import TrainingError

REFUSALS = (TrainingError, CurriculumError)
State = SyncReceipt.State


@dataclass(frozen=True)
class Result:
    """``state`` is accepted, refused or duplicate; of a duplicate, ``first`` says what it was the first time."""

    id: UUID
    state: str
    sentence: str
    kept: dict[str, Any] = field(default_factory=dict)
    first: str = ""


def take_in(operations: Sequence[Operation], *, by) -> list[Result]:
    """Take in the operations in the order in which they were made; the results stand in the order given.

    Each stands for itself: one that is refused keeps no other from being taken in. Sent again, from this or another
    device, it is answered as before and nothing is done.
    """
    known = {
        receipt.operation: receipt
        for receipt in SyncReceipt.objects.filter(user=by, operation__in=[one.id for one in operations])
    }
    results: dict[UUID, Result] = {}
    for operation in sorted(operations, key=lambda one: one.made_at):
        if operation.id not in results:
            receipt = known.get(operation.id)
            results[operation.id] = _again(receipt) if receipt else _take_one(operation, by)
    return [results[operation.id] for operation in operations]


def _take_one(operation: Operation, by) -> Result:
    handler = handler_of(operation.kind)
    if handler is None:
        return Result(operation.id, State.REFUSED, _("The portal does not know this kind of entry. Reload the page."))
    try:
        with transaction.atomic():
            state, answer = _handle(handler, operation, by)
            SyncReceipt.objects.create(
                user=by,
                operation=operation.id,
                kind=operation.kind,
                made_at=operation.made_at,
                received_at=now(),
                state=state,
                sentence=answer.sentence[:500],
                kept=answer.kept,
            )
    except IntegrityError:
        # The same operation was sent twice at once: the other call has done it, ours is undone whole.
        receipt = SyncReceipt.objects.filter(user=by, operation=operation.id).first()
        if receipt is None:
            raise
        return _again(receipt)
    return Result(operation.id, state, answer.sentence, answer.kept)


def _handle(handler, operation: Operation, by) -> tuple[str, Answer]:
    try:
        with transaction.atomic():
            return State.ACCEPTED, handler(operation, by=by)
    except REFUSALS as refusal:
        return State.REFUSED, Answer(str(refusal))


def _again(receipt: SyncReceipt) -> Result:
    return Result(receipt.operation, "duplicate", receipt.sentence, receipt.kept, first=receipt.state)
