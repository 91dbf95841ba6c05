"""A unit sends somebody else in the place of a person who cannot come, in one step."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc
from training.cohorts.models import TrainingClass
from training.errors import InvalidInput, NotEligible, WrongState
from training.nominations.eligibility import explain_eligibility, why_not
from training.nominations.models import EnrolmentDecision, Nomination
from training.nominations.services.locking import decided, lock_nomination
from training.nominations.services.places import hold_people, leave_place, take_place
from training.nominations.services.submitting import write_office
from training.nominations.services.waiting import rank_waiting
from training.people.models import Person
from training.people.permissions import require
from training.regulations.queries import value_on
from training.units.models import Unit

Status = Nomination.Status
REPLACEABLE = (Status.SUBMITTED, Status.RETURNED, Status.WAITING, Status.APPROVED)
# The place in the quota is the one that becomes free, the deadline that of replacing; cover is asked when he has gone.
_NOT_ASKED = {"quota", "accepts_nominations", "cover"}


def replace_until(training_class: TrainingClass) -> date:
    """The last day on which a unit may still send somebody else (``nomination.replace_until_days``)."""
    return training_class.opens_on - timedelta(days=value_on("nomination.replace_until_days"))


@transaction.atomic
def replace_nominee(nomination: Nomination, person: Person, *, by, reason: str, unit: Unit | None = None) -> Nomination:
    """Withdraw the nominee and send another person of the unit with his place, quota and order; returns the new one.

    ``unit`` is the unit that sends, where the one that nominated was merged into it. Somebody enrolled is replaced by
    somebody enrolled, under the same decision. Raises ``NotAllowed``; ``WrongState`` after the deadline;
    ``InvalidInput`` without a reason; ``NotEligible`` with the findings; ``Clash`` where the other studies on the same
    days.
    """
    require(by, "training.withdraw_nomination", nomination)
    unit = unit or nomination.unit
    require(by, "training.nominate", unit)
    held, nomination = lock_nomination(nomination)
    done = Nomination.objects.filter(replaces=nomination, person=person).first()
    if done is not None:
        return done
    if nomination.status not in REPLACEABLE:
        raise WrongState(
            _("This nomination is already in the state “%(state)s”.") % {"state": nomination.get_status_display()}
        )
    _expect_before_deadline(held)
    if not nfc(reason):
        raise InvalidInput(_("Say why the person is replaced."))
    if person.pk == nomination.person_id:
        raise InvalidInput(_("Choose another person than the one who is replaced."))
    findings = _expect_eligible(person, held, unit, nomination)
    hold_people([person.pk, nomination.person_id])
    was = nomination.status
    if was == Status.APPROVED:
        leave_place(nomination, by=by, reason=nfc(reason))
    data = {"was": was, "replaced_by": person.staff_code}
    decided(nomination, Status.WITHDRAWN, "training.nomination.withdraw", by, reason, data)
    successor = Nomination(
        training_class=held,
        person=person,
        unit=unit,
        replaces=nomination,
        priority=nomination.priority,
        explanation=findings,
        submitted_by=by,
        submitted_at=nomination.submitted_at or now(),
        decision=_decision_carried(nomination),
    )
    write_office(successor)
    _give_place(held, successor, was, by)
    log(successor, "training.nomination.replace", user=by, data={"replaces": nomination.pk, "reason": nfc(reason)})
    rank_waiting(held)
    return successor


def _give_place(held: TrainingClass, successor: Nomination, was: str, by) -> None:
    """What was decided for the one replaced is decided for his successor; what was not, is still to be decided."""
    successor.status = Status.SUBMITTED
    successor.save()
    if was == Status.APPROVED:
        take_place(held, successor, by=by)
        decided(successor, was, "training.nomination.accept", by)
    elif was == Status.WAITING:
        decided(successor, was, "training.nomination.wait", by)


def _decision_carried(nomination: Nomination) -> EnrolmentDecision | None:
    """The decision the successor stands under too; a list that still awaits approval is left."""
    decision = nomination.decision
    return decision if decision is not None and decision.status == EnrolmentDecision.Status.APPROVED else None


def _expect_before_deadline(held: TrainingClass) -> None:
    last_day = replace_until(held)
    if held.status != TrainingClass.Status.ENROLLING:
        raise WrongState(
            _("Nobody can be replaced now: class %(code)s is in the state “%(state)s”.")
            % {"code": held.code, "state": held.get_status_display()}
        )
    if today() > last_day:
        raise WrongState(
            _("People could be replaced until %(day)s. Please ask the training office.")
            % {"day": last_day.strftime("%d/%m/%Y")}
        )


def _expect_eligible(person: Person, held: TrainingClass, unit: Unit, nomination: Nomination) -> list[dict]:
    findings = explain_eligibility(person, held, unit)
    asked = [finding for finding in findings if finding["rule"] not in not_asked_of(nomination, finding)]
    reasons = why_not(asked)
    if reasons:
        raise NotEligible(
            _("%(person)s cannot take the place. %(reasons)s")
            % {"person": person.full_name, "reasons": " ".join(reasons)},
            findings,
        )
    return findings


def not_asked_of(nomination: Nomination, finding: dict) -> set[str]:
    """The conditions that do not count when this nominee is replaced; in his bloc his place is the one taken."""
    bloc = nomination.bloc.code if nomination.bloc is not None else None
    return _NOT_ASKED | ({"bloc_quota"} if bloc and finding["facts"].get("bloc") == bloc else set())
