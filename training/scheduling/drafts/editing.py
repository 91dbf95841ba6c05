"""How every edit of a draft is written: one number after the other, each row with its state before and after."""

from collections.abc import Iterable

from django.db.models import F
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from curriculum.clock.time import now
from training.errors import Stale, WrongState
from training.people.permissions import require
from training.scheduling.drafts.models import DraftEdit, DraftMeeting, TimetableDraft
from training.scheduling.drafts.places import Names, state_of

FIELDS = {
    "date": "date",
    "slot": "slot",
    "room": "room",
    "lecturer": "lecturer",
    "locked": "is_locked",
    "removed": "is_removed",
}
BATCH = 200


def lock_draft(draft: TimetableDraft, *, by) -> TimetableDraft:
    """The draft, held for this transaction and still open. Raises ``NotAllowed``, ``WrongState``."""
    require(by, "training.schedule_meeting")
    held = TimetableDraft.objects.select_for_update().get(pk=draft.pk)
    if not held.is_open:
        raise WrongState(
            _("This draft is no longer worked on (%(state)s). Nothing was changed.")
            % {"state": held.get_state_display()}
        )
    return held


def rows_of(draft: TimetableDraft, keys: Iterable[int]) -> dict[int, DraftMeeting]:
    """Rows of a held draft as they are now, by key."""
    rows = draft.meetings.on_board().filter(pk__in=list(keys)).select_related("module", "meeting")
    return {row.pk: row for row in rows.defer("last_edit__changes", "module__intro")}


def write_edit(
    draft: TimetableDraft, kind: str, rows: list[tuple[DraftMeeting, dict]], *, by, undoes: DraftEdit | None = None
) -> DraftEdit | None:
    """Save changed rows of a held draft as one edit; each comes with its state before. None where nothing changed."""
    changed = [(row, before) for row, before in rows if row._state.adding or state_of(row) != before]
    if not changed:
        return None
    draft.last_edit += 1
    TimetableDraft.objects.filter(pk=draft.pk).update(last_edit=draft.last_edit)
    edit = DraftEdit.objects.create(
        draft=draft,
        number=draft.last_edit,
        kind=kind,
        by=by,
        at=now(),
        changes=[{"row": row.pk, "before": before, "after": state_of(row)} for row, before in changed],
        undoes=undoes,
    )
    fields = {FIELDS[name] for row, before in changed for name, value in state_of(row).items() if before[name] != value}
    DraftMeeting.objects.bulk_update([row for row, _before in changed], sorted(fields), batch_size=BATCH)
    DraftMeeting.objects.filter(pk__in=[row.pk for row, _before in changed]).update(
        revision=F("revision") + 1, last_edit=edit
    )
    for row, _before in changed:
        row.revision, row.last_edit = row.revision + 1, edit
    return edit


def stale(row: DraftMeeting) -> Stale:
    """Who changed the row meanwhile, when, and where it stands now."""
    edit = row.last_edit
    words = {
        "row": f"{row.training_class.code}, {row.topic}",
        "who": who_did(edit),
        "when": f"{localtime(edit.at):%H:%M %d/%m/%Y}" if edit else "",
        "now": Names().place(state_of(row)),
    }
    sentence = _("%(who)s changed “%(row)s” at %(when)s; it now stands at %(now)s. Nothing of yours was saved.") % words
    return Stale(sentence, by=edit.by if edit else None, at=edit.at if edit else None, current=state_of(row))


def who_did(edit: DraftEdit | None) -> str:
    if edit is None or edit.by is None:
        return _("Somebody")
    return edit.by.get_full_name() or edit.by.get_username()


def standing(draft: TimetableDraft):
    """The edits of a draft that nobody took back: those without an undoing that itself still stands."""
    taken_back = DraftEdit.objects.filter(draft=draft, undoes__isnull=False)
    redone = taken_back.filter(kind=DraftEdit.Kind.REDO).values("undoes")
    undone = taken_back.filter(kind=DraftEdit.Kind.UNDO).exclude(pk__in=redone).values("undoes")
    return DraftEdit.objects.filter(draft=draft).exclude(pk__in=undone).order_by("-number")
