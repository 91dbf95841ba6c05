"""Rows nobody touched follow the published timetable when it is changed elsewhere; the others stay and are shown.

A row that says something else than was published, while that was changed as well, is a conflict: the release asks whose
place counts (``changes``).
"""

from collections.abc import Collection

from django.db import transaction

from training.cohorts.models import TrainingClass
from training.scheduling.drafts.copying import RUNNING, classes_of, copy_of
from training.scheduling.drafts.editing import BATCH, write_edit
from training.scheduling.drafts.models import DraftEdit, DraftMeeting, TimetableDraft
from training.scheduling.drafts.places import base_of, is_touched, place_in, put, state_of
from training.scheduling.models import ClassMeeting

TAKEN_OVER = ["base", "topic", "module", "periods"]


@transaction.atomic
def follow_published(draft: TimetableDraft, *, classes: Collection[int] | None = None) -> DraftEdit | None:
    """Let an open draft follow what was scheduled, moved or cancelled elsewhere, in all or in these classes.

    Written as one edit of nobody's; None where nothing had to follow. Rows of a class that no longer runs are taken
    out.
    """
    held = TimetableDraft.objects.select_for_update().get(pk=draft.pk)
    if not held.is_open:
        return None
    rows = held.meetings.select_related("meeting", "training_class")
    meetings = ClassMeeting.objects.held().filter(training_class__in=classes_of(held.year))
    if classes is not None:
        rows, meetings = rows.filter(training_class__in=classes), meetings.filter(training_class__in=classes)
    known = held.meetings.filter(meeting__isnull=False).values("meeting")
    new = [copy_of(meeting, held) for meeting in meetings.exclude(pk__in=known).order_by("starts_at", "pk")]
    made = DraftMeeting.objects.bulk_create(new, batch_size=BATCH)
    changed, taken_over = [(row, state_of(row) | {"removed": True}) for row in made], []
    for row in rows.exclude(pk__in=[row.pk for row in made]):
        before = state_of(row)
        if _follow(row):
            taken_over.append(row)
        if state_of(row) != before:
            changed.append((row, before))
    DraftMeeting.objects.bulk_update(taken_over, TAKEN_OVER, batch_size=BATCH)
    return write_edit(held, DraftEdit.Kind.FOLLOW, changed, by=None)


def follow_in_drafts(classes: Collection[int]) -> None:
    """Let every open draft follow what has just been written of these classes."""
    years = TrainingClass.objects.filter(pk__in=classes).values_list("opens_on__year", "closes_on__year")
    wanted = {year for first, last in years for year in range(first, last + 1)}
    for draft in TimetableDraft.objects.filter(state=TimetableDraft.State.OPEN, year__in=wanted):
        follow_published(draft, classes=classes)


def adopt(row: DraftMeeting) -> None:
    """Take the published place over into the row; not saved."""
    row.base = base_of(row.meeting)
    put(row, place_in(row.base))
    row.is_removed = row.meeting.status == ClassMeeting.Status.CANCELLED


def _follow(row: DraftMeeting) -> bool:
    """Bring one row up to date, not saved; whether more than its place changed."""
    if row.training_class.status not in RUNNING:
        row.is_removed = True
        return False
    if row.meeting is None:
        return False
    now_published = base_of(row.meeting)
    if now_published == row.base:
        return False
    row.topic, row.module_id, row.periods = row.meeting.topic, row.meeting.module_id, row.meeting.periods
    if not is_touched(row):
        adopt(row)
    elif not _differs(row, now_published):
        row.base = now_published
    else:
        row.base = row.base | {name: now_published[name] for name in ("topic", "module", "periods")}
    return True


def _differs(row: DraftMeeting, published: dict) -> bool:
    """Whether the row says something else of the meeting than what is published."""
    is_cancelled = published["status"] == ClassMeeting.Status.CANCELLED
    if row.is_removed or is_cancelled:
        return row.is_removed != is_cancelled
    return place_in(state_of(row)) != place_in(published)
