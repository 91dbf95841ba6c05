"""Interrupting a posting and taking it up again. Only the days are kept, never a reason (rules.md §9–10).

The end of the term moves by the length of the interruption, and with it what has not been handed in: the months of the
term are months served (decision 0037).
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import today
from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput, NotAllowed, WrongState
from training.rotation.changes import Kind, add_change, check_not_ended, interruptions_of, put_off
from training.rotation.models import Posting, PostingChange
from training.rotation.term import months_after
from training.signals import posting_extended


@transaction.atomic
def interrupt_posting(
    posting: Posting, *, first: date, last: date, decision_number: str, decision_on: date, by, signer_title: str = ""
) -> PostingChange:
    """Let the posting rest from the first to the last day, by a decision. The same interruption twice is one.

    Raises ``NotAllowed``, ``WrongState`` (ended, not begun), ``InvalidInput`` (days, no decision, another interruption
    in these days).
    """
    posting, decision_number = _locked(posting, by), nfc(decision_number)
    same = posting.changes.filter(kind=Kind.INTERRUPTED, from_on=first, to_on=last, decision_number=decision_number)
    if known := same.first():
        return known
    _check_decision(decision_number, decision_on)
    if last < first:
        raise InvalidInput(_("The last day cannot come before the first."))
    if first < posting.effective_on or (posting.due_on and first > posting.due_on):
        raise InvalidInput(_("The interruption lies outside the term of the posting."))
    if any(rest.first <= last and first <= rest.last for rest in interruptions_of(posting)):
        raise InvalidInput(_("The posting already rests on some of these days. Record the return first."))
    if posting.interrupted_from is not None and first < posting.interrupted_from:
        raise InvalidInput(_("Interruptions are recorded in the order in which they came."))
    change = add_change(
        posting,
        Kind.INTERRUPTED,
        from_on=first,
        to_on=last,
        decision_number=decision_number,
        decision_on=decision_on,
        signer_title=nfc(signer_title),
        due_on_before=posting.due_on,
        due_on_after=posting.due_on and posting.due_on + timedelta(days=(last - first).days + 1),
        by=by,
    )
    posting.interrupted_from, posting.interrupted_to = first, last
    _settle(posting, by)
    log(posting, "training.posting.interrupt", user=by, data={"change": change.pk, "decision": decision_number})
    return change


@transaction.atomic
def resume_posting(
    posting: Posting,
    *,
    on: date,
    by,
    decision_number: str = "",
    decision_on: date | None = None,
    signer_title: str = "",
) -> PostingChange:
    """Record the day on which work was taken up again, earlier or later than planned; the term follows.

    The same return twice is one. Raises ``NotAllowed``, ``WrongState`` (no interruption to return from),
    ``InvalidInput`` (a day before the interruption, or to come).
    """
    posting = _locked(posting, by)
    rest = posting.changes.filter(kind=Kind.INTERRUPTED).last()
    if rest is None:
        raise WrongState(_("This posting was never interrupted."))
    known = posting.changes.filter(kind=Kind.RESUMED, follows=rest).first()
    if known is not None:
        if known.from_on == on:
            return known
        raise WrongState(_("The return is already recorded for %(day)s.") % {"day": known.from_on.strftime("%d/%m/%Y")})
    if on < rest.from_on:
        raise InvalidInput(_("Nobody returns before he has left. Check the day."))
    if on > today():
        raise InvalidInput(_("The return lies in the future. It is recorded on its day or later."))
    before = posting.due_on
    last = on - timedelta(days=1)
    shift = timedelta(days=(last - rest.to_on).days)
    change = add_change(
        posting,
        Kind.RESUMED,
        from_on=on,
        follows=rest,
        decision_number=nfc(decision_number),
        decision_on=decision_on,
        signer_title=nfc(signer_title),
        due_on_before=before,
        due_on_after=before and before + shift,
        by=by,
    )
    if last < rest.from_on:  # he never left: the interruption fell away
        earlier = interruptions_of(posting)
        posting.interrupted_from = earlier[-1].first if earlier else None
        posting.interrupted_to = earlier[-1].last if earlier else None
    else:
        posting.interrupted_from, posting.interrupted_to = rest.from_on, last
    _settle(posting, by)
    log(posting, "training.posting.resume", user=by, data={"change": change.pk})
    return change


def end_of_term(posting: Posting) -> date | None:
    """The last day by the months of the term and what interrupted it; None for a transfer."""
    if posting.term_months is None:
        return None
    return put_off(months_after(posting.effective_on, posting.term_months), interruptions_of(posting))


def _settle(posting: Posting, by) -> None:
    posting.due_on = end_of_term(posting)
    posting.save(update_fields=["due_on", "interrupted_from", "interrupted_to"])
    posting_extended.send(Posting, posting=posting, by=by)


def _locked(posting: Posting, by) -> Posting:
    if not by.has_perm("training.change_posting"):
        raise NotAllowed(_("Only officers of the Organisation Committee record, extend and end postings."))
    posting = Posting.objects.select_for_update().get(pk=posting.pk)
    check_not_ended(posting)
    return posting


def _check_decision(number: str, dated_on: date) -> None:
    if not number:
        raise InvalidInput(_("Give the number of the decision."))
    if dated_on > today():
        raise InvalidInput(_("The date of the decision lies in the future."))
