"""Who guides whom."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import today
from training.errors import InvalidInput, NotAllowed, WrongState
from training.mentoring.models import Mentor, Mentorship
from training.regulations.queries import value_on
from training.rotation.models import Posting
from training.signals import duties_changed, mentorship_changed


def begin_mentorship(posting: Posting, mentor: Mentor, *, by, valid_from: date | None = None) -> Mentorship:
    """Name the mentor of a posting, from its effective date or today, whichever is later.

    A second identical call returns the mentorship that is there. Raises ``NotAllowed``, ``InvalidInput`` (the same
    person), ``WrongState`` (posting ended, another mentor, mentor not available or with as many officials as
    ``mentoring.max_mentees`` allows). That mentor and official are not related must be seen by whoever decides:
    family ties are not kept here (rules.md §10).
    """
    if not by.has_perm("training.name_mentor"):
        raise NotAllowed(_("Only officers of the Organisation Committee name mentors."))
    with transaction.atomic():
        mentor = Mentor.objects.select_for_update().select_related("person").get(pk=mentor.pk)
        present = posting.mentorships.current().select_related("mentor").first()
        if present and present.mentor_id == mentor.pk:
            return present
        start = valid_from or max(posting.effective_on, today())
        _check_pair(posting, mentor, present)
        _check_capacity(mentor, start)
        mentorship = Mentorship.objects.create(posting=posting, mentor=mentor, valid_from=start)
        log(mentorship, "training.mentorship.begin", user=by)
        transaction.on_commit(lambda: mentorship_changed.send(Mentorship, mentorship=mentorship))
        transaction.on_commit(lambda: duties_changed.send(Mentorship, people=[mentor.person_id]))
    return mentorship


def end_mentorship(mentorship: Mentorship, *, on: date, by) -> Mentorship:
    """The last day of a mentorship; what was written stays readable to the official, drafts can be finished."""
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
        log(mentorship, "training.mentorship.end", user=by)
        transaction.on_commit(lambda: mentorship_changed.send(Mentorship, mentorship=mentorship))
        transaction.on_commit(lambda: duties_changed.send(Mentorship, people=[mentorship.mentor.person_id]))
    return mentorship


def _check_pair(posting: Posting, mentor: Mentor, present: Mentorship | None) -> None:
    if posting.status == Posting.Status.ENDED:
        raise WrongState(_("This posting has ended; it needs no mentor any more."))
    if posting.person_id == mentor.person_id:
        raise InvalidInput(_("Nobody is the mentor of himself. Choose another mentor."))
    if present:
        raise WrongState(
            _("%(mentor)s is the mentor of this posting. End that mentorship first.") % {"mentor": present.mentor}
        )
    if not mentor.is_active:
        raise WrongState(_("%(mentor)s is not available as a mentor at present.") % {"mentor": mentor})


def _check_capacity(mentor: Mentor, day: date) -> None:
    most = value_on("mentoring.max_mentees", day)
    if mentor.mentorships.current().count() >= most:
        raise WrongState(
            _("%(mentor)s already guides %(most)d officials, as many as the rules allow. Choose another mentor.")
            % {"mentor": mentor, "most": most}
        )
