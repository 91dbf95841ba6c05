"""What the training office decides itself: accept, put on the waiting list, refuse, return.

Where two stages are prescribed for the class (``nomination.two_stage``), only returning is the office's own; the rest
it proposes (``reviewing``) and the leadership decides (``approving``).
"""

from django.db import transaction
from django.utils.translation import gettext as _

from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput, WrongState
from training.nominations.grounds import ground_text
from training.nominations.models import Enrolment, EnrolmentDecision, Nomination
from training.nominations.services.locking import decided, lock_nomination
from training.nominations.services.places import take_place
from training.nominations.services.waiting import rank_waiting
from training.nominations.stages import needs_approval
from training.people.permissions import require

Status = Nomination.Status


@transaction.atomic
def accept_nomination(nomination: Nomination, *, by) -> Enrolment:
    """Give the person a place in the class; returns the enrolment.

    Raises ``NotAllowed``, ``WrongState`` (also where the leadership decides), ``NoPlaceLeft`` (the caller may offer the
    waiting list), ``Clash``.
    """
    require(by, "training.decide_nomination", nomination)
    training_class, nomination = lock_nomination(nomination)
    if nomination.status == Status.APPROVED:
        return nomination.enrolment
    _expect(nomination, Status.SUBMITTED, Status.WAITING)
    _expect_one_stage(training_class)
    enrolment = take_place(training_class, nomination, by=by)
    decided(nomination, Status.APPROVED, "training.nomination.accept", by)
    return enrolment


@transaction.atomic
def put_on_waiting_list(nomination: Nomination, *, by, reason: str = "") -> Nomination:
    """Keep the nomination for a place that becomes free, in the order of the priority rule.

    Raises ``NotAllowed``, ``WrongState``.
    """
    require(by, "training.decide_nomination", nomination)
    training_class, nomination = lock_nomination(nomination)
    if nomination.status == Status.WAITING:
        return nomination
    _expect(nomination, Status.SUBMITTED)
    _expect_one_stage(training_class)
    decided(nomination, Status.WAITING, "training.nomination.wait", by, reason)
    rank_waiting(training_class)
    return nomination


@transaction.atomic
def reject_nomination(nomination: Nomination, *, reason: str, by, ground: str = "") -> Nomination:
    """Refuse the nomination, by a rule (``grounds``) and in words; the unit reads both.

    Raises ``NotAllowed``, ``WrongState``; ``InvalidInput`` where neither is given.
    """
    require(by, "training.decide_nomination", nomination)
    training_class, nomination = lock_nomination(nomination)
    if nomination.status == Status.REJECTED:
        return nomination
    _expect(nomination, Status.SUBMITTED, Status.WAITING, Status.RETURNED)
    _expect_one_stage(training_class)
    nomination.ground = ground_text(ground)
    if not nomination.ground:
        expect_reason(reason)
    decided(nomination, Status.REJECTED, "training.nomination.reject", by, reason, {"ground": nomination.ground})
    rank_waiting(training_class)
    return nomination


@transaction.atomic
def return_nomination(nomination: Nomination, *, reason: str, by) -> Nomination:
    """Send the nomination back to the unit, which may correct and submit it again. Raises as ``reject_nomination``."""
    require(by, "training.decide_nomination", nomination)
    _class, nomination = lock_nomination(nomination)
    if nomination.status == Status.RETURNED:
        return nomination
    _expect(nomination, Status.SUBMITTED)
    expect_not_before_leadership(nomination)
    expect_reason(reason)
    nomination.proposal = nomination.proposed_ground = nomination.proposed_reason = ""
    return decided(nomination, Status.RETURNED, "training.nomination.return", by, reason)


def expect_reason(reason: str) -> None:
    if not nfc(reason):
        raise InvalidInput(_("Give a reason. The unit will read it."))


def expect_not_before_leadership(nomination: Nomination) -> None:
    """Refuse while the nomination stands on a list that awaits approval."""
    listed = nomination.decision
    if listed is not None and listed.status == EnrolmentDecision.Status.PROPOSED:
        raise WrongState(
            _("%(person)s is on a list that awaits approval. Take the list back first.")
            % {"person": nomination.person.full_name}
        )


def _expect(nomination: Nomination, *statuses: str) -> None:
    if nomination.status not in statuses:
        raise WrongState(
            _("This nomination is already in the state “%(state)s”.") % {"state": nomination.get_status_display()}
        )


def _expect_one_stage(training_class) -> None:
    if needs_approval(training_class):
        raise WrongState(
            _("The leadership decides on the nominations of class %(code)s. Propose it, and submit the list.")
            % {"code": training_class.code}
        )
