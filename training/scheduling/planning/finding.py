"""Where one meeting could go: the best places of the draft as it stands, each with its price and who bears it."""

from dataclasses import dataclass, field
from datetime import date

from training.scheduling import solver
from training.scheduling.drafts.models import DraftMeeting
from training.scheduling.models import ClassMeeting, Lecturer, Room
from training.scheduling.planning.gather import gather, key, key_of
from training.scheduling.planning.reporting import called, finding_as_data
from training.scheduling.planning.wording import bent_sentence

PLACES = 5


@dataclass(frozen=True)
class OfferedPlace:
    """A place that breaks no rule. ``price``: what the timetable costs more there, below nothing where it gains;
    ``reasons``: whom it costs what, in words.
    """

    date: date
    slot: str
    room: Room | None
    lecturer: Lecturer | None
    price: int
    reasons: list[str] = field(default_factory=list)

    @property
    def slot_words(self) -> str:
        return str(ClassMeeting.Slot(self.slot).label)


def places_for(row: DraftMeeting, *, count: int = PLACES) -> list[OfferedPlace]:
    """The best places for a row of an open draft, the cheapest first; none where every half-day breaks a rule.

    A row that is locked is looked at all the same. The queries of ``gather`` and two more.
    """
    gathered = gather(row.draft)
    found = solver.best_places(gathered.problem, gathered.standing, key("row", row.pk), count)
    rooms = Room.objects.in_bulk([key_of(place.room) for place in found if place.room])
    lecturers = Lecturer.objects.select_related("person").in_bulk(
        [key_of(place.lecturer) for place in found if place.lecturer]
    )
    offered = []
    for place in found:
        day, _space, slot = place.half_day.partition(" ")
        names = {name: called(name, gathered) for one in place.bent for name in (*one.who, *one.meetings)}
        reasons = [bent_sentence(finding_as_data(one), names) for one in place.bent]
        room, lecturer = rooms.get(key_of(place.room)), lecturers.get(key_of(place.lecturer))
        offered.append(OfferedPlace(date.fromisoformat(day), slot, room, lecturer, place.price, reasons))
    return offered
