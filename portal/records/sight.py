"""Who sees how much of whose record, and in which duty (rules.md §10: purpose-bound visibility).

The host unit sees a person while the posting lasts and a regulated tail of days after it, a mentor only whom he guides
now; what they see of postings and mentoring is what ``Posting.objects.visible_to`` gives them.
"""

from dataclasses import dataclass, field

from django.db import models
from django.db.models import Prefetch
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import today
from portal.records.events import EventKind
from training.mentoring.rules import PROFILE_READERS, SIDES
from training.models import Mentorship, Person, Position, Posting, Role
from training.people.roles import roles_of
from training.rotation.capacities import Capacity
from training.rotation.rules import capacities_of


class Standing(models.TextChoices):
    """For which duty somebody looks at a record; it is written into the log of views."""

    ONESELF = "oneself", _("one's own record")
    COMMITTEE = "committee", _("cadre management by the Organisation Committee")
    AUDIT = "audit", _("inspection")
    SCHOOL = "school", _("training and certificates")
    MENTOR = "mentor", _("mentoring")
    HOST = "host", _("management at the host unit")
    SENDING = "sending", _("follow-up by the sending unit")
    UNIT = "unit", _("management by the own unit")


K = EventKind
OF_TRAINING = frozenset({K.OFFICES, K.STUDY, K.OBLIGATIONS, K.CERTIFICATES})
OF_POSTING = frozenset({K.OFFICES, K.STUDY, K.CERTIFICATES, K.POSTINGS, K.MENTORING})
PARTS = {
    Standing.ONESELF: frozenset(K),
    Standing.COMMITTEE: frozenset(K),
    Standing.AUDIT: frozenset(K),
    Standing.SCHOOL: OF_TRAINING,
    Standing.MENTOR: OF_POSTING,
    Standing.HOST: OF_POSTING,
    Standing.SENDING: OF_POSTING | OF_TRAINING,
    Standing.UNIT: OF_TRAINING,
}
BY_CAPACITY = (
    (Standing.MENTOR, {Capacity.MENTOR}),
    (Standing.HOST, {Capacity.HOST_HEAD, Capacity.HOST_COORDINATOR}),
    (Standing.SENDING, {Capacity.LINK_OFFICER, Capacity.SENDING_UNIT}),
)


@dataclass
class Sight:
    """One person's record as one reader sees it; without a standing the reader sees nothing."""

    person: Person
    user: models.Model
    offices: list[Position] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)
    standings: frozenset[Standing] = frozenset()

    @property
    def is_own(self) -> bool:
        return Standing.ONESELF in self.standings

    @property
    def purpose(self) -> Standing:
        """The nearest duty; the order of the standings is the order of nearness."""
        return next(standing for standing in Standing if standing in self.standings)

    @cached_property
    def parts(self) -> frozenset[EventKind]:
        return frozenset().union(*(PARTS[standing] for standing in self.standings))

    def capacities(self, posting: Posting) -> frozenset[Capacity]:
        """Of the mentorships at hand; no query."""
        return capacities_of(self.user, posting)

    def reads_levels(self, posting: Posting) -> bool:
        return bool(PROFILE_READERS & self.capacities(posting))

    def is_side(self, mentorship: Mentorship, posting: Posting) -> bool:
        """Whether the contacts under this mentorship are the reader's own."""
        capacities = self.capacities(posting)
        if Capacity.MENTEE in capacities:
            return True
        return SIDES[1] in capacities and mentorship.mentor.person.user_id == self.user.pk and not mentorship.valid_to


def sight_of(user, person: Person) -> Sight:
    """What the user sees of the person's record. Three queries, however much there is.

    Give the person with ``user_id`` at hand. ``Sight.standings`` is empty for a stranger.
    """
    sight = Sight(person, user)
    if not user.is_authenticated or not user.is_active:
        return sight
    sight.offices = list(person.positions.select_related("title", "unit").order_by("-valid_from"))
    mentorships = Mentorship.objects.select_related("mentor__person").order_by("valid_from")
    seen = (
        Posting.objects.visible_to(user)
        .filter(person=person)
        .select_related("host_unit", "host_unit_now", "sending_unit", "title")
    )
    sight.postings = list(seen.prefetch_related(Prefetch("mentorships", mentorships)))
    for posting in sight.postings:
        posting.person = person
    sight.standings = frozenset(_standings(sight))
    if not sight.parts & {EventKind.POSTINGS, EventKind.MENTORING}:
        sight.postings = []
    return sight


def _standings(sight: Sight):
    roles = roles_of(sight.user)
    if sight.person.user_id is not None and sight.person.user_id == sight.user.pk:
        yield Standing.ONESELF
    if roles.has(Role.COMMITTEE_OFFICER, Role.COMMITTEE_LEADER):
        yield Standing.COMMITTEE
    if roles.has(Role.AUDITOR):
        yield Standing.AUDIT
    if roles.has(Role.TRAINING_OFFICE, Role.REGISTRAR):
        yield Standing.SCHOOL
    held = frozenset().union(*(sight.capacities(posting) for posting in sight.postings))
    yield from (standing for standing, capacities in BY_CAPACITY if held & capacities)
    units = roles.unit_ids(Role.UNIT_COORDINATOR, Role.UNIT_HEAD)
    if any(office.unit_id in units and office.is_valid_on(today()) for office in sight.offices):
        yield Standing.UNIT


def purpose_of(user, posting: Posting) -> Standing:
    """For which duty the user, who stands to the posting in some capacity, looks at what belongs to it."""
    return purpose_in(capacities_of(user, posting))


def purpose_in(held: frozenset[str]) -> Standing:
    """The same where the capacities are at hand; no query."""
    if Capacity.MENTEE in held:
        return Standing.ONESELF
    found = [standing for standing, capacities in BY_CAPACITY if held & capacities]
    return found[0] if found else Standing.AUDIT if Capacity.AUDITOR in held else Standing.COMMITTEE


def can_view_record(user, person: Person) -> bool:
    return bool(sight_of(user, person).standings)
