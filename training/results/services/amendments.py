"""Changing recognised results: never but by a further decision, which adds a mark and computes the outcome anew."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc
from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class
from training.errors import InvalidInput, WrongState
from training.nominations.models import Enrolment
from training.people.permissions import require
from training.results.marks import read_mark, show_mark
from training.results.models import AmendingDecision, Mark, Outcome, RecognitionDecision
from training.results.services.outcomes import write_outcomes
from training.signals import results_amended

Status = Enrolment.Status


@transaction.atomic
def amend_results(
    mark: Mark, typed: object, *, number: str, decided_on: date, signer: str, reason: str, by
) -> AmendingDecision:
    """Record the decision that puts another mark in the place of a recognised one.

    One decision may change several marks of its class: the same number with the same date and signer is the same
    decision. Raises ``NotAllowed``; ``WrongState`` before the recognition, or where the mark was replaced meanwhile;
    ``InvalidInput`` where the decision is incomplete, older than the recognition, or changes nothing.
    """
    training_class = mark.enrolment.training_class
    require(by, "training.recognise_results", training_class)
    held = lock_class(training_class)
    recognition = RecognitionDecision.objects.filter(training_class=held).first()
    if recognition is None:
        raise WrongState(_("The results are not recognised yet; correct the mark on the mark sheet."))
    read = read_mark(typed, mark.assessment)
    if read is None or read.error:
        raise InvalidInput(read.error if read else _("Type the new mark. The old one was kept."))
    if not nfc(reason):
        raise InvalidInput(_("A changed mark needs a reason. The old mark was kept."))
    decision = _decision(held, recognition, nfc(number), decided_on, nfc(signer), by)
    further = Mark.objects.filter(replaces=mark).first()
    if further is not None:
        if (further.decision_id, further.value, further.is_passed) == (decision.pk, read.value, read.is_passed):
            return decision
        raise WrongState(_("This mark was replaced meanwhile. Look at the newer one first."))
    if (read.value, read.is_passed) == (mark.value, mark.is_passed):
        raise InvalidInput(_("This is the mark that stands already. Nothing was changed."))
    new = Mark.objects.create(
        enrolment=mark.enrolment,
        assessment=mark.assessment,
        kind=Mark.Kind.CORRECTION,
        value=read.value,
        is_passed=read.is_passed,
        replaces=mark,
        reason=nfc(reason)[:300],
        decision=decision,
        entered_by=by,
        entered_at=now(),
    )
    outcome = _recompute(held, mark.enrolment)
    data = {
        "before": show_mark(mark.value, mark.is_passed),
        "after": show_mark(new.value, new.is_passed),
        "assessment": mark.assessment.name,
        "decision": decision.number,
        "reason": new.reason,
        "is_passed": outcome.is_passed,
    }
    log(mark.enrolment, "training.results.amend", user=by, data=data)
    transaction.on_commit(
        lambda: results_amended.send(TrainingClass, training_class=held, decision=decision, enrolment=mark.enrolment)
    )
    return decision


def _recompute(training_class: TrainingClass, enrolment: Enrolment) -> Outcome:
    """The outcome of this one learner; those of the others stay as they were recognised."""
    outcome = next(row for row in write_outcomes(training_class, only=enrolment))
    status = Status.COMPLETED if outcome.is_passed else Status.FAILED
    Enrolment.objects.active().filter(pk=enrolment.pk).update(status=status)
    return outcome


def _decision(
    training_class: TrainingClass, recognition: RecognitionDecision, number: str, decided_on: date, signer: str, by
) -> AmendingDecision:
    if not number or not signer:
        raise InvalidInput(_("Give the number of the decision and who signed it."))
    if decided_on > today():
        raise InvalidInput(_("A decision cannot be dated in the future."))
    if decided_on < recognition.decided_on:
        raise InvalidInput(_("A further decision cannot be older than the one it changes."))
    existing = AmendingDecision.objects.filter(number=number).first()
    if existing is not None:
        facts = (existing.training_class_id, existing.decided_on, existing.signer)
        if facts == (training_class.pk, decided_on, signer):
            return existing
        raise InvalidInput(_("Decision %(number)s is recorded already, with other facts.") % {"number": number})
    if RecognitionDecision.objects.filter(number=number).exists():
        raise InvalidInput(_("Decision %(number)s already recognises another class.") % {"number": number})
    return AmendingDecision.objects.create(
        training_class=training_class,
        number=number,
        decided_on=decided_on,
        signer=signer,
        recorded_by=by,
        recorded_at=now(),
    )
