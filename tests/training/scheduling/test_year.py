"""A plan copied into the next year, and its classes made with days on which they can open."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.clock.time import set_to
from tests.factories.curriculum import ProgrammePageFactory
from tests.factories.training import PlanItemFactory, TrainingClassFactory, TrainingPlanFactory
from training.cohorts.services import cancel_class
from training.errors import InvalidInput, NotAllowed
from training.models import PlanItem, TrainingClass, TrainingPlan
from training.scheduling.holidays import is_working_day
from training.scheduling.year import copy_plan, create_planned_classes, propose_days, same_week_of

YEAR = 2027

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "year", "moved"),
    [
        (date(2026, 3, 16), 2027, date(2027, 3, 15)),
        (date(2025, 5, 2), 2026, date(2026, 5, 4)),  # Friday 1/5 is a holiday, then the weekend
        (date(2027, 1, 1), 2026, date(2026, 1, 2)),
        (date(2024, 2, 29), 2027, date(2027, 2, 25)),
    ],
)
def test_a_day_keeps_its_weekday_and_week(day, year, moved):
    assert same_week_of(day, year) == moved


@given(st.dates(min_value=date(2018, 1, 1), max_value=date(2030, 12, 31)), st.integers(2019, 2032))
def test_a_moved_day_is_a_working_day_near_its_week(day, year):
    moved = same_week_of(day, year)
    assert moved.year == year
    assert is_working_day(moved)
    assert abs((moved - day.replace(year=year, day=min(day.day, 28))).days) <= 15  # Tết lasts longest


@given(
    st.integers(1, 12),
    st.lists(st.sampled_from(["H1", "H2", "Q1", "Q2", "Q3", "Q4", "M02", "M09", "2027-09-02"]), max_size=5),
    st.integers(1, 20),
)
def test_proposed_classes_open_on_working_days_of_their_periods(count, openings, days):
    plan = TrainingPlan(year=YEAR)
    programme = ProgrammePageFactory.build(days=days)
    item = PlanItem(plan=plan, class_count=count, openings=openings, capacity=40)
    item._state.fields_cache["programme"] = programme
    with set_to(datetime(2026, 11, 25, 9, 0)), pytest.MonkeyPatch.context() as patch:
        patch.setattr("training.scheduling.year.value_on", lambda key: 10)
        proposals = propose_days(item)
    assert [one.number for one in proposals] == list(range(1, count + 1))
    for one in proposals:
        assert is_working_day(one.opens_on)
        assert is_working_day(one.closes_on)
        assert one.nominate_until == one.opens_on - timedelta(days=10)
        between = [one.opens_on + timedelta(days=n) for n in range((one.closes_on - one.opens_on).days + 1)]
        assert sum(map(is_working_day, between)) == days


@pytest.mark.usefixtures("november")
class TestClassesOfAPlan:
    @pytest.fixture
    def item(self):
        programme = ProgrammePageFactory(code="BTX", days=10, class_size_max=80)
        return PlanItemFactory(
            plan=TrainingPlanFactory(year=YEAR), programme=programme, class_count=3, openings=["Q1", "Q3"]
        )

    @pytest.mark.both_databases
    def test_they_are_made_once_tentative_and_with_days(self, item, cast):
        made = create_planned_classes(item.plan, by=cast.training_office)
        assert [one.code for one in made] == ["BTX-2027-01", "BTX-2027-02", "BTX-2027-03"]
        assert create_planned_classes(item.plan, by=cast.training_office) == []
        first = TrainingClass.objects.get(code="BTX-2027-01")
        assert (first.stage, first.plan_item, first.plan_number) == ("tentative", item, 1)
        assert (first.capacity, first.minimum, first.organiser) == (40, 20, item.plan.institution)
        assert first.confirm_by == first.nominate_until
        assert [one.opens_on.month <= 3 for one in made] == [True, True, False]

    def test_a_raised_number_adds_the_missing_and_a_cancelled_class_is_not_made_again(self, item, cast):
        made = create_planned_classes(item.plan, by=cast.training_office)
        cancel_class(made[0], reason="Không đủ số lượng", by=cast.training_office)
        assert create_planned_classes(item.plan, by=cast.training_office) == []
        item.class_count = 5
        item.save()
        assert [one.plan_number for one in create_planned_classes(item.plan, by=cast.training_office)] == [4, 5]

    def test_numbers_go_on_from_those_of_the_year(self, item, cast):
        TrainingClassFactory(code="BTX-2027-07", programme=item.programme)
        made = create_planned_classes(item.plan, by=cast.training_office)
        assert made[0].code == "BTX-2027-08"

    def test_none_is_made_when_one_is_refused(self, item, cast):
        PlanItemFactory(plan=item.plan, programme=ProgrammePageFactory(code="XXX", live=False))
        with pytest.raises(InvalidInput):
            create_planned_classes(item.plan, by=cast.training_office)
        assert not TrainingClass.objects.exists()

    def test_only_the_training_office_makes_them(self, item, cast):
        for name in ("auditor", "committee_officer", "unit_officer"):
            with pytest.raises(NotAllowed):
                create_planned_classes(item.plan, by=cast[name])

    def test_a_copy_takes_the_days_of_the_classes_that_were_held(self, item, cast):
        TrainingClassFactory(
            programme=item.programme,
            plan_item=item,
            plan_number=1,
            opens_on=date(2027, 3, 15),
            closes_on=date(2027, 3, 26),
            nominate_until=date(2027, 3, 1),
        )
        PlanItemFactory(plan=item.plan, programme=ProgrammePageFactory(code="KNLD"), openings=["H1", "2027-09-08"])
        copy = copy_plan(item.plan, year=2028, by=cast.training_office)
        assert copy.status == "draft"
        openings = dict(copy.items.values_list("programme__code", "openings"))
        assert openings == {"BTX": ["2028-03-13"], "KNLD": ["H1", "2028-09-06"]}
        assert copy_plan(item.plan, year=2028, by=cast.training_office).items.count() == 2
        with pytest.raises(InvalidInput):
            copy_plan(item.plan, year=YEAR, by=cast.training_office)
