"""Answering "is this certificate genuine?" with the least that answers it (rules.md §3, public verification page)."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.register.models import Certificate, CertificateEvent, VerificationEntry
from certificates.suspensions.models import Suspension
from certificates.verification.codes import is_code, normalise
from curriculum.clock.time import now


class State(models.TextChoices):
    """The five answers (C3), and suspended: valid but for now."""

    VALID = "valid", _("valid")
    SUSPENDED = "suspended", _("suspended")
    EXPIRED = "expired", _("expired")
    REVOKED = "revoked", _("revoked")
    REPLACED = "replaced", _("replaced")
    UNKNOWN = "unknown", _("unknown")


STATES = {
    Certificate.Status.ISSUED: State.VALID,
    Certificate.Status.REPLACED: State.REPLACED,
    Certificate.Status.REVOKED: State.REVOKED,
    Certificate.Status.CANCELLED: State.REVOKED,
}


@dataclass(frozen=True)
class Answer:
    """What anybody may know of a certificate. No birth date, unit, mark or reason is in it."""

    code: str
    state: State
    kind: str = ""
    heading: str = ""
    register_number: str = ""
    name: str = ""
    programme: str = ""
    institution: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    ended_on: date | None = None
    decision_number: str = ""
    successor_code: str = ""
    successor_number: str = ""

    @property
    def is_known(self) -> bool:
        return self.state != State.UNKNOWN


def look_up(typed: str) -> Answer:
    """The answer for a code as typed, written to the log of looks without who asked."""
    code = normalise(typed)
    certificate = Certificate.objects.filter(verification_code=code).first() if is_code(code) else None
    answer = answer_for(certificate) if certificate else Answer(code, State.UNKNOWN)
    if is_code(code):
        VerificationEntry.objects.create(asked_at=now(), code=code, certificate=certificate, answer=answer.state.value)
    return answer


def answer_for(certificate: Certificate) -> Answer:
    state = state_of(certificate)
    event = suspension = None
    if certificate.status == Certificate.Status.ISSUED:
        suspension = certificate.suspensions.filter(lifted_at=None).first()
        state = State.SUSPENDED if suspension else state
    else:
        event = certificate.events.select_related("successor").order_by("-recorded_at").first()
    return Answer(
        code=certificate.verification_code,
        state=state,
        kind=certificate.kind,
        heading=certificate.facts["design"]["heading"],
        register_number=certificate.register_number,
        name=certificate.facts["holder"]["name"],
        programme=certificate.facts["course"]["programme"],
        institution=certificate.facts["institution"]["name"],
        issued_on=certificate.issued_on,
        valid_until=certificate.valid_until,
        ended_on=event.effective_on if event else suspension.decision_on if suspension else None,
        **_decision_and_successor(event or suspension),
    )


def state_of(certificate: Certificate) -> State:
    """Revoked and replaced come before expired: what was withdrawn does not merely run out."""
    if certificate.status == Certificate.Status.ISSUED and certificate.is_expired:
        return State.EXPIRED
    return STATES[Certificate.Status(certificate.status)]


def _decision_and_successor(event: CertificateEvent | Suspension | None) -> dict[str, str]:
    if event is None:
        return {}
    found = {"decision_number": event.decision_number}
    if isinstance(event, CertificateEvent) and event.successor is not None:
        found |= {
            "successor_code": event.successor.verification_code,
            "successor_number": event.successor.register_number,
        }
    return found
