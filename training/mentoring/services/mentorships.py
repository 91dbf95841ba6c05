"""Who guides whom."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import today
from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput, NotAllowed, ReasonNeeded, WrongState
from training.mentoring.handovers.holding import keep_unfinished
from training.mentoring.models import Mentor, Mentorship
from training.mentoring.register.pairing import Pair
from training.mentoring.register.proposals import pair_of
from training.people.rules import is_committee
from training.rotation.models import Posting
from training.signals import duties_changed, mentorship_changed


def assign_mentor(
    posting: Posting, mentor: Mentor, *, by, valid_from: date | None = None, note: str = ""
) -> Mentorship:
    """Name the mentor of a posting, from its effective date or today, whichever is later; the one way to do it.

    The Committee names any mentor of the register, the head of the host one who works there. A second identical call
    returns the mentorship that is there. Raises ``NotAllowed``, ``InvalidInput`` (the same person, kept apart),
    ``WrongState`` (posting ended, another mentor, mentor not available or with as many officials as
    ``mentoring.max_mentees`` or he himself allows), and ``ReasonNeeded`` (its ``findings`` are the remarks against him)
    where something speaks against the mentor and ``note`` does not say why it is he. The note and what it answers stay
    in the log; why two people are kept apart is not kept here (rules.md §10).
    """
    _check_may(posting, by)
    present = posting.mentorships.current().filter(mentor=mentor).first()
    if present:
        return present
    note = nfc(note).strip()
    pair = pair_of(posting, mentor, day=_start(posting, valid_from))
    against = pair.against()
    if against and not note and not pair.obstacle():
        raise ReasonNeeded(against)
    return _begin(posting, mentor, valid_from, by, {"note": note, "against": [remark.code for remark in against]})


def change_mentor(
    mentorship: Mentorship, mentor: Mentor, *, on: date, by, note: str = "", valid_from: date | None = None
) -> Mentorship:
    """End a mentorship on a day and begin the next one with another mentor, both or neither.

    The next begins on ``valid_from``, without it on the day after. A second identical call returns the mentorship that
    was begun. What must pass between the two (form F8, open points) is the matter of whoever calls. Raises what
    ``end_mentorship`` and ``assign_mentor`` raise, ``InvalidInput`` for the same mentor.
    """
    posting = Posting.objects.select_related("person", "title__bloc", "host_unit__former_district").get(
        pk=mentorship.posting_id
    )
    if mentor.pk == mentorship.mentor_id:
        raise InvalidInput(_("%(mentor)s is the mentor already. Choose another mentor.") % {"mentor": mentor})
    with transaction.atomic():
        ended = end_mentorship(mentorship, on=on, by=by)
        assert ended.valid_to is not None
        return assign_mentor(
            posting, mentor, by=by, valid_from=valid_from or ended.valid_to + timedelta(days=1), note=note
        )


def _begin(posting: Posting, mentor: Mentor, valid_from: date | None, by, words: dict) -> Mentorship:
    _check_may(posting, by)
    with transaction.atomic():
        mentor = Mentor.objects.select_for_update().select_related("person").get(pk=mentor.pk)
        present = posting.mentorships.current().select_related("mentor").first()
        if present and present.mentor_id == mentor.pk:
            return present
        start = _start(posting, valid_from)
        _check_pair(posting, mentor, present, pair_of(posting, mentor, day=start), by)
        mentorship = Mentorship.objects.create(posting=posting, mentor=mentor, valid_from=start)
        log(mentorship, "training.mentorship.begin", user=by, data=words)
        transaction.on_commit(lambda: mentorship_changed.send(Mentorship, mentorship=mentorship))
        transaction.on_commit(lambda: duties_changed.send(Mentorship, people=[mentor.person_id]))
    return mentorship


def end_mentorship(mentorship: Mentorship, *, on: date, by) -> Mentorship:
    """The last day of a mentorship; what was written stays readable to the official, and what the mentor had begun can
    still be finished or handed over.
    """
    if not by.has_perm("training.name_mentor"):
        raise NotAllowed(_("Only officers of the Organisation Committee end a mentorship."))
    with transaction.atomic():
        mentorship = Mentorship.objects.select_for_update().get(pk=mentorship.pk)
        if mentorship.valid_to == on:
            return mentorship
        if mentorship.valid_to is not None:
            raise WrongState(
                _("This mentorship already ended on %(day)s.") % {"day": mentorship.valid_to.strftime("%d/%m/%Y")}
            )
        # A posting that ended before its mentorship began leaves a mentorship of one day.
        mentorship.valid_to = max(on, mentorship.valid_from)
        mentorship.save(update_fields=["valid_to"])
        keep_unfinished(mentorship)
        log(mentorship, "training.mentorship.end", user=by)
        transaction.on_commit(lambda: mentorship_changed.send(Mentorship, mentorship=mentorship))
        transaction.on_commit(lambda: duties_changed.send(Mentorship, people=[mentorship.mentor.person_id]))
    return mentorship


def _check_may(posting: Posting, by) -> None:
    if not by.has_perm("training.name_mentor", posting):
        raise NotAllowed(_("Only officers of the Organisation Committee and the head of the host name mentors."))


def _start(posting: Posting, valid_from: date | None) -> date:
    return valid_from or max(posting.effective_on, today())


def _check_pair(posting: Posting, mentor: Mentor, present: Mentorship | None, pair: Pair, by) -> None:
    if posting.status == Posting.Status.ENDED:
        raise WrongState(_("This posting has ended; it needs no mentor any more."))
    if posting.person_id == mentor.person_id:
        raise InvalidInput(pair.obstacle())
    if present:
        raise WrongState(
            _("%(mentor)s is the mentor of this posting. End that mentorship first.") % {"mentor": present.mentor}
        )
    if not (is_committee(by) or by.is_superuser or pair.is_at_host):
        raise NotAllowed(_("A head names a mentor who works at the host unit; the Committee names any other."))
    if obstacle := pair.obstacle():
        raise (InvalidInput if pair.is_kept_apart else WrongState)(obstacle)
