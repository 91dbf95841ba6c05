"""Recording, extending and ending postings: from the decision onwards, nothing before it (rules.md §9).

What belongs to a posting but is kept by the subject above (its calendar of forms, its mentor) is made by receivers of
``posting_recorded``, ``posting_extended`` and ``posting_closed``, inside the same transaction.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput, NotAllowed, WrongState
from training.people.models import Person
from training.regulations.queries import value_on
from training.rotation.changes import Kind, add_change, check_not_ended
from training.rotation.interrupting import end_of_term
from training.rotation.models import Posting
from training.rotation.term import months_after
from training.signals import posting_closed, posting_extended, posting_recorded, posting_started


def start_posting(
    *,
    person: Person,
    kind: str,
    sending_unit,
    host_unit,
    title,
    decision_number: str,
    decision_on: date,
    effective_on: date,
    by,
    term_months: int | None = None,
    exception_decision: str = "",
    signer_title: str = "",
    wave=None,
    mentor=None,
    mentor_note: str = "",
) -> Posting:
    """Record a decision that sends a person to another unit; its calendar of forms and its mentor come with it.

    The same decision given twice returns the posting that is there. Raises ``NotAllowed``, ``InvalidInput`` (see
    ``_check_*``), ``WrongState`` where the person is already posted, ``NoRegulatedValue`` where a rule has a gap; and
    what speaks against the mentor (``ReasonNeeded`` where ``mentor_note`` does not say why it is he).
    """
    _check_may(by, "training.add_posting")
    decision_number = nfc(decision_number)
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        known = Posting.objects.filter(person=person, decision_number=decision_number, host_unit=host_unit).first()
        same = known and (known.effective_on, known.kind, known.term_months) == (effective_on, kind, term_months)
        if known and same and known.end_reason != Posting.EndReason.WITHDRAWN:
            return known
        _check_dates(person, decision_number, decision_on, effective_on)
        _check_units(sending_unit, host_unit, effective_on)
        _check_term(kind, term_months, effective_on, exception_decision)
        _check_free(person, decision_number)
        posting = Posting.objects.create(
            person=person,
            kind=kind,
            wave=wave,
            sending_unit=sending_unit,
            host_unit=host_unit,
            title=title,
            decision_number=decision_number,
            decision_on=decision_on,
            signer_title=nfc(signer_title),
            effective_on=effective_on,
            term_months=term_months,
            exception_decision=nfc(exception_decision),
            due_on=months_after(effective_on, term_months) if term_months else None,
            status=Posting.Status.ACTIVE if effective_on <= today() else Posting.Status.DECIDED,
            created_by=by,
            created_at=now(),
        )
        posting_recorded.send(Posting, posting=posting, mentor=mentor, mentor_note=mentor_note, by=by)
        log(posting, "training.posting.start", user=by, data={"decision": decision_number, "kind": kind})
        transaction.on_commit(lambda: posting_started.send(Posting, posting=posting))
    return posting


def extend_posting(
    posting: Posting,
    *,
    term_months: int,
    decision_number: str,
    by,
    decision_on: date | None = None,
    signer_title: str = "",
    exception_decision: str = "",
) -> Posting:
    """Give the posting a longer term, counted from its effective date; forms already handed in stay as they are.

    Raises ``NotAllowed``, ``WrongState`` (ended, or without a term), ``InvalidInput`` (not longer, no decision, or a
    secondment beyond its maximum without ``exception_decision``, now or when it was recorded).
    """
    _check_may(by, "training.change_posting")
    with transaction.atomic():
        posting = Posting.objects.select_for_update().select_related("person").get(pk=posting.pk)
        check_not_ended(posting)
        if posting.term_months is None:
            raise WrongState(_("A transfer has no term, so there is nothing to extend."))
        if term_months == posting.term_months:
            return posting
        if term_months < posting.term_months:
            raise InvalidInput(_("The new term must be longer than the present one. To shorten it, end the posting."))
        if not nfc(decision_number):
            raise InvalidInput(_("An extension needs the number of its decision."))
        posting.exception_decision = nfc(exception_decision).strip() or posting.exception_decision
        _check_term(posting.kind, term_months, posting.effective_on, posting.exception_decision)
        before, posting.term_months = posting.term_months, term_months
        due_on_before, posting.due_on = posting.due_on, end_of_term(posting)
        posting.save(update_fields=["term_months", "due_on", "exception_decision"])
        add_change(
            posting,
            Kind.EXTENDED,
            from_on=due_on_before,
            decision_number=nfc(decision_number),
            decision_on=decision_on,
            signer_title=nfc(signer_title),
            due_on_before=due_on_before,
            due_on_after=posting.due_on,
            by=by,
        )
        posting_extended.send(Posting, posting=posting, by=by)
        data = {"from": before, "to": term_months, "decision": nfc(decision_number)}
        log(posting, "training.posting.extend", user=by, data=data)
    return posting


def end_posting(
    posting: Posting,
    *,
    ended_on: date,
    reason: str,
    by,
    decision_number: str = "",
    decision_on: date | None = None,
    signer_title: str = "",
) -> Posting:
    """End the posting on a day, for a reason; mentorships end with it and forms not yet due are no longer due.

    Ending before the regulated minimum, or for the reason "ended early", needs the number of a decision
    (65-QĐ/TW Art. 8). Raises ``NotAllowed``, ``WrongState`` (ended otherwise), ``InvalidInput``.
    """
    _check_may(by, "training.change_posting")
    decision_number = nfc(decision_number)
    with transaction.atomic():
        posting = Posting.objects.select_for_update().select_related("person").get(pk=posting.pk)
        if posting.status == Posting.Status.ENDED and (posting.ended_on, posting.end_reason) == (ended_on, reason):
            return posting
        check_not_ended(posting)
        _check_end(posting, ended_on, reason, decision_number)
        posting.status, posting.ended_on = Posting.Status.ENDED, ended_on
        posting.end_reason, posting.end_decision = reason, decision_number
        posting.save(update_fields=["status", "ended_on", "end_reason", "end_decision"])
        add_change(
            posting,
            Kind.ENDED_EARLY if reason == Posting.EndReason.TERMINATED else Kind.ENDED,
            from_on=ended_on,
            decision_number=decision_number,
            decision_on=decision_on,
            signer_title=nfc(signer_title),
            due_on_before=posting.due_on,
            by=by,
        )
        posting_closed.send(Posting, posting=posting, by=by)
        log(posting, "training.posting.end", user=by, data={"reason": reason, "decision": decision_number})
    return posting


def activate_due_postings() -> int:
    """Make postings active whose effective date has come; how many there were. For the daily task."""
    return Posting.objects.filter(status=Posting.Status.DECIDED, effective_on__lte=today()).update(
        status=Posting.Status.ACTIVE
    )


def _check_may(by, permission: str) -> None:
    if not by.has_perm(permission):
        raise NotAllowed(_("Only officers of the Organisation Committee record, extend and end postings."))


def _check_dates(person: Person, decision_number: str, decision_on: date, effective_on: date) -> None:
    if not decision_number:
        raise InvalidInput(_("A posting needs the number of its decision."))
    if decision_on > today():
        raise InvalidInput(_("The date of the decision lies in the future. A posting is recorded after its decision."))
    if decision_on > effective_on:
        raise InvalidInput(_("The decision is dated after the day it takes effect. Check both dates."))
    if person.birth_date is None:
        return
    if effective_on <= person.birth_date:
        raise InvalidInput(_("On %(day)s %(person)s was not born yet.") % _day_and_person(effective_on, person))
    age = value_on("rotation.min_age", effective_on)
    if person.age_on(effective_on) < age:
        raise InvalidInput(
            _("On %(day)s %(person)s is not %(age)d years old yet.")
            % {**_day_and_person(effective_on, person), "age": age}
        )


def _day_and_person(day: date, person: Person) -> dict[str, str]:
    return {"day": day.strftime("%d/%m/%Y"), "person": str(person)}


def _check_units(sending_unit, host_unit, effective_on: date) -> None:
    if sending_unit == host_unit:
        raise InvalidInput(_("The sending and the host unit must differ."))
    if not host_unit.is_valid_on(effective_on):
        raise InvalidInput(
            _("%(unit)s does not exist on %(day)s. Choose the unit that stands in its place.")
            % {"unit": host_unit.display_name, "day": effective_on.strftime("%d/%m/%Y")}
        )
    # The sending unit may have been merged away by the effective date, but not before the decision was prepared.
    if not sending_unit.valid_from <= effective_on:
        raise InvalidInput(
            _("%(unit)s does not exist yet on %(day)s.")
            % {"unit": sending_unit.display_name, "day": effective_on.strftime("%d/%m/%Y")}
        )


def _check_term(kind: str, term_months: int | None, effective_on: date, exception_decision: str) -> None:
    if kind == Posting.Kind.TRANSFER:
        if term_months is not None:
            raise InvalidInput(_("A transfer has no term. Leave the number of months empty."))
        return
    if not term_months:
        raise InvalidInput(_("Give the term in months. Only a transfer has none."))
    if exception_decision:
        return
    if kind == Posting.Kind.ROTATION and term_months < (least := value_on("rotation.min_months", effective_on)):
        raise InvalidInput(
            _("A rotation lasts at least %(months)d months. A shorter one needs a decision that allows it.")
            % {"months": least}
        )
    if kind == Posting.Kind.SECONDMENT and term_months > (most := value_on("secondment.max_months", effective_on)):
        raise InvalidInput(
            _("A secondment lasts at most %(months)d months. A longer one needs a decision that allows it.")
            % {"months": most}
        )


def _check_free(person: Person, decision_number: str) -> None:
    running = person.postings.exclude(status=Posting.Status.ENDED).select_related("host_unit").first()
    if running:
        raise WrongState(
            _("%(person)s is already posted to %(unit)s (decision %(decision)s). End that posting first.")
            % {
                "person": person,
                "unit": running.host_unit.display_name,
                "decision": running.decision_number,
            }
        )
    known = person.postings.filter(decision_number=decision_number).first()
    if known is None:
        return
    words = {"decision": decision_number, "person": person, "by": known.end_decision}
    if known.end_reason == Posting.EndReason.WITHDRAWN:
        raise WrongState(
            _("Decision %(decision)s on %(person)s was withdrawn by %(by)s. A new decision has a number of its own.")
            % words
        )
    raise WrongState(_("Decision %(decision)s has already been recorded for %(person)s.") % words)


def _check_end(posting: Posting, ended_on: date, reason: str, decision_number: str) -> None:
    if reason not in Posting.EndReason.values or reason == Posting.EndReason.WITHDRAWN:
        raise InvalidInput(_("Give the reason why the posting ends."))
    if ended_on < posting.effective_on:
        raise InvalidInput(_("A posting cannot end before it took effect."))
    if ended_on > today():
        raise InvalidInput(_("The last day lies in the future. A posting is ended on its last day or later."))
    too_early = (
        posting.kind == Posting.Kind.ROTATION
        and not posting.exception_decision
        and ended_on < months_after(posting.effective_on, value_on("rotation.min_months", posting.effective_on))
    )
    if (too_early or reason == Posting.EndReason.TERMINATED) and not decision_number:
        raise InvalidInput(_("Ending before the regulated term needs the number of the decision."))
