"""The record as one line of time, newest first, filtered by kind and year."""

from collections import Counter
from dataclasses import dataclass

from portal.records import posting_events, training_events
from portal.records.events import Event, EventKind
from portal.records.sight import Sight

SOURCES = (
    (EventKind.OFFICES, training_events.offices),
    (EventKind.STUDY, training_events.studies),
    (EventKind.OBLIGATIONS, training_events.obligations),
    (EventKind.CERTIFICATES, training_events.certificates),
    (EventKind.POSTINGS, posting_events.postings),
    (EventKind.POSTINGS, posting_events.changes),
    (EventKind.MENTORING, posting_events.mentors),
    (EventKind.MENTORING, posting_events.contacts),
    (EventKind.MENTORING, posting_events.forms),
)


@dataclass
class Timeline:
    """What the reader sees of a record: all of it, and the part that the filter asks for."""

    events: list[Event]
    chosen: list[Event]
    kind: str = ""
    year: str = ""

    @property
    def kinds(self) -> list[tuple[str, str, int]]:
        """The kinds there are, with how many entries each has."""
        counts = Counter(event.kind for event in self.events)
        return [(kind.value, str(kind.label), counts[kind]) for kind in EventKind if counts[kind]]

    @property
    def years(self) -> list[str]:
        return sorted({str(event.day.year) for event in self.events}, reverse=True)


def events_of(sight: Sight) -> list[Event]:
    """Every entry the reader may see, newest first. The number of queries is the same for any length."""
    found = [event for kind, source in SOURCES if kind in sight.parts for event in source(sight)]
    return sorted(found, key=lambda event: (event.day, event.kind, event.title), reverse=True)


def timeline_of(sight: Sight, *, kind: str = "", year: str = "") -> Timeline:
    """The record, and what the filter chose of it; an unknown kind or year chooses everything."""
    events = events_of(sight)
    kind = kind if kind in EventKind.values else ""
    year = year if any(str(event.day.year) == year for event in events) else ""
    chosen = [event for event in events if kind in ("", event.kind) and year in ("", str(event.day.year))]
    return Timeline(events, chosen, kind, year)
