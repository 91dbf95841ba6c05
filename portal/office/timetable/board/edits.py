"""What was done to a draft, in a sentence for whoever works beside."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.models import DraftEdit, DraftMeeting, TimetableDraft
from training.scheduling.drafts.editing import who_did
from training.scheduling.drafts.places import Names
from training.scheduling.drafts.undoing import to_redo, to_undo


def can_of(draft: TimetableDraft, user) -> dict[str, bool]:
    """Whether there is something of the person's own to undo and to redo."""
    return {"undo": to_undo(draft, user) is not None, "redo": to_redo(draft, user) is not None}


def sentences_of(edits: Iterable[DraftEdit], user) -> list[dict]:
    """Each edit with who, what and where the meeting is now; many rows at once are counted."""
    edits = list(edits)
    keys = {change["row"] for edit in edits for change in edit.changes[:1]}
    rows = DraftMeeting.objects.filter(pk__in=keys).select_related("training_class").in_bulk()
    names = Names()
    return [
        {
            "number": edit.number,
            "mine": edit.by_id == user.pk,
            "sentence": _sentence(edit, rows, names),
        }
        for edit in edits
    ]


def _sentence(edit: DraftEdit, rows: dict[int, DraftMeeting], names: Names) -> str:
    words = {"who": who_did(edit), "what": edit.get_kind_display()}
    if len(edit.changes) != 1:
        count = len(edit.changes)
        sentence = ngettext("%(who)s, %(what)s: %(count)s meeting.", "%(who)s, %(what)s: %(count)s meetings.", count)
        return sentence % (words | {"count": count})
    (change,) = edit.changes
    row = rows[change["row"]]
    return _("%(who)s, %(what)s: “%(row)s”, now %(now)s.") % (
        words | {"row": f"{row.training_class.code}, {row.topic}", "now": names.place(change["after"])}
    )
