"""Whether a person may be sent to a class, condition by condition, each with the sentence that explains it.

The conditions are dated rows (``EligibilityRule``) and the state of the class; nothing here knows a programme by name.
Everything is read for a whole list of people at once: the number of queries does not grow with the list.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from curriculum.clock.time import today
from training.cohorts.models import TrainingClass
from training.nominations.findings import Finding, further_findings
from training.nominations.models import BlocQuota, EligibilityRule, Enrolment, Nomination, Quota
from training.people.models import Person, Position, PositionTitle
from training.units.models import Bloc, Unit

MOST_NAMED = 4  # programmes named in one sentence
_ASK: Any = object()  # "look it up", where None means "no quota"


@dataclass
class ClassFacts:
    """What the class asks of everybody, and what the list of people has done so far."""

    training_class: TrainingClass
    unit: Unit | None
    day: date
    rules: list[EligibilityRule]
    title_names: dict[str, str]
    places_left: int | None
    bloc_places_left: dict[int, int]
    positions: dict[int, list[Position]]
    enrolments: dict[int, list[Enrolment]]
    nominations: dict[int, Nomination]
    further: dict[int, list[Finding]]


def explain_eligibility(person: Person, training_class: TrainingClass, unit: Unit | None = None) -> list[dict]:
    """The conditions for sending one person to a class: a list of ``Finding`` as plain values.

    ``unit`` is the unit that would send; with it, the unit's quota and the person's office there are looked at.
    """
    return explain_for_people([person], training_class, unit)[person.pk]


def explain_for_people(
    people: Iterable[Person], training_class: TrainingClass, unit: Unit | None = None
) -> dict[int, list[dict]]:
    """The same for many people, by person's key, in seven queries however many they are."""
    people = list(people)
    return explain_from(gather_facts(people, training_class, unit), people)


def explain_from(facts: ClassFacts, people: Iterable[Person]) -> dict[int, list[dict]]:
    """The findings of people whose facts were gathered. No query."""
    return {person.pk: [asdict(finding) for finding in _findings(person, facts)] for person in people}


def is_eligible(findings: list[dict]) -> bool:
    """Whether every condition that decides is met."""
    return all(finding["ok"] or not finding["required"] for finding in findings)


def why_not(findings: list[dict]) -> list[str]:
    """The sentences of the conditions that decide and are not met."""
    return [finding["sentence"] for finding in findings if finding["required"] and not finding["ok"]]


def current_offices(people: Iterable[Person], day: date) -> dict[int, list[Position]]:
    """The offices people hold on the day, the main one first. One query."""
    held = defaultdict(list)
    rows = Position.objects.valid_on(day).filter(person__in=people)
    rows = rows.select_related("title__bloc", "unit__type", "unit__bloc")
    for position in rows.order_by("is_concurrent", "title__order", "-valid_from"):
        held[position.person_id].append(position)
    return held


def gather_facts(
    people: list[Person],
    training_class: TrainingClass,
    unit: Unit | None,
    places_left: int | None = _ASK,
    standing: Iterable[Nomination] | None = None,
    in_a_list: bool = False,
) -> ClassFacts:
    """Everything the findings of these people rest on, in seven queries; six where ``places_left`` is known, five
    where their standing nominations for the class are too.

    Subjects above that registered findings of their own (``findings``) add theirs.
    """
    day = today()
    if places_left is _ASK:
        places_left = quota_left(training_class, unit) if unit else None
    rules = list(EligibilityRule.objects.valid_on(day).filter(programme_code=_code(training_class)))
    wanted = {code for rule in rules for code in rule.values.get("titles", ())}
    names = PositionTitle.objects.valid_on(day).filter(code__in=wanted).values_list("code", "name_vi")
    enrolments = defaultdict(list)
    for enrolment in _taken_by(people, training_class):
        enrolments[enrolment.person_id].append(enrolment)
    if standing is None:
        rows = Nomination.objects.standing().filter(training_class=training_class, person__in=people)
        standing = rows.select_related("unit")
    return ClassFacts(
        training_class=training_class,
        unit=unit,
        day=day,
        rules=rules,
        title_names=dict(names),
        places_left=places_left,
        bloc_places_left=bloc_places_left(training_class),
        positions=current_offices(people, day),
        enrolments=enrolments,
        nominations={nomination.person_id: nomination for nomination in standing},
        further=further_findings(people, training_class, in_a_list=in_a_list),
    )


