"""The training plans of the school: this year's and earlier ones approved, next year's a draft."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from portal.city.context import City
from portal.city.courses import MIX, Course
from portal.city.days import moment, working_day_before
from portal.city.school import ADDRESS
from portal.city.writing import write
from training.models import PlanItem, TrainingClass, TrainingPlan, Unit

FUNDS = (
    "Ngân sách thành phố, nguồn đào tạo, bồi dưỡng cán bộ, công chức",
    "Kinh phí của trường",
    "Ngân sách xã, phường cử cán bộ",
)
SPARE = 2  # classes the next year's draft has beyond those already made


def write_plans(city: City, institution: Unit, signer: str, courses: Sequence[Course]) -> None:
    """Write a plan for each year with its items, and let every class stand on its item."""
    by_year: dict[int, dict[str, list[Course]]] = defaultdict(lambda: defaultdict(list))
    for course in sorted(courses, key=lambda course: course.row.opens_on):
        by_year[course.row.opens_on.year][course.programme.code].append(course)
    by_year.setdefault(city.day.year + 1, defaultdict(list))
    known = {course.programme.code: course for course in courses}
    plans = write([_plan(city, institution, signer, year) for year in sorted(by_year)])
    items: list[PlanItem] = []
    for plan in plans:
        held = by_year[plan.year]
        for code in [code for code in MIX if code in known]:
            if held[code] or not plan.is_approved:
                items.append(_item(plan, len(items) + 1, known[code], held[code]))
    _number(items)
    write(items)
    for item in items:
        for number, course in enumerate(by_year[item.plan.year][item.programme.code], start=1):
            course.row.plan_item, course.row.plan_number = item, number


def confirm_filled(city: City, courses: Sequence[Course]) -> None:
    """Calls that have their minimum are confirmed, as they would be by themselves."""
    filled = [
        course.row
        for course in courses
        if course.row.status == TrainingClass.Status.ENROLLING and len(course.enrolments) >= course.row.minimum
    ]
    for row in filled:
        row.confirmed_at = moment(working_day_before(city.day), 11)
    TrainingClass.objects.bulk_update(filled, ["confirmed_at"])


def _plan(city: City, institution: Unit, signer: str, year: int) -> TrainingPlan:
    plan = TrainingPlan(year=year, institution=institution)
    if year <= city.day.year:
        decided_on = working_day_before(date(year, 1, 16))
        plan.status, plan.decision_number = TrainingPlan.Status.APPROVED, f"{12 + year % 7}/QĐ-TLHP"
        plan.decided_on, plan.signer = decided_on, signer
        plan.submitted_at, plan.approved_at = moment(date(year, 1, 5), 9), moment(decided_on, 15)
    return plan


def _item(plan: TrainingPlan, order: int, course: Course, held: list[Course]) -> PlanItem:
    page = course.programme.page
    capacity = max([one.row.capacity for one in held], default=course.row.capacity)
    months = list(dict.fromkeys(f"M{one.row.opens_on.month:02d}" for one in held))
    return PlanItem(
        plan=plan,
        order=order,
        programme=page,
        class_count=len(held) if plan.is_approved else len(held) + SPARE,
        capacity=capacity,
        minimum=max(1, capacity // 2),
        openings=months if plan.is_approved else [*months, "Q2", "Q3"],
        place=ADDRESS,
        target_group=page.target_group[:500],
        budget_source=FUNDS[page.pk % len(FUNDS)],
    )


def _number(items: list[PlanItem]) -> None:
    numbers: dict[int, int] = defaultdict(int)
    for item in items:
        numbers[item.plan.year] += 1
        item.order = numbers[item.plan.year]
