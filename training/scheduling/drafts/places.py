"""Where a meeting stands, as it is kept in edits, compared and said in words."""

from datetime import date

from django.utils.translation import gettext as _

from training.scheduling.drafts.models import DraftMeeting
from training.scheduling.models import ClassMeeting, Lecturer, Room

SLOTS = list(ClassMeeting.Slot.values)
PLACE = ("date", "slot", "room", "lecturer")
STATE = (*PLACE, "locked", "removed")


def state_of(row: DraftMeeting) -> dict:
    """All that edits change in a row, as JSON keeps it."""
    return {
        "date": row.date.isoformat() if row.date else None,
        "slot": row.slot,
        "room": row.room_id,
        "lecturer": row.lecturer_id,
        "locked": row.is_locked,
        "removed": row.is_removed,
    }


def put(row: DraftMeeting, state: dict) -> None:
    """Set the row to a state or a part of one; not saved."""
    if "date" in state:
        row.date = date.fromisoformat(state["date"]) if state["date"] else None
    for name, field in {
        "slot": "slot",
        "room": "room_id",
        "lecturer": "lecturer_id",
        "locked": "is_locked",
        "removed": "is_removed",
    }.items():
        if name in state:
            setattr(row, field, state[name])


def base_of(meeting: ClassMeeting) -> dict:
    """The meeting as it is published now: what a row of a draft remembers of it."""
    return {
        "date": meeting.date.isoformat(),
        "slot": meeting.slot,
        "room": meeting.room_id,
        "lecturer": meeting.lecturer_id,
        "status": meeting.status,
        "topic": meeting.topic,
        "module": meeting.module_id,
        "periods": meeting.periods,
    }


def place_at(day: date | None, slot: str, room: int | None, lecturer: int | None) -> dict:
    """A place as JSON keeps it; without a day there is no half-day."""
    return {
        "date": day.isoformat() if day else None,
        "slot": slot if day else "",
        "room": room,
        "lecturer": lecturer,
    }


def place_in(state: dict) -> dict:
    return {name: state.get(name) for name in PLACE}


def is_touched(row: DraftMeeting) -> bool:
    """Whether the draft says something else of the meeting than what was published when the row last followed it."""
    if not row.base:
        return row.date is not None
    return row.is_removed != (row.base["status"] == ClassMeeting.Status.CANCELLED) or (
        not row.is_removed and place_in(state_of(row)) != place_in(row.base)
    )


def when(row: DraftMeeting) -> tuple:
    """The order of rows in time, those not placed last."""
    return (row.date is None, row.date or date.min, SLOTS.index(row.slot) if row.slot else 0)


class Names:
    """Rooms and lecturers by key, each read once, to say a kept place in words."""

    def __init__(self) -> None:
        self._rooms: dict[int, str] = {}
        self._lecturers: dict[int, str] = {}

    def room(self, key: int | None) -> str:
        if key and not self._rooms:
            self._rooms = {room.pk: str(room) for room in Room.objects.all()}
        return self._rooms.get(key, "") if key else ""

    def lecturer(self, key: int | None) -> str:
        if key and not self._lecturers:
            self._lecturers = {row.pk: str(row) for row in Lecturer.objects.select_related("person")}
        return self._lecturers.get(key, "") if key else ""

    def half_day(self, state: dict) -> str:
        """«Sáng 07/12/2026», or that it is not placed."""
        if not state.get("date"):
            return _("not placed")
        day = date.fromisoformat(state["date"])
        slot = ClassMeeting.Slot(state["slot"]).label
        return _("%(slot)s %(day)s") % {"slot": slot, "day": day.strftime("%d/%m/%Y")}

    def place(self, state: dict) -> str:
        """Half-day, room and lecturer in one line."""
        if state.get("removed"):
            return _("taken out")
        parts = [self.half_day(state), self.room(state.get("room")), self.lecturer(state.get("lecturer"))]
        return ", ".join(part for part in parts if part)