def quota_left(training_class: TrainingClass, unit: Unit) -> int | None:
    """How many more people the unit may send; None where the class sets it no quota. One query."""
    sent = (
        Nomination.objects.standing()
        .filter(training_class=OuterRef("training_class"), unit=OuterRef("unit"))
        .order_by()
        .values("unit")
        .annotate(count=Count("pk"))
        .values("count")
    )
    quotas = Quota.objects.filter(training_class=training_class, unit=unit)
    left = quotas.annotate(left=F("places") - Coalesce(Subquery(sent), 0)).values_list("left", flat=True).first()
    return None if left is None else max(left, 0)


def bloc_places_left(training_class: TrainingClass) -> dict[int, int]:
    """How many more people of each bloc with a quota the class takes, by the bloc's key. One query."""
    sent = (
        Nomination.objects.standing()
        .filter(training_class=OuterRef("training_class"), bloc=OuterRef("bloc"))
        .order_by()
        .values("bloc")
        .annotate(count=Count("pk"))
        .values("count")
    )
    quotas = BlocQuota.objects.filter(training_class=training_class)
    left = quotas.annotate(left=F("places") - Coalesce(Subquery(sent), 0)).values_list("bloc", "left")
    return {bloc: max(number, 0) for bloc, number in left}


def bloc_of(offices: Iterable[Position], unit: Unit | None) -> Bloc | None:
    """The bloc somebody is counted in: that of the main office held in the unit, else the unit's own."""
    held = [office for office in offices if unit is None or office.unit_id == unit.pk]
    if held and held[0].title.bloc is not None:
        return held[0].title.bloc
    return unit.bloc if unit is not None else None


def overlapping(training_class: TrainingClass) -> Q:
    """Enrolments in other classes that share a day with this one and are not called off."""
    return (
        Q(
            training_class__opens_on__lte=training_class.closes_on,
            training_class__closes_on__gte=training_class.opens_on,
        )
        & ~Q(training_class=training_class.pk)
        & ~Q(training_class__status=TrainingClass.Status.CANCELLED)
    )


def _taken_by(people: list[Person], training_class: TrainingClass):
    """Every place the people hold or held in other classes, without the classes' long facts."""
    return (
        Enrolment.objects.active()
        .filter(person__in=people)
        .exclude(training_class=training_class)
        .select_related("training_class", "training_class__programme")
        .only(
            *("person", "status", "training_class__code", "training_class__status", "training_class__opens_on"),
            *("training_class__closes_on", "training_class__programme__code", "training_class__programme__title"),
        )
        .order_by("-training_class__closes_on")
    )


def _code(training_class: TrainingClass) -> str:
    return training_class.programme_facts.get("code") or training_class.programme.code


def _programme_codes(rule: EligibilityRule) -> set[str]:
    if rule.kind != EligibilityRule.Kind.NOT_REPEATED:
        return set()
    return {rule.programme_code, *rule.values.get("equivalent", ())}


def _findings(person: Person, facts: ClassFacts) -> list[Finding]:
    return [
        _holds_office(person, facts),
        *(_RULES[rule.kind](person, rule, facts) for rule in facts.rules),
        _no_overlap(person, facts),
        *_nominated_elsewhere(person, facts),
        _accepts_nominations(facts),
        *_quota(person, facts),
        *_bloc_quota(person, facts),
        _training_so_far(person, facts),
        *facts.further.get(person.pk, ()),
    ]


