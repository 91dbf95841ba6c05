"""The signed document of a part of a form: attached by the signer whose turn it is, before he confirms."""

import hashlib
from datetime import date

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc
from training.assignments.files import kind_of
from training.errors import InvalidInput, NotAllowed, WrongState
from training.mentoring.forms import Filing
from training.mentoring.models import FormDocument, TermForm

KINDS = ("pdf", "jpg", "png")
MOST_BYTES = 20 * 1024 * 1024
Status = TermForm.Status


@transaction.atomic
def attach_document(
    form: TermForm, file: File, *, number: str, signed_on: date, declares_no_secret: bool, by
) -> FormDocument:
    """Keep the document that the collective or the authority signed for its part, with its number and day.

    The declaration that it holds no state secret is kept in the log (rules.md §9). The same file twice is one. Raises
    ``NotAllowed``, ``WrongState`` (another's turn, a part that needs none), ``InvalidInput``.
    """
    TermForm.objects.select_for_update().get(pk=form.pk)
    held = TermForm.objects.select_related("posting__person", "version").get(pk=form.pk)
    filing = Filing.of(held, by)
    if not filing.capacities & set(filing.definition.signers):
        raise NotAllowed(_("You are not among those who confirm this form."))
    if not filing.is_my_turn or not filing.definition.needs_document(filing.next_signer):
        raise WrongState(
            _("A signed document is attached by the signer whose turn it is, to a part that asks for one.")
        )
    content, kind = _looked_at(file)
    if not nfc(number):
        raise InvalidInput(_("Give the number of the document. Nothing was kept."))
    if signed_on > today():
        raise InvalidInput(_("The document cannot be signed on a day to come. Nothing was kept."))
    if not declares_no_secret:
        raise InvalidInput(_("State secrets are not kept here: confirm that the document holds none."))
    digest = hashlib.sha256(content).hexdigest()
    found = FormDocument.objects.filter(form=held, capacity=filing.next_signer, sha256=digest).first()
    if found is not None:
        return found
    document = FormDocument(
        form=held,
        capacity=filing.next_signer,
        number=nfc(number)[:60],
        signed_on=signed_on,
        kind=kind,
        sha256=digest,
        added_by=by,
        added_at=now(),
    )
    file.seek(0)
    document.file.save(f"document.{kind}", file, save=False)
    document.save()
    data = {"number": document.number, "signed_on": signed_on.isoformat(), "sha256": digest, "no_secret": True}
    log(held, "training.form.attach", user=by, data=data)
    return document


def has_document(filing: Filing) -> bool:
    """Whether the part whose turn it is has what it needs: a document added since the form was handed in, if any."""
    if not filing.definition.needs_document(filing.next_signer):
        return True
    documents = filing.form.documents.filter(capacity=filing.next_signer, added_at__gte=filing.form.submitted_at)
    return documents.exists()


def _looked_at(file: File) -> tuple[bytes, str]:
    if file.size > MOST_BYTES:
        raise InvalidInput(_("The file is larger than 20 MB. Nothing was kept."))
    kind = kind_of(file.file)
    if kind not in KINDS:
        raise InvalidInput(_("Attach a PDF, or a photograph as JPEG or PNG. Nothing was kept."))
    file.seek(0)
    return file.read(), kind
