"""The contact log (F1) of every mentorship: what was talked about, agreed, confirmed, and what still waits."""

import json
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from portal.city.context import City
from portal.city.days import moment, working_day_on_or_after
from portal.city.mentors import Pairing
from portal.city.names import DATA
from portal.city.writing import write
from training.mentoring.contacts import answers_of
from training.mentoring.definitions import fingerprint
from training.models import ActionPoint, Competency, MentoringContact, User

Contact = MentoringContact.Status
DAYS_BETWEEN = 30


@cache
def notes() -> dict[str, Any]:
    """The words from which contacts and forms are made."""
    return json.loads((DATA / "mentoring_notes.json").read_text(encoding="utf-8"))


class Logbook:
    """The contacts (F1) of all mentorships."""

    def __init__(self, city: City, pairings: list[Pairing]):
        self.city, self.pairings = city, pairings
        self.dice: Random = city.dice("contacts")
        self.competencies = {row.code: row for row in Competency.objects.filter(valid_to__isnull=True)}
        self.contacts: list[MentoringContact] = []
        self.notes: list[dict[str, Any]] = []
        self.actions: list[ActionPoint] = []
        self.sides: list[Pairing] = []

    def fill(self) -> None:
        """A contact about every thirty days; one side writes, the other confirms; some wait."""
        for pairing in self.pairings:
            self._fill(pairing)
        write(self.contacts)
        self._write_topics()
        write(self.actions)
        self._confirm()

    def _fill(self, pairing: Pairing) -> None:
        last = pairing.row.valid_to or self.city.day
        day = pairing.row.valid_from + timedelta(days=self.dice.randrange(5, 12))
        number = self.dice.randrange(8)
        while day < last:
            met_on = working_day_on_or_after(day)
            rest = next((one for one in pairing.sending.rests if one.first <= met_on <= one.last), None)
            if rest is not None:  # nobody meets while the posting rests; they take it up soon after
                day = rest.last + timedelta(days=4)
                continue
            self._contact(pairing, met_on, number)
            number += 1
            # One in twenty pauses is long enough to be seen as a gap.
            day += timedelta(days=DAYS_BETWEEN + self.dice.randrange(-4, 5) + (30 if self.dice.random() < 0.05 else 0))
        if pairing.sending.story == "demo":
            self._draft(pairing, number)

    def _contact(self, pairing: Pairing, day: date, number: int) -> None:
        if day >= min(self.city.day, (pairing.row.valid_to or self.city.day)):
            return
        note = notes()["contacts"][number % len(notes()["contacts"])]
        happened_at = moment(day, self.dice.choice((8, 9, 14, 15)), self.dice.choice((0, 15, 30)))
        by_mentee = self.dice.random() < 0.8
        contact = self._blank(pairing, note, happened_at, pairing.mentee if by_mentee else pairing.mentor)
        contact.reflection, contact.mentor_feedback = note["reflection"], note["feedback"]
        contact.submitted_at = happened_at + timedelta(hours=self.dice.randrange(3, 50))
        waits = day > self.city.day - timedelta(days=6) and pairing.row.valid_to is None
        contact.status = Contact.SUBMITTED
        if waits:
            self._clear_words_of_other_side(contact, by_mentee)
        else:
            contact.status = Contact.CONFIRMED
            contact.confirmed_by = pairing.mentor if by_mentee else pairing.mentee
            contact.confirmed_at = min(contact.submitted_at + timedelta(hours=20), moment(self.city.day, 7))
            contact.sha256 = "0" * 64  # until the action points are written: see _confirm
        self._keep(pairing, contact, note, is_done=not waits)

    @staticmethod
    def _clear_words_of_other_side(contact: MentoringContact, by_mentee: bool) -> None:
        if by_mentee:
            contact.mentor_feedback = ""
        else:
            contact.reflection = ""

    def _draft(self, pairing: Pairing, number: int) -> None:
        """What the official began to write this morning."""
        note = notes()["contacts"][(number + 1) % len(notes()["contacts"])]
        contact = self._blank(pairing, note, moment(self.city.day, 7), pairing.mentee)
        contact.next_on, contact.observations = None, ""
        self._keep(pairing, contact, note, is_done=False, with_action=False)

    def _blank(self, pairing: Pairing, note: dict[str, Any], at: datetime, by: User) -> MentoringContact:
        return MentoringContact(
            key=self.city.identifier(self.dice),
            mentorship=pairing.row,
            happened_at=at,
            duration_minutes=note["minutes"],
            kind=note["kind"],
            place=note["place"],
            participants="Cán bộ được kèm cặp, người hướng dẫn",
            topics=note["topics"],
            observations=note["observations"],
            next_on=working_day_on_or_after(at.date() + timedelta(days=DAYS_BETWEEN)),
            version=1,
            recorded_by=by,
            recorded_at=at + timedelta(hours=1),
        )

    def _keep(
        self, pairing: Pairing, contact: MentoringContact, note: dict, *, is_done: bool, with_action: bool = True
    ) -> None:
        self.contacts.append(contact)
        self.notes.append(note)
        self.sides.append(pairing)
        if with_action:
            due_on = contact.next_on
            done = is_done and due_on is not None and due_on < self.city.day
            self.actions.append(
                ActionPoint(
                    contact=contact,
                    text=note["action"],
                    owner="mentee",
                    due_on=due_on,
                    status=ActionPoint.Status.DONE if done else ActionPoint.Status.OPEN,
                )
            )

    def _write_topics(self) -> None:
        through = MentoringContact.competencies.through
        write(
            [
                through(mentoringcontact_id=contact.pk, competency_id=self.competencies[code].pk)
                for contact, note in zip(self.contacts, self.notes, strict=True)
                for code in note["competencies"]
            ]
        )

    def _confirm(self) -> None:
        """Give each confirmed contact the fingerprint of all it says, as confirming does."""
        confirmed = MentoringContact.objects.filter(pk__in=[c.pk for c in self.contacts], status=Contact.CONFIRMED)
        rows = list(confirmed.prefetch_related("competencies", "action_points"))
        for contact in rows:
            contact.sha256 = fingerprint(answers_of(contact))
        MentoringContact.objects.bulk_update(rows, ["sha256"], batch_size=500)
