"""Figures by hand: the textbook's numbers, groups and wrong choices."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.questions.content import Kind
from curriculum.questions.statistics import Row, figures_of
from tests.factories.curriculum import CONTENTS

SINGLE = CONTENTS[Kind.SINGLE]


def test_a_question_that_only_the_able_know_tells_people_apart():
    rows = [Row(1.0 if place >= 5 else 0.0, place / 10, {"choice": "a" if place >= 5 else "b"}) for place in range(10)]
    figures = figures_of(SINGLE, rows)
    assert (figures.count, figures.facility, figures.difference) == (10, 0.5, 1.0)
    assert figures.discrimination == pytest.approx(0.870, abs=0.001)  # point-biserial of 0…9 with the upper half
    assert figures.bands == [5, 0, 0, 5]
    assert [(one["key"], one["count"], one["best"], one["weakest"]) for one in figures.answers] == [
        ("a", 5, 1.0, 0.0),
        ("b", 5, 0.0, 1.0),
        ("c", 0, 0.0, 0.0),
    ]


def test_few_people_and_equal_people_say_nothing_of_discrimination():
    few = figures_of(SINGLE, [Row(1.0, 0.5, {"choice": "a"})] * 9)
    alike = figures_of(SINGLE, [Row(1.0, 0.5, {"choice": "a"})] * 20)
    assert (few.facility, few.discrimination, few.difference) == (1.0, None, None)
    assert (alike.discrimination, alike.difference) == (None, 0.0)
    assert figures_of(SINGLE, []).facility is None


@pytest.mark.parametrize(
    ("kind", "response", "named"),
    [
        (Kind.MULTIPLE, {"choices": ["a", "c"]}, {"a": 1, "b": 0, "c": 1}),
        (Kind.SHORT_ANSWER, {"text": " Hà  Nội "}, {"hà nội": 1}),
        (Kind.ORDERING, {"order": ["b", "a", "c", "d"]}, {"b → a → c → d": 1}),
        (Kind.CLOZE, {"gaps": {"1": "2", "2": ""}}, {"1=2": 1}),
        (Kind.SINGLE, {}, {"a": 0, "b": 0, "c": 0, "": 1}),
    ],
)
def test_answers_are_counted_by_what_was_chosen_or_typed(kind, response, named):
    figures = figures_of(CONTENTS[kind], [Row(0.0, None, response)])
    assert {one["key"]: one["count"] for one in figures.answers} == named


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.sampled_from("abc")), max_size=40))
def test_figures_stay_within_their_bounds(told):
    figures = figures_of(SINGLE, [Row(share, rest, {"choice": choice}) for share, rest, choice in told])
    assert sum(figures.bands) == figures.count == len(told)
    assert all(value is None or -1 <= value <= 1 for value in (figures.discrimination, figures.difference))
    assert sum(one["count"] for one in figures.answers) == len(told)
    assert figures.facility is None or 0 <= Decimal(str(figures.facility)) <= 1
