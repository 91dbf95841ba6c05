"""Drawing an issue in the background: by many workers, each killed whenever it may be, once for each certificate.

A share is taken up by raising its turn; whoever kept its documents must still hold that turn, so that a worker that was
thought dead and comes back throws its files away. Files that a killed worker left are removed when its share is taken
up again: ten thousand entries have ten thousand files.
"""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, Value

from certificates.register.models import Certificate, IssueBatch, IssueShare, private_storage
from certificates.register.services.documents import file_name, make_documents, store
from certificates.register.services.recording import record_documents
from certificates.signals import certificates_issued
from curriculum.clock.time import now

SILENT = timedelta(minutes=2)


def draw_share(share_id: int, *, silent_for: timedelta = SILENT) -> int:
    """Draw what a share still lacks, keep it, tell its holders; returns how many were drawn. Safe to call again.

    A share that another worker speaks for is left to it.
    """
    share = _taken_up(share_id, silent_for)
    if share is None:
        return 0
    drawn = 0
    if share.kept_at is None:
        if share.turn > 1:
            _remove_leftovers(share)
        drawn = _draw(share)
        if drawn is None:
            return 0
    _tell(share)
    return drawn


def left_lying(*, silent_for: timedelta, limit: int) -> dict[str, list[int]]:
    """What nobody speaks for any more: lists to issue, shares and single certificates to draw. One query."""
    before = now() - silent_for
    lists = IssueBatch.objects.filter(status=IssueBatch.Status.ISSUING, asked_at__lte=before)
    shares = IssueShare.objects.filter(told_at__isnull=True, spoke_at__lte=before)
    of_a_share = IssueShare.objects.filter(batch=OuterRef("batch"), told_at__isnull=True)
    single = Certificate.objects.awaiting_document().filter(issued_at__lte=before).filter(~Exists(of_a_share))
    rows = _named("batch", lists).union(_named("share", shares), _named("certificate", single), all=True)
    left: dict[str, list[int]] = {"batch": [], "share": [], "certificate": []}
    for what, pk in rows.order_by("what", "id")[:limit]:
        left[what].append(pk)
    return left


def _named(what: str, rows):
    return rows.order_by().annotate(what=Value(what, output_field=CharField())).values_list("what", "id")


def _taken_up(share_id: int, silent_for: timedelta) -> IssueShare | None:
    """The share with a turn of our own; None where it is done or somebody speaks for it."""
    share = IssueShare.objects.select_related("batch").get(pk=share_id)
    if share.told_at is not None:
        return None
    if share.turn and share.kept_at is None and share.spoke_at > now() - silent_for:
        return None
    taken = IssueShare.objects.filter(pk=share.pk, turn=share.turn).update(turn=F("turn") + 1, spoke_at=now())
    share.turn += 1
    return share if taken else None


def _certificates(share: IssueShare):
    return Certificate.objects.filter(batch=share.batch_id, number__range=(share.first, share.last)).order_by("number")


def _draw(share: IssueShare) -> int | None:
    """Draw and keep; None where the share went to another worker meanwhile."""
    made: list[tuple[Certificate, str, str]] = []
    for certificate, pdf in make_documents(_certificates(share).awaiting_document()):
        digest = hashlib.sha256(pdf).hexdigest()
        name = file_name(certificate, digest, share.turn)
        store(name, pdf)
        made.append((certificate, name, digest))
    with transaction.atomic():
        held = IssueShare.objects.filter(pk=share.pk, turn=share.turn, kept_at__isnull=True)
        is_ours = bool(held.update(kept_at=now(), spoke_at=now()))
        kept = [(row, name, digest) for row, name, digest in made if is_ours and _keep(row, name, digest)]
        if kept:
            record_documents(kept[0][0].register_id, [(row.pk, digest) for row, _name, digest in kept])
    for name in {name for _row, name, _digest in made} - {name for _row, name, _digest in kept}:
        private_storage().delete(name)  # somebody else was quicker
    return len(kept) if is_ours else None


def _keep(certificate: Certificate, name: str, digest: str) -> bool:
    waiting = Certificate.objects.awaiting_document().filter(pk=certificate.pk)
    return bool(waiting.update(document=name, sha256=digest))


def _remove_leftovers(share: IssueShare) -> None:
    """Remove the files that killed workers wrote in earlier turns and never recorded."""
    storage = private_storage()
    waiting = {str(certificate.pk): certificate for certificate in _certificates(share).awaiting_document()}
    if not waiting:
        return
    folder = file_name(next(iter(waiting.values())), "").rpartition("/")[0]
    try:
        _folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        pk, _dot, turn = name.partition("-")[0].partition(".")
        if pk in waiting and turn.isdigit() and int(turn) < share.turn:
            storage.delete(f"{folder}/{name}")


def _tell(share: IssueShare) -> None:
    """Tell the holders, then write down that they were told. Killed between the two, the next one tells the same."""
    certificates = list(_certificates(share).select_related("person__user"))
    certificates_issued.send(Certificate, certificates=certificates)
    IssueShare.objects.filter(pk=share.pk).update(told_at=now(), spoke_at=now())
