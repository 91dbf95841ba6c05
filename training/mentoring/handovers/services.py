"""A change of mentor from its form (F8) to the new mentor, an early end from its form to the decision."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from training.errors import InvalidInput, NotAllowed, WrongState
from training.mentoring.definitions import fingerprint
from training.mentoring.flags.catalogue import FlagRule
from training.mentoring.flags.models import Flag, FlagStep
from training.mentoring.flags.services import close_flag
from training.mentoring.handovers.holding import release
from training.mentoring.handovers.models import Handover, KeptForm
from training.mentoring.handovers.rules import can_begin_handover
from training.mentoring.models import FormRevision, FormVersion, Mentor, TermForm
from training.mentoring.services.mentorships import assign_mentor, end_mentorship
from training.regulations.queries import value_on
from training.rotation.models import Posting
from training.rotation.services import end_posting
from training.rotation.term import months_between
from training.signals import handover_begun, handover_closed

Kind, Outcome = Handover.Kind, Handover.Outcome
CODE = "F8"
BY_MENTOR, BY_HOST, EARLY_END = 1, 2, 3  # versions of the form: who writes it, and for what


def begin_handover(posting: Posting, *, kind: str, reason: str, on: date, by, by_host: bool = False) -> Handover:
    """Open F8 for a change of mentor or an early end; its interim assessment is due in the regulated days.

    ``by_host`` where the mentor cannot write it any more. The same handover twice is one. Raises ``NotAllowed``,
    ``WrongState`` (another is on its way), ``InvalidInput``.
    """
    if not can_begin_handover(by, posting):
        raise NotAllowed(_("A handover is begun by the mentor, the host unit or the Organisation Committee."))
    if kind not in Kind.values or reason not in Handover.Reason.values:
        raise InvalidInput(_("Choose what changes, and the reason from the list."))
    with transaction.atomic():
        posting = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
        present = Handover.objects.open().filter(posting=posting).first()
        if present is not None:
            if (present.kind, present.reason, present.on) == (kind, reason, on):
                return present
            raise WrongState(_("A change of this posting is on its way already."))
        if on < posting.effective_on:
            raise InvalidInput(_("The change cannot come before the posting took effect."))
        leaving = posting.mentorships.current().first()
        if kind == Kind.MENTOR and leaving is None:
            raise WrongState(_("No mentor has been named, so there is nobody to take over from. Name the mentor."))
        mentor_by = on + timedelta(days=value_on("mentoring.f8_new_mentor_days"))
        number = EARLY_END if kind == Kind.EARLY_END else (BY_HOST if by_host else BY_MENTOR)
        handover = Handover.objects.create(
            posting=posting,
            kind=kind,
            reason=reason,
            on=on,
            leaving=leaving,
            form=_open_form(posting, number, {"reason": reason, "takes_effect_on": on.isoformat()}, on, by),
            mentor_due_on=mentor_by if kind == Kind.MENTOR else None,
            opened_by=by,
            opened_at=now(),
        )
        log(posting, "training.handover.begin", user=by, data={"kind": kind, "reason": reason})
        transaction.on_commit(lambda: handover_begun.send(Handover, handover=handover))
    return handover


def hand_over(handover: Handover, mentor: Mentor, *, by, valid_from: date | None = None, note: str = "") -> Handover:
    """Name the new mentor: the old mentorship ends the day before, and what is open passes on.

    Open action points belong to the posting and are seen by whoever guides it; forms not begun by the leaving mentor
    are the new one's; flags given to the leaving mentor go to the new one, and the flag that asked for a mentor (R7)
    closes. Naming him twice changes nothing. ``note`` answers what speaks against the mentor. Raises what
    ``assign_mentor`` raises.
    """
    with transaction.atomic():
        handover = _locked(handover)
        if handover.outcome == Outcome.HANDED_OVER and handover.coming.mentor_id == mentor.pk:
            return handover
        _check_open(handover, Kind.MENTOR)
        start = valid_from or max(today(), handover.on)
        if start > today():
            raise InvalidInput(_("The new mentor is named on his first day or later."))
        leaving = handover.leaving
        if leaving.mentor_id == mentor.pk:
            raise InvalidInput(_("This is the mentor who leaves. Choose another."))
        if leaving.valid_to is None:
            end_mentorship(leaving, on=start - timedelta(days=1), by=by)
        handover.coming = assign_mentor(handover.posting, mentor, valid_from=start, note=note, by=by)
        _pass_on_flags(handover, by)
        _close(handover, Outcome.HANDED_OVER, by)
    return handover


def decide_early_end(
    handover: Handover, *, ended_on: date, decision_number: str, decision_on: date, by, signer_title: str = ""
) -> Handover:
    """The deciding authority ended the posting early: number and day of its decision, after all have signed F8.

    Raises ``WrongState`` (not signed by all), and what ``end_posting`` raises.
    """
    with transaction.atomic():
        handover = _locked(handover)
        if handover.outcome == Outcome.ENDED:
            return handover
        _check_open(handover, Kind.EARLY_END)
        if not handover.is_approved:
            raise WrongState(_("Form F8 is not signed by all yet; the early end is decided after it."))
        reason = Posting.EndReason.TERMINATED
        end_posting(
            handover.posting,
            ended_on=ended_on,
            reason=reason,
            decision_number=decision_number,
            decision_on=decision_on,
            signer_title=signer_title,
            by=by,
        )
        _close(handover, Outcome.ENDED, by)
    return handover


def withdraw_handover(handover: Handover, *, by) -> Handover:
    """The change does not come about; what was written stays readable, an unfinished form is no longer due."""
    if not by.has_perm("training.decide_handover"):
        raise NotAllowed(_("Only officers of the Organisation Committee withdraw a handover."))
    with transaction.atomic():
        handover = _locked(handover)
        if handover.outcome == Outcome.WITHDRAWN:
            return handover
        _check_open(handover, handover.kind)
        TermForm.objects.open().filter(pk=handover.form_id).update(status=TermForm.Status.CANCELLED)
        _close(handover, Outcome.WITHDRAWN, by)
    return handover


def release_form(kept: KeptForm, *, by) -> KeptForm:
    """A former mentor hands over a form he kept to finish; a second time changes nothing. Raises ``NotAllowed``."""
    with transaction.atomic():
        kept = (
            KeptForm.objects.select_for_update(of=("self",))
            .select_related("mentorship__mentor__person")
            .get(pk=kept.pk)
        )
        if kept.mentorship.mentor.person.user_id != by.pk and not by.has_perm("training.decide_handover"):
            raise NotAllowed(_("Only whoever keeps this form hands it over."))
        if kept.released_at is None:
            release(kept)
            log(kept.form, "training.form.hand_over", user=by)
    return kept


def _open_form(posting: Posting, number: int, answers: dict, on: date, by) -> TermForm:
    version = FormVersion.objects.get(code=CODE, number=number)
    form = TermForm.objects.create(
        posting=posting,
        version=version,
        code=CODE,
        month=_free_month(posting, months_between(posting.effective_on, on)),
        opens_on=min(on, today()),
        due_on=on + timedelta(days=value_on("mentoring.f8_interim_days")),
        status=TermForm.Status.DRAFT,
        revision_number=1,
    )
    FormRevision.objects.create(
        form=form, number=1, answers=answers, written_by=by, written_at=now(), sha256=fingerprint(answers)
    )
    return form


def _free_month(posting: Posting, month: int) -> int:
    """The month of the change; where another change fell into it, the next that is free."""
    taken = set(posting.forms.filter(code=CODE).exclude(status="cancelled").values_list("month", flat=True))
    return next(number for number in range(month, month + len(taken) + 1) if number not in taken)


def _pass_on_flags(handover: Handover, by) -> None:
    old, new = handover.leaving.mentor.person.user, handover.coming.mentor.person.user
    flags = Flag.objects.select_for_update(of=("self",)).open().filter(posting=handover.posting)
    result = _("A new mentor was named: %(mentor)s.") % {"mentor": handover.coming.mentor}
    for flag in flags:
        if flag.rule == FlagRule.R7:
            close_flag(flag, result=result, by=by)
        elif old is not None and new is not None and flag.assigned_to_id == old.pk:
            flag.assigned_to = new
            flag.save(update_fields=["assigned_to", "weight"])
            FlagStep.objects.create(flag=flag, kind=FlagStep.Kind.ASSIGNED, by=by, at=now(), data={"to": new.pk})


def _close(handover: Handover, outcome: str, by) -> None:
    handover.outcome, handover.closed_at = outcome, now()
    handover.save(update_fields=["outcome", "closed_at", "coming"])
    log(handover.posting, "training.handover.close", user=by, data={"outcome": outcome})
    transaction.on_commit(lambda: handover_closed.send(Handover, handover=handover))


def _locked(handover: Handover) -> Handover:
    Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    posting = ("posting__person", "posting__title__bloc", "posting__host_unit__former_district")
    related = (*posting, "leaving__mentor__person", "coming__mentor__person", "form")
    return Handover.objects.select_related(*related).get(pk=handover.pk)


def _check_open(handover: Handover, kind: str) -> None:
    if not handover.is_open:
        raise WrongState(_("This handover is closed: %(outcome)s.") % {"outcome": handover.get_outcome_display()})
    if handover.kind != kind:
        raise WrongState(_("This step does not belong to this kind of handover."))
