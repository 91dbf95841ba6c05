"""The cover rule (A3): a day of study never takes away so many leaders of a unit that too few stay.

Asked of a class meeting it names everybody who would be away; asked before somebody is nominated or enrolled, it
decides where both classes have their meetings, and warns while only their dates are known.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from django.db.models import CharField, Q, Value
from django.utils.translation import gettext as _

from training.cohorts.models import TrainingClass
from training.nominations import findings
from training.nominations.eligibility import overlapping
from training.nominations.findings import Finding as Condition
from training.nominations.models import Enrolment, Nomination
from training.people.leading import Gap, gaps_on, offices_of_cover, units_led_by
from training.people.models import Person, Position
from training.scheduling.drafts.rule_settings import level_on
from training.scheduling.drafts.rules_of_planning import Level
from training.scheduling.findings import Finding
from training.scheduling.models import ClassMeeting
from training.scheduling.surroundings import Surroundings

RULE = "cover"
ENROLLED, NOMINATED = "enrolled", "nominated"


def cover_clashes(around: Surroundings) -> Iterator[Finding]:
    """Units that the meeting's day would leave with too few leaders. Two queries."""
    day, mine = around.meeting.date, around.meeting.training_class
    learners = Enrolment.objects.active().filter(training_class=mine).values("person")
    offices = list(offices_of_cover(units_led_by(learners, day, day), day, day))
    if not offices:
        return
    meet = {other.training_class_id for other in around.same_day} | {mine.pk}
    rows = Enrolment.objects.active().filter(
        training_class__in=meet, person__in={office.person_id for office in offices}
    )
    studies = dict(rows.order_by("training_class__code").values_list("person", "training_class__code"))
    for gap in gaps_on(day, offices, studies):
        if any(studies[office.person_id] == mine.code for office in gap.away):
            yield from around.finding(RULE, gap_sentence(gap, studies), gap_facts(gap, studies))


def gap_sentence(gap: Gap, studies: Mapping[int, str]) -> str:
    """The gap in words: which unit, which day, who is away in which class (its code by the person's key)."""
    words = {
        "unit": gap.unit.display_name,
        "day": gap.day.strftime("%d/%m/%Y"),
        "names": in_one_line([_named(office, studies) for office in gap.away]),
        "stay": gap.must_stay,
        "count": gap.holders,
    }
    return (
        _(
            "%(unit)s would lack its leaders on %(day)s: %(names)s are away at their classes on the same day; at least"
            " %(stay)s of %(count)s must stay."
        )
        % words
    )


def gap_facts(gap: Gap, studies: Mapping[int, str]) -> dict:
    return {
        "unit": gap.unit.name,
        "day": gap.day.isoformat(),
        "people": [
            {"name": office.person.full_name, "title": str(office.title), "class": studies[office.person_id]}
            for office in gap.away
        ],
        "stay": gap.must_stay,
    }


