"""Drafts of written work that a device kept while there was no network."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from portal.offline.operations import Answer, Operation, handles
from training.assignments.models import Assignment
from training.assignments.services import save_draft
from training.errors import InvalidInput


def take_assignment_draft(operation: Operation, *, by) -> Answer:
    """``{"assignment", "text", "base_version", "client_key"}``: a draft written while there was no network.

    Where another device wrote meanwhile both texts are kept, and the sentence says so.
    """
    body = operation.body
    key, text = body.get("assignment"), body.get("text")
    given = Assignment.objects.published().filter(pk=key if isinstance(key, int) else None).first()
    if given is None or not isinstance(text, str):
        raise InvalidInput(_("The draft names no assignment. It is kept on this device."))
    base = body.get("base_version")
    saved = save_draft(
        given,
        text,
        base_version=base if isinstance(base, int) else 0,
        client_key=_key(body.get("client_key")),
        written_at=operation.made_at,
        by=by,
    )
    kept = {"assignment": given.pk, "version": saved.version, "conflict": saved.conflict is not None}
    if saved.conflict:
        return Answer(_("“%(title)s”: another device wrote too. Both texts are kept.") % {"title": given.title}, kept)
    return Answer(_("The draft of “%(title)s” is saved.") % {"title": given.title}, kept)


def _key(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


handles("assignment_draft", take_assignment_draft)
