"""Gathering what the conditions ask about, for many postings at once: a fixed number of questions for each batch."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, F, Max, Window
from django.db.models import Value as Constant
from django.db.models.functions import RowNumber
from django.utils import timezone

from training.mentoring.definitions import Definition
from training.mentoring.flags.catalogue import Responder
from training.mentoring.flags.conditions import ContactFacts, FormFacts, MentorFacts, PostingFacts, Value
from training.mentoring.flags.models import PostingRecord
from training.mentoring.models import FormRevision, FormVersion, MentoringContact, Mentorship, TermForm
from training.mentoring.placements.models import PlacementProposal
from training.mentoring.profiles import MENTOR, SELF
from training.people.models import Person, Position
from training.rotation.models import Posting
from training.units.lineage import Lineage
from training.units.queries import lineage

WATCHED_FORMS = ("F3", "F4", "F5", "F6")
FILED = (TermForm.Status.SUBMITTED, TermForm.Status.COUNTERSIGNED, TermForm.Status.LOCKED)


@dataclass(frozen=True)
class Shape:
    """What a form's version says that the flags need: whether it is filled in here, who hands it in, its levels."""

    is_fillable: bool
    owner: str
    levels: tuple[tuple[str, str, str], ...] = ()  # field, competency, rater

    @classmethod
    def of(cls, version: FormVersion) -> "Shape":
        definition = Definition.of(version)
        levels = [(item.id, item.data["competency"], item.data["rater"]) for item in definition.levels()]
        owners = [owner for owner in version.definition["submitted_by"] if owner in Responder.values]
        return cls(definition.is_fillable, owners[0] if owners else Responder.MENTEE, tuple(levels))

    def levels_in(self, answers: dict, rater: str) -> dict[str, int]:
        """Levels by competency; one without evidence is none (mentoring.md §3)."""
        given = {code: answers.get(field) or {} for field, code, by in self.levels if by == rater}
        return {code: row["level"] for code, row in given.items() if row.get("level") and row.get("evidence")}


