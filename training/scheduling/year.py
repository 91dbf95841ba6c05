"""The year laid out: a plan copied into the next year, the dates its classes should have, and the classes made.

Proposed days are working days: no class opens on a weekend or a public holiday, and the days of a programme are counted
without them (rules.md T9).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import today
from training.cohorts.models import TrainingClass
from training.cohorts.naming import class_code, class_name, intake, next_number
from training.cohorts.services import create_class
from training.errors import InvalidInput
from training.people.permissions import require
from training.plans.models import PlanItem, TrainingPlan
from training.plans.periods import Period, period
from training.plans.services import create_plan, lock_plan
from training.regulations.queries import value_on
from training.scheduling.holidays import is_working_day

ONE_DAY = timedelta(days=1)
CALL_DAYS = 14  # a class proposed late still leaves the units two weeks to nominate
TEACHING_YEAR = (2, 20), (11, 30)  # between Tết and the reports of the year, where the plan names no period


@dataclass(frozen=True)
class Proposal:
    """The days one class of an item should have."""

    number: int
    opens_on: date
    closes_on: date
    nominate_until: date


def working_days(day: date) -> Iterator[date]:
    """The working days from ``day`` on, without end."""
    while True:
        if is_working_day(day):
            yield day
        day += ONE_DAY


def same_week_of(day: date, year: int) -> date:
    """The same weekday of another year, in the week of the same date; a holiday gives way to the next working day."""
    there = day + relativedelta(year=year)
    moved = there + timedelta(days=(day.weekday() - there.weekday() + 3) % 7 - 3)
    if moved.year != year:
        moved += timedelta(days=7 if moved.year < year else -7)
    found = next(working_days(moved))
    while found.year != year or not is_working_day(found):
        found -= ONE_DAY
    return found


@transaction.atomic
def copy_plan(plan: TrainingPlan, *, year: int, by) -> TrainingPlan:
    """Begin another year's plan with the items of this one; the new plan is a draft.

    Half-years, quarters and months stay what they are. Days, and the opening days of classes that were held, become the
    same weekday of the same week. An item is copied once: copying again adds only what is missing. Raises
    ``NotAllowed``; ``InvalidInput`` for the plan's own year or a target that is no draft.
    """
    require(by, "training.change_plan", plan)
    if year == plan.year:
        raise InvalidInput(_("Choose another year than that of the plan."))
    copy = lock_plan(create_plan(year=year, institution=plan.institution, by=by))
    if copy.status != TrainingPlan.Status.DRAFT:
        raise InvalidInput(_("The plan of %(year)d is no draft any more; nothing was copied.") % {"year": year})
    known = Counter(copy.items.values_list("programme", "place"))
    last = copy.items.count()
    held = TrainingClass.objects.exclude(status=TrainingClass.Status.CANCELLED).order_by("opens_on")
    items = plan.items.filter(class_count__gte=1).prefetch_related(Prefetch("classes", held, to_attr="held"))
    copied = []
    for item in items:
        if known[item.programme_id, item.place] > 0:
            known[item.programme_id, item.place] -= 1
            continue
        openings = _shifted(item, year)
        last += 1
        copied.append(
            PlanItem(
                plan=copy,
                order=last,
                programme_id=item.programme_id,
                class_count=item.class_count,
                capacity=item.capacity,
                minimum=item.minimum,
                openings=openings,
                place=item.place,
                target_group=item.target_group,
                budget_source=item.budget_source,
            )
        )
    PlanItem.objects.bulk_create(copied)
    if copied:
        log(copy, "training.plan.change", user=by, data={"copied_from": plan.year, "items": len(copied)})
    return copy


@transaction.atomic
def create_planned_classes(plan: TrainingPlan, *, by) -> list[TrainingClass]:
    """Make the classes of a plan that are not made yet, tentative and with proposed days; returns the new ones.

    Pressed twice, or by two people at once, it makes each class once. A class that was cancelled is not made again.
    Raises ``NotAllowed`` and what ``create_class`` refuses; then none is made.
    """
    require(by, "training.add_class")
    held = lock_plan(plan)
    made: list[TrainingClass] = []
    items = list(held.items.select_related("programme").prefetch_related("classes"))
    for item in items:
        item.plan = held
        numbers = {one.plan_number for one in item.classes.all()}
        missing = item.class_count - len(numbers)
        for proposal in [one for one in propose_days(item) if one.number not in numbers][: max(missing, 0)]:
            made.append(_create(item, proposal, by))
    if made:
        log(held, "training.plan.classes", user=by, data={"classes": [one.code for one in made]})
    return made


def propose_days(item: PlanItem) -> list[Proposal]:
    """Days for every class of an item, spread evenly over its periods; never too soon for the units to nominate."""
    spans = item.periods or [_teaching_year(item.plan.year)]
    if item.class_count == 0:
        return []
    chosen = [spans[number * len(spans) // item.class_count] for number in range(item.class_count)]
    ends = value_on("training.nominations_end_days")
    earliest = today() + timedelta(days=ends + CALL_DAYS)
    in_span, seen = Counter(span.code for span in chosen), Counter[str]()
    proposals = []
    for number, span in enumerate(chosen, start=1):
        opens_on = _opening(span, seen[span.code], in_span[span.code], earliest, weeks=item.order or 0)
        seen[span.code] += 1
        days = working_days(opens_on)
        closes_on = [next(days) for _count in range(max(item.programme.days, 1))][-1]
        proposals.append(Proposal(number, opens_on, closes_on, opens_on - timedelta(days=ends)))
    return proposals


def _create(item: PlanItem, proposal: Proposal, by) -> TrainingClass:
    year = item.plan.year
    number = next_number(item.programme.code, year)
    return create_class(
        programme=item.programme,
        code=class_code(item.programme.code, year, number),
        name=class_name(item.programme.title, number, year),
        intake=intake(number, year),
        opens_on=proposal.opens_on,
        closes_on=proposal.closes_on,
        nominate_until=proposal.nominate_until,
        place=item.place,
        capacity=item.capacity,
        minimum=item.minimum,
        organiser=item.plan.institution,
        plan_item=item,
        by=by,
    )


def _opening(span: Period, place: int, count: int, earliest: date, *, weeks: int) -> date:
    """The opening of one of several classes in a span: a Monday within its even share, or the very day.

    ``weeks`` tells the items of a plan apart, so that not all of them open in the middle of the quarter.
    """
    if span.is_day:
        return next(working_days(max(span.first, earliest)))
    share = (span.last - span.first) / count
    room = max(share.days // 7 - 1, 1)  # weeks in which the class may open and still lie within its share
    near = span.first + share * place + share / 2 + timedelta(weeks=weeks % room - room // 2)
    monday = near - timedelta(days=near.weekday())
    if monday < span.first:
        monday += timedelta(days=7)
    if monday < earliest:
        monday = earliest + timedelta(days=-earliest.weekday() % 7 + 7 * place)
    return next(working_days(monday))


def _teaching_year(year: int) -> Period:
    first, last = TEACHING_YEAR
    return Period("", date(year, *first), date(year, *last))


def _shifted(item: PlanItem, year: int) -> list[str]:
    if item.held:
        return [same_week_of(one.opens_on, year).isoformat() for one in item.held]
    spans = [period(code, item.plan.year) for code in item.openings]
    return [same_week_of(span.first, year).isoformat() if span.is_day else span.code for span in spans]
