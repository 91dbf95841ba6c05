"""Who reads and changes the register of mentors, who names a mentor, who reads a self-review."""

import rules

from training.people.models import Role
from training.people.roles import roles_of
from training.people.rules import holds, is_committee
from training.rotation.models import COMMITTEE, Posting


@rules.predicate
def heads_host_of(user, posting=None) -> bool:
    """The head of the host unit sees to a new mentor (mentoring.md §6, R7), while the posting lasts."""
    if posting is None or posting.status == Posting.Status.ENDED:
        return False
    return roles_of(user).has_for_unit(posting.host_unit_id, Role.UNIT_HEAD)


@rules.predicate
def is_registered_as(user, mentor=None) -> bool:
    """His own entry."""
    return mentor is not None and mentor.person.user_id == user.pk


@rules.predicate
def can_read_review(user, review=None) -> bool:
    """The mentor his own; the Committee what is confirmed. ``MentorReview.objects.visible_to`` agrees."""
    return review is not None and (is_registered_as(user, review.mentor) or (review.is_signed and is_committee(user)))


rules.add_perm("training.view_register", holds(*COMMITTEE))
rules.add_perm("training.change_register", is_committee)
rules.add_perm("training.set_mentor_limit", is_committee | is_registered_as)
rules.add_perm("training.name_mentor", is_committee | heads_host_of)
rules.add_perm("training.view_review", can_read_review)