def in_one_line(names: list[str]) -> str:
    """The names one behind the other, with a word before the last."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": "; ".join(names[:-1]), "last": names[-1]}


def _named(office: Position, studies: Mapping[int, str]) -> str:
    words = {"name": office.person.full_name, "title": office.title, "class": studies[office.person_id]}
    return _("%(name)s (%(title)s, class %(class)s)") % words


# --- Before somebody is nominated or enrolled ---------------------------------------------------------------------


def cover_of_sending(people: list[Person], training_class: TrainingClass) -> Mapping[int, Condition]:
    """Who of these people would leave a unit with too few leaders by going to the class.

    Decides on days on which the classes of the others meet; warns where the days are not laid down yet, or where the
    others are only nominated, and where the rule is set to less than forbidding. Three queries, one where nobody of
    them leads a unit.
    """
    first, last = training_class.opens_on, training_class.closes_on
    level = level_on(RULE, first)
    if level == Level.IGNORE:
        return {}
    offices = list(offices_of_cover(units_led_by([person.pk for person in people], first, last), first, last))
    if not offices:
        return {}
    of_person: dict[int, set[int]] = defaultdict(set)
    of_unit: dict[int, list[Position]] = defaultdict(list)
    for office in offices:
        of_person[office.person_id].add(office.unit_id)
        of_unit[office.unit_id].append(office)
    classes = _classes_of(set(of_person), training_class)
    days = _days_of({row.pk for taken in classes.values() for row, _how in taken} | {training_class.pk}, first, last)
    found = {}
    for person in people:
        beside = [office for unit in of_person.get(person.pk, ()) for office in of_unit[unit]]
        others = {office.person_id for office in beside} - {person.pk}
        taken = {key: classes[key] for key in others if key in classes}
        if taken:
            finding = _finding(person, training_class, beside, taken, days)
            if finding is not None:
                found[person.pk] = finding if level == Level.BLOCK else replace(finding, required=False)
    return found


Taken = dict[int, list[tuple[TrainingClass, str]]]


def _classes_of(people: set[int], training_class: TrainingClass) -> Taken:
    """The classes these people study in or are nominated for, on days of this one. One query."""

    def rows(queryset, how: str):
        chosen = queryset.filter(overlapping(training_class) | Q(training_class=training_class.pk), person__in=people)
        columns = ("person", "training_class", "training_class__code", *DATES)
        return chosen.order_by().annotate(how=Value(how, CharField())).values_list(*columns, "how")

    enrolled = rows(Enrolment.objects.active(), ENROLLED)
    nominated = rows(Nomination.objects.standing().exclude(status=Nomination.Status.APPROVED), NOMINATED)
    found: Taken = defaultdict(list)
    for person, pk, code, opens_on, closes_on, how in enrolled.union(nominated):
        found[person].append((TrainingClass(pk=pk, code=code, opens_on=opens_on, closes_on=closes_on), how))
    return dict(found)


DATES = ("training_class__opens_on", "training_class__closes_on")


def _days_of(classes: set[int], first: date, last: date) -> dict[int, set[date]]:
    """The days on which the classes meet. One query."""
    days: dict[int, set[date]] = defaultdict(set)
    held = ClassMeeting.objects.held().filter(training_class__in=classes, date__range=(first, last))
    for pk, day in held.order_by().values_list("training_class", "date").distinct():
        days[pk].add(day)
    return days


def _finding(
    person: Person, training_class: TrainingClass, beside: list[Position], taken: Taken, days: dict[int, set[date]]
) -> Condition | None:
    """The earliest day that decides; else the earliest that warns."""
    mine = days.get(training_class.pk)
    warning = None
    for day in sorted(mine or _dates(training_class, taken)):
        sure, perhaps = {person.pk: training_class.code}, {person.pk: training_class.code}
        for key, classes in taken.items():
            for row, how in classes:
                together = row.pk == training_class.pk
                known = together or (bool(mine) and row.pk in days)
                if together or (day in days[row.pk] if known else row.opens_on <= day <= row.closes_on):
                    perhaps[key] = row.code
                    if known and how == ENROLLED:
                        sure[key] = row.code
        if gap := _gap_of(person, day, beside, sure):
            return Condition(RULE, False, gap_sentence(gap, sure), gap_facts(gap, sure))
        if warning is None and (gap := _gap_of(person, day, beside, perhaps)):
            sentence = _warning_sentence(gap, perhaps)
            warning = Condition(RULE, False, sentence, gap_facts(gap, perhaps), required=False)
    return warning


def _gap_of(person: Person, day: date, beside: list[Position], away: Mapping[int, str]) -> Gap | None:
    gaps = gaps_on(day, beside, away)
    return next((gap for gap in gaps if any(office.person_id == person.pk for office in gap.away)), None)


def _dates(training_class: TrainingClass, taken: Taken) -> set[date]:
    """The first day each of the other classes shares with this one: enough to say that dates overlap."""
    rows = [row for classes in taken.values() for row, _how in classes]
    return {max(training_class.opens_on, row.opens_on) for row in rows}


def _warning_sentence(gap: Gap, studies: Mapping[int, str]) -> str:
    words = {
        "unit": gap.unit.display_name,
        "names": in_one_line([_named(office, studies) for office in gap.away]),
        "stay": gap.must_stay,
        "count": gap.holders,
    }
    return (
        _(
            "%(unit)s may lack its leaders: the classes of %(names)s fall on the same days; at least %(stay)s of"
            " %(count)s must stay on every day."
        )
        % words
    )


findings.register(RULE, cover_of_sending, decides_enrolment=True)