def _holds_office(person: Person, facts: ClassFacts) -> Finding:
    held = facts.positions[person.pk]
    if facts.unit is not None:
        held = [position for position in held if position.unit_id == facts.unit.pk]
    if held:
        return Finding(
            "office_held", True, _("Holds an office: %(office)s.") % {"office": held[0]}, {"office": str(held[0])}
        )
    if facts.unit is not None:
        return Finding(
            "office_held", False, _("Holds no office in %(unit)s today.") % {"unit": facts.unit.display_name}
        )
    return Finding("office_held", False, _("Holds no office today."))


def _title(person: Person, rule: EligibilityRule, facts: ClassFacts) -> Finding:
    wanted = rule.values["titles"]
    matching = [position for position in facts.positions[person.pk] if position.title.code in wanted]
    names = ", ".join(facts.title_names.get(code, code) for code in wanted)
    data = {"titles": wanted, "held": [position.title.code for position in facts.positions[person.pk]]}
    if matching:
        sentence = _("Belongs to the target group as %(title)s.") % {"title": matching[0].title}
        return _of(rule, True, sentence, data)
    return _of(rule, False, _("Is outside the target group: %(titles)s.") % {"titles": names}, data)


def _age(person: Person, rule: EligibilityRule, facts: ClassFacts) -> Finding:
    opens_on, limit = facts.training_class.opens_on, rule.values["under"]
    age = person.age_on(opens_on)
    data = {"age": age, "under": limit, "on": opens_on.isoformat()}
    if age is None:
        return _of(rule, False, _("The date of birth is missing, so the age cannot be checked."), data)
    words = {"age": age, "limit": limit}
    if age < limit:
        return _of(rule, True, _("Is %(age)s on the opening day, under %(limit)s.") % words, data)
    return _of(
        rule, False, _("Is %(age)s on the opening day; the programme is for people under %(limit)s.") % words, data
    )


def _not_repeated(person: Person, rule: EligibilityRule, facts: ClassFacts) -> Finding:
    codes, months = _programme_codes(rule), rule.values["months"]
    since = facts.training_class.opens_on - relativedelta(months=months)
    for enrolment in facts.enrolments[person.pk]:
        taken = enrolment.training_class
        if taken.programme.code not in codes or taken.status == TrainingClass.Status.CANCELLED:
            continue
        data = {"class": taken.code, "closes_on": taken.closes_on.isoformat(), "months": months}
        words = {"class": taken.code, "day": taken.closes_on.strftime("%d/%m/%Y"), "months": months}
        if enrolment.status == Enrolment.Status.ENROLLED:
            return _of(rule, False, _("Is studying an equivalent programme in class %(class)s.") % words, data)
        if enrolment.status == Enrolment.Status.COMPLETED and taken.closes_on >= since:
            sentence = _("Completed an equivalent programme on %(day)s (class %(class)s), within %(months)s months.")
            return _of(rule, False, sentence % words, data)
    sentence = ngettext(
        "Has not taken an equivalent programme within %(months)s month.",
        "Has not taken an equivalent programme within %(months)s months.",
        months,
    )
    return _of(rule, True, sentence % {"months": months}, {"months": months})


def _no_overlap(person: Person, facts: ClassFacts) -> Finding:
    mine = facts.training_class
    for enrolment in facts.enrolments[person.pk]:
        other = enrolment.training_class
        if other.status == TrainingClass.Status.CANCELLED:
            continue
        if other.opens_on <= mine.closes_on and other.closes_on >= mine.opens_on:
            words = {
                "class": other.code,
                "from": other.opens_on.strftime("%d/%m/%Y"),
                "to": other.closes_on.strftime("%d/%m/%Y"),
            }
            sentence = _("Is in class %(class)s from %(from)s to %(to)s, which overlaps.") % words
            return Finding("no_overlap", False, sentence, {"class": other.code})
    return Finding("no_overlap", True, _("Is in no class on these days."))


