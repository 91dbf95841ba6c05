"""The first stage: the office reviews nominations, many at once, and lays a list before the leadership."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.vietnamese.text import nfc
from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class
from training.errors import InvalidInput, TrainingError, WrongState
from training.nominations.grounds import ground_text
from training.nominations.models import EnrolmentDecision, Nomination
from training.nominations.priorities import rank
from training.nominations.services.deciding import (
    accept_nomination,
    expect_not_before_leadership,
    expect_reason,
    put_on_waiting_list,
    reject_nomination,
    return_nomination,
)
from training.nominations.services.locking import lock_nominations
from training.nominations.services.places import expect_enrolling, free_places
from training.nominations.stages import needs_approval
from training.people.permissions import require
from training.signals import nomination_list_submitted

Proposal, Status = Nomination.Proposal, Nomination.Status
RETURN = "return"  # the office's own answer, which needs nobody's approval


@dataclass
class Reviewed:
    """What became of a review: those done, and for each of the others the sentence that says why not."""

    done: list[Nomination] = field(default_factory=list)
    refused: list[tuple[Nomination, str]] = field(default_factory=list)


@transaction.atomic
def review_nominations(
    training_class: TrainingClass,
    nominations: Sequence[Nomination],
    answer: str,
    *,
    by,
    ground: str = "",
    reason: str = "",
) -> Reviewed:
    """Give the same answer (a ``Proposal`` or ``RETURN``) to many nominations of a class.

    Where the leadership decides, the answer is a proposal that the unit does not see; else it is carried out at once.
    What cannot be done for one is said for him, the others go on. Raises ``NotAllowed``; ``InvalidInput`` for a refusal
    without a rule and for a return without a reason.
    """
    require(by, "training.change_class", training_class)
    held = lock_class(training_class)
    words = ground_text(ground) if answer == Proposal.REJECT else ""
    if answer == Proposal.REJECT and not words:
        raise InvalidInput(_("Choose the rule by which the nominations are refused; the unit will read it."))
    if answer == RETURN:
        expect_reason(reason)
    is_proposal = answer != RETURN and needs_approval(held)
    result = Reviewed()
    for row in _in_order(held, nominations):
        try:
            if is_proposal:
                _propose(row, answer, words, reason, by)
            else:
                _carry_out(row, answer, ground, reason, by)
            result.done.append(row)
        except TrainingError as refusal:
            result.refused.append((row, str(refusal)))
    if is_proposal and result.done:
        data = {"proposal": answer, "ground": words, "reason": nfc(reason), "nominations": [r.pk for r in result.done]}
        log(held, "training.nomination.review", user=by, data=data)
    return result


@transaction.atomic
def submit_list(training_class: TrainingClass, *, by, note: str = "") -> EnrolmentDecision:
    """Lay every proposal of the class before the leadership as one list.

    A list that already awaits approval is returned as it is. Raises ``NotAllowed``; ``WrongState`` where the class
    enrols nobody; ``InvalidInput`` where nothing is proposed or more are to be accepted than places are free.
    """
    require(by, "training.change_class", training_class)
    held = lock_class(training_class)
    waiting = held.enrolment_decisions.awaiting_approval().first()
    if waiting is not None:
        return waiting
    expect_enrolling(held)
    proposed = list(held.nominations.proposed().select_related("person", "unit"))
    if not proposed:
        raise InvalidInput(_("Nothing is proposed yet. Choose nominations and say what you propose for each."))
    accepted = sum(row.proposal == Proposal.ACCEPT for row in proposed)
    free = free_places(held)
    if accepted > free:
        raise InvalidInput(
            ngettext(
                "%(accepted)s people are proposed for %(free)s free place. Put some on the waiting list first.",
                "%(accepted)s people are proposed for %(free)s free places. Put some on the waiting list first.",
                free,
            )
            % {"accepted": accepted, "free": free}
        )
    decision = EnrolmentDecision.objects.create(
        training_class=held, note=nfc(note), submitted_by=by, submitted_at=now()
    )
    for ranked in rank(held, proposed):
        ranked.nomination.place, ranked.nomination.place_because = ranked.place, ranked.because
        ranked.nomination.decision = decision
    Nomination.objects.bulk_update(proposed, ["place", "place_because", "decision"])
    log(decision, "training.enrolment_decision.submit", user=by, data={"nominations": [row.pk for row in proposed]})
    transaction.on_commit(lambda: nomination_list_submitted.send(EnrolmentDecision, decision=decision))
    return decision


def _in_order(held: TrainingClass, nominations: Sequence[Nomination]) -> list[Nomination]:
    """The nominations as they stand now, first by the priority rule: so places go to whoever comes first."""
    return [ranked.nomination for ranked in rank(held, lock_nominations(held, [row.pk for row in nominations]))]


def _propose(row: Nomination, answer: str, ground: str, reason: str, by) -> None:
    if row.status not in (Status.SUBMITTED, Status.WAITING):
        raise WrongState(
            _("This nomination is already in the state “%(state)s”.") % {"state": row.get_status_display()}
        )
    expect_not_before_leadership(row)
    row.proposal, row.proposed_ground, row.proposed_reason = answer, ground, nfc(reason)
    row.reviewed_by, row.reviewed_at = by, now()
    row.save(update_fields=["proposal", "proposed_ground", "proposed_reason", "reviewed_by", "reviewed_at"])


def _carry_out(row: Nomination, answer: str, ground: str, reason: str, by) -> None:
    if answer == Proposal.ACCEPT:
        accept_nomination(row, by=by)
    elif answer == Proposal.WAIT:
        put_on_waiting_list(row, by=by, reason=reason)
    elif answer == Proposal.REJECT:
        reject_nomination(row, ground=ground, reason=reason, by=by)
    elif answer == RETURN:
        return_nomination(row, reason=reason, by=by)
    else:
        raise InvalidInput(_("Choose what is proposed."))
