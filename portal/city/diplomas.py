"""The certificates of the classes that are over, in the books of their years, without a gap.

Classes of earlier years were issued on paper: their entries stand in the register and can be checked, but no document
is drawn for them. Only the classes told in a story have electronic documents.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from certificates.models import Certificate, CertificateRegister, Design, Institution, IssueBatch, Signatory
from certificates.register.chain import book_key, digest_of_entry, link
from certificates.register.facts import facts_of, kind_of
from certificates.register.models import CODE_ALPHABET, CODE_LENGTH, RegisterRecord
from certificates.register.queries import institution_for, line_of
from certificates.register.services.numbering import pattern_on, register_number
from portal.city.context import City
from portal.city.courses import Course
from portal.city.days import add_months, moment
from portal.city.results import passed
from portal.city.writing import write
from training.models import TrainingClass, User


class Registry:
    """Numbers and writes the certificates of many classes at once."""

    def __init__(self, city: City, registrar: User, signatory: User):
        self.city, self.registrar, self.approver = city, registrar, signatory
        self.dice = city.dice("certificates")
        self.registers: dict[tuple[int, str, int], CertificateRegister] = {}
        self.designs: dict[tuple[int, str], Design] = {}
        self.signatories: dict[int, list[Signatory]] = {}
        for design in Design.objects.filter(is_current=True).select_related("institution"):
            self.designs[design.institution_id, design.kind] = design
        for row in Signatory.objects.select_related("person").order_by("valid_from"):
            self.signatories.setdefault(row.institution_id, []).append(row)

    def issue(self, courses: Iterable[Course]) -> list[Certificate]:
        """The certificates of the classes that are closed, in the order of their issue."""
        closed = [course for course in courses if course.row.status == TrainingClass.Status.CLOSED]
        closed.sort(key=lambda course: (self._issue_day(course), course.row.code))
        institutions = {course.programme.code: institution_for(course.programme.page) for course in closed}
        batches: list[IssueBatch] = []
        entries: list[Certificate] = []
        for course in closed:
            design = self._design(course, institutions[course.programme.code])
            batch = self._batch(course, design)
            batch.lines = [line_of(enrolment) for enrolment in passed(course)]
            batches.append(batch)
            entries += self._entries(course, batch, design)
        write(list(self.registers.values()))
        write(batches)
        write(entries)
        self._record(entries)
        return entries

    def _record(self, entries: list[Certificate]) -> None:
        """The chain of each book, as issuing would have written it."""
        for register in self.registers.values():
            own = [entry for entry in entries if entry.register_id == register.pk]
            records = [
                RegisterRecord(
                    register=register,
                    kind=RegisterRecord.Kind.ISSUED,
                    certificate=entry,
                    content={"number": entry.register_number, "entry": digest_of_entry(entry)},
                    recorded_at=entry.issued_at,
                )
                for entry in own
            ]
            register.chain_length, register.chain_head = link(
                book_key(register), records, length=register.chain_length, head=register.chain_head
            )
            write(records)
            register.save(update_fields=["chain_length", "chain_head"])

    def _issue_day(self, course: Course) -> date:
        return max(course.row.closes_on, course.row.recognition.decided_on) + timedelta(days=1)

    def _design(self, course: Course, institution: Institution) -> Design:
        kind = course.programme.page.document_kind
        return self.designs.get((institution.pk, kind)) or self.designs[institution.pk, "completion_attestation"]

    def _batch(self, course: Course, design: Design) -> IssueBatch:
        issued_on = self._issue_day(course)
        return IssueBatch(
            training_class=course.row,
            design=design,
            signatory=self._signatory(design, issued_on),
            issue_on=issued_on,
            decision_number=course.row.recognition.number,
            decision_on=course.row.recognition.decided_on,
            valid_until=add_months(issued_on, course.valid_months) if course.valid_months else None,
            status=IssueBatch.Status.ISSUED,
            prepared_by=self.registrar,
            prepared_at=moment(course.row.recognition.decided_on, 14),
            approved_by=self.approver,
            approved_at=moment(course.row.recognition.decided_on, 16),
            issued_at=moment(issued_on, 9),
        )

    def _signatory(self, design: Design, day: date) -> Signatory:
        return next(row for row in self.signatories[design.institution_id] if row.is_valid_on(day))

    def _entries(self, course: Course, batch: IssueBatch, design: Design) -> list[Certificate]:
        entries = []
        for enrolment in passed(course):
            register = self._next(design, batch.issue_on)
            entries.append(
                Certificate(
                    register=register,
                    number=register.last_number,
                    register_number=register_number(register, design.institution, register.last_number),
                    verification_code="".join(self.dice.choices(CODE_ALPHABET, k=CODE_LENGTH)),
                    kind=design.kind,
                    enrolment=enrolment,
                    person=enrolment.person,
                    batch=batch,
                    design=design,
                    facts=facts_of(
                        enrolment,
                        design=design,
                        signatory=batch.signatory,
                        decision_number=batch.decision_number,
                        decision_on=batch.decision_on,
                    ),
                    search_name=enrolment.person.search_name,
                    issued_on=batch.issue_on,
                    valid_until=batch.valid_until,
                    issued_by=self.registrar,
                    issued_at=moment(batch.issue_on, 9),
                    is_electronic=bool(course.story),
                )
            )
        return entries

    def _next(self, design: Design, day: date) -> CertificateRegister:
        """The book of the year with the next number taken."""
        key = (design.institution_id, design.kind, day.year)
        if key not in self.registers:
            pattern = pattern_on(design.institution, kind_of(design), day)
            self.registers[key] = CertificateRegister(
                institution=design.institution, kind=design.kind, year=day.year, pattern=pattern
            )
        self.registers[key].last_number += 1
        return self.registers[key]
