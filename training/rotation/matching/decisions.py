"""From the places chosen to postings: one decision for many, each recorded as any other; and withdrawing one."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import today
from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput, TrainingError, WrongState
from training.people.permissions import require
from training.regulations.queries import value_on
from training.rotation.changes import Kind, add_change, check_not_ended
from training.rotation.matching.gathering import gather
from training.rotation.matching.models import ChosenPlace
from training.rotation.matching.wording import against_pair
from training.rotation.models import Posting, RotationWave
from training.rotation.services import start_posting
from training.rotation.waves.answers import ask_rules
from training.rotation.waves.models import Step, WaveCandidate
from training.rotation.waves.planning import record_document, steps_without_document
from training.rotation.waves.secrecy import require_people
from training.signals import posting_closed

TERMS: dict[str, str] = {
    Posting.Kind.ROTATION: "rotation.min_months",
    Posting.Kind.SECONDMENT: "secondment.max_months",
    Posting.Kind.REINFORCEMENT: "reinforcement.months",
}


def usual_terms(day: date) -> dict[str, int | None]:
    """The months of each kind of movement that a decision begins with; None for a transfer."""
    return {kind: value_on(TERMS[kind], day) if kind in TERMS else None for kind in Posting.Kind.values}


def places_to_decide(wave: RotationWave):
    """The places chosen that have no posting yet, with all a list shows."""
    chosen = ChosenPlace.objects.filter(candidate__wave=wave, offer__isnull=False, posting=None)
    related = ("candidate__person", "candidate__sending_unit", "candidate__bloc", "offer__unit", "offer__title")
    return chosen.select_related(*related).order_by("offer__unit__sort_key", "candidate__person__sort_key")


def decide(
    wave: RotationWave,
    *,
    decision_number: str,
    decision_on: date,
    effective_on: date,
    by,
    places: Collection[int] | None = None,
    terms: Mapping[str, int | None] | None = None,
    exception_decision: str = "",
    signer_title: str = "",
) -> list[Posting]:
    """Record the decision on the places chosen (all, or those of these keys): postings for all of them, or none.

    The hard rules are asked once more. Decided again with the same number, the postings that are there are returned.
    Raises ``NotAllowed``, ``WrongState`` (a step without document, nothing chosen), ``InvalidInput`` with the person's
    name where a single posting cannot be (a secondment beyond its term, a date that cannot be right).
    """
    require(by, "training.match_wave")
    require_people()
    with transaction.atomic():
        wave = RotationWave.objects.select_for_update().get(pk=wave.pk)
        if wave.status == RotationWave.Status.CLOSED:
            raise WrongState(_("This wave is closed; it cannot be changed any more."))
        lacking = steps_without_document(wave, before=Step.DECISION)
        if lacking:
            raise WrongState(
                _("The steps go in their order. Record first the documents of: %(steps)s.")
                % {"steps": ", ".join(str(Step(one).label) for one in lacking)}
            )
        chosen = places_to_decide(wave)
        chosen = list(chosen if places is None else chosen.filter(pk__in=places))
        if not chosen:
            return _already_decided(wave, decision_number)
        ask_rules(wave, [place.candidate for place in chosen], by=by)
        _refuse_what_is_forbidden(wave, chosen)
        months = {**usual_terms(effective_on), **(terms or {})}
        record_document(wave, step=Step.DECISION, number=decision_number, dated_on=decision_on, by=by)
        decision = {
            "wave": wave,
            "decision_number": decision_number,
            "decision_on": decision_on,
            "signer_title": signer_title,
            "effective_on": effective_on,
        }
        made = [_post(place, decision, months, exception_decision, by) for place in chosen]
        if wave.status != RotationWave.Status.RUNNING:
            wave.status = RotationWave.Status.RUNNING
            wave.save(update_fields=["status"])
        log(wave, "training.wave.decide", user=by, data={"decision": nfc(decision_number), "postings": len(made)})
    return made


def withdraw_decision(
    posting: Posting, *, decision_number: str, decision_on: date, by, signer_title: str = ""
) -> Posting:
    """Take a decision back by another one: the posting ends as if it had not been, the official is free for the wave.

    Before it took effect it ends on the day on which it would have begun, later on the day of the withdrawal. The same
    withdrawal twice does no harm. Raises ``NotAllowed``, ``InvalidInput``, ``WrongState`` (ended otherwise).
    """
    require(by, "training.change_posting")
    decision_number = nfc(decision_number).strip()
    if not decision_number:
        raise InvalidInput(_("A withdrawal needs the number of its decision."))
    if decision_on > today():
        raise InvalidInput(_("The decision is dated in the future."))
    with transaction.atomic():
        posting = Posting.objects.select_for_update(of=("self",)).select_related("person").get(pk=posting.pk)
        if (posting.end_reason, posting.end_decision) == (Posting.EndReason.WITHDRAWN, decision_number):
            return posting
        check_not_ended(posting)
        if decision_on < posting.decision_on:
            raise InvalidInput(_("A decision cannot be withdrawn before it was made."))
        posting.status, posting.end_reason = Posting.Status.ENDED, Posting.EndReason.WITHDRAWN
        posting.ended_on = max(posting.effective_on, decision_on)
        posting.end_decision = decision_number
        posting.save(update_fields=["status", "ended_on", "end_reason", "end_decision"])
        add_change(
            posting,
            Kind.WITHDRAWN,
            from_on=posting.ended_on,
            decision_number=decision_number,
            decision_on=decision_on,
            signer_title=nfc(signer_title),
            due_on_before=posting.due_on,
            by=by,
        )
        _free_the_candidate(posting)
        posting_closed.send(Posting, posting=posting, by=by)
        log(posting, "training.posting.withdraw", user=by, data={"decision": decision_number})
    return posting


def _post(place, decision: dict[str, Any], months, exception_decision: str, by) -> Posting:
    candidate, offer = place.candidate, place.offer
    try:
        posting = start_posting(
            person=candidate.person,
            kind=candidate.kind,
            sending_unit=candidate.sending_unit,
            host_unit=offer.unit,
            title=offer.title,
            **decision,
            term_months=months[candidate.kind],
            exception_decision=exception_decision if candidate.kind != Posting.Kind.TRANSFER else "",
            by=by,
        )
    except TrainingError as refusal:
        words = {"person": candidate, "why": refusal}
        raise InvalidInput(_("%(person)s: %(why)s No posting of this decision was recorded.") % words) from refusal
    ChosenPlace.objects.filter(pk=place.pk).update(posting=posting)
    WaveCandidate.objects.filter(pk=candidate.pk).update(state=WaveCandidate.State.DECIDED)
    return posting


def _refuse_what_is_forbidden(wave: RotationWave, chosen: list[ChosenPlace]) -> None:
    gathered = gather(wave, everybody=True)
    against = [
        f"{place.candidate}: {' '.join(sentences)}"
        for place in chosen
        if (sentences := against_pair(gathered, place.candidate, place.offer))
    ]
    if against:
        words = {"why": " ".join(against)}
        raise InvalidInput(_("A hard rule forbids: %(why)s No posting of this decision was recorded.") % words)


def _already_decided(wave: RotationWave, decision_number: str) -> list[Posting]:
    made = list(wave.postings.filter(decision_number=nfc(decision_number)))
    if made:
        return made
    last = wave.postings.filter(chosen_place__isnull=False).select_related("created_by").order_by("-pk").first()
    if last is None:
        raise WrongState(_("No place has been chosen that waits for a decision."))
    moment = f"{localtime(last.created_at):%d/%m/%Y %H:%M}"
    raise WrongState(
        _(
            "No place waits for a decision any more: decision %(decision)s was recorded by %(who)s on %(when)s. "
            "Nothing was recorded a second time."
        )
        % {"decision": last.decision_number, "who": last.created_by, "when": moment}
    )


def _free_the_candidate(posting: Posting) -> None:
    place = ChosenPlace.objects.filter(posting=posting).first()
    if place is not None:
        WaveCandidate.objects.filter(pk=place.candidate_id).update(state=WaveCandidate.State.PUT_FORWARD)
        place.delete()
