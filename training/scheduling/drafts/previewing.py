"""What would stand against a row of a draft at a place, looked at among the rows of the draft; nothing is saved."""

import copy
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import combinations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    classes_of = _classes_of_people({other.training_class_id for there in at.values() for other in there})
    found = []
    for half_day in sorted({(row.date, row.slot) for row in placed}):
        there = at[half_day]
        found += _twice(there, "training_class_id", changed, _CLASS)
        found += _twice(there, "room_id", changed, _ROOM)
        found += _twice(there, "lecturer_id", changed, _LECTURER)
        found += _people_twice(there, changed, classes_of)
    return found


def _twice(there: list, what: str, changed: dict, sentence: Promise) -> list[str]:
    """The room, lecturer or class that two of these meetings have, one of them changed."""
    by_key: dict[int, list] = defaultdict(list)
    for other in there:
        if getattr(other, what) is not None:
            by_key[getattr(other, what)].append(other)
    return [
        str(sentence) % _words(*pair)
        for group in by_key.values()
        for pair in combinations(group, 2)
        if any(isinstance(one, DraftMeeting) and one.pk in changed for one in pair)
    ]


def _people_twice(there: list, changed: dict, classes_of: dict[int, set[int]]) -> list[str]:
    """Two classes of the half-day in which the same people study, one of them changed."""
    by_class = {other.training_class_id: other for other in there}
    both = Counter(
        pair for classes in classes_of.values() for pair in combinations(sorted(classes & by_class.keys()), 2)
    )
    found = []
    for pair, count in both.items():
        one, other = (by_class[key] for key in pair)
        if any(isinstance(row, DraftMeeting) and row.pk in changed for row in (one, other)):
            sentence = _("%(count)s people study in both %(class)s and %(other)s, on %(day)s (%(slot)s).")
            found.append(sentence % (_words(one, other) | {"count": count}))
    return found


def _classes_of_people(classes: set[int]) -> dict[int, set[int]]:
    """The classes of everybody who studies in more than one of these."""
    found: dict[int, set[int]] = defaultdict(set)
    if len(classes) > 1:
        rows = Enrolment.objects.active().filter(training_class__in=classes)
        for training_class, person in rows.order_by().values_list("training_class", "person"):
            found[person].add(training_class)
    return {person: studied for person, studied in found.items() if len(studied) > 1}


_CLASS = gettext_lazy("Class %(class)s would have two meetings on %(day)s (%(slot)s).")
_ROOM = gettext_lazy("Room %(room)s would hold classes %(class)s and %(other)s on %(day)s (%(slot)s).")
_LECTURER = gettext_lazy("%(lecturer)s would teach classes %(class)s and %(other)s on %(day)s (%(slot)s).")


def _words(row, other) -> dict:
    return {
        "class": row.training_class.code,
        "other": other.training_class.code,
        "room": row.room,
        "lecturer": row.lecturer,
        "day": row.date.strftime("%d/%m/%Y"),
        "slot": row.get_slot_display(),
    }
