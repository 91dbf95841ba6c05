"""Who may read, write and confirm what passes between an official and the mentor."""

import rules

from training.mentoring.definitions import Definition
from training.mentoring.handovers.holding import capacities_in_form
from training.mentoring.models import MentoringContact, Mentorship, TermForm
from training.rotation.capacities import Capacity
from training.rotation.models import Posting
from training.rotation.rules import capacities_of

SIDES = (Capacity.MENTEE, Capacity.MENTOR)


def side_of(user, mentorship: Mentorship) -> Capacity | None:
    """On which side of the mentorship the user stands: mentee, mentor, or neither."""
    if not user.is_authenticated or not user.is_active:
        return None
    if mentorship.posting.person.user_id == user.pk:
        return Capacity.MENTEE
    return Capacity.MENTOR if mentorship.mentor.person.user_id == user.pk else None


def other_side(side: Capacity) -> Capacity:
    return Capacity.MENTOR if side == Capacity.MENTEE else Capacity.MENTEE


def writer_side(contact: MentoringContact) -> Capacity | None:
    """The side whose draft the contact is."""
    return side_of(contact.recorded_by, contact.mentorship)


@rules.predicate
def can_view_contact(user, contact: MentoringContact) -> bool:
    """The two sides read a contact; a draft only its writer; a mentor who left only what he has yet to finish."""
    side = side_of(user, contact.mentorship)
    if side is None or (contact.status == contact.Status.DRAFT and contact.recorded_by_id != user.pk):
        return False
    left = side == Capacity.MENTOR and contact.mentorship.valid_to is not None
    return not left or contact.status != contact.Status.CONFIRMED


@rules.predicate
def can_record_contact(user, posting: Posting) -> bool:
    """The official and the present mentor write into the log while the posting lasts."""
    if posting is None or posting.status == Posting.Status.ENDED:
        return False
    mentorship = posting.mentorships.select_related("mentor__person").filter(valid_to__isnull=True).first()
    return mentorship is not None and (posting.person.user_id == user.pk or mentorship.mentor.person.user_id == user.pk)


@rules.predicate
def can_confirm_contact(user, contact: MentoringContact) -> bool:
    """Only the side that did not write it, while it waits."""
    side = side_of(user, contact.mentorship)
    return side is not None and contact.status == contact.Status.SUBMITTED and side != writer_side(contact)


@rules.predicate
def can_view_form(user, form: TermForm) -> bool:
    """The readers named in the form's definition; a draft is seen by those who write in it."""
    capacities = capacities_in_form(user, form)
    definition = Definition.of(form.version)
    if not definition.is_read_by(capacities):
        return False
    return form.status not in (form.Status.NOT_DUE, form.Status.DRAFT) or bool(definition.fields_for(capacities))


PROFILE_READERS = frozenset(
    {
        Capacity.MENTEE,
        Capacity.MENTOR,
        Capacity.HOST_HEAD,
        Capacity.LINK_OFFICER,
        Capacity.SENDING_UNIT,
        Capacity.COMMITTEE_OFFICER,
    }
)


@rules.predicate
def can_view_profile(user, posting: Posting) -> bool:
    """Those who read the half-year and the yearly forms, from which the profile is drawn."""
    return posting is not None and bool(PROFILE_READERS & capacities_of(user, posting))


rules.add_perm("training.view_profile", can_view_profile)
rules.add_perm("training.view_contact", can_view_contact)
rules.add_perm("training.record_contact", can_record_contact)
rules.add_perm("training.confirm_contact", can_confirm_contact)
rules.add_perm("training.view_form", can_view_form)
