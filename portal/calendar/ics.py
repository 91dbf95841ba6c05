"""A person's calendar as iCalendar (RFC 5545), the same bytes as long as nothing in it changed.

Moments of writing are those of the last change, never of the request, so that a fingerprint of the text says whether
there is anything new. Names of other people stay in the portal: a feed travels through other people's servers.
"""

from collections.abc import Iterable
from datetime import UTC, date, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from django.conf import settings
from django.utils.translation import gettext as _

from portal.calendar.entries import Entry

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ZONE_FROM, ZONE_UNTIL = date(2000, 1, 1), date(2038, 1, 1)
REFRESH = timedelta(hours=1)


def calendar_text(entries: Iterable[Entry]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Co So//Cong dao tao va kem cap can bo co so//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Cơ Sở: my calendar"))
    calendar.add("x-wr-timezone", ZONE.key)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    calendar.add_component(Timezone.from_tzinfo(ZONE, first_date=ZONE_FROM, last_date=ZONE_UNTIL))
    for entry in entries:
        calendar.add_component(_event(entry))
    return calendar.to_ical()


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{_host()}")
    event.add("sequence", entry.sequence)
    event.add("summary", entry.title)
    changed = entry.changed_at.astimezone(UTC).replace(microsecond=0)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    if entry.ends_at is None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        event.add("dtstart", entry.starts_at.astimezone(ZONE))
        event.add("dtend", entry.ends_at.astimezone(ZONE))
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    if entry.place:
        event.add("location", entry.place)
    address = settings.BASE_URL + entry.url
    event.add("description", f"{entry.public_note}\n{address}".strip())
    event.add("url", address)
    event.add("class", "PRIVATE")
    return event


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"
