"""The inspector's sheet of one decision: what was decided and known that day, which version of which rule held."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.people.models import Position
from training.pipeline.later_steps import LaterStep, later_steps
from training.regulations.models import RegulatedValue
from training.regulations.queries import value_on
from training.rotation.eligibility.evaluation_models import EligibilityAnswer, EligibilityEvaluation
from training.rotation.eligibility.models import PostingRule
from training.rotation.eligibility.retirement import retires_on
from training.rotation.eligibility.versions import years_left, youth
from training.rotation.models import Posting
from training.rotation.term import months_between
from training.units.locality import FIELDS
from training.units.models import Unit, UnitLink
from training.units.queries import lineage

TERM_RULES = {
    Posting.Kind.ROTATION: "rotation.min_months",
    Posting.Kind.SECONDMENT: "secondment.max_months",
    Posting.Kind.REINFORCEMENT: "reinforcement.months",
}


@dataclass(frozen=True)
class Held:
    """A version of a rule that held on the day, what the posting has, and whether that keeps to it."""

    key: str
    day: date
    row: RegulatedValue | PostingRule | None
    fact: str
    is_kept: bool | None

    @property
    def is_gap(self) -> bool:
        """No version held on the day: the answer is the gap, never a silent default."""
        return self.row is None

    @property
    def value(self) -> Any:
        """The value of the version; of a rule of postings its number of years."""
        if self.row is None:
            return None
        return self.row.parameters["years"] if isinstance(self.row, PostingRule) else self.row.value


@dataclass(frozen=True)
class Tie:
    """A place that makes somebody local, and how it belongs to the host unit."""

    criterion: str
    place: Unit
    is_local: bool
    way: tuple[UnitLink, ...]


@dataclass(frozen=True)
class Sheet:
    """Everything an inspector asks about one decision."""

    posting: Posting
    day: date
    age: int | None
    reference_day: date
    age_on_reference: int | None
    offices: list[Position]
    later_offices: list[Position]
    ties: list[Tie]
    place_text: str
    rules: list[Held]
    steps: list[LaterStep]
    evaluation: EligibilityEvaluation | None
    answers: list[EligibilityAnswer]

    @property
    def was_asked_before(self) -> bool:
        """Whether the rules were asked before the decision; otherwise what they say was not known to it."""
        return self.evaluation is not None and localtime(self.evaluation.recorded_at).date() <= self.day

    @property
    def is_local(self) -> bool | None:
        if not self.ties and not self.place_text:
            return None
        return any(tie.is_local for tie in self.ties)


def sheet_of(posting: Posting, *, seen_by) -> Sheet:
    """The sheet as of the day of the decision; give the posting with its units, title, wave and person.

    Of later postings only those are named that the reader may see.
    """
    person, day = posting.person, posting.decision_on
    reference = posting.wave.reference_date if posting.wave else posting.effective_on
    offices = list(person.positions.select_related("unit", "title").order_by("is_concurrent", "title__order"))
    rules = list(_rules(posting, reference))
    criteria: list[str] = next((held.value for held in rules if held.key == "rotation.local_criteria" and held.row), [])
    evaluation = _evaluation(posting)
    return Sheet(
        evaluation=evaluation,
        answers=list(evaluation.answers.select_related("rule", "exception")) if evaluation else [],
        posting=posting,
        day=day,
        age=person.age_on(day),
        reference_day=reference,
        age_on_reference=person.age_on(reference),
        offices=[office for office in offices if office.is_valid_on(day)],
        later_offices=sorted(
            (office for office in offices if office.valid_from > day), key=lambda office: office.valid_from
        ),
        ties=_ties(posting, criteria),
        place_text=person.native_place_text,
        rules=rules,
        steps=later_steps(posting, seen_by=seen_by),
    )


def _evaluation(posting: Posting) -> EligibilityEvaluation | None:
    """What the rules had said of the person when it was decided; where nobody had asked, what they said first since.

    An answer is never changed, so a rule of another wording today does not show here.
    """
    end = make_aware(datetime.combine(posting.decision_on + timedelta(days=1), time.min))
    rows = EligibilityEvaluation.objects.filter(person=posting.person, movement=posting.kind, wave=posting.wave)
    rows = rows.filter(host_unit__isnull=True).order_by("recorded_at", "pk")
    return rows.filter(recorded_at__lt=end).last() or rows.first()


def _rules(posting: Posting, reference: date) -> Iterator[Held]:
    """The rules of the kind of posting, each with the version of its day."""
    wanted: dict[str, date] = {"rotation.local_criteria": posting.effective_on}
    wanted["rotation.pre_decision_tracking"] = posting.decision_on
    if posting.kind in TERM_RULES:
        wanted[TERM_RULES[Posting.Kind(posting.kind)]] = posting.effective_on
    rows = RegulatedValue.objects.filter(key__in=wanted).order_by("valid_from")
    versions = {row.key: row for row in rows if row.is_valid_on(wanted[row.key])}
    for key, day in wanted.items():
        row = versions.get(key)
        fact, is_kept = _fact(posting, key, row.value if row else None)
        yield Held(key, day, row, fact, is_kept)
    if posting.kind == Posting.Kind.ROTATION:
        yield from _rules_of_age(posting, reference)


def _rules_of_age(posting: Posting, reference: date) -> Iterator[Held]:
    """The rules of postings on age and years left, as they held on the reference date. Two queries."""
    for versions, says in ((youth(), _age), (years_left(), _years_left)):
        if versions.rows:
            rule = versions.on(reference)
            fact, is_kept = says(posting, reference, versions.years_on(reference))
            yield Held((rule or versions.rows[-1]).name, reference, rule, fact, is_kept)


def _fact(posting: Posting, key: str, value: Any) -> tuple[str, bool | None]:
    """What the posting has for a rule, and whether it keeps to it; an exception by decision keeps to it."""
    months = posting.term_months
    if key in TERM_RULES.values() and months is not None:
        words = ngettext("a term of %(months)d month", "a term of %(months)d months", months) % {"months": months}
        if posting.exception_decision:
            words += ", " + _("by exception: %(decision)s") % {"decision": posting.exception_decision}
        if value is None:
            return words, None
        kept = months <= value if key == "secondment.max_months" else months >= value
        return words, kept or bool(posting.exception_decision)
    return "", None


def _age(posting: Posting, reference: date, below: int | None) -> tuple[str, bool | None]:
    """The age; whether it had to be kept to depends on the target group, so nothing is judged."""
    age = posting.person.age_on(reference)
    if age is None:
        return _("the date of birth is not recorded"), None
    return _("%(age)d years old on %(day)s") % {"age": age, "day": f"{reference:%d/%m/%Y}"}, None


def _years_left(posting: Posting, start: date, least: int | None) -> tuple[str, bool | None]:
    """Whole years from the reference date until retirement age by its rule."""
    person = posting.person
    steps = value_on("retirement.age_months", start).get(person.sex)
    if person.birth_date is None or steps is None:
        return _("date of birth or sex is not recorded"), None
    leaves = retires_on(person.birth_date, steps)
    years = months_between(start, leaves) // 12
    words = _("%(years)d years until retirement age on %(day)s") % {"years": years, "day": f"{leaves:%d/%m/%Y}"}
    return words, None if least is None else years >= least


def _ties(posting: Posting, criteria: list[str]) -> list[Tie]:
    """Each recorded place with how it belongs to the host unit of the decision; the mergers on the way are named."""
    person, known = posting.person, lineage()
    ground = {posting.host_unit_id, *known.ancestors(posting.host_unit_id)}
    found = []
    for name in criteria:
        if name not in FIELDS:
            continue
        place = getattr(person, FIELDS[name].removesuffix("_id"))
        if place is None:
            continue
        is_local = place.pk in ground
        found.append(Tie(name, place, is_local, _way(place.pk, posting.host_unit_id, known) if is_local else ()))
    return found


def _way(place: int, host: int, known) -> tuple[UnitLink, ...]:
    """The successions that lead from the place to the host unit, in the order of their days."""
    between = (known.descendants(place) | {place}) & (known.ancestors(host) | {host})
    links = UnitLink.objects.filter(predecessor__in=between, successor__in=between)
    return tuple(links.select_related("predecessor", "successor").order_by("effective_on"))
