"""A newly appointed chairman: what he must complete before and after he moves, and before and after his unit merges.

``pytest -s`` prints the story.
"""

from datetime import date, datetime

import pytest

from curriculum.clock.time import set_to
from tests.factories.training import ObligationRuleFactory, PersonFactory, PositionTitleFactory, UnitFactory
from training.obligations.services import recompute_obligations
from training.people.services import begin_position, move_person
from training.units.services import NewUnit, merge_units

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def standing(django_capture_on_commit_callbacks):
    """Do something on a day; what the person owes that evening, by state, unit, first and due day, and print it."""

    def after(what, person, day, act):
        with set_to(datetime.combine(day, datetime.min.time())), django_capture_on_commit_callbacks(execute=True):
            result = act()
        rows = person.obligations.order_by("since").select_related("unit")
        lines = [(row.state, row.unit.name, row.since, row.due_on) for row in rows]
        for state, unit, since, due_on in lines:
            print(f"{day:%d/%m/%Y}  {what:<12} {unit:<12} {state:<8} từ {since:%d/%m/%Y}  hạn {due_on:%d/%m/%Y}")
        return result, lines

    return after


def test_a_move_begins_anew_and_a_merger_carries_on(cast, standing):
    ObligationRuleFactory(titles=["pc_chairman"], programme_code="CTX", months=12, earlier_months=0)
    title = PositionTitleFactory(code="pc_chairman", name_vi="Chủ tịch UBND")
    ba_vi, co_do, vat_lai = (UnitFactory(name=name) for name in ("Xã Ba Vì", "Xã Cổ Đô", "Xã Vật Lại"))
    person, by = PersonFactory(full_name="Trần Văn Bình"), cast.training_office

    first = date(2026, 3, 2)
    position, owed = standing("bổ nhiệm", person, first, lambda: begin_position(person, ba_vi, title, first, by=by))
    assert owed == [("due", "Xã Ba Vì", first, date(2027, 3, 2))]

    moved = date(2026, 9, 1)
    _position, owed = standing("điều động", person, moved, lambda: move_person(position, co_do, title, moved, by=by))
    left = ("lapsed", "Xã Ba Vì", first, date(2027, 3, 2))
    assert owed == [left, ("due", "Xã Cổ Đô", moved, date(2027, 9, 1))]

    merged_on = date(2027, 2, 1)
    into = NewUnit("99998", "Xã Suối Hai", co_do.type)
    merged, owed = standing(
        "sáp nhập",
        person,
        merged_on,
        lambda: merge_units([co_do, vat_lai], into, effective_on=merged_on, legal_basis="NQ 1", by=cast.administrator),
    )
    assert owed == [left, ("lapsed", "Xã Cổ Đô", moved, date(2027, 9, 1))]  # nobody chairs the new unit yet

    _position, owed = standing(
        "bố trí lại", person, merged_on, lambda: begin_position(person, merged, title, merged_on, by=by)
    )
    assert owed == [left, ("due", "Xã Suối Hai", moved, date(2027, 9, 1))]  # the first day and the due day go on

    late = date(2027, 9, 2)
    _nothing, owed = standing("quá hạn", person, late, lambda: recompute_obligations([person]))
    assert owed[-1] == ("overdue", "Xã Suối Hai", moved, date(2027, 9, 1))
