"""Mentoring with a million entries in the base: first screens, a long record, the dashboard, the flags of a night.

Everything is written inside one transaction that is rolled back, so that the database stays as it was.
"""

import json
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain, islice
from statistics import quantiles
from uuid import uuid4

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import get_current_timezone

from config.bench.figures import Figure, measurement
from config.bench.pages import OFFICE, WORKSPACE
from curriculum.clock.time import now, today
from portal.city.days import moment
from portal.city.writing import database_moment, write, write_plain
from training.mentoring.calendar import forms_of_term
from training.mentoring.definitions import fingerprint
from training.mentoring.flags.computing import compute_flags
from training.models import (
    Competency,
    FormRevision,
    FormVersion,
    Mentor,
    MentoringContact,
    Mentorship,
    Person,
    Posting,
    TermForm,
    Unit,
    User,
)

POSTINGS, ENTRIES, IN_RECORD = 2_000, 1_000_000, 300
ASKED, P95_MS, FLAGS_SECONDS = 40, 400, 60
TERM = 36


@measurement("mentoring")
def mentoring() -> Iterator[Figure]:
    figures = []
    with transaction.atomic():
        begun = time.monotonic()
        entries = _World().fill()
        figures.append(Figure("entries of mentoring written", entries, "rows"))
        figures.append(Figure("seconds to write them", time.monotonic() - begun, "s"))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        figures += _pages()
        figures += _flags()
        transaction.set_rollback(True)
    yield from figures


def _pages() -> Iterator[Figure]:
    official = User.objects.get(username="canbotre")
    for name, account, address, queries in (
        ("mentor home", "huongdan", "/mentor/", WORKSPACE),
        ("own record of 300 entries", "canbotre", "/learn/record/", WORKSPACE),
        ("record read by the mentor", "huongdan", f"/records/{official.person.pk}/", WORKSPACE),
        ("record read by the Committee", "tochuc", f"/admin/people/{official.person.pk}/record/", OFFICE),
        ("mentoring in numbers", "tochuc", "/admin/mentoring/", OFFICE),
    ):
        yield from _page(name, account, address, queries, asked=ASKED if queries == WORKSPACE else ASKED // 4)


def _page(name: str, account: str, address: str, budget: int, *, asked: int) -> Iterator[Figure]:
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username=account), backend="django.contrib.auth.backends.ModelBackend")
    if client.get(address).status_code != 200:
        yield Figure(f"queries, {name}", None, "", budget, note="not answered")
        return
    with CaptureQueriesContext(connection) as counted:
        client.get(address)
    yield Figure(f"queries, {name}", len(counted), "", budget)
    times, worked = [], []
    for _number in range(asked):
        began, work = time.monotonic(), time.process_time()
        client.get(address)
        times.append((time.monotonic() - began) * 1000)
        worked.append((time.process_time() - work) * 1000)
    p95 = quantiles(times, n=20)[-1]
    note = f"processor time {quantiles(worked, n=20)[-1]:.0f} ms"
    is_report = address == "/admin/mentoring/"
    yield Figure(f"p95, {name}", p95, "ms", None if is_report else P95_MS, note=note)


def _flags() -> Iterator[Figure]:
    """A night over every posting, and once more: the second finds nothing new."""
    for name in ("first night", "the same night again"):
        began = time.monotonic()
        done = compute_flags(announce=False)
        seconds = time.monotonic() - began
        count = Posting.objects.exclude(status=Posting.Status.ENDED).count()
        note = f"{count} postings, raised {done.raised}"
        yield Figure(f"flags, {name}", seconds, "s", FLAGS_SECONDS, note=note)
    yield Figure("flags raised twice", done.raised + done.recurred, "", 0)


