"""What speaks for and against one mentor for one posting. Sex, age and origin are never asked.

Obstacles forbid the pair; remarks weigh it, each a sentence that says a fact and no judgement. Why two people are kept
apart is said to nobody: an entry of the Committee and an earlier confidential flag read the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from training.mentoring.flags.catalogue import FlagRule
from training.mentoring.flags.models import Flag
from training.mentoring.register.load import Load
from training.mentoring.register.models import KeptApart, Mentor
from training.people.models import Position, PositionTitle
from training.regulations.queries import value_on
from training.rotation.models import Posting

HEAD = PositionTitle.RankLevel.HEAD
NEEDS_A_WORD = -10


@dataclass(frozen=True)
class Remark:
    """One fact about a pair: its weight is above 0 where it speaks for the mentor, below where against."""

    code: str
    weight: int
    sentence: str


@dataclass
class Place:
    """The host as the comparison needs it: itself, what holds its place today, the district it lay in."""

    units: set[int]
    district: int | None = None
    district_name: str = ""


@dataclass
class Pair:
    """A mentor beside a posting, with what was read about both."""

    posting: Posting
    mentor: Mentor
    day: date
    load: Load
    place: Place
    offices: list[Position] = field(default_factory=list)  # of the mentor, all
    colleague_in: str = ""  # the unit in which both held an office at one time
    is_kept_apart: bool = False
    superior_may_guide: bool = True

    @property
    def present(self) -> list[Position]:
        return [office for office in self.offices if office.is_valid_on(self.day)]

    @property
    def is_at_host(self) -> bool:
        return any(office.unit_id in self.place.units for office in self.present)

    @property
    def is_superior(self) -> bool:
        """Heads the host: the official's direct line of command."""
        heads = [office for office in self.present if office.unit_id in self.place.units]
        return any(office.title.rank_level == HEAD and office.title.is_key_official for office in heads)

    def remarks(self) -> list[Remark]:
        """Everything that weighs, the heaviest first."""
        found = [*self._place(), *self._field(), *self._training(), *self._room(), *self._nearness()]
        return sorted(found, key=lambda remark: -abs(remark.weight))

    def against(self) -> list[Remark]:
        """What weighs so heavily that whoever names him says why."""
        return [remark for remark in self.remarks() if remark.weight <= NEEDS_A_WORD]

    def _place(self) -> list[Remark]:
        if self.is_at_host:
            return [Remark("at_host", 40, _("Works at the host unit itself, so they meet every day."))]
        units = {office.unit.display_name: office.unit for office in self.present}
        if not units:
            return [Remark("no_office", -50, _("No office is on record today: he may have left or retired."))]
        where = ", ".join(units)
        if self.place.district and any(unit.former_district_id == self.place.district for unit in units.values()):
            sentence = _("Works in %(where)s, like the host in what was %(district)s: a short way.")
            return [Remark("near", 15, sentence % {"where": where, "district": self.place.district_name})]
        return [Remark("far", -20, _("Works in %(where)s: every visit is a journey.") % {"where": where})]

    def _field(self) -> list[Remark]:
        wanted = self.posting.title.bloc_id
        if wanted is None or not self.present:
            return []
        if any(office.title_id == self.posting.title_id for office in self.present):
            return [Remark("same_title", 12, _("Holds the same title as the official: knows the work by heart."))]
        blocs = [office.title.bloc_id for office in self.present]
        bloc = self.posting.title.bloc
        if wanted in blocs:
            return [Remark("same_field", 18, _("Same field of work: %(field)s.") % {"field": bloc})]
        return [Remark("other_field", -8, _("Another field of work than the post (%(field)s).") % {"field": bloc})]

    def _training(self) -> list[Remark]:
        states, until = Mentor.Training, self.mentor.trained_until
        state = self.mentor.training_on(self.day)
        if state == states.NONE:
            months = value_on("mentoring.mentor_training_months", self.day)
            sentence = _("No mentor training yet: it is owed within %(months)d months.") % {"months": months}
            return [Remark("untrained", -15, sentence)]
        if state == states.EXPIRED:
            sentence = _("Mentor training expired on %(day)s.") % {"day": _written(until)}
            return [Remark("expired", -15, sentence)]
        if state == states.UPDATE_DUE:
            day = _written(self.mentor.update_due_on)
            return [Remark("update_due", -4, _("Yearly update of mentor training due since %(day)s.") % {"day": day})]
        sentence = _("Mentor training in force until %(day)s.") % {"day": _written(until)}
        return [Remark("trained", 15, sentence)]

    def _room(self) -> list[Remark]:
        guided, most = self.load.guided, self.load.most
        if guided == 0:
            return [Remark("free", 10, _("Guides nobody at present."))]
        sentence = _("Guides %(guided)d of at most %(most)d officials.") % {"guided": guided, "most": most}
        return [Remark("last_place" if self.load.free == 1 else "loaded", -5 * guided, sentence)]

    def _nearness(self) -> list[Remark]:
        found = []
        if self.is_superior:
            sentence = _("Heads the host: the judging parts of F5 and F6 must then be signed for the collective.")
            found.append(Remark("superior", -10, sentence))
        if self.colleague_in:
            sentence = _("Worked with the official in %(unit)s: less of an outside view.")
            found.append(Remark("colleague", -12, sentence % {"unit": self.colleague_in}))
        return found

    @property
    def score(self) -> int:
        return sum(remark.weight for remark in self.remarks())

    def obstacle(self) -> str:
        """Why the pair may not be, as a sentence; empty where it may."""
        names = {"mentor": self.mentor, "person": self.posting.person}
        if self.posting.person_id == self.mentor.person_id:
            return _("Nobody is the mentor of himself. Choose another mentor.")
        if not self.mentor.is_active:
            return _("%(mentor)s is not available as a mentor at present.") % names
        if self.is_kept_apart:
            return _("%(mentor)s and %(person)s are not to be paired. Choose another mentor.") % names
        if self.is_superior and not self.superior_may_guide:
            return _("%(mentor)s is the direct superior of %(person)s; the rules want somebody else.") % names
        return self._full()

    def _full(self) -> str:
        if not self.load.is_full:
            return ""
        names = {"mentor": self.mentor, "most": self.load.most, "guided": self.load.guided}
        if self.load.most < self.load.regulated:
            sentence = _("%(mentor)s takes on %(most)d officials at most at present and guides %(guided)d.") % names
            return " ".join([sentence, _("Choose another mentor.")])
        return _("%(mentor)s already guides %(most)d officials, as many as the rules allow. Choose another mentor.") % {
            "mentor": self.mentor,
            "most": self.load.regulated,
        }


