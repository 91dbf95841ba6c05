"""Where the holder served then, and what that unit is now (C11): for those who may know units of people."""

from dataclasses import dataclass

from certificates.register.models import Certificate
from curriculum.clock.time import today
from training.units.queries import Relative, successors


@dataclass(frozen=True)
class UnitThenAndNow:
    """The unit as written at issue, and the units that hold its place today; none where it goes on as it was."""

    then: str
    now: list[Relative]

    @property
    def is_divided(self) -> bool:
        """Whether no unit of today holds all of it."""
        return not any(relative.is_whole for relative in self.now)


def unit_seen_by(user, code: str) -> UnitThenAndNow | None:
    """None for strangers, and for whoever may see neither the register nor the person."""
    if not user.is_authenticated:
        return None
    found = Certificate.objects.select_related("person", "enrolment__unit").filter(verification_code=code).first()
    if found is None or not (
        user.has_perm("certificates.view_certificate", found) or user.has_perm("training.view_person", found.person)
    ):
        return None
    return unit_then_and_now(found)


def unit_then_and_now(certificate: Certificate) -> UnitThenAndNow:
    then, unit = certificate.facts["holder"]["unit"], certificate.enrolment.unit if certificate.enrolment else None
    if unit is None:
        return UnitThenAndNow(then, [])
    holders = successors(unit, today())
    goes_on = [relative.unit for relative in holders] == [unit] and unit.name == then
    return UnitThenAndNow(then, [] if goes_on else holders)
