"""What the release of a draft would change in the published timetable, meeting by meeting, and what it cannot."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from training.scheduling.drafts.copying import RUNNING
from training.scheduling.drafts.models import DraftMeeting, TimetableDraft
from training.scheduling.drafts.places import Names, base_of, is_touched, place_in, state_of, when
from training.scheduling.models import ClassMeeting


class Kind(TextChoices):
    """How a meeting changes for those who attend it; one may change in several ways."""

    NEW = "new", pgettext_lazy("change", "new")
    REMOVED = "removed", pgettext_lazy("change", "cancelled")
    MOVED = "moved", pgettext_lazy("change", "moved in time")
    ROOM = "room", pgettext_lazy("change", "another room")
    LECTURER = "lecturer", pgettext_lazy("change", "another lecturer")


class Resolution(TextChoices):
    """Whose place counts where a meeting was changed in the draft and elsewhere."""

    MINE = "mine", pgettext_lazy("resolution", "as in the draft")
    THEIRS = "theirs", pgettext_lazy("resolution", "as published now")


@dataclass(frozen=True)
class Change:
    """One meeting that would change. ``before`` is the place people were told of, ``after`` the one they will be told
    of, as edits keep them; empty where there is none.
    """

    row: DraftMeeting
    kinds: tuple[Kind, ...]
    before: dict
    after: dict

    @property
    def kind(self) -> Kind:
        """The weightiest of its kinds."""
        return self.kinds[0]

    @property
    def makes_a_meeting(self) -> bool:
        """Whether a meeting is made, rather than one that exists changed."""
        return self.row.meeting is None or self.row.meeting.status == ClassMeeting.Status.CANCELLED

    @property
    def concerns_people(self) -> bool:
        """Whether anybody was or will be told: not where a meeting is taken out that was never published."""
        return bool(self.before or self.after)


@dataclass(frozen=True)
class Conflict:
    """A meeting changed in the draft that was changed elsewhere since the row was copied.

    ``mine`` is the place in the draft, ``theirs`` the published one, ``base`` the one both began from. Where the roll
    was taken meanwhile only theirs can stand.
    """

    row: DraftMeeting
    base: dict
    mine: dict
    theirs: dict
    roll_taken: bool

    @property
    def choices(self) -> tuple[Resolution, ...]:
        return (Resolution.THEIRS,) if self.roll_taken else (Resolution.MINE, Resolution.THEIRS)


@dataclass(frozen=True)
class Changes:
    """All that a release would do: ``changes``; ``conflicts`` to decide first; ``off_timetable``: published meetings
    that the draft has no place for; ``not_placed``: half-days asked for that stay in the draft; how many stay
    ``untouched``.
    """

    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    off_timetable: list[DraftMeeting] = field(default_factory=list)
    not_placed: list[DraftMeeting] = field(default_factory=list)
    untouched: int = 0

    def of_kind(self, kind: Kind) -> list[Change]:
        return [change for change in self.changes if kind in change.kinds]


def changes_of(draft: TimetableDraft) -> Changes:
    """The draft beside the timetable as it is published now. One query, whatever its size."""
    taken = ClassMeeting.objects.filter(pk=OuterRef("meeting"), attendance__isnull=False)
    rows = (
        draft.meetings.on_board()
        .select_related("meeting")
        .annotate(roll_taken=Exists(taken))
        .order_by("training_class__code", "pk")
    )
    found = Changes()
    untouched = 0
    for row in sorted(rows, key=when):
        if row.training_class.status not in RUNNING:
            continue
        if not row.is_removed and row.date is None:
            (found.off_timetable if row.meeting else found.not_placed).append(row)
        elif conflict := conflict_of(row):
            found.conflicts.append(conflict)
        elif kinds := kinds_of(row):
            found.changes.append(Change(row, kinds, _told(row), {} if row.is_removed else place_in(state_of(row))))
        elif not row.is_removed:
            untouched += 1
    return Changes(found.changes, found.conflicts, found.off_timetable, found.not_placed, untouched)


def kinds_of(row: DraftMeeting) -> tuple[Kind, ...]:
    """How the row differs from what people were told; a meeting they were not told of yet is new to them."""
    is_held = row.meeting is not None and row.meeting.status != ClassMeeting.Status.CANCELLED
    if row.is_removed:
        return (Kind.REMOVED,) if is_held else ()
    before, after = _told(row), place_in(state_of(row))
    if not before:
        return (Kind.NEW,)
    kinds = []
    if (before["date"], before["slot"]) != (after["date"], after["slot"]):
        kinds.append(Kind.MOVED)
    if before["room"] != after["room"]:
        kinds.append(Kind.ROOM)
    if before["lecturer"] != after["lecturer"]:
        kinds.append(Kind.LECTURER)
    return tuple(kinds)


def conflict_of(row: DraftMeeting) -> Conflict | None:
    """The conflict of the row, if it is one; a row that says what is published now is none."""
    if row.meeting is None or not kinds_of(row) or not is_touched(row):
        return None
    mine, theirs = state_of(row), base_of(row.meeting)
    names = ("date", "slot", "room", "lecturer")
    was_changed = any(theirs[name] != row.base[name] for name in names) or (
        (theirs["status"] == ClassMeeting.Status.CANCELLED) != (row.base["status"] == ClassMeeting.Status.CANCELLED)
    )
    if not was_changed and not row.roll_taken:
        return None
    is_cancelled = theirs["status"] == ClassMeeting.Status.CANCELLED
    return Conflict(row, place_in(row.base), mine, place_in(theirs) | {"removed": is_cancelled}, row.roll_taken)


def in_words(change: Change, names: Names) -> dict[str, str]:
    """The meeting, and its place before and after, as the release page and the notices say it."""
    return {
        "class": change.row.training_class.code,
        "topic": change.row.topic,
        "kind": ", ".join(str(kind.label) for kind in change.kinds),
        "before": names.place(change.before) if change.before else "",
        "after": names.place(change.after) if change.after else _("cancelled"),
    }


def _told(row: DraftMeeting) -> dict:
    """The place people know the meeting by now."""
    is_known = row.meeting is not None and row.meeting.status == ClassMeeting.Status.PUBLISHED
    return place_in(base_of(row.meeting)) if is_known else {}
