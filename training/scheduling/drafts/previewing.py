"""What would stand against a row of a draft at a place, looked at among the rows of the draft; nothing is saved."""

import copy
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from training.errors import InvalidInput
from training.nominations.models import Enrolment
from training.scheduling.clashes import find_clashes
from training.scheduling.drafts.models import DraftMeeting, TimetableDraft
from training.scheduling.findings import Finding
from training.scheduling.models import ClassMeeting, Lecturer, Room


def preview_place(
    row: DraftMeeting, *, date: date | None, slot: str, room: Room | None, lecturer: Lecturer | None
) -> list[Finding]:
    """What would stand against the row there. Nothing speaks against a row that is not placed.

    Raises ``InvalidInput`` for a half-day that does not exist.
    """
    if date is None:
        return []
    if slot not in ClassMeeting.Slot.values:
        raise InvalidInput(_("Choose morning, afternoon or evening."))
    there = copy.copy(row)
    there.date, there.slot, there.room, there.lecturer = date, slot, room, lecturer
    return find_clashes(there)


def collisions(draft: TimetableDraft, rows: Iterable[DraftMeeting]) -> list[str]:
    """Sentences on rooms, lecturers, classes and people who would be in two places at once because of these rows.

    For many rows at once: four queries, however many there are.
    """
    changed = {row.pk: row for row in rows}
    placed = [row for row in changed.values() if row.is_placed]
    if not placed:
        return []
    days = {row.date for row in placed}
    span = {"date__gte": min(days), "date__lte": max(days)}
    beside = draft.meetings.placed().filter(**span).exclude(pk__in=list(changed))
    copied = draft.meetings.filter(meeting__isnull=False).values("meeting")
    outside = ClassMeeting.objects.held().filter(**span).exclude(pk__in=copied)
    related = ("training_class", "room", "lecturer__person")
    at: dict[tuple[date, str], list] = defaultdict(list)
    for other in [*placed, *beside.select_related(*related), *outside.select_related(*related)]:
        at[other.date, other.slot].append(other)
    people = _people_of({other.training_class_id for there in at.values() for other in there})
    found = []
    for row in placed:
        for other in at[row.date, row.slot]:
            if other is row or (other.pk in changed and isinstance(other, DraftMeeting) and other.pk < row.pk):
                continue
            found += _both_at_once(row, other, people)
    return found


def _people_of(classes: set[int]) -> dict[int, set[int]]:
    people: dict[int, set[int]] = defaultdict(set)
    if len(classes) > 1:
        rows = Enrolment.objects.active().filter(training_class__in=classes)
        for training_class, person in rows.order_by().values_list("training_class", "person"):
            people[training_class].add(person)
    return people


def _both_at_once(row: DraftMeeting, other, people: dict[int, set[int]]) -> list[str]:
    words = {
        "class": row.training_class.code,
        "other": other.training_class.code,
        "day": row.date.strftime("%d/%m/%Y"),
        "slot": row.get_slot_display(),
    }
    if row.training_class_id == other.training_class_id:
        return [_("Class %(class)s would have two meetings on %(day)s (%(slot)s).") % words]
    found = []
    if row.room_id and row.room_id == other.room_id:
        sentence = _("Room %(room)s would hold classes %(class)s and %(other)s on %(day)s (%(slot)s).")
        found.append(sentence % (words | {"room": row.room}))
    if row.lecturer_id and row.lecturer_id == other.lecturer_id:
        sentence = _("%(lecturer)s would teach classes %(class)s and %(other)s on %(day)s (%(slot)s).")
        found.append(sentence % (words | {"lecturer": row.lecturer}))
    if both := len(people[row.training_class_id] & people[other.training_class_id]):
        sentence = _("%(count)s people study in both %(class)s and %(other)s, on %(day)s (%(slot)s).")
        found.append(sentence % (words | {"count": both}))
    return found
