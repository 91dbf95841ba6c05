"""Reminders: on the day before, and what the week brings. Each is one notice whose key holds its day: told once."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from curriculum.clock.time import today
from portal.calendar.entries import Entry, entries_of
from portal.models import Notice
from portal.notifications.services import notify
from training.models import (
    ClassMeeting,
    Enrolment,
    Lecturer,
    MakeUp,
    MentoringContact,
    Mentorship,
    Posting,
    Role,
    RoleGrant,
    TermForm,
    TrainingClass,
    User,
)

LANGUAGE = "vi"
CALENDAR = "/learn/calendar/?view=agenda"
OF_A_PERSON = ("form", "contact")  # a mentor guides several: the note says whom


def remind_of_tomorrow() -> int:
    """Tell everybody who has something tomorrow; returns how many were told by this call."""
    day = today() + timedelta(days=1)
    with override(LANGUAGE):
        title = _("Tomorrow, %(day)s") % {"day": date_format(day, "l, d/m/Y")}
        return _remind(day, day, key=f"before:{day:%Y-%m-%d}", title=title)


def tell_of_the_week() -> int:
    """On its first day, tell what the week brings; returns how many were told by this call."""
    first = today() - timedelta(days=today().weekday())
    last = first + timedelta(days=6)
    with override(LANGUAGE):
        words = {"first": date_format(first, "d/m"), "last": date_format(last, "d/m/Y")}
        return _remind(first, last, key=f"week:{first:%Y-%m-%d}", title=_("Your week, %(first)s–%(last)s") % words)


def _remind(first: date, last: date, *, key: str, title: str) -> int:
    told = Notice.objects.filter(key=key).values("user")
    people = User.objects.filter(pk__in=concerned(first, last), is_active=True).exclude(pk__in=told)
    count = 0
    for user in people.select_related("person").order_by("pk").iterator(chunk_size=500):
        entries = [entry for entry in entries_of(user, first, last) if _counts(entry, first, last)]
        if entries:
            body = "\n".join(_lines(entries, with_day=first != last))
            count += notify(user, key=key, title=title, body=body, url=CALENDAR) is not None
    return count


def concerned(first: date, last: date) -> set[int]:
    """The accounts that have something in their calendar in these days; eleven queries, whatever their number."""
    span = (first, last)
    meetings = ClassMeeting.objects.filter(status=ClassMeeting.Status.PUBLISHED, date__range=span)
    forms = TermForm.objects.unfiled().filter(posting__status=Posting.Status.ACTIVE, due_on__range=span)
    contacts = MentoringContact.objects.held().filter(next_on__range=span)
    guiding = Mentorship.objects.current()
    found = [
        Enrolment.objects.active()
        .filter(training_class__in=meetings.values("training_class"))
        .values_list("person__user", flat=True),
        MakeUp.objects.standing().filter(meeting__in=meetings).values_list("enrolment__person__user", flat=True),
        Lecturer.objects.filter(is_active=True, pk__in=meetings.values("lecturer")).values_list(
            "person__user", flat=True
        ),
        forms.values_list("posting__person__user", flat=True),
        guiding.filter(posting__in=forms.values("posting")).values_list("mentor__person__user", flat=True),
        contacts.values_list("mentorship__posting__person__user", flat=True),
        guiding.filter(pk__in=contacts.values("mentorship")).values_list("mentor__person__user", flat=True),
        *_officers(span),
    ]
    return {pk for rows in found for pk in rows if pk is not None}


def _officers(span: tuple[date, date]) -> Iterator:
    calls = TrainingClass.objects.enrolling().filter(nominate_until__range=span)
    roles = []
    if calls.exists():
        roles += [Role.UNIT_COORDINATOR, Role.UNIT_HEAD, Role.TRAINING_OFFICE]
    elif TrainingClass.objects.filter(Q(opens_on__range=span) | Q(closes_on__range=span)).exists():
        roles += [Role.TRAINING_OFFICE]
    if roles:
        yield RoleGrant.objects.current().filter(role__in=roles).values_list("user", flat=True)


def _counts(entry: Entry, first: date, last: date) -> bool:
    return first <= entry.day <= last and not entry.is_cancelled


def _lines(entries: Iterable[Entry], *, with_day: bool) -> Iterator[str]:
    for entry in entries:
        parts = [date_format(entry.day, "l d/m")] if with_day else []
        if not entry.is_all_day:
            hours = (timezone.localtime(moment) for moment in (entry.starts_at, entry.ends_at))
            parts.append("–".join(date_format(hour, "H:i") for hour in hours))
        head = ", ".join(parts)
        title = f"{entry.title} – {entry.note}" if entry.kind in OF_A_PERSON and entry.note else entry.title
        line = f"{head}: {title}" if head else title
        yield f"{line} ({entry.place})" if entry.place else line
