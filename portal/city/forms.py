"""The calendar of forms of each posting, and what has been filled in, signed, or is late."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from portal.city.assessments import Assessments
from portal.city.context import City
from portal.city.days import moment
from portal.city.logbook import notes
from portal.city.mentors import Pairing
from portal.city.postings import Sending
from portal.city.writing import write
from training.mentoring.calendar import forms_of_term
from training.mentoring.definitions import Definition, fingerprint
from training.models import FormRevision, FormSignature, FormVersion, Posting, TermForm, User

Form = TermForm.Status
DEMO_ASSESSED = 2  # of his half-year assessment the link officer's part is late
DEMO_REVIEW = 9  # the month of the review that the demonstration's official has just handed in


class FormDrawer:
    """The calendar of forms of each posting, and what has been filled in."""

    def __init__(self, city: City, sendings: list[Sending], pairings: list[Pairing], officer: User):
        self.city, self.sendings, self.officer = city, sendings, officer
        self.dice: Random = city.dice("forms")
        self.pairings: dict[int, list[Pairing]] = {}
        for pairing in pairings:
            self.pairings.setdefault(id(pairing.sending), []).append(pairing)
        self.versions = {row.code: row for row in FormVersion.objects.filter(valid_to__isnull=True).order_by("number")}
        self.assessments = Assessments(self.dice)
        self.forms: list[TermForm] = []
        self.revisions: list[FormRevision] = []
        self.signatures: list[FormSignature] = []

    def fill(self) -> None:
        for sending in self.sendings:
            for due in forms_of_term(sending.row.effective_on, sending.row.term_months, sending.rests):
                form = TermForm(
                    posting=sending.row,
                    version=self.versions[due.code],
                    code=due.code,
                    month=due.month,
                    opens_on=due.opens_on,
                    due_on=due.due_on,
                )
                if form.code == "F6" and sending.row.end_reason == Posting.EndReason.TERMINATED:
                    form.opens_on = form.due_on = sending.row.ended_on  # it is assessed when it ends (170/2025 Art. 49)
                self.forms.append(form)
                self._settle(form, sending)
        write(self.forms)
        write(self.revisions)
        write(self.signatures)

    def _settle(self, form: TermForm, sending: Sending) -> None:
        """What became of the form by today."""
        day, ended_on = self.city.day, sending.row.ended_on
        pairing = self._pairing(sending, form.due_on)
        if sending.row.status == Posting.Status.DECIDED or form.opens_on > day:
            return
        if ended_on is not None and form.due_on > ended_on and form.code != "F6":
            form.status = Form.CANCELLED
            return
        if not Definition.of(form.version).is_fillable:
            self._file_on_paper(form)
        elif pairing is not None:
            self._fill_in(form, pairing, self._signers(form, sending))

    def _pairing(self, sending: Sending, day: date) -> Pairing | None:
        found = self.pairings.get(id(sending), [])
        return next((p for p in found if p.row.valid_to is None or p.row.valid_to >= day), found[-1] if found else None)

    def _file_on_paper(self, form: TermForm) -> None:
        """Forms the portal does not take yet were filed on paper."""
        if form.due_on < self.city.day:
            form.status = Form.LOCKED
            form.submitted_at = moment(form.due_on - timedelta(days=4), 10)
            form.locked_at = moment(form.due_on - timedelta(days=1), 15)

    def _signers(self, form: TermForm, sending: Sending) -> int | None:
        """How many have signed: all of a form long due; None while it is not handed in; a few wait or are late."""
        signers = len(Definition.of(form.version).signers)
        if sending.story == "demo" and form.code == "F3":
            return signers if form.month < DEMO_REVIEW else 1
        if sending.story == "demo" and form.code == "F4":
            return DEMO_ASSESSED
        if sending.story == "other_3" and form.code == "F3":
            return None
        if form.due_on >= self.city.day:
            return None if self.dice.random() < 0.6 else 1
        recent = form.due_on > self.city.day - timedelta(days=45)
        drawn = self.dice.random()
        if drawn < (0.12 if recent else 0.01):
            return None
        return self.dice.randrange(1, signers) if drawn < (0.3 if recent else 0.03) else signers

    def _fill_in(self, form: TermForm, pairing: Pairing, signed: int | None) -> None:
        """Each signer adds his part and confirms; the first hands the form in."""
        written_at = moment(min(form.due_on - timedelta(days=3), self.city.day - timedelta(days=1)), 9)
        if signed is None:
            return
        definition = Definition.of(form.version)
        answers = self._answers(form)
        written: dict[str, Any] = {}
        form.status, form.submitted_at = Form.SUBMITTED, written_at + timedelta(minutes=30)
        for number, capacity in enumerate(definition.signers[:signed]):
            signer = self._signer(capacity, pairing)
            at = written_at + timedelta(days=number, hours=1)
            own = {item.id: answers[item.id] for item in definition.fields_for([capacity]) if item.id in answers}
            if not form.revision_number or own.keys() - written.keys():
                written = written | own
                revision = self._revision(form, written, signer, written_at if number == 0 else at)
            self.signatures.append(
                FormSignature(
                    form=form,
                    capacity=capacity,
                    revision=revision,
                    signed_by=signer,
                    signed_at=min(at, moment(self.city.day, 6)),
                    sha256=revision.sha256,
                )
            )
        left = definition.signers[signed:]
        if not left:
            form.status, form.locked_at = Form.LOCKED, self.signatures[-1].signed_at
        elif all(definition.act_of(name) == "acknowledge" for name in left):
            form.status = Form.COUNTERSIGNED

    def _signer(self, capacity: str, pairing: Pairing) -> User:
        people = {"mentee": pairing.mentee, "mentor": pairing.mentor, "host_head": pairing.host_head}
        return people.get(capacity) or self.officer

    def _revision(self, form: TermForm, answers: dict[str, Any], by: User, at: datetime) -> FormRevision:
        form.revision_number += 1
        revision = FormRevision(
            form=form,
            number=form.revision_number,
            key=self.city.identifier(self.dice),
            answers=answers,
            written_by=by,
            written_at=min(at, moment(self.city.day, 6)),
            sha256=fingerprint(answers),
        )
        self.revisions.append(revision)
        return revision

    def _answers(self, form: TermForm) -> dict[str, Any]:
        if form.code == "F0":
            return self._agreement()
        return self._review() if form.code == "F3" else self.assessments.answers(form)

    def _agreement(self) -> dict[str, Any]:
        words = dict(notes()["agreement"])
        return words | {"aims": [{"aim": aim} for aim in words["aims"]]}

    def _review(self) -> dict[str, Any]:
        words, dice = notes(), self.dice
        states = ("in_progress", "done", "done", "late")
        return {
            "contacts_planned": 3,
            "contacts_held": dice.choice((2, 3, 3, 3, 4)),
            "goals": [{"goal": goal, "status": dice.choice(states)} for goal in dice.sample(words["goals"], 3)],
            "results": [{"result": what, "evidence": proof} for what, proof in dice.sample(words["results"], 3)],
            "difficulties": [{"difficulty": text} for text in dice.sample(words["difficulties"], 2)],
            "duties": dice.choice(words["duties"]),
            "village_days": dice.randrange(9, 19),
            "receptions": dice.randrange(3, 13),
            "relationship_mentee": dice.choice((4, 5, 5)),
            "mentor_note": dice.choice(words["mentor_notes"]),
            "relationship_mentor": dice.choice((4, 4, 5)),
        }
