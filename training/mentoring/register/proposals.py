"""Who could guide an official: the best five of the register with reasons, and the postings that wait for a mentor."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from curriculum.clock.time import today
from training.mentoring.models import Mentorship
from training.mentoring.register.load import loads_on
from training.mentoring.register.models import Mentor, RegisterDecision
from training.mentoring.register.pairing import Pair, Place, mentors_kept_apart, units_shared
from training.people.models import Position
from training.regulations.queries import value_on
from training.rotation.models import Posting
from training.units.models import Unit
from training.units.queries import lineage

BEST = 5


def proposals_for(posting: Posting, *, day: date | None = None, best: int = BEST, at_host: bool = False) -> list[Pair]:
    """The mentors who may guide the official, the most fitting first; a constant number of queries.

    ``at_host`` keeps to those who hold an office at the host: a head names his own people only.
    """
    mentors = Mentor.objects.registered().exclude(person=posting.person_id)
    pairs = pairs_of(posting, mentors, day=day)
    fitting = [pair for pair in pairs if not pair.obstacle() and (pair.is_at_host or not at_host)]
    return sorted(fitting, key=lambda pair: (-pair.score, pair.mentor.person.sort_key, pair.mentor.pk))[:best]


def pair_of(posting: Posting, mentor: Mentor, *, day: date | None = None) -> Pair:
    """One mentor beside the posting."""
    return pairs_of(posting, Mentor.objects.filter(pk=mentor.pk), day=day)[0]


def pairs_of(posting: Posting, mentors: QuerySet[Mentor], *, day: date | None = None) -> list[Pair]:
    day = day or today()
    offices = Position.objects.select_related("unit", "title")
    rows = list(mentors.select_related("person"))
    held_by: dict[int, list[Position]] = {}
    for office in offices.filter(person__in=[posting.person_id, *(mentor.person_id for mentor in rows)]):
        held_by.setdefault(office.person_id, []).append(office)
    loads, apart, place = loads_on(rows, day), mentors_kept_apart(posting), place_of(posting.host_unit, day)
    superior, own = value_on("mentoring.superior_may_guide", day), held_by.get(posting.person_id, [])
    made = []
    for mentor in rows:
        held = held_by.get(mentor.person_id, [])
        made.append(
            Pair(
                posting,
                mentor,
                day,
                loads[mentor.pk],
                place,
                held,
                colleague_in=units_shared(held, own),
                is_kept_apart=mentor.pk in apart,
                superior_may_guide=superior,
            )
        )
    return made


def place_of(unit: Unit, day: date) -> Place:
    """The host and whatever holds its place on the day: a merger moves nobody to another post."""
    units = {unit.pk, *lineage().successors(unit.pk, day)}
    district = unit.former_district
    return Place(units, district.pk if district else None, district.display_name if district else "")


def postings_without_mentor(day: date | None = None) -> QuerySet[Posting]:
    """Running postings with nobody to guide them, or whose mentor may guide no more; ``since`` says from when.

    ``new_mentor_due`` says until when the rules want one (mentoring.md §4, F8; §6, R7).
    """
    day = day or today()
    current = Mentorship.objects.filter(posting=OuterRef("pk"), valid_to__isnull=True)
    ended = Mentorship.objects.filter(posting=OuterRef("pk"), valid_to__isnull=False).order_by("-valid_to")
    leaving = RegisterDecision.objects.filter(
        mentor__is_active=False, mentor__mentorships__posting=OuterRef("pk"), mentor__mentorships__valid_to=None
    ).order_by("-effective_on", "-pk")
    running = Posting.objects.exclude(status=Posting.Status.ENDED).filter(effective_on__lte=day)
    found = running.filter(~Exists(current) | Exists(current.filter(mentor__is_active=False)))
    since = Coalesce(
        Subquery(leaving.values("effective_on")[:1]), Subquery(ended.values("valid_to")[:1]), "effective_on"
    )
    leaver = current.filter(mentor__is_active=False).values("mentor__person__full_name")[:1]
    return found.annotate(since=Greatest(since, "effective_on"), leaving=Subquery(leaver))


def new_mentor_due(since: date, day: date | None = None) -> date:
    """The last day on which a new mentor is in time."""
    return since + timedelta(days=value_on("mentoring.f8_new_mentor_days", day or today()))
