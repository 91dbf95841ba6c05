"""Entry into the register and exit from it by decision; training, limits, pairs kept apart."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput, NotAllowed, ReasonNeeded, WrongState
from training.mentoring.models import Mentorship
from training.mentoring.register.models import KeptApart, Mentor, MentorLimit, MentorTraining, RegisterDecision
from training.mentoring.register.qualification import qualification_of
from training.people.models import Person
from training.regulations.queries import value_on
from training.rotation.term import months_after
from training.signals import mentorship_changed

Kind = RegisterDecision.Kind


def enter_register(
    person: Person,
    *,
    number: str,
    decided_on: date,
    effective_on: date,
    by,
    working_since: date | None = None,
    exception: str = "",
) -> Mentor:
    """Enter somebody into the register by a decision, or again after he was taken off.

    The same decision given twice returns the entry. Raises ``NotAllowed``, ``InvalidInput`` (dates, no number),
    ``WrongState`` (in the register already), ``ReasonNeeded`` where a condition of the rules is not met and
    ``exception`` does not say why he is entered nevertheless.
    """
    _check_may(by)
    number, exception = _checked(number, decided_on, effective_on), nfc(exception).strip()
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        mentor = Mentor.objects.select_for_update().filter(person=person).first()
        if mentor and mentor.decisions.filter(kind=Kind.ENTERED, number=number).exists():
            return mentor
        if mentor and mentor.left_on is None:
            raise WrongState(_("%(person)s is in the register already.") % {"person": person})
        if working_since and working_since > effective_on:
            raise InvalidInput(_("Service cannot have begun after the entry into the register."))
        shortfalls = qualification_of(person, effective_on, working_since=working_since).shortfalls()
        if shortfalls and not exception:
            raise ReasonNeeded(shortfalls)
        mentor = mentor or Mentor(person=person, registered_on=effective_on)
        mentor.left_on, mentor.is_active = None, True
        mentor.working_since = working_since or mentor.working_since
        mentor.exception = exception if shortfalls else ""
        mentor.save()
        _decide(mentor, Kind.ENTERED, number, decided_on, effective_on, mentor.exception, by)
    return mentor


def suspend_mentor(
    mentor: Mentor, *, number: str, decided_on: date, effective_on: date, by, reason: str = ""
) -> Mentor:
    """Nobody new is given to him until he is available again; those he guides stay with him until they are changed."""
    return _change(mentor, Kind.SUSPENDED, number, decided_on, effective_on, reason, by)


def resume_mentor(mentor: Mentor, *, number: str, decided_on: date, effective_on: date, by, reason: str = "") -> Mentor:
    """End a suspension."""
    return _change(mentor, Kind.RESUMED, number, decided_on, effective_on, reason, by)


def take_off_register(
    mentor: Mentor, *, number: str, decided_on: date, effective_on: date, by, reason: str = ""
) -> Mentor:
    """Strike the mentor off. His mentorships do not end by it: each is handed over with form F8 (mentoring.md §2)."""
    return _change(mentor, Kind.TAKEN_OFF, number, decided_on, effective_on, reason, by)


def record_training(
    mentor: Mentor, *, kind: str, held_on: date, name: str, by, document: str = "", valid_until: date | None = None
) -> MentorTraining:
    """Write down mentor training attended; the same kind on the same day is written once.

    Without a day of its own the whole programme is valid for the months regulated on the day it ended. Raises
    ``NotAllowed``, ``InvalidInput``.
    """
    _check_may(by)
    name = nfc(name).strip()
    if held_on > today():
        raise InvalidInput(_("Training is recorded when it has ended."))
    if not name:
        raise InvalidInput(_("Say which programme or topic it was."))
    if kind == MentorTraining.Kind.UPDATE:
        valid_until = None
    elif valid_until is None:
        valid_until = months_after(held_on, value_on("mentoring.mentor_training_valid_months", held_on))
    elif valid_until < held_on:
        raise InvalidInput(_("The last day cannot come before the first."))
    with transaction.atomic():
        mentor = Mentor.objects.select_for_update().get(pk=mentor.pk)
        training, made = MentorTraining.objects.get_or_create(
            mentor=mentor,
            kind=kind,
            held_on=held_on,
            defaults={
                "name": name,
                "document": nfc(document),
                "valid_until": valid_until,
                "recorded_by": by,
                "recorded_at": now(),
            },
        )
        if made:
            _sum_up_training(mentor)
            log(mentor, "training.mentor.train", user=by, data={"kind": kind, "held_on": held_on.isoformat()})
    return training


def set_limit(
    mentor: Mentor, *, most: int, starts_on: date, by, ends_on: date | None = None, note: str = ""
) -> MentorLimit:
    """The mentor's own figure for a time, by himself or the Committee; 0: nobody new for now.

    Raises ``NotAllowed``, ``InvalidInput`` (more than the regulated value, days the wrong way round or past).
    """
    if not by.has_perm("training.set_mentor_limit", mentor):
        raise NotAllowed(_("The mentor himself or the Committee says how many officials he takes on."))
    regulated = value_on("mentoring.max_mentees", max(starts_on, today()))
    if most > regulated:
        raise InvalidInput(_("The rules allow %(most)d officials at most; a mentor's own figure is not higher.") % {
            "most": regulated
        })  # fmt: skip
    if ends_on is not None and ends_on < max(starts_on, today()):
        raise InvalidInput(_("The last day must lie ahead, and not before the first."))
    with transaction.atomic():
        mentor = Mentor.objects.select_for_update().get(pk=mentor.pk)
        latest = mentor.limits.order_by("-recorded_at", "-pk").first()
        if latest and (latest.most, latest.starts_on, latest.ends_on) == (most, starts_on, ends_on):
            return latest
        limit = MentorLimit.objects.create(
            mentor=mentor,
            most=most,
            starts_on=starts_on,
            ends_on=ends_on,
            note=nfc(note).strip(),
            recorded_by=by,
            recorded_at=now(),
        )
        log(mentor, "training.mentor.limit", user=by, data={"most": most})
    return limit


def keep_apart(mentor: Mentor, person: Person, *, by) -> KeptApart:
    """Mark that the two are not to be paired. Neither a reason nor the name goes into any log (rules.md §10)."""
    _check_may(by)
    if mentor.person_id == person.pk:
        raise InvalidInput(_("Nobody is the mentor of himself. Choose another mentor."))
    with transaction.atomic():
        kept, made = KeptApart.objects.get_or_create(
            mentor=mentor, person=person, lifted_at=None, defaults={"recorded_by": by, "recorded_at": now()}
        )
        if made:
            log(mentor, "training.mentor.mark", user=by)
    return kept


def lift_kept_apart(kept: KeptApart, *, by) -> KeptApart:
    """The mark ends; that it stood remains."""
    _check_may(by)
    with transaction.atomic():
        kept = KeptApart.objects.select_for_update().select_related("mentor").get(pk=kept.pk)
        if kept.lifted_at is None:
            kept.lifted_by, kept.lifted_at = by, now()
            kept.save(update_fields=["lifted_by", "lifted_at"])
            log(kept.mentor, "training.mentor.mark", user=by)
    return kept


def _change(mentor: Mentor, kind: str, number: str, decided_on: date, effective_on: date, reason: str, by) -> Mentor:
    _check_may(by)
    number = _checked(number, decided_on, effective_on)
    with transaction.atomic():
        mentor = Mentor.objects.select_for_update().select_related("person").get(pk=mentor.pk)
        if mentor.decisions.filter(kind=kind, number=number).exists():
            return mentor
        _check_step(mentor, kind)
        if effective_on < mentor.registered_on:
            raise InvalidInput(_("That day lies before the entry into the register."))
        mentor.is_active = kind == Kind.RESUMED
        mentor.left_on = effective_on if kind == Kind.TAKEN_OFF else None
        mentor.save(update_fields=["is_active", "left_on"])
        _decide(mentor, kind, number, decided_on, effective_on, nfc(reason).strip(), by)
        for mentorship in Mentorship.objects.current().filter(mentor=mentor):
            # Those guided need a new mentor, or have one again: flag R7 is asked about them at once.
            transaction.on_commit(lambda one=mentorship: mentorship_changed.send(Mentorship, mentorship=one))
    return mentor


def _check_step(mentor: Mentor, kind: str) -> None:
    if mentor.left_on is not None:
        raise WrongState(
            _("%(mentor)s left the register on %(day)s. Enter him again by a new decision.")
            % {"mentor": mentor, "day": mentor.left_on.strftime("%d/%m/%Y")}
        )
    if kind == Kind.SUSPENDED and not mentor.is_active:
        raise WrongState(_("%(mentor)s is suspended already.") % {"mentor": mentor})
    if kind == Kind.RESUMED and mentor.is_active:
        raise WrongState(_("%(mentor)s is not suspended.") % {"mentor": mentor})


def _check_may(by) -> None:
    if not by.has_perm("training.change_register"):
        raise NotAllowed(_("Only officers of the Organisation Committee keep the register of mentors."))


def _checked(number: str, decided_on: date, effective_on: date) -> str:
    number = nfc(number).strip()
    if not number:
        raise InvalidInput(_("The register changes by a decision: give its number."))
    if decided_on > effective_on:
        raise InvalidInput(_("A decision does not take effect before its own date."))
    if effective_on > today():
        raise InvalidInput(_("Record the decision on the day it takes effect, or later."))
    return number


def _decide(mentor: Mentor, kind: str, number: str, decided_on: date, effective_on: date, reason: str, by) -> None:
    RegisterDecision.objects.create(
        mentor=mentor,
        kind=kind,
        number=number,
        decided_on=decided_on,
        effective_on=effective_on,
        reason=reason,
        recorded_by=by,
        recorded_at=now(),
    )
    log(mentor, "training.mentor.decide", user=by, data={"kind": kind, "decision": number})


def _sum_up_training(mentor: Mentor) -> None:
    """The row says what the history comes to: last day of validity, and when the yearly update is due."""
    rows = list(mentor.trainings.order_by("held_on"))
    whole = [row for row in rows if row.kind == MentorTraining.Kind.FULL]
    latest = rows[-1].held_on
    mentor.trained_on = max((row.held_on for row in whole), default=None)
    mentor.trained_until = max((row.valid_until for row in whole if row.valid_until), default=None)
    mentor.update_due_on = months_after(latest, value_on("mentoring.mentor_update_months", latest))
    mentor.save(update_fields=["trained_on", "trained_until", "update_due_on"])
