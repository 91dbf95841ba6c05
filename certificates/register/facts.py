"""The words a certificate is made from, copied at issue: a later rename changes nothing (rules.md §3)."""

from datetime import date
from typing import TypedDict

from certificates.designs.models import Design, Signatory
from certificates.register.models import CertificateKind
from training.models import Enrolment, Mentorship, Outcome, Person, Position

# The document is in Vietnamese whatever language the registrar reads the screens in (rules.md R4).
BANDS_IN_VIETNAMESE: dict[str, str] = {
    Outcome.Band.OUTSTANDING: "Xuất sắc",
    Outcome.Band.EXCELLENT: "Giỏi",
    Outcome.Band.GOOD: "Khá",
    Outcome.Band.AVERAGE: "Trung bình",
    Outcome.Band.PASSED: "Đạt",
}
MENTORED = "Hướng dẫn, kèm cặp cán bộ tại"  # the host unit follows; whom he guided is nobody else's business


class HolderFacts(TypedDict):
    name: str
    sex: str
    birth_date: str | None
    position: str
    unit: str


class CourseFacts(TypedDict):
    programme_code: str
    programme: str
    class_code: str
    class_name: str
    opens_on: str
    closes_on: str
    periods: int
    days: int
    average: str
    band: str
    band_text: str


class Facts(TypedDict):
    """Everything a certificate says, but its number, code and dates, which are columns. Dates are ISO strings."""

    holder: HolderFacts
    course: CourseFacts
    decision: dict[str, str]
    signatory: dict[str, str]
    institution: dict[str, str]
    design: dict[str, str | int | bool]


def facts_of(
    enrolment: Enrolment, *, design: Design, signatory: Signatory, decision_number: str, decision_on: date
) -> Facts:
    """The facts of one enrolment as they stand now. Reads no more than what was selected with the enrolment."""
    return whole_facts(
        holder_facts(enrolment),
        course_facts(enrolment),
        design=design,
        signatory=signatory,
        decision_number=decision_number,
        decision_on=decision_on,
    )


def whole_facts(
    holder: HolderFacts,
    course: CourseFacts,
    *,
    design: Design,
    signatory: Signatory,
    decision_number: str,
    decision_on: date,
) -> Facts:
    """Whom and what for, with who signs it, by which decision and how it looks."""
    return {
        "holder": holder,
        "course": course,
        "decision": {"number": decision_number, "date": decision_on.isoformat()},
        "signatory": signatory_facts(signatory),
        "institution": institution_facts(design),
        "design": design_facts(design),
    }


def officer_facts(person: Person, office: Position | None) -> HolderFacts:
    """The person with an office held on the day that counts."""
    return {
        "name": person.full_name,
        "sex": person.sex,
        "birth_date": person.birth_date.isoformat() if person.birth_date else None,
        "position": office.title.name_vi if office else "",
        "unit": office.unit.name if office else "",
    }


def mentoring_facts(mentorship: Mentorship) -> CourseFacts:
    """What a mentor did, from when to when and where. Nothing is said of whom he guided."""
    posting = mentorship.posting
    return {
        **NO_COURSE,
        "programme": f"{MENTORED} {posting.host_unit.name}",
        "opens_on": mentorship.valid_from.isoformat(),
        "closes_on": mentorship.valid_to.isoformat() if mentorship.valid_to else "",
    }


def merit_facts(citation: str) -> CourseFacts:
    """What somebody is thanked for, in the words of the decision."""
    return {**NO_COURSE, "programme": citation}


NO_COURSE: CourseFacts = {
    "programme_code": "",
    "programme": "",
    "class_code": "",
    "class_name": "",
    "opens_on": "",
    "closes_on": "",
    "periods": 0,
    "days": 0,
    "average": "",
    "band": "",
    "band_text": "",
}


def signatory_facts(signatory: Signatory) -> dict[str, str]:
    return {
        "name": signatory.person.full_name,
        "title": signatory.title,
        "capacity": signatory.capacity,
        "on_behalf_of": signatory.on_behalf_of,
    }


def holder_facts(enrolment: Enrolment) -> HolderFacts:
    """The person, with office and unit as they stood during the course: both were written down at enrolment."""
    person = enrolment.person
    return {
        "name": person.full_name,
        "sex": person.sex,
        "birth_date": person.birth_date.isoformat() if person.birth_date else None,
        "position": enrolment.position_text,
        "unit": enrolment.unit.name,
    }


def course_facts(enrolment: Enrolment) -> CourseFacts:
    training_class = enrolment.training_class
    programme, announced = training_class.programme, training_class.programme_facts
    band = enrolment.outcome.band
    return {
        "programme_code": announced.get("code", programme.code),
        "programme": announced.get("title", programme.title),
        "class_code": training_class.code,
        "class_name": training_class.name,
        "opens_on": training_class.opens_on.isoformat(),
        "closes_on": training_class.closes_on.isoformat(),
        "periods": announced.get("periods", programme.periods),
        "days": announced.get("days", programme.days),
        "average": str(enrolment.outcome.average) if enrolment.outcome.average is not None else "",
        "band": band,
        "band_text": BANDS_IN_VIETNAMESE[band],
    }


def institution_facts(design: Design) -> dict[str, str]:
    institution = design.institution
    return {
        "code": institution.code,
        "name": institution.name,
        "governing_body": institution.governing_body,
        "place": institution.place,
    }


def design_facts(design: Design) -> dict[str, str | int | bool]:
    return {
        "code": design.code,
        "version": design.version,
        "heading": design.heading,
        "certifies": design.certifies,
        "completion_text": design.completion_text,
        "number_label": design.number_label,
        "frame": design.frame,
        "show_band": design.show_band,
        "paper": design.paper,
        "emblem": design.emblem.name,
    }


def redesigned(facts: Facts, *, design: Design, signatory: Signatory) -> Facts:
    """The facts of an attestation that stands for a certificate: the same words, another design and signatory."""
    return {
        **facts,
        "signatory": signatory_facts(signatory),
        "institution": institution_facts(design),
        "design": design_facts(design),
    }


def kind_of(design: Design) -> CertificateKind:
    return CertificateKind(design.kind)
