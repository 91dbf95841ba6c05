"""Two steps from marks to a recognised result: submitted for review, then recognised by decision (rules.md R5)."""

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc
from training.attendance.queries import meetings_lacking_roll
from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class
from training.errors import InvalidInput, WrongState
from training.nominations.models import Enrolment
from training.people.permissions import require
from training.regulations.queries import value_on
from training.results.models import AmendingDecision, Mark, Outcome, RecognitionDecision, ResultsBoard
from training.results.services.outcomes import write_outcomes
from training.signals import results_recognised

Status = TrainingClass.Status


@transaction.atomic
def submit_results(training_class: TrainingClass, *, by) -> list[Outcome]:
    """First step: the outcomes are computed and the class goes to the results board (xét kết quả).

    Raises ``NotAllowed``; ``WrongState`` unless the class is running, while a roll is missing or an assessment has no
    marks at all. A single missing mark does not stop the class: that learner has not passed.
    """
    require(by, "training.submit_results", training_class)
    held = lock_class(training_class)
    if held.status == Status.CLOSING:
        return list(Outcome.objects.filter(enrolment__training_class=held))
    if held.status != Status.OPEN:
        raise WrongState(
            _("The results of class %(code)s cannot be submitted now (%(state)s).")
            % {"code": held.code, "state": held.get_status_display()}
        )
    _expect_complete(held)
    outcomes = write_outcomes(held)
    held.status = Status.CLOSING
    held.save(update_fields=["status"])
    data = {"passed": sum(outcome.is_passed for outcome in outcomes), "of": len(outcomes)}
    log(held, "training.class.review", user=by, data=data)
    return outcomes


@transaction.atomic
def recognise_results(
    training_class: TrainingClass, *, number: str, decided_on: date, signer: str, by
) -> RecognitionDecision:
    """Second step: write down the decision of the head of the institution. It locks the marks and ends the enrolments.

    The outcomes are computed once more inside the lock, so that what is recognised is what the marks say. The same
    decision given twice is one. Raises ``NotAllowed``; ``WrongState`` unless the results are under review;
    ``InvalidInput`` where the decision is incomplete, lies in the future or its number is taken.
    """
    require(by, "training.recognise_results", training_class)
    held = lock_class(training_class)
    number, signer = nfc(number), nfc(signer)
    existing = RecognitionDecision.objects.filter(training_class=held).first()
    if existing is not None:
        return _same_decision(existing, number)
    if held.status != Status.CLOSING:
        raise WrongState(_("Submit the results of class %(code)s for review first.") % {"code": held.code})
    _expect_decision(number, decided_on, signer)
    _expect_board(held, decided_on)
    outcomes = write_outcomes(held)
    decision = RecognitionDecision.objects.create(
        training_class=held,
        number=number,
        decided_on=decided_on,
        signer=signer,
        recognised_by=by,
        recognised_at=now(),
    )
    _end_enrolments(outcomes)
    data = {"decision": number, "decided_on": decided_on.isoformat(), "signer": signer, "of": len(outcomes)}
    log(held, "training.results.recognise", user=by, data=data)
    transaction.on_commit(lambda: results_recognised.send(TrainingClass, training_class=held, decision=decision))
    return decision


def _end_enrolments(outcomes: list[Outcome]) -> None:
    for is_passed, status in ((True, Enrolment.Status.COMPLETED), (False, Enrolment.Status.FAILED)):
        keys = [outcome.enrolment_id for outcome in outcomes if outcome.is_passed is is_passed]
        Enrolment.objects.studying().filter(pk__in=keys).update(status=status, ended_at=now())


def _same_decision(existing: RecognitionDecision, number: str) -> RecognitionDecision:
    if existing.number != number:
        raise WrongState(_("The results are already recognised by decision %(number)s.") % {"number": existing.number})
    return existing


def _expect_decision(number: str, decided_on: date, signer: str) -> None:
    if not number or not signer:
        raise InvalidInput(_("Give the number of the decision and who signed it."))
    if decided_on > today():
        raise InvalidInput(_("A decision cannot be dated in the future."))
    taken = (RecognitionDecision, AmendingDecision)
    if any(kind.objects.filter(number=number).exists() for kind in taken):
        raise InvalidInput(_("Decision %(number)s already recognises another class.") % {"number": number})


def _expect_board(training_class: TrainingClass, decided_on: date) -> None:
    """Minutes that exist must be closed and not younger than the decision; whether there must be any is regulated."""
    board = ResultsBoard.objects.filter(training_class=training_class).first()
    if board is None:
        if value_on("training.results_board_required", decided_on):
            raise WrongState(_("Draw up the minutes of the results board first."))
        return
    if not board.is_closed:
        raise WrongState(_("Close minutes %(number)s of the results board first.") % {"number": board.number})
    if board.held_on > decided_on:
        raise InvalidInput(_("The decision cannot be older than the meeting of the results board."))


def _expect_complete(training_class: TrainingClass) -> None:
    lacking = meetings_lacking_roll(training_class).count()
    if lacking:
        raise WrongState(
            ngettext(
                "The roll of %(count)s meeting was not taken yet.",
                "The roll of %(count)s meetings was not taken yet.",
                lacking,
            )
            % {"count": lacking}
        )
    empty = training_class.assessments.filter(~Exists(Mark.objects.filter(assessment=OuterRef("pk"))))
    if empty:
        names = ", ".join(assessment.name for assessment in empty)
        raise WrongState(_("No marks yet for: %(names)s.") % {"names": names})
