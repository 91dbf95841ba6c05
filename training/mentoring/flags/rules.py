"""Who may read a flag, who answers it, who closes it. Asked directly, never through ``has_perm``: a superuser is
nobody here (mentoring.md §6, R10 and R13).
"""

from training.mentoring.flags.catalogue import LEADER, WATCHES, FlagRule, Responder
from training.mentoring.flags.models import Flag
from training.people.models import Role
from training.people.roles import roles_of
from training.rotation.capacities import Capacity
from training.rotation.models import Posting
from training.rotation.rules import capacities_of

OFFICER = Capacity.COMMITTEE_OFFICER


def standings_of(user, posting: Posting | None) -> frozenset[str]:
    """How the user stands to a posting (or, where none is given, to the city) as far as flags go."""
    roles = roles_of(user)
    found: set[str] = set()
    if posting is not None:
        found |= capacities_of(user, posting)
    elif roles.has(Role.COMMITTEE_OFFICER, Role.COMMITTEE_LEADER):
        found.add(OFFICER)
    if posting is None and roles.has(Role.AUDITOR):
        found.add(Capacity.AUDITOR)
    if roles.has(Role.COMMITTEE_LEADER):
        found.add(LEADER)
    return frozenset(found)


def can_view_flag(user, flag: Flag) -> bool:
    """The readers the document names. What is restricted hides from the two sides, whatever else they are."""
    if not standings_of(user, flag.posting) & flag.watch.readers:
        return False
    return not (flag.is_restricted and _is_one_of_the_sides(user, flag.posting))


def _is_one_of_the_sides(user, posting: Posting) -> bool:
    """The official, or anybody who has ever been his mentor in this posting."""
    return posting.person.user_id == user.pk or posting.mentorships.filter(mentor__person__user=user).exists()


def can_answer_flag(user, flag: Flag) -> bool:
    """Acknowledge, note, hand upwards: whoever has to act, whom it is assigned to, and the Committee."""
    if flag.is_closed or not can_view_flag(user, flag):
        return False
    standings = standings_of(user, flag.posting)
    return bool(standings & {str(flag.responder), OFFICER, LEADER}) or flag.assigned_to_id == user.pk


def can_close_flag(user, flag: Flag) -> bool:
    """Whoever may answer it, but never the official himself."""
    if not can_answer_flag(user, flag):
        return False
    return flag.posting is None or flag.posting.person.user_id != user.pk


def can_direct_flag(user, flag: Flag) -> bool:
    """Assign it, or close it as unfounded: the Committee alone."""
    if flag.is_closed or not can_view_flag(user, flag):
        return False
    return bool(standings_of(user, flag.posting) & {OFFICER, LEADER})


def can_read_words(user, flag: Flag) -> bool:
    """The words of whoever raised it: his own, the Committee's, and of whoever has to act; not the official's."""
    if flag.raised_by_id is not None and flag.raised_by_id == user.pk:
        return True
    if flag.posting is not None and flag.posting.person.user_id == user.pk:
        return False
    standings = standings_of(user, flag.posting)
    return bool(standings & {str(flag.responder), OFFICER, LEADER, Capacity.AUDITOR})


def rules_by_hand(user, posting: Posting) -> list[FlagRule]:
    """What the user may raise about this posting: the document says for each rule who."""
    if posting.status == Posting.Status.ENDED:
        return []
    standings = standings_of(user, posting)
    aside = _is_one_of_the_sides(user, posting)
    return [
        FlagRule(rule)
        for rule, watch in WATCHES.items()
        if standings & watch.by_hand and not (watch.is_restricted and aside)
    ]


def acts_for(responder: str) -> Responder:
    """Who does in the portal what the responder has to do; the deciding authority is told by the Committee's leader."""
    return LEADER if responder == Responder.DECIDING_AUTHORITY else Responder(responder)
