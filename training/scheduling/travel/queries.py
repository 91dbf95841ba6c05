"""Asking for "the minutes between these places on this day"."""

from datetime import date

from curriculum.vietnamese.text import nfc
from training.scheduling.models import ClassMeeting, Room
from training.scheduling.travel.models import TravelTime

Pair = tuple[str, str]


def pair_of(place: str, other: str) -> Pair:
    """The two names in their order, as the table keeps them."""
    one, two = sorted((nfc(place).strip(), nfc(other).strip()))
    return one, two


def minutes_between(place: str, other: str, day: date) -> int | None:
    """The minutes on the day; 0 within one place, None where nobody has written them down. One query."""
    pair = pair_of(place, other)
    if pair[0] == pair[1]:
        return 0
    rows = TravelTime.objects.valid_on(day).filter(place=pair[0], other_place=pair[1])
    return rows.values_list("minutes", flat=True).first()


def minutes_on(day: date) -> dict[Pair, int]:
    """The whole table as it holds on the day, for whoever plans many meetings; the keys as ``pair_of`` gives them."""
    rows = TravelTime.objects.valid_on(day).values_list("place", "other_place", "minutes")
    return {(place, other): minutes for place, other, minutes in rows}


def known_places() -> list[str]:
    """Where rooms in use lie, and where classes meet that have no room; two queries."""
    rooms = Room.objects.filter(is_active=True).values_list("address", "name")
    places = {address or name for address, name in rooms}
    roomless = ClassMeeting.objects.held().filter(room=None).order_by()
    places |= set(roomless.values_list("training_class__place", flat=True).distinct())
    return sorted(nfc(place).strip() for place in places if place)
