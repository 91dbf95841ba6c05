"""The timetable of a year as a draft: opened, edited by several people at once, released.

Each edit holds the draft, looks at what speaks against it, writes one ``DraftEdit`` and raises the revision of its
rows. Whoever edits says which revision was read; a row that somebody changed since is refused with who, when and what.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.models import ModulePage
from curriculum.vietnamese.text import nfc
from training.cohorts.models import TrainingClass
from training.errors import Clash, InvalidInput, WrongState
from training.people.permissions import require
from training.scheduling.drafts.changes import changes_of
from training.scheduling.drafts.copying import classes_of, copy_of
from training.scheduling.drafts.editing import BATCH, lock_draft, rows_of, stale, who_did, write_edit
from training.scheduling.drafts.following import follow_published
from training.scheduling.drafts.justifying import justify, refuse
from training.scheduling.drafts.models import DraftEdit, DraftMeeting, TimetableDraft
from training.scheduling.drafts.places import place_at, place_in, put, state_of
from training.scheduling.drafts.previewing import collisions, preview_place
from training.scheduling.drafts.releasing import release_draft
from training.scheduling.drafts.telling import people_told
from training.scheduling.drafts.undoing import redo, undo
from training.scheduling.models import ClassMeeting, Lecturer, Room

__all__ = [
    "Placement",
    "Wanted",
    "add_wanted",
    "apply_placements",
    "changes_of",
    "discard_draft",
    "edits_since",
    "follow_published",
    "lock_meeting",
    "open_draft",
    "people_told",
    "place_meeting",
    "preview_place",
    "redo",
    "release_draft",
    "remove_meeting",
    "restore_meeting",
    "undo",
    "unlock_meeting",
]

Kind = DraftEdit.Kind


@dataclass(frozen=True)
class Placement:
    """Where one row goes: what the planner found, or what somebody pasted."""

    row: int
    date: date | None
    slot: str
    room: int | None
    lecturer: int | None


@dataclass(frozen=True)
class Wanted:
    """A half-day the programme asks for that has no meeting yet."""

    training_class: TrainingClass
    topic: str
    periods: int
    module: ModulePage | None = None
    part: int = 1
    room: Room | None = None
    lecturer: Lecturer | None = None


@transaction.atomic
def open_draft(year: int, *, by) -> TimetableDraft:
    """Begin to work on the timetable of a year with a copy of every meeting; where one is open already, that one,
    brought up to date with what was published elsewhere.

    Meetings that have begun are copied locked. Raises ``NotAllowed``.
    """
    require(by, "training.schedule_meeting")
    standing = TimetableDraft.objects.filter(year=year, state=TimetableDraft.State.OPEN)
    if found := standing.first():
        follow_published(found)
        return TimetableDraft.objects.get(pk=found.pk)
    last = TimetableDraft.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            draft = TimetableDraft.objects.create(year=year, number=last + 1, opened_by=by, opened_at=now())
    except IntegrityError:  # somebody else opened it between our look and our write
        return standing.get()
    meetings = ClassMeeting.objects.held().filter(training_class__in=classes_of(year)).order_by("starts_at", "pk")
    begun = now()
    DraftMeeting.objects.bulk_create(
        [copy_of(meeting, draft, is_locked=meeting.starts_at <= begun) for meeting in meetings], batch_size=BATCH
    )
    log(draft, "training.draft.open", user=by, data={"year": year, "number": draft.number})
    return draft


@transaction.atomic
def discard_draft(draft: TimetableDraft, *, by) -> TimetableDraft:
    """Give a draft up; it stays readable, the published timetable stays as it is.

    Raises ``NotAllowed``, ``WrongState``.
    """
    require(by, "training.schedule_meeting")
    held = TimetableDraft.objects.select_for_update().get(pk=draft.pk)
    if held.state == TimetableDraft.State.DISCARDED:
        return held
    held = lock_draft(held, by=by)
    held.state = TimetableDraft.State.DISCARDED
    held.save(update_fields=["state"])
    log(held, "training.draft.discard", user=by, data={"edits": held.last_edit})
    return held


@transaction.atomic
def add_wanted(draft: TimetableDraft, wanted: Iterable[Wanted], *, by) -> list[DraftMeeting]:
    """Put half-days the programmes ask for into the draft, not placed yet, as one edit.

    A half-day of the same class, module and part that is in the draft already is not added again.
    """
    held = lock_draft(draft, by=by)
    known = set(held.meetings.filter(meeting=None).values_list("training_class", "module", "part", "topic"))
    rows = [
        DraftMeeting(
            draft=held,
            training_class=one.training_class,
            module=one.module,
            part=one.part,
            topic=nfc(one.topic),
            periods=one.periods,
            room=one.room,
            lecturer=one.lecturer,
        )
        for one in wanted
        if (one.training_class.pk, one.module.pk if one.module else None, one.part, nfc(one.topic)) not in known
    ]
    made = DraftMeeting.objects.bulk_create(rows, batch_size=BATCH)
    write_edit(held, Kind.ADD, [(row, state_of(row) | {"removed": True}) for row in made], by=by)
    return made


@transaction.atomic
def place_meeting(
    row: DraftMeeting,
    *,
    date: date | None,
    slot: str,
    room: Room | None,
    lecturer: Lecturer | None,
    revision: int,
    by,
    reasons: Mapping[str, str] | None = None,
) -> DraftMeeting:
    """Put a row of the draft somewhere, or take it off the timetable (``date`` None, ``slot`` empty).

    ``revision`` is that of the row as it was read, ``reasons`` a sentence for each rule that asks for one. The same
    place again changes nothing. Raises ``NotAllowed``; ``Stale`` with who, when and the place now; ``WrongState`` for a
    locked row, one taken out or one whose roll was taken; ``Clash``, ``ReasonNeeded`` with what stands against it.
    """
    draft = lock_draft(row.draft, by=by)
    held = _row(draft, row)
    before = state_of(held)
    wanted = place_at(date, slot, room.pk if room else None, lecturer.pk if lecturer else None)
    if place_in(before) == wanted:
        return held
    _expect_unchanged(held, revision)
    _expect_free(held)
    findings = preview_place(held, date=date, slot=slot, room=room, lecturer=lecturer)
    held.date, held.slot, held.room, held.lecturer = date, wanted["slot"], room, lecturer
    needed = refuse(held, findings, reasons or {})
    write_edit(draft, Kind.PLACE, [(held, before)], by=by)
    justify(held, needed, reasons or {}, by=by)
    return held


@transaction.atomic
def lock_meeting(row: DraftMeeting, *, revision: int, by) -> DraftMeeting:
    """Fix a row where it is: neither people nor the planner move it.

    Raises ``NotAllowed``, ``Stale``, ``WrongState``.
    """
    return _set(row, Kind.LOCK, "is_locked", True, revision, by=by)


@transaction.atomic
def unlock_meeting(row: DraftMeeting, *, revision: int, by) -> DraftMeeting:
    """Let a row be moved again. Raises ``NotAllowed``, ``Stale``, ``WrongState``."""
    return _set(row, Kind.UNLOCK, "is_locked", False, revision, by=by)


@transaction.atomic
def remove_meeting(row: DraftMeeting, *, revision: int, by) -> DraftMeeting:
    """Take a meeting out of the timetable; at the release it is cancelled. Raises as ``place_meeting`` does."""
    return _set(row, Kind.REMOVE, "is_removed", True, revision, by=by)


@transaction.atomic
def restore_meeting(row: DraftMeeting, *, revision: int, by) -> DraftMeeting:
    """Put a meeting taken out back where it stood, unless somebody is there now. Raises as ``place_meeting`` does."""
    return _set(row, Kind.RESTORE, "is_removed", False, revision, by=by)


@transaction.atomic
def apply_placements(
    draft: TimetableDraft, placements: Iterable[Placement], *, kind: str, by, revisions: Mapping[int, int] | None = None
) -> DraftEdit | None:
    """Put many rows where the planner found places for them, as one edit that one press undoes.

    ``revisions``: those of the rows when the planner read them; a row changed since refuses the whole. Rows that are
    locked must stay. Rules that ask for a reason are the planner's report to explain; what would be in two places at
    once is refused. Raises ``NotAllowed``, ``Stale``, ``WrongState``, ``Clash``. None where everything stands so
    already.
    """
    held_draft = lock_draft(draft, by=by)
    places = {place.row: place for place in placements}
    rows = rows_of(held_draft, places)
    if len(rows) != len(places):
        raise InvalidInput(_("Some of these meetings are not in the draft. Nothing was changed."))
    changed = []
    for key, place in places.items():
        row = rows[key]
        before = state_of(row)
        wanted = place_at(place.date, place.slot, place.room, place.lecturer)
        if revisions is not None and revisions.get(key) != row.revision:
            raise stale(row)
        if place_in(before) == wanted:
            continue
        _expect_free(row, ask_for_roll=False)
        put(row, wanted)
        changed.append((row, before))
    _expect_no_roll([row for row, _before in changed])
    if found := collisions(held_draft, [row for row, _before in changed]):
        raise Clash(" ".join(found[:5]))
    return write_edit(held_draft, kind, changed, by=by)


def edits_since(draft: TimetableDraft, number: int) -> list[DraftEdit]:
    """What was done to the draft after the edit of this number, in order."""
    return list(draft.edits.filter(number__gt=number).select_related("by").order_by("number"))


def _row(draft: TimetableDraft, row: DraftMeeting) -> DraftMeeting:
    found = rows_of(draft, [row.pk]).get(row.pk)
    if found is None:
        raise InvalidInput(_("This meeting is not in the draft. Nothing was changed."))
    found.draft = draft
    return found


def _expect_unchanged(row: DraftMeeting, revision: int) -> None:
    if row.revision != revision:
        raise stale(row)


def _expect_free(row: DraftMeeting, *, ask_for_roll: bool = True) -> None:
    """The row may be moved: not locked, not taken out, its roll not taken."""
    if row.is_removed:
        raise WrongState(_("This meeting was taken out of the draft. Put it back first."))
    if row.is_locked:
        raise WrongState(
            _("%(who)s has locked this meeting where it is; unlock it first.") % {"who": who_did(row.last_edit)}
            if row.last_edit and row.last_edit.kind == Kind.LOCK
            else _("This meeting is locked where it is; unlock it first.")
        )
    if ask_for_roll:
        _expect_no_roll([row])


def _expect_no_roll(rows: list[DraftMeeting]) -> None:
    """A meeting people were counted in is history."""
    keys = [row.meeting_id for row in rows if row.meeting_id]
    taken = ClassMeeting.objects.filter(pk__in=keys, attendance__isnull=False).select_related("training_class")
    if keys and (meeting := taken.first()):
        raise WrongState(
            _("The roll of “%(meeting)s” was taken; it can no longer be moved or taken out.") % {"meeting": meeting}
        )


def _set(row: DraftMeeting, kind: str, field: str, value: bool, revision: int, *, by) -> DraftMeeting:
    draft = lock_draft(row.draft, by=by)
    held = _row(draft, row)
    if getattr(held, field) == value:
        return held
    _expect_unchanged(held, revision)
    before = state_of(held)
    if kind == Kind.REMOVE:
        _expect_free(held)
    setattr(held, field, value)
    if kind == Kind.RESTORE and (found := collisions(draft, [held])):
        raise Clash(" ".join(found))
    write_edit(draft, kind, [(held, before)], by=by)
    return held
