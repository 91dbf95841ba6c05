"""Taking back one's own last edit of a draft, and doing it again (A7).

Both are edits of their own; nothing is erased.
"""

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from training.errors import Clash, WrongState
from training.scheduling.drafts.editing import lock_draft, rows_of, standing, who_did, write_edit
from training.scheduling.drafts.models import DraftEdit, TimetableDraft
from training.scheduling.drafts.places import put, state_of
from training.scheduling.drafts.previewing import collisions

Kind = DraftEdit.Kind
NOT_MINE_TO_UNDO = (Kind.UNDO, Kind.REDO, Kind.FOLLOW)


def to_undo(draft: TimetableDraft, by) -> DraftEdit | None:
    """The person's last edit that still stands."""
    return standing(draft).filter(by=by).exclude(kind__in=NOT_MINE_TO_UNDO).first()


def to_redo(draft: TimetableDraft, by) -> DraftEdit | None:
    """The person's last undoing that was not done again; none once he has edited anew."""
    mine = draft.edits.filter(by=by)
    redone = draft.edits.filter(kind=Kind.REDO).values("undoes")
    undone = mine.filter(kind=Kind.UNDO).exclude(pk__in=redone).order_by("-number").first()
    if undone is None or mine.filter(number__gt=undone.number).exclude(kind__in=NOT_MINE_TO_UNDO).exists():
        return None
    return undone


@transaction.atomic
def undo(draft: TimetableDraft, *, by) -> DraftEdit | None:
    """Take back the person's last edit that still stands; None where there is none.

    Raises ``NotAllowed``; ``WrongState`` naming who changed one of its rows since; ``Clash`` where the old place is
    taken.
    """
    held = lock_draft(draft, by=by)
    edit = to_undo(held, by)
    return _take_back(held, edit, Kind.UNDO, by) if edit else None


@transaction.atomic
def redo(draft: TimetableDraft, *, by) -> DraftEdit | None:
    """Do again what the person last took back; None where there is nothing. Raises as ``undo`` does."""
    held = lock_draft(draft, by=by)
    edit = to_redo(held, by)
    return _take_back(held, edit, Kind.REDO, by) if edit else None


def _take_back(draft: TimetableDraft, edit: DraftEdit, kind: str, by) -> DraftEdit | None:
    rows = rows_of(draft, [change["row"] for change in edit.changes])
    changed = []
    for change in edit.changes:
        row = rows[change["row"]]
        before = state_of(row)
        if before != change["after"]:
            words = {
                "who": who_did(row.last_edit),
                "row": f"{row.training_class.code}, {row.topic}",
                "when": f"{localtime(row.last_edit.at):%H:%M %d/%m/%Y}",
            }
            raise WrongState(
                _("%(who)s changed “%(row)s” after you, at %(when)s. Nothing was undone; look at it first.") % words
            )
        put(row, change["before"])
        changed.append((row, before))
    if found := collisions(draft, [row for row, _before in changed]):
        raise Clash(_("It cannot go back: %(why)s") % {"why": " ".join(found[:5])})
    return write_edit(draft, kind, changed, by=by, undoes=edit)