@dataclass
class Gatherer:
    """Reads once what is the same for all postings, then each batch."""

    day: date
    value: Value
    shapes: dict[int, Shape] = field(init=False)
    lines: Lineage = field(init=False)
    successors: dict[int, set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shapes = {version.pk: Shape.of(version) for version in FormVersion.objects.filter(code__in=WATCHED_FORMS)}
        self.lines = lineage()

    def gather(self, postings: Iterable[Posting]) -> dict[int, PostingFacts]:
        """The facts of each running posting, by its key; give them with ``select_related("person")``."""
        found = {
            posting.pk: PostingFacts(
                posting=posting.pk,
                on=self.day,
                effective_on=posting.effective_on,
                kind=posting.kind,
                due_on=posting.due_on,
                is_of_a_woman=posting.person.sex == Person.Sex.FEMALE,
                rests=posting.is_interrupted_on(self.day),
                back_since=_day_after(posting.interrupted_to),
            )
            for posting in postings
        }
        hosts = {posting.pk: posting.host_unit_id for posting in postings}
        steps: tuple[Callable[[dict[int, PostingFacts]], None], ...] = (
            self._add_contacts,
            self._add_overdue,
            self._add_levels,
            self._add_reviews,
            self._add_records,
        )
        for step in steps:
            step(found)
        self._add_mentors(found, hosts)
        return found

    def _add_contacts(self, found: dict[int, PostingFacts]) -> None:
        held = MentoringContact.objects.held().filter(mentorship__posting__in=found, happened_at__date__lte=self.day)
        confirmed = held.filter(status=MentoringContact.Status.CONFIRMED).order_by()
        for pk, last in confirmed.values_list("mentorship__posting").annotate(last=Max("happened_at")):
            found[pk].last_confirmed = timezone.localtime(last).date()
        order = Window(
            RowNumber(), partition_by=F("mentorship__posting"), order_by=[F("happened_at").desc(), F("pk").desc()]
        )
        latest = held.annotate(number=order).filter(number__lte=self.value("mentoring.r2_concerns_in_a_row"))
        rows = latest.order_by("number").values_list("mentorship__posting", "pk", "happened_at", "concern_level")
        for posting, pk, at, concern in rows:
            found[posting].contacts.append(ContactFacts(pk, timezone.localtime(at).date(), concern))

    def _add_overdue(self, found: dict[int, PostingFacts]) -> None:
        """Forms that are still kept on paper cannot be late here."""
        fillable = [pk for pk, shape in self.shapes.items() if shape.is_fillable]
        late = TermForm.objects.overdue(self.day).filter(posting__in=found, version__in=fillable)
        for form in late.only("posting", "version", "code", "month", "due_on"):
            owner = self.shapes[form.version_id].owner
            found[form.posting_id].overdue.append(FormFacts(form.pk, form.code, form.month, form.due_on, owner))

    def _add_levels(self, found: dict[int, PostingFacts]) -> None:
        """Levels of the forms that ask for them, and the official rank where one was entered."""
        with_levels = [pk for pk, shape in self.shapes.items() if shape.levels]
        present = FormRevision.objects.filter(number=F("form__revision_number"), form__status__in=FILED)
        revisions = present.filter(form__posting__in=found, form__version__in=with_levels).select_related("form")
        for revision in revisions.order_by("form__month", "form__code"):
            form, shape = revision.form, self.shapes[revision.form.version_id]
            found[form.posting_id].levels.append(
                FormFacts(
                    form.pk,
                    form.code,
                    form.month,
                    form.due_on,
                    own_levels=shape.levels_in(revision.answers, SELF),
                    mentor_levels=shape.levels_in(revision.answers, MENTOR),
                    rank=revision.answers.get("official_rank") or "",
                )
            )

    def _add_reviews(self, found: dict[int, PostingFacts]) -> None:
        """Of the quarterly reviews only the one answer is read, and the latest review counts."""
        reviews = FormRevision.objects.filter(
            number=F("form__revision_number"), form__status__in=FILED, form__code="F3", form__posting__in=found
        )
        columns = ("form__posting", "form", "form__month", "form__due_on", "answers__relationship_mentee")
        for posting, pk, month, due_on, value in reviews.order_by("form__month").values_list(*columns):
            found[posting].review = FormFacts(pk, "F3", month, due_on, relationship=value)

    def _add_records(self, found: dict[int, PostingFacts]) -> None:
        recorded = PostingRecord.objects.filter(posting__in=found).order_by().values_list("posting", "kind")
        proposals = PlacementProposal.objects.filter(posting__in=found).order_by()
        proposed = proposals.values_list("posting", Constant(PostingRecord.Kind.PLACEMENT_PROPOSAL))
        for posting, kind in recorded.union(proposed):
            found[posting].records |= {kind}

    def _add_mentors(self, found: dict[int, PostingFacts], hosts: dict[int, int]) -> None:
        present = list(Mentorship.objects.current().filter(posting__in=found).select_related("mentor"))
        guided = (
            Mentorship.objects.current()
            .filter(mentor__in={row.mentor_id for row in present})
            .exclude(posting__status=Posting.Status.ENDED)
            .order_by()
            .values_list("mentor")
            .annotate(count=Count("pk"))
        )
        counts = dict(guided)
        offices = Position.objects.valid_on(self.day).filter(person__in={row.mentor.person_id for row in present})
        places: dict[int, set[int]] = {}
        for person, unit in offices.values_list("person", "unit"):
            places.setdefault(person, set()).add(unit)
        for row in present:
            here = self._today_of(hosts[row.posting_id])
            found[row.posting_id].mentor = MentorFacts(
                mentorship=row.pk,
                is_available=row.mentor.is_active and row.mentor.person_id in places,
                is_at_host=bool(places.get(row.mentor.person_id, set()) & here),
                guided=counts.get(row.mentor_id, 0),
            )

    def _today_of(self, unit: int) -> set[int]:
        """The unit and whatever holds its place today: a merger moves nobody to another post."""
        if unit not in self.successors:
            self.successors[unit] = {unit, *self.lines.successors(unit, self.day)}
        return self.successors[unit]


def _day_after(day: date | None) -> date | None:
    return None if day is None else day + timedelta(days=1)