class _World:
    """Two thousand officials at the grassroots, their mentors, forms and contacts."""

    def __init__(self) -> None:
        self.day = today()
        self.writer = User.objects.get(username="huongdan")
        self.official = User.objects.get(username="canbotre")
        self.hosts = list(Unit.objects.current().communes()[:126])
        self.sending = Unit.objects.current().agencies().first()
        self.title = self.official.person.postings.first().title
        self.versions = {row.code: row for row in FormVersion.objects.filter(valid_to__isnull=True)}
        self.codes = list(Competency.objects.valid_on(self.day).values_list("code", flat=True))

    def fill(self) -> int:
        officials, mentors = self._people("CB", POSTINGS), self._people("HD", POSTINGS // 3 + 1)
        guides = write([Mentor(person=person, registered_on=self.day - timedelta(days=900)) for person in mentors])
        postings = write([self._posting(number, person) for number, person in enumerate(officials)])
        pairs = write(
            [
                Mentorship(posting=posting, mentor=guides[number // 3], valid_from=posting.effective_on)
                for number, posting in enumerate(postings)
            ]
        )
        forms = self._forms(postings)
        told = Mentorship.objects.current().of_mentor(self.writer).exclude(posting__person__user=self.official)
        rows = islice(chain(self._contacts(told, IN_RECORD), self._contacts(pairs, ENTRIES)), ENTRIES)
        contacts = write_plain(MentoringContact, list(COLUMNS), rows)
        contacts += write_plain(MentoringContact, list(COLUMNS), self._record())
        return contacts + forms + len(postings) + len(pairs)

    def _people(self, code: str, count: int) -> list[Person]:
        people = []
        for number in range(count):
            person = Person(staff_code=f"{code}-{uuid4().hex[:8]}-{number}")
            person.set_name(f"Nguyễn Văn Thử {number}")
            people.append(person)
        return list(write(people))

    def _posting(self, number: int, person: Person) -> Posting:
        start = self.day - timedelta(days=30 + number % 900)
        return Posting(
            person=person,
            kind=Posting.Kind.ROTATION,
            sending_unit=self.sending,
            host_unit=self.hosts[number % len(self.hosts)],
            title=self.title,
            decision_number=f"{number}-QĐ/ĐO",
            decision_on=start,
            effective_on=start,
            term_months=TERM,
            due_on=start + timedelta(days=1095),
            status=Posting.Status.ACTIVE,
            created_at=now(),
        )

    def _forms(self, postings) -> int:
        """The calendar of each term; what is long due is filed, the assessments with their levels."""
        forms, calendars = [], {}
        for posting in postings:
            if posting.effective_on not in calendars:
                calendars[posting.effective_on] = forms_of_term(posting.effective_on, TERM)
            for due in calendars[posting.effective_on]:
                form = TermForm(posting=posting, version=self.versions[due.code], code=due.code, month=due.month)
                form.opens_on, form.due_on = due.opens_on, due.due_on
                if due.due_on < self.day - timedelta(days=posting.pk % 40):
                    form.status, form.revision_number = TermForm.Status.LOCKED, 1
                    form.submitted_at = form.locked_at = moment(due.due_on, 9)
                forms.append(form)
        write(forms)
        answers = {f"{code}_{rater}": {"level": 3, "evidence": "x" * 80} for code in self.codes for rater in RATERS}
        texts = [
            FormRevision(
                form=form, number=1, answers=answers, written_by=self.writer, written_at=form.submitted_at, sha256=mark
            )
            for mark in [fingerprint(answers)]
            for form in forms
            if form.revision_number and form.code in ("F4", "F5")
        ]
        write(texts)
        return len(forms) + len(texts)

    def _contacts(self, pairs, turns: int) -> Iterator[tuple]:
        """One contact of each pair in each turn, spread over each term."""
        for turn in range(turns):
            for pair in pairs:
                lived = max((self.day - pair.valid_from).days, 1)
                yield self._contact(pair.pk, self.day - timedelta(days=(turn * 7 + pair.pk) % lived))

    def _record(self) -> Iterator[tuple]:
        """So many contacts with the official of the demonstration that his record is long."""
        pair = Mentorship.objects.current().get(posting__person__user=self.official)
        for number in range(IN_RECORD):
            yield self._contact(pair.pk, self.day - timedelta(days=number % 380))

    def _contact(self, pair: int, day) -> tuple:
        at = database_moment(datetime.combine(day, datetime.min.time(), get_current_timezone()))
        key = uuid4()
        values = CONSTANT | {
            "key": key if connection.features.has_native_uuid_field else key.hex,
            "mentorship_id": pair,
            "happened_at": at,
            "recorded_by_id": self.writer.pk,
            "recorded_at": at,
            "submitted_at": at,
        }
        return tuple(values[name] for name in COLUMNS)


RATERS = ("self", "mentor")
CONSTANT = {
    "status": MentoringContact.Status.SUBMITTED.value,
    "kind": MentoringContact.Kind.MEETING.value,
    "duration_minutes": 45,
    "place": "",
    "participants": "hai bên",
    "previous_actions_reviewed": json.dumps([]),
    "topics": "Việc tuần qua, việc tuần tới." * 3,
    "observations": "",
    "reflection": "Rút kinh nghiệm." * 3,
    "mentor_feedback": "Góp ý." * 3,
    "support_needed": "",
    "concern_level": 0,
    "version": 1,
    "sha256": "",
}
COLUMNS = (*CONSTANT, "key", "mentorship_id", "happened_at", "recorded_by_id", "recorded_at", "submitted_at")
