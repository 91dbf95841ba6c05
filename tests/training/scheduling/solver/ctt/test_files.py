"""Instances and solutions in: what is taken, and what is refused with which sentence."""

import pytest

from tests.training.scheduling.solver.ctt.instances import GOOD, SMALL
from training.scheduling.solver.ctt import (
    BadInstance,
    BadSolution,
    parse_instance,
    parse_solution,
    read_instance,
    write_solution,
)


def test_an_instance_is_read():
    instance = parse_instance(SMALL)
    assert (instance.name, instance.days, instance.periods_per_day, instance.lectures) == ("small", 2, 3, 5)
    assert [course.code for course in instance.courses] == ["geo", "alg", "law"]
    assert [(room.code, room.capacity) for room in instance.rooms] == [("big", 40), ("old", 20)]
    assert instance.conflicts == {(0, 1), (0, 2)}  # one curriculum, one teacher
    assert instance.unavailable == {(2, 5)}


@pytest.mark.parametrize(
    "text",
    [
        SMALL.replace("\n", "\r\n"),
        SMALL.replace("\n", "\n\n").replace("ROOMS:", "# rooms\n  ROOMS:\t"),
        SMALL.replace(" ", "\t").replace("END.\n", ""),
        SMALL + "what follows the end is not read",
        "\N{BYTE ORDER MARK}" + SMALL,
    ],
)
def test_other_ends_of_line_comments_and_blank_lines_make_no_difference(text, tmp_path):
    path = tmp_path / "small.ctt"
    path.write_bytes(text.encode())
    assert read_instance(path) == parse_instance(SMALL)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (SMALL, "", "The file is empty."),
        ("Days: 2\n", "", "The line “Days:” is missing at the head of the file."),
        ("Days: 2", "Days: two", "Line 4: Days must be a whole number, not “two”."),
        ("Days: 2", "Days: 0", "A week needs at least one day of 1 to 16 periods, not 0 days of 3."),
        ("Days: 2", "Weeks: 2", "Line 4: “Weeks: 2” belongs neither to the head nor to a section."),
        ("Courses: 3", "Courses: 4", "“Courses: 4” is announced, COURSES has 3 lines. The last one stands on line 12."),
        ("CURRICULA:", "GROUPS:", "The section CURRICULA is missing."),
        ("geo ann 2 2 30", "geo ann 2 30", "Line 10: a course has 5 fields (code, teacher, lectures, days, students)."),
        ("geo ann 2 2 30", "geo ann 7 2 30", "Line 10: the number of lectures must be below 7, not 7."),
        ("alg bob", "geo bob", "Line 11: the course geo stands there a second time."),
        ("old\t20", "old\t-1", "Line 16: the number of places must be a whole number, not “-1”."),
        ("2 geo alg", "3 geo alg", "Line 19: curriculum first announces 3 courses and names 2."),
        ("2 geo alg", "2 geo art", "Line 19: there is no course art."),
        ("law 1 2", "law 2 2", "Line 23: the day must be below 2, not 2."),
        ("law 1 2", "law 1", "Line 23: an unavailability has 3 fields (course, day, period)."),
        (
            "alg bob 2 2 50\nlaw ann 1",
            "alg bob 6 2 50\nlaw ann 5",
            "13 lectures do not fit into 2 rooms of 6 periods each.",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(old, new, sentence):
    with pytest.raises(BadInstance) as refusal:
        parse_instance(SMALL.replace(old, new))
    assert str(refusal.value) == sentence


def test_a_solution_is_written_as_it_was_read_and_leaves_nothing_beside(tmp_path):
    instance = parse_instance(SMALL)
    path = tmp_path / "small.sol"
    write_solution(path, parse_solution(GOOD, instance), instance)
    assert sorted(path.read_text().splitlines()) == sorted(GOOD.splitlines())
    assert [file.name for file in tmp_path.iterdir()] == ["small.sol"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("geo big 0", "Line 1: a lecture has 4 fields (course, room, day, period)."),
        ("art big 0 0", "Line 1: there is no course art."),
        ("geo new 0 0", "Line 1: there is no room new."),
        ("geo big 0 3", "Line 1: there is no period 3 on a day 0."),
        ("geo big 0 x", "Line 1: day and period must be whole numbers."),
    ],
)
def test_a_solution_that_does_not_fit_is_refused(line, sentence):
    with pytest.raises(BadSolution) as refusal:
        parse_solution(line, parse_instance(SMALL))
    assert str(refusal.value) == sentence
