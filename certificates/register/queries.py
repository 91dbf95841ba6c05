"""Reads for issuing: who is due a certificate, and what stands in the way."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from certificates.designs.models import Design, Institution, Signatory
from certificates.errors import WrongState
from certificates.register.facts import course_facts, holder_facts, mentoring_facts, merit_facts, officer_facts
from certificates.register.models import Certificate, CertificateKind, IssueBatch
from curriculum.clock.time import today
from training.models import Enrolment, Mentorship, Person, Position, TrainingClass
from training.nominations.eligibility import current_offices


def due_enrolments(training_class: TrainingClass) -> QuerySet[Enrolment]:
    """Those of a recognised class who passed and were never given a certificate for it, in name order.

    Whoever left, was suspended or deferred has no place in the class and is not among them (rules.md R1).
    """
    given = Certificate.objects.filter(enrolment=OuterRef("pk"))
    return (
        Enrolment.objects.active()
        .filter(training_class=training_class, training_class__recognition__isnull=False, outcome__is_passed=True)
        .filter(~Exists(given))
        .select_related("person", "unit", "outcome", "training_class__programme")
        .order_by("person__sort_key", "person__staff_code")
    )


def lines_of(training_class: TrainingClass) -> list[dict]:
    """The dry run: one line for each certificate that would be issued, with its facts and what is missing."""
    return [line_of(enrolment) for enrolment in due_enrolments(training_class)]


def line_of(enrolment: Enrolment) -> dict:
    holder, course = holder_facts(enrolment), course_facts(enrolment)
    return {
        "enrolment": enrolment.pk,
        "person": enrolment.person_id,
        "holder": holder,
        "course": course,
        "problems": problems_of(holder),
    }


def line_key(line: Mapping[str, Any]) -> tuple:
    """What makes a line one line: the enrolment, the mentorship, or the person alone."""
    return (line.get("enrolment") or 0, line.get("mentorship") or 0, line["person"])


def due_mentorships(day: date | None = None) -> QuerySet[Mentorship]:
    """Mentorships that are over and were never attested, in the name order of the mentors."""
    given = Certificate.objects.filter(mentorship=OuterRef("pk"))
    return (
        Mentorship.objects.filter(valid_to__isnull=False, valid_to__lt=day or today())
        .filter(~Exists(given))
        .select_related("mentor__person", "posting__host_unit")
        .order_by("mentor__person__sort_key", "mentor__person__staff_code", "valid_from")
    )


def lines_of_mentorships(mentorships: Iterable[Mentorship]) -> list[dict]:
    """One line for each attestation; the mentor's office is the one he held when the mentorship ended."""
    mentorships = list(mentorships)
    held: dict[int, list[Position]] = {}
    offices = Position.objects.filter(person__in={row.mentor.person_id for row in mentorships})
    for office in offices.select_related("title", "unit").order_by("is_concurrent", "title__order", "-valid_from"):
        held.setdefault(office.person_id, []).append(office)
    lines = []
    for mentorship in mentorships:
        person, day = mentorship.mentor.person, mentorship.valid_to
        holder = officer_facts(person, next((row for row in held.get(person.pk, []) if row.is_valid_on(day)), None))
        lines.append(
            {
                "mentorship": mentorship.pk,
                "person": person.pk,
                "holder": holder,
                "course": mentoring_facts(mentorship),
                "problems": problems_of(holder),
            }
        )
    return lines


def lines_of_people(people: Iterable[Person], *, citation: str, day: date) -> list[dict]:
    """One line for each letter of appreciation, in name order, with the office held on the day."""
    people = sorted(people, key=lambda person: (person.sort_key, person.staff_code))
    offices = current_offices(people, day)
    lines = []
    for person in people:
        holder = officer_facts(person, next(iter(offices[person.pk]), None))
        problems = [field for field in problems_of(holder) if field == "name"]  # the rest identifies nobody here
        lines.append({"person": person.pk, "holder": holder, "course": merit_facts(citation), "problems": problems})
    return lines


def lines_as_now(batch: IssueBatch) -> list[dict]:
    """The lines of a list that belongs to no class, made again from the records as they stand now."""
    if batch.design.kind == CertificateKind.MENTORING_ATTESTATION:
        listed = [line["mentorship"] for line in batch.lines]
        return lines_of_mentorships(due_mentorships().filter(pk__in=listed))
    people = Person.objects.filter(pk__in=[line["person"] for line in batch.lines])
    return lines_of_people(people, citation=batch.citation, day=batch.issue_on)


def problems_of(holder: Mapping[str, Any]) -> list[str]:
    """The missing facts, as names of fields. A certificate without its holder's birth date names nobody for sure."""
    return [field for field in ("name", "birth_date", "unit") if not holder[field]]


def classes_due() -> QuerySet[TrainingClass]:
    """Recognised classes in which somebody is still due a certificate and no issue stands."""
    standing = IssueBatch.objects.filter(training_class=OuterRef("pk")).exclude(status=IssueBatch.Status.DROPPED)
    given = Certificate.objects.filter(enrolment=OuterRef("pk"))
    due = (
        Enrolment.objects.active().filter(training_class=OuterRef("pk"), outcome__is_passed=True).filter(~Exists(given))
    )
    return (
        TrainingClass.objects.filter(~Exists(standing), Exists(due), recognition__isnull=False)
        .select_related("programme", "recognition")
        .order_by("closes_on", "code")
    )


def institution_for(programme) -> Institution:
    """The institution to which the programme's content area is assigned. Raises ``WrongState`` where there is none."""
    for institution in Institution.objects.all():
        if institution.may_issue(programme):
            return institution
    raise WrongState(
        _("No institution may issue certificates for “%(programme)s”. Assign its content area to one first.")
        % {"programme": programme.title}
    )


def design_for(institution: Institution, kind: str) -> Design:
    """The design in use for this kind of document. Raises ``WrongState`` where there is none."""
    design = (
        Design.objects.select_related("institution").filter(institution=institution, kind=kind, is_current=True).first()
    )
    if design is None:
        raise WrongState(
            _("%(institution)s has no design in use for this kind of document.") % {"institution": institution.name}
        )
    return design


def signatory_on(institution: Institution, day: date) -> Signatory:
    """Who signs for the institution on the day. Raises ``WrongState`` where nobody does."""
    signatory = (
        Signatory.objects.valid_on(day)
        .select_related("person", "institution")
        .filter(institution=institution)
        .order_by("-valid_from", "pk")
        .first()
    )
    if signatory is None:
        raise WrongState(
            _("Nobody signs for %(institution)s on %(day)s. Add a signatory first.")
            % {"institution": institution.name, "day": f"{day:%d/%m/%Y}"}
        )
    return signatory


def enrolment_with_all(pk: int) -> Enrolment:
    """One enrolment with everything a certificate is made from."""
    return Enrolment.objects.select_related(
        "person", "unit", "outcome", "training_class__programme", "training_class__recognition"
    ).get(pk=pk)
