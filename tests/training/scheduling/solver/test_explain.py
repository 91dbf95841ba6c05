"""Three years that cannot be planned, each for another reason, and the reason found."""

from dataclasses import replace

from tests.training.scheduling.solver.builder import MONDAY, at, change, small
from training.scheduling.solver import CoverSet, Person, Placement, Room, explain, solve
from training.scheduling.solver.changes import with_absence
from training.scheduling.solver.generate import Size, generate


def kinds(conflict):
    return {one.kind for one in conflict.facts}


def test_too_few_rooms_of_a_kind():
    """Three classes of two computer meetings in one day, two rooms with computers: five meetings are one too many."""
    problem = small(days=3, rooms=8, lecturers=6, classes=4)
    problem = replace(problem, groups=tuple(replace(one, last=MONDAY) for one in problem.groups))
    rooms = (*problem.rooms, Room("PC1", 60, "computer"), Room("PC2", 60, "computer"))
    asked = [replace(one, kinds=("computer",)) if one.group != "C3" else one for one in problem.meetings]
    problem = replace(problem, rooms=rooms, meetings=tuple(asked))
    assert solve(problem, seconds=5).status in ("impossible", "unknown")
    conflict = explain(problem, seconds=30)
    assert conflict.is_smallest
    assert kinds(conflict) == {"room_kind", "room", "window"}
    (kind,) = [one for one in conflict.facts if one.kind == "room_kind"]
    assert (kind.keys, kind.numbers) == (("computer",), {"meetings": 5, "rooms": 2})
    assert {one.keys[0] for one in conflict.facts if one.kind == "window"} == {"C0", "C1", "C2"}


def test_a_cover_set_that_cannot_be_kept():
    """Two leaders of one unit in classes that both need both days; a third class has nothing to do with it."""
    problem = small(days=2, rooms=4, lecturers=4, classes=3, meetings=3)
    leaders = Person("secretary", ("C0",)), Person("chairman", ("C1",))
    problem = replace(
        problem, cover=(CoverSet("00004", leaders), CoverSet("00005", (leaders[0], Person("x", ("C2",)))))
    )
    problem = change(problem, "meetings", "C2-0", locked=Placement(at(0)))
    conflict = explain(problem, seconds=30)
    assert conflict.is_smallest
    assert "cover" in kinds(conflict)
    assert kinds(conflict) <= {"cover", "window", "day_max", "class", "locked", "module_order"}
    (cover,) = [one for one in conflict.facts if one.kind == "cover"]
    assert cover.keys[0] in ("00004", "00005")


def test_a_lecturer_who_is_away_for_all_of_a_window():
    """In a year of many classes, the only lecturer of a module is away while one class meets."""
    problem, _drafted = generate(Size.scaled(0.1), seed=3)
    group = problem.groups[2]
    first = next(one for one in problem.meetings if one.group == group.key)
    teacher = problem.lecturers[0].key
    problem = change(problem, "meetings", first.key, lecturers=(teacher,), module="only")
    problem = change(problem, "lecturers", teacher, modules=(*problem.lecturers[0].modules, "only"))
    days = [one.key for one in problem.half_days if group.first <= one.date <= group.last]
    problem = with_absence(problem, teacher, days)
    assert solve(problem, seconds=2).status == "impossible"
    conflict = explain(problem, seconds=30)
    assert conflict.is_smallest
    assert kinds(conflict) == {"away", "competence", "window"}
    away = next(one for one in conflict.facts if one.kind == "away")
    assert away.keys == (teacher,)


def test_nothing_is_explained_where_there_is_a_plan():
    assert explain(small(), seconds=5) is None
