"""A draft becomes the published timetable: in one transaction, with exactly the people told whom it concerns (A5)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from curriculum.clock.time import now
from curriculum.vietnamese.text import nfc
from training.cohorts.models import TrainingClass
from training.errors import Clash, Stale, WrongState
from training.people.permissions import require
from training.scheduling.drafts.changes import Change, Changes, Kind, Resolution, changes_of, in_words
from training.scheduling.drafts.editing import BATCH, lock_draft, write_edit
from training.scheduling.drafts.following import adopt, follow_published
from training.scheduling.drafts.justifying import reason_in_words, reasons_of
from training.scheduling.drafts.models import DraftEdit, DraftMeeting, Justification, Release, TimetableDraft
from training.scheduling.drafts.places import Names, base_of, state_of
from training.scheduling.drafts.previewing import collisions
from training.scheduling.drafts.telling import people_of
from training.scheduling.inviting import follow_changes
from training.scheduling.models import ClassMeeting
from training.scheduling.services import slot_times
from training.signals import meetings_written, timetable_released

LANGUAGE = "vi"  # what was changed is kept in the words in which people were told
Status = ClassMeeting.Status
PLACED = ["date", "slot", "starts_at", "ends_at", "room", "lecturer"]
ACTIONS = {Kind.NEW: "training.meeting.publish", Kind.REMOVED: "training.meeting.cancel"}  # the rest is moved


@transaction.atomic
def release_draft(
    draft: TimetableDraft,
    *,
    by,
    note: str = "",
    resolutions: Mapping[int, str] | None = None,
    last_edit: int | None = None,
) -> Release:
    """Publish the draft: meetings made, moved with raised sequence, cancelled; the people whose own meetings change are
    told after the commit, once each.

    ``resolutions`` says for the row of each conflict whether the place of the draft or the published one counts. A
    draft released already gives its release again. Raises ``NotAllowed``; ``WrongState`` where something is left to
    decide or nothing changes; ``Stale`` where the draft was edited since; ``Clash`` where two things would be in one
    place.
    """
    require(by, "training.schedule_meeting")
    list(TimetableDraft.objects.select_for_update().filter(pk=draft.pk))  # a second call waits for the first
    if released := Release.objects.filter(draft=draft).first():
        return released
    held = lock_draft(draft, by=by)
    if last_edit is not None and held.last_edit != last_edit:
        raise Stale(_("The draft was edited since you read the changes. Nothing was released; look at them again."))
    follow_published(held)
    held.refresh_from_db()
    _lock_what_is_written(held)
    _resolve(held, changes_of(held), resolutions or {}, by)
    found = changes_of(held)
    _expect_ready(found)
    changes = found.changes
    if sentences := collisions(held, [change.row for change in changes]):
        raise Clash(" ".join(sentences[:5]))
    told = people_of(changes)
    with override(LANGUAGE):
        names = Names()
        reasons = reasons_of([change.row for change in changes])
        kept = [_kept(number, change, names, reasons) for number, change in enumerate(changes, start=1)]
    try:
        with transaction.atomic():
            _write(changes)
    except IntegrityError as error:
        raise Clash(
            _("Somebody has just taken one of these half-days. Nothing was released; please look again.")
        ) from error
    _follow_with_the_rest(changes, by)
    for one, change in zip(kept, changes, strict=True):
        one["meeting"] = change.row.meeting_id
    held.state, held.released_by, held.released_at = TimetableDraft.State.RELEASED, by, now()
    held.note = nfc(note)[:300]
    held.save(update_fields=["state", "released_by", "released_at", "note"])
    release = Release.objects.create(
        draft=held,
        number=Release.objects.filter(draft__year=held.year).count() + 1,
        by=by,
        at=now(),
        note=held.note,
        changes=kept,
        told=[asdict(one) for one in told],
    )
    data = {"release": release.number, "changes": len(kept), "told": len(told), "note": held.note}
    log(held, "training.draft.release", user=by, data=data)
    transaction.on_commit(lambda: timetable_released.send(Release, release=release))
    classes = {change.row.training_class_id for change in changes}
    transaction.on_commit(lambda: meetings_written.send(ClassMeeting, classes=classes))
    return release


def _lock_what_is_written(draft: TimetableDraft) -> None:
    """The classes and meetings of the draft, in the order in which every service takes them."""
    classes = draft.meetings.values("training_class")
    list(TrainingClass.objects.select_for_update(of=("self",)).filter(pk__in=classes).order_by("pk").values_list("pk"))
    meetings = draft.meetings.filter(meeting__isnull=False).values("meeting")
    list(ClassMeeting.objects.select_for_update(of=("self",)).filter(pk__in=meetings).order_by("pk").values_list("pk"))


def _resolve(draft: TimetableDraft, found: Changes, resolutions: Mapping[int, str], by) -> None:
    """Let the published place count where it was chosen; refuse while one conflict is not decided."""
    undecided = [conflict for conflict in found.conflicts if resolutions.get(conflict.row.pk) not in conflict.choices]
    if undecided:
        rows = ", ".join(str(conflict.row) for conflict in undecided[:3])
        raise WrongState(
            ngettext(
                "%(count)s meeting was changed elsewhere meanwhile: %(rows)s. Decide which place counts.",
                "%(count)s meetings were changed elsewhere meanwhile: %(rows)s. Decide which places count.",
                len(undecided),
            )
            % {"count": len(undecided), "rows": rows}
        )
    followed, kept = [], []
    for conflict in found.conflicts:
        row, before = conflict.row, state_of(conflict.row)
        if resolutions[row.pk] == Resolution.THEIRS:
            adopt(row)
            followed.append((row, before))
        else:
            row.base = base_of(row.meeting)
            kept.append(row)
    decided = [*kept, *(row for row, _before in followed)]
    DraftMeeting.objects.bulk_update(decided, ["base"], batch_size=BATCH)
    write_edit(draft, DraftEdit.Kind.FOLLOW, followed, by=by)


def _expect_ready(found: Changes) -> None:
    if found.off_timetable:
        words = {
            "count": len(found.off_timetable),
            "rows": ", ".join(str(row) for row in found.off_timetable[:3]),
        }
        raise WrongState(
            ngettext(
                "%(count)s published meeting has no place in the draft: %(rows)s. Place it, or take it out.",
                "%(count)s published meetings have no place in the draft: %(rows)s. Place them, or take them out.",
                len(found.off_timetable),
            )
            % words
        )
    if not found.changes:
        raise WrongState(_("The draft says what is published already; there is nothing to release."))


def _write(changes: Sequence[Change]) -> None:
    """Make, move and cancel the meetings.

    What exists is parked first, as if cancelled: so room, lecturer and half-day may change hands among meetings in any
    order without two of them standing in one place for a moment.
    """
    made = [change.row for change in changes if change.makes_a_meeting]
    existing = {change.row.meeting.pk: change.row.meeting for change in changes if not change.makes_a_meeting}
    kept = [change.row for change in changes if not change.makes_a_meeting and change.kind != Kind.REMOVED]
    told_of = [pk for pk, meeting in existing.items() if meeting.published_at is not None]
    there = ClassMeeting.objects
    there.filter(pk__in=existing).update(status=Status.CANCELLED)
    there.filter(pk__in=told_of).update(sequence=F("sequence") + 1, changed_at=now())
    for row in kept:
        _set_place(row.meeting, row)
    there.bulk_update([row.meeting for row in kept], PLACED, batch_size=BATCH)
    there.filter(pk__in=[row.meeting_id for row in kept]).update(status=Status.PUBLISHED)
    there.filter(pk__in=existing.keys() - set(told_of), status=Status.PUBLISHED).update(
        published_at=now(), changed_at=now()
    )
    for meeting in existing.values():
        meeting.status = Status.CANCELLED
    for row in kept:
        row.meeting.status = Status.PUBLISHED
    new = [_new_meeting(row) for row in made]
    there.bulk_create(new, batch_size=BATCH)
    for row, meeting in zip(made, new, strict=True):
        row.meeting = meeting
    DraftMeeting.objects.bulk_update(made, ["meeting"], batch_size=BATCH)


def _new_meeting(row: DraftMeeting) -> ClassMeeting:
    meeting = ClassMeeting(
        training_class=row.training_class,
        module_id=row.module_id,
        topic=row.topic,
        periods=row.periods,
        status=Status.PUBLISHED,
        published_at=now(),
        changed_at=now(),
    )
    _set_place(meeting, row)
    return meeting


def _set_place(meeting: ClassMeeting, row: DraftMeeting) -> None:
    meeting.date, meeting.slot = row.date, row.slot
    meeting.starts_at, meeting.ends_at = slot_times(row.date, row.slot)
    meeting.room, meeting.lecturer = row.room, row.lecturer


def _follow_with_the_rest(changes: Sequence[Change], by) -> None:
    """Invitations, justifications and the log follow the meetings."""
    for change in changes:
        change.row.meeting.training_class = change.row.training_class
    meetings = [change.row.meeting for change in changes]
    moved = [change.row.meeting for change in changes if Kind.MOVED in change.kinds]
    follow_changes(meetings, moved=moved)
    by_row = {change.row.pk: change.row.meeting_id for change in changes}
    reasons = list(Justification.objects.filter(draft_meeting__in=list(by_row), meeting=None))
    for reason in reasons:
        reason.meeting_id = by_row[reason.draft_meeting_id]
    Justification.objects.bulk_update(reasons, ["meeting"], batch_size=BATCH)
    kind, moment = ContentType.objects.get_for_model(ClassMeeting), now()
    entries = [
        ModelLogEntry(
            content_type=kind,
            object_id=str(change.row.meeting_id),
            label=str(change.row.meeting),
            action=ACTIONS.get(change.kind, "training.meeting.move"),
            timestamp=moment,
            user=by,
            data={"before": change.before, "after": change.after, "draft": change.row.draft_id},
            content_changed=True,
            deleted=False,
        )
        for change in changes
    ]
    for action in {entry.action for entry in entries}:
        next(entry for entry in entries if entry.action == action).clean()  # it stands in the room's vocabulary
    ModelLogEntry.objects.bulk_create(entries, batch_size=BATCH)


def _kept(number: int, change: Change, names: Names, reasons: Mapping[int, list[Justification]]) -> dict:
    """A change as the release keeps it: its places, and the words of today."""
    return {
        "number": number,
        "row": change.row.pk,
        "meeting": change.row.meeting_id,
        "kinds": [str(kind) for kind in change.kinds],
        "training_class": change.row.training_class_id,
        "before": change.before,
        "after": change.after,
        "words": in_words(change, names),
        "reasons": [reason_in_words(given) for given in reasons.get(change.row.pk, ())],
    }