def _is_our_nominee(person: Person, facts: ClassFacts) -> bool:
    standing = facts.nominations.get(person.pk)
    return standing is not None and facts.unit is not None and standing.unit_id == facts.unit.pk


def _nominated_elsewhere(person: Person, facts: ClassFacts) -> list[Finding]:
    standing = facts.nominations.get(person.pk)
    if standing is None or _is_our_nominee(person, facts):
        return []
    sentence = _("Is already nominated for this class by %(unit)s.") % {"unit": standing.unit.display_name}
    return [Finding("nominated_once", False, sentence, {"unit": standing.unit.code})]


def _accepts_nominations(facts: ClassFacts) -> Finding:
    held, deadline = facts.training_class, facts.training_class.nominate_until
    data = {"status": held.status, "until": deadline.isoformat()}
    if not held.accepts_nominations:
        words = {"state": held.get_status_display()}
        return Finding("accepts_nominations", False, _("The class takes no nominations (%(state)s).") % words, data)
    words = {"day": deadline.strftime("%d/%m/%Y")}
    if facts.day > deadline:
        return Finding("accepts_nominations", False, _("Nominations ended on %(day)s.") % words, data)
    return Finding("accepts_nominations", True, _("Nominations are open until %(day)s.") % words, data)


def _quota(person: Person, facts: ClassFacts) -> list[Finding]:
    """What is left of the unit's quota; somebody already nominated by the unit has his place in it."""
    if facts.places_left is None or _is_our_nominee(person, facts):
        return []
    if facts.places_left == 0:
        sentence = _("The unit has used its whole quota for this class.")
        return [Finding("quota", False, sentence, {"left": 0})]
    sentence = ngettext(
        "The unit's quota has %(left)s place left.", "The unit's quota has %(left)s places left.", facts.places_left
    )
    return [Finding("quota", True, sentence % {"left": facts.places_left}, {"left": facts.places_left})]


def _bloc_quota(person: Person, facts: ClassFacts) -> list[Finding]:
    bloc = bloc_of(facts.positions[person.pk], facts.unit)
    if bloc is None or bloc.pk not in facts.bloc_places_left or _is_our_nominee(person, facts):
        return []
    left = facts.bloc_places_left[bloc.pk]
    data, words = {"bloc": bloc.code, "left": left}, {"bloc": bloc, "left": left}
    if left == 0:
        return [Finding("bloc_quota", False, _("All places for the %(bloc)s are used.") % words, data)]
    sentence = ngettext("%(left)s place is left for the %(bloc)s.", "%(left)s places are left for the %(bloc)s.", left)
    return [Finding("bloc_quota", True, sentence % words, data)]


def _training_so_far(person: Person, facts: ClassFacts) -> Finding:
    """What the person has completed, the latest first: it decides nothing and helps to choose."""
    done = [row.training_class for row in facts.enrolments[person.pk] if row.status == Enrolment.Status.COMPLETED]
    data = {"classes": [taken.code for taken in done]}
    if not done:
        return Finding("training_so_far", True, _("Has completed no programme here yet."), data, required=False)
    names = [f"{taken.programme.code} ({taken.closes_on:%m/%Y})" for taken in done[:MOST_NAMED]]
    words = {"programmes": ", ".join(names), "more": len(done) - MOST_NAMED}
    sentence = (
        _("Has completed: %(programmes)s.")
        if len(done) <= MOST_NAMED
        else _("Has completed: %(programmes)s and %(more)s earlier.")
    )
    return Finding("training_so_far", True, sentence % words, data, required=False)


def _of(rule: EligibilityRule, ok: bool, sentence: str, facts: dict) -> Finding:
    return Finding(rule.kind, ok, sentence, facts, rule.legal_basis, rule.is_required)


_RULES: dict[str, Callable[[Person, EligibilityRule, ClassFacts], Finding]] = {
    EligibilityRule.Kind.TITLE: _title,
    EligibilityRule.Kind.AGE: _age,
    EligibilityRule.Kind.NOT_REPEATED: _not_repeated,
}
