"""Problems go into JSON and come back as they were."""

from datetime import date

from training.scheduling.solver import (
    CoverSet,
    Duty,
    Group,
    HalfDay,
    Lecturer,
    Meeting,
    Person,
    Placement,
    Problem,
    Room,
    Rule,
    from_json,
    half_day_key,
    placements_from_json,
    placements_to_json,
    to_json,
)

MONDAY = date(2027, 3, 15)


def test_a_problem_survives_json():
    morning = HalfDay(MONDAY, "morning")
    place = Placement(morning.key, "A1", "Lan")
    problem = Problem(
        half_days=(morning, HalfDay(MONDAY, "afternoon", "holiday", "Giỗ Tổ")),
        rooms=(Room("A1", 60, equipment=(("projector", 1),), closed=(morning.key,)),),
        lecturers=(Lecturer("Lan", ("m1",), ((0, "morning"),), dislikes=((morning.key, 2),), most_week=20),),
        groups=(Group("c1", 50, MONDAY, MONDAY),),
        meetings=(Meeting("m", "c1", kinds=("hall",), first=MONDAY, locked=place, published=place),),
        people=(Person("p", ("c1",)),),
        cover=(CoverSet("00004", (Person("p", ("c1",)),)),),
        duties=(Duty("d", (morning.key,), blocks=False),),
        rules=(Rule("compact", weight=7), Rule("travel", is_on=False)),
    )
    assert from_json(to_json(problem)) == problem
    assert placements_from_json(placements_to_json({"m": place})) == {"m": place}
    assert half_day_key(MONDAY, "morning") == "2027-03-15 morning"


def test_a_rule_not_named_is_on_with_its_own_weight():
    problem = Problem((), (), (), (), (), rules=(Rule("compact", weight=7), Rule("spread", is_on=False)))
    assert problem.weight("compact") == 7
    assert problem.weight("spread") == 0
    assert problem.weight("preference") == 2
    assert problem.is_on("cover")