def mentors_kept_apart(posting: Posting) -> set[int]:
    """Mentors who are not to be paired with the official: marked so, or after a confidential flag of their time."""
    marked = KeptApart.objects.filter(person=posting.person_id, lifted_at=None).values_list("mentor", flat=True)
    within = Q(posting__mentorships__valid_to__isnull=True) | Q(posting__mentorships__valid_to__gte=F("raised_on"))
    troubled = Flag.objects.filter(
        within,
        rule=FlagRule.R10,
        posting__person=posting.person_id,
        posting__mentorships__valid_from__lte=F("raised_on"),
    )
    return set(marked.order_by().union(troubled.order_by().values_list("posting__mentorships__mentor", flat=True)))


def units_shared(offices: Iterable[Position], others: Iterable[Position]) -> str:
    """The name of the unit in which two people held offices at one time; empty where there is none."""
    others = list(others)
    for office in offices:
        for other in others:
            if office.unit_id == other.unit_id and _overlap(office, other):
                return office.unit.display_name
    return ""


def _overlap(one: Position, other: Position) -> bool:
    first, last = max(one.valid_from, other.valid_from), min(one.valid_to or date.max, other.valid_to or date.max)
    return first <= last


def _written(day: date | None) -> str:
    return date_format(day, "d/m/Y") if day else "–"
