"""What makes planning anew necessary: a lecturer away, a room lost, a day off; what it touches, before it is done."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from training.errors import InvalidInput
from training.scheduling.drafts.models import DraftMeeting, TimetableDraft
from training.scheduling.models import ClassMeeting, Lecturer, Room
from training.scheduling.planning.gather import Gathered, key
from training.scheduling.solver import Problem, half_day_key, with_absence, with_holiday, without_room

ONE_DAY = timedelta(days=1)
LONGEST = 366


class Cause(models.TextChoices):
    ABSENCE = "absence", pgettext_lazy("change", "a lecturer is away")
    ROOM = "room", pgettext_lazy("change", "a room is not to be had")
    HOLIDAY = "holiday", pgettext_lazy("change", "a day off")


@dataclass(frozen=True)
class Change:
    """Who or what is not to be had, on which days (both included), in which half-day (empty: all).

    ``pk``: the lecturer or the room; 0 for a day off.
    """

    cause: str
    first: date
    last: date
    pk: int = 0
    slot: str = ""

    def __post_init__(self):
        if self.cause not in Cause.values or self.slot not in ["", *ClassMeeting.Slot.values]:
            raise InvalidInput(_("Say what changes: a lecturer, a room or a day."))
        if not self.first <= self.last < self.first + LONGEST * ONE_DAY:
            raise InvalidInput(_("The last day cannot come before the first."))

    @classmethod
    def of_absence(cls, lecturer: Lecturer, first: date, last: date, slot: str = "") -> "Change":
        return cls(Cause.ABSENCE, first, last, lecturer.pk, slot)

    @classmethod
    def of_room(cls, room: Room, first: date, last: date, slot: str = "") -> "Change":
        return cls(Cause.ROOM, first, last, room.pk, slot)

    @classmethod
    def of_holiday(cls, first: date, last: date) -> "Change":
        return cls(Cause.HOLIDAY, first, last)

    @classmethod
    def from_json(cls, kept: dict) -> "Change":
        days = {name: date.fromisoformat(kept[name]) for name in ("first", "last")}
        return cls(kept["cause"], **days, pk=kept["pk"], slot=kept["slot"])

    def to_json(self) -> dict:
        return asdict(self) | {"first": self.first.isoformat(), "last": self.last.isoformat()}

    def sentence(self) -> str:
        """The change in words: who or what, and when."""
        days = self.first.strftime("%d/%m/%Y")
        if self.last != self.first:
            days = _("%(first)s to %(last)s") % {"first": days, "last": self.last.strftime("%d/%m/%Y")}
        if self.slot:
            days = f"{days} ({ClassMeeting.Slot(self.slot).label})"
        if self.cause == Cause.ABSENCE:
            lecturer = Lecturer.objects.select_related("person").get(pk=self.pk)
            return _("%(lecturer)s is away on %(days)s.") % {"lecturer": lecturer, "days": days}
        if self.cause == Cause.ROOM:
            return _("Room %(room)s is not to be had on %(days)s.") % {
                "room": Room.objects.get(pk=self.pk),
                "days": days,
            }
        return _("No class meets on %(days)s.") % {"days": days}

    def half_days(self) -> Iterator[str]:
        slots = (self.slot,) if self.slot else ClassMeeting.Slot.values
        for number in range((self.last - self.first).days + 1):
            for slot in slots:
                yield half_day_key(self.first + number * ONE_DAY, slot)


def touched_by(draft: TimetableDraft, change: Change) -> QuerySet[DraftMeeting]:
    """The rows of the draft that cannot stay where they stand, in the order of time. Those that have begun are left."""
    about = {Cause.ABSENCE: Q(lecturer=change.pk), Cause.ROOM: Q(room=change.pk), Cause.HOLIDAY: Q()}[
        Cause(change.cause)
    ]
    rows = DraftMeeting.objects.placed().filter(about, draft=draft, date__range=(change.first, change.last))
    if change.slot:
        rows = rows.filter(slot=change.slot)
    return rows.on_board().order_by("date", "slot", "pk")


def touched_by_absence(draft: TimetableDraft, lecturer: Lecturer, first: date, last: date, slot: str = ""):
    """The meetings of the draft that the lecturer cannot give when away on these days."""
    return touched_by(draft, Change.of_absence(lecturer, first, last, slot))


def with_change(gathered: Gathered, change: Change) -> Problem:
    """The problem as it is once the change has come, whether or not the office has written it down already."""
    problem = gathered.problem
    if change.cause == Cause.ABSENCE:
        return with_absence(problem, key("lecturer", change.pk), change.half_days())
    if change.cause == Cause.ROOM:
        return without_room(problem, key("room", change.pk), change.half_days())
    for number in range((change.last - change.first).days + 1):
        problem = with_holiday(problem, change.first + number * ONE_DAY, _("day off"))
    return problem
