"""Proposing and deciding a placement; answering the follow-up."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput, NotAllowed, WrongState
from training.mentoring.placements.models import Direction, FollowUp, PlacementProposal
from training.regulations.queries import value_on
from training.rotation.models import Posting
from training.rotation.term import months_after
from training.signals import follow_up_asked, posting_facts_changed

BATCH = 500


def propose_placement(posting: Posting, *, direction: str, document: str, dated_on: date, by) -> PlacementProposal:
    """Record that a placement was proposed: direction, number and day. The flag that asks for it (R11) eases.

    It can be proposed from the regulated months before the end. The same document twice is one. Raises
    ``NotAllowed``, ``WrongState`` (too early, one waits), ``InvalidInput``.
    """
    document = nfc(document).strip()
    _check_may(by, posting)
    _check_document(direction, document, dated_on)
    with transaction.atomic():
        posting = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
        if known := PlacementProposal.objects.filter(posting=posting, document=document).first():
            return known
        if posting.placement_proposals.filter(decided_at__isnull=True).exists():
            raise WrongState(_("A proposal for this posting waits for its decision."))
        if posting.end_reason == Posting.EndReason.WITHDRAWN:
            raise WrongState(_("The decision on this posting was withdrawn; there is no placement after it."))
        first = first_day_to_propose(posting)
        if first is not None and today() < first:
            raise WrongState(
                _("The placement is proposed from %(day)s, so many months before the end of the term.")
                % {"day": first.strftime("%d/%m/%Y")}
            )
        proposal = PlacementProposal.objects.create(
            posting=posting,
            direction=direction,
            document=document,
            dated_on=dated_on,
            proposed_by=by,
            proposed_at=now(),
        )
        log(posting, "training.placement.propose", user=by, data={"document": document})
        transaction.on_commit(lambda: posting_facts_changed.send(Posting, postings=[posting.pk]))
    return proposal


def decide_placement(
    proposal: PlacementProposal, *, decided: str, decision_number: str, decision_on: date, by, signer_title: str = ""
) -> PlacementProposal:
    """Record the decision on a proposal; it may decide otherwise than was proposed. The same decision twice is one."""
    decision_number = nfc(decision_number).strip()
    _check_may(by, proposal.posting)
    _check_document(decided, decision_number, decision_on)
    with transaction.atomic():
        proposal = (
            PlacementProposal.objects.select_for_update(of=("self",)).select_related("posting").get(pk=proposal.pk)
        )
        if proposal.is_decided:
            if (proposal.decided, proposal.decision_number) == (decided, decision_number):
                return proposal
            raise WrongState(_("This proposal is decided already: %(number)s.") % {"number": proposal.decision_number})
        if decision_on < proposal.dated_on:
            raise InvalidInput(_("The decision cannot be older than the proposal."))
        proposal.decided, proposal.decision_number, proposal.decision_on = decided, decision_number, decision_on
        proposal.signer_title, proposal.decided_by, proposal.decided_at = nfc(signer_title).strip(), by, now()
        proposal.save()
        log(proposal.posting, "training.placement.decide", user=by, data={"decision": decision_number})
    return proposal


def answer_follow_up(posting: Posting, *, by, **answers: Any) -> FollowUp:
    """The person says where he works and how useful the mentoring was; once. A second time returns the first."""
    if posting.person.user_id != by.pk:
        raise NotAllowed(_("Only the official himself answers this."))
    if not is_follow_up_open(posting):
        raise WrongState(_("The follow-up is asked some months after the end of the posting."))
    answers["words"] = nfc(answers.get("words", "")).strip()
    with transaction.atomic():
        follow_up, made = FollowUp.objects.get_or_create(posting=posting, defaults=answers | {"answered_at": now()})
        if made:
            log(posting, "training.placement.follow_up", user=by)
    return follow_up


def ask_for_follow_ups() -> int:
    """Each day: those whose follow-up opens are asked once (the notice has one key); returns how many were asked."""
    day = today()
    months = value_on("mentoring.follow_up_months", day)
    since = months_after(day, -months) - timedelta(days=value_on("mentoring.f8_new_mentor_days"))
    ended = Posting.objects.filter(
        status=Posting.Status.ENDED, ended_on__lte=months_after(day, -months), ended_on__gte=since, follow_up=None
    ).select_related("person__user")
    postings = list(ended.order_by("pk")[:BATCH])
    if postings:
        follow_up_asked.send(Posting, postings=postings)
    return len(postings)


def first_day_to_propose(posting: Posting) -> date | None:
    """From when a placement can be proposed: the months of the first outlook before the end (mentoring.md §5)."""
    if posting.due_on is None or posting.status == Posting.Status.ENDED:
        return None
    return months_after(posting.due_on, -value_on("mentoring.placement_outlook_months"))


def is_follow_up_open(posting: Posting) -> bool:
    """Whether the months after the end have passed."""
    if posting.status != Posting.Status.ENDED:
        return False
    return months_after(posting.ended_on, value_on("mentoring.follow_up_months")) <= today()


def _check_may(by, posting: Posting) -> None:
    if not by.has_perm("training.change_posting", posting):
        raise NotAllowed(_("Only officers of the Organisation Committee record this."))


def _check_document(direction: str, number: str, day: date) -> None:
    if direction not in Direction.values:
        raise InvalidInput(_("Choose where the official is to go."))
    if not number:
        raise InvalidInput(_("Give the number of the document; what it says is not kept here."))
    if day > today():
        raise InvalidInput(_("The document is dated in the future."))
