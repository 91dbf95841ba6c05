"""The second stage: the leadership approves a list by a decision, and the enrolments come into being."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc
from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class
from training.errors import Clash, InvalidInput, NotAllowed, TrainingError, WrongState
from training.nominations.annex import annex_of, facts_of
from training.nominations.eligibility import current_offices
from training.nominations.models import EnrolmentDecision, Nomination
from training.nominations.services.locking import decided, lock_nominations
from training.nominations.services.places import expect_free_person, expect_room, hold_people, take_place
from training.nominations.services.waiting import rank_waiting
from training.people.models import Person
from training.people.permissions import require
from training.signals import nomination_list_decided

Proposal, Status = Nomination.Proposal, Nomination.Status
List = EnrolmentDecision.Status


@transaction.atomic
def approve_list(
    decision: EnrolmentDecision,
    *,
    number: str,
    decided_on: date,
    signer: str,
    by,
    leave_out: Collection[int] = (),
) -> EnrolmentDecision:
    """Approve the list by a decision: people are enrolled, wait or are refused as proposed, and the annex is kept.

    Whoever is left out (by the nomination's key) goes back to the office undecided. Raises ``NotAllowed``, also for
    whoever reviewed or submitted the list; ``WrongState``; ``InvalidInput`` without number, day or signer; ``Clash``
    naming everybody who cannot be enrolled as proposed, and then nothing is changed.
    """
    require(by, "training.approve_nominations", decision)
    held, decision = _lock(decision)
    if decision.status == List.APPROVED:
        return decision
    _expect_proposed(decision)
    rows = _lines(held, decision)
    _refuse_one_person_for_both(decision, rows, by)
    _expect_words(number, decided_on, signer)
    kept = [row for row in rows if row.pk not in set(leave_out)]
    if not kept:
        raise InvalidInput(_("Nobody is left on the list. Send it back to the office instead."))
    hold_people(row.person_id for row in kept)
    _refuse_what_cannot_be_enrolled(held, kept)
    decision.status, decision.decided_by, decision.decided_at = List.APPROVED, by, now()
    decision.number, decision.decided_on, decision.signer = nfc(number), decided_on, nfc(signer)
    decision.facts, decision.annex = facts_of(held, _title_of(by, decision.signer)), annex_of(kept)
    decision.save()
    for row in kept:
        _decide(held, row, by)
    _free([row for row in rows if row not in kept])
    rank_waiting(held)
    data = {"number": decision.number, "decided_on": str(decided_on), "signer": decision.signer, "lines": len(kept)}
    _announce(decision, "training.enrolment_decision.approve", by, data)
    return decision


@transaction.atomic
def send_back_list(decision: EnrolmentDecision, *, reason: str, by) -> EnrolmentDecision:
    """The leadership sends the list back; the proposals stay and the office changes them.

    Raises ``NotAllowed``, ``WrongState``; ``InvalidInput`` without a reason.
    """
    require(by, "training.approve_nominations", decision)
    return _end(decision, List.SENT_BACK, "training.enrolment_decision.send_back", by, reason)


@transaction.atomic
def take_back_list(decision: EnrolmentDecision, *, reason: str, by) -> EnrolmentDecision:
    """The office takes its own list back before it is approved. Raises as ``send_back_list``."""
    require(by, "training.change_class", decision.training_class)
    return _end(decision, List.TAKEN_BACK, "training.enrolment_decision.take_back", by, reason)


def _end(decision: EnrolmentDecision, status: str, action: str, by, reason: str) -> EnrolmentDecision:
    held, decision = _lock(decision)
    if decision.status == status:
        return decision
    _expect_proposed(decision)
    if not nfc(reason):
        raise InvalidInput(_("Say why, so that the list can be put right."))
    decision.status, decision.reason = status, nfc(reason)
    decision.decided_by, decision.decided_at = by, now()
    decision.save()
    decision.nominations.update(decision=None)
    rank_waiting(held)
    _announce(decision, action, by, {"reason": decision.reason})
    return decision


def _lock(decision: EnrolmentDecision) -> tuple[TrainingClass, EnrolmentDecision]:
    held = lock_class(decision.training_class)
    decision = EnrolmentDecision.objects.select_for_update().get(pk=decision.pk)
    decision.training_class = held
    return held, decision


def _title_of(by, signer: str) -> str:
    """The main office of whoever approves, where he signs himself."""
    person = Person.objects.filter(user=by, full_name=signer).first()
    offices = current_offices([person], today())[person.pk] if person is not None else []
    return offices[0].title.name_vi if offices else ""


def _lines(held: TrainingClass, decision: EnrolmentDecision) -> list[Nomination]:
    """What is still to be decided of the list, in the order in which it was submitted."""
    keys = decision.nominations.proposed().values_list("pk", flat=True)
    return sorted(lock_nominations(held, keys), key=lambda row: (row.place or 0, row.pk))


def _decide(held: TrainingClass, row: Nomination, by) -> None:
    proposal, reason, data = row.proposal, row.proposed_reason, {"decision": row.decision_id}
    row.proposal = ""
    if proposal == Proposal.ACCEPT:
        take_place(held, row, by=by)
        decided(row, Status.APPROVED, "training.nomination.accept", by, reason, data)
    elif proposal == Proposal.WAIT:
        decided(row, Status.WAITING, "training.nomination.wait", by, reason, data)
    else:
        row.ground = row.proposed_ground
        decided(row, Status.REJECTED, "training.nomination.reject", by, reason, {**data, "ground": row.ground})


def _free(rows: list[Nomination]) -> None:
    """Give these back to the office, to be reviewed again."""
    for row in rows:
        row.decision, row.proposal = None, ""
    Nomination.objects.bulk_update(rows, ["decision", "proposal"])


def _refuse_one_person_for_both(decision: EnrolmentDecision, rows: list[Nomination], by) -> None:
    if by.pk == decision.submitted_by_id or any(row.reviewed_by_id == by.pk for row in rows):
        raise NotAllowed(_("Whoever reviewed or submitted the list does not approve it. Another person must."))


def _refuse_what_cannot_be_enrolled(held: TrainingClass, rows: list[Nomination]) -> None:
    """One sentence for everybody who cannot get the place proposed, so that the leader decides once and knowingly."""
    accepted = [row for row in rows if row.proposal == Proposal.ACCEPT]
    if accepted:
        expect_room(held)
    free = held.capacity - held.enrolments.active().count()
    if len(accepted) > free:
        raise WrongState(
            _("Only %(free)s places are free now and %(accepted)s people are proposed. Leave some out.")
            % {"free": free, "accepted": len(accepted)}
        )
    sentences = []
    for row in accepted:
        try:
            expect_free_person(row.person, held)
        except TrainingError as refusal:
            sentences.append(str(refusal))
    if sentences:
        raise Clash(" ".join([*sentences, _("Leave them out, or send the list back. Nothing was changed.")]))


def _expect_proposed(decision: EnrolmentDecision) -> None:
    if decision.status != List.PROPOSED:
        raise WrongState(
            _("This list no longer awaits approval; it is in the state “%(state)s”.")
            % {"state": decision.get_status_display()}
        )


def _expect_words(number: str, decided_on: date | None, signer: str) -> None:
    if not nfc(number) or decided_on is None or not nfc(signer):
        raise InvalidInput(_("Give the number, the day and the signer of the decision."))
    if decided_on > today():
        raise InvalidInput(_("The decision cannot be of a later day than today."))


def _announce(decision: EnrolmentDecision, action: str, by, data: dict) -> None:
    log(decision, action, user=by, data=data)
    transaction.on_commit(lambda: nomination_list_decided.send(EnrolmentDecision, decision=decision))
