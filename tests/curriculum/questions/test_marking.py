from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.errors import MalformedResponse
from curriculum.questions.checking import check_content
from curriculum.questions.content import Accepted, Item, Kind, Option, Pair
from curriculum.questions.marking import BY_PERSON, full_response, mark
from tests.factories.curriculum import CONTENTS, content_of

MARKED = [kind for kind in Kind if kind not in BY_PERSON]
THIRD = Decimal("33.33333")


@pytest.mark.parametrize("kind", Kind, ids=str)
def test_the_full_answer_earns_everything_and_none_nothing(kind):
    content = CONTENTS[kind]
    check_content(content)
    expected = (None, None) if kind in BY_PERSON else (100, 0)
    assert (mark(content, full_response(content)), mark(content, {})) == expected


@pytest.mark.parametrize(
    ("kind", "response", "earned"),
    [
        (Kind.SINGLE, {"choice": "b"}, 0),
        (Kind.MULTIPLE, {"choices": ["a"]}, 50),
        (Kind.MULTIPLE, {"choices": ["a", "c"]}, 0),
        (Kind.MULTIPLE, {"choices": ["a", "b", "c"]}, 50),
        (Kind.MULTIPLE, {"choices": ["c"]}, 0),
        (Kind.TRUE_FALSE, {"choice": "false"}, 0),
        (Kind.MATCHING, {"pairs": {"1": "1", "2": "3"}}, 50),
        (Kind.MATCHING, {"pairs": {"1": "2", "2": "1"}}, 0),
        (Kind.ORDERING, {"order": ["b", "c", "d", "a"]}, "66.67"),
        (Kind.ORDERING, {"order": ["d", "c", "b", "a"]}, 0),
        (Kind.NUMERICAL, {"text": "3,145"}, 100),
        (Kind.NUMERICAL, {"text": "3,1450001"}, 50),
        (Kind.NUMERICAL, {"text": "2.0"}, 50),
        (Kind.NUMERICAL, {"text": "4,1"}, 0),
        (Kind.NUMERICAL, {"text": "khoảng ba"}, 0),
        (Kind.SHORT_ANSWER, {"text": "hà nội"}, 100),
        (Kind.SHORT_ANSWER, {"text": "Thành Thăng Long"}, 50),
        (Kind.SHORT_ANSWER, {"text": "Huế"}, 0),
        (Kind.CLOZE, {"gaps": {"1": "2"}}, 50),
        (Kind.CLOZE, {"gaps": {"1": "3", "2": "x", "3": "trụ sở UBND xã"}}, 50),
        (Kind.CLOZE, {"gaps": {"1": "2,0", "2": "y", "3": "nhà"}}, 50),
    ],
)
def test_part_of_an_answer_earns_its_part(kind, response, earned):
    assert mark(CONTENTS[kind], response) == Decimal(earned)


def test_thirds_add_up_to_the_whole():
    content = content_of(Kind.MULTIPLE, options=[*(Option(key, key, THIRD) for key in "abc"), Option("d", "d")])
    check_content(content)
    assert mark(content, {"choices": ["a", "b", "c"]}) == 100


def test_two_prompts_may_have_the_same_answer():
    content = content_of(Kind.MATCHING, pairs=(Pair("1", "A", "có"), Pair("2", "B", "có"), Pair("3", "C", "không")))
    assert mark(content, {"pairs": {"1": "2", "2": "1", "3": "3"}}) == 100


def test_the_first_accepted_text_decides():
    content = content_of(Kind.SHORT_ANSWER, accepted=(Accepted("không*", Decimal(0)), Accepted("*")))
    assert (mark(content, {"text": "không rõ"}), mark(content, {"text": "rõ"})) == (0, 100)


@pytest.mark.parametrize(
    ("kind", "response"),
    [
        (Kind.SINGLE, {"choice": "z"}),
        (Kind.SINGLE, {"choice": ["a"]}),
        (Kind.SINGLE, {"choice": "a", "mark": 100}),
        (Kind.SINGLE, ["a"]),
        (Kind.MULTIPLE, {"choices": ["a", "a"]}),
        (Kind.MULTIPLE, {"choices": [["a"]]}),
        (Kind.MATCHING, {"pairs": {"3": "3"}}),
        (Kind.MATCHING, {"pairs": {"1": None}}),
        (Kind.ORDERING, {"order": ["a", "b", "a"]}),
        (Kind.NUMERICAL, {"text": 3}),
        (Kind.SHORT_ANSWER, {"text": "a" * 1001}),
        (Kind.CLOZE, {"gaps": {"9": "2"}}),
        (Kind.CLOZE, {"gaps": {"2": "z"}}),
        (Kind.ESSAY, {"text": None}),
    ],
)
def test_what_no_page_sends_is_refused(kind, response):
    with pytest.raises(MalformedResponse):
        mark(CONTENTS[kind], response)


@st.composite
def choices(draw):
    credits_ = draw(st.lists(st.decimals(-100, 100, places=5), min_size=2, max_size=6))
    options = [Option(str(place), f"{place}", credit) for place, credit in enumerate(credits_)]
    chosen = draw(st.lists(st.sampled_from([option.key for option in options]), unique=True))
    return content_of(Kind.MULTIPLE, options=options), {"choices": chosen}


@st.composite
def orders(draw):
    keys = [str(place) for place in range(draw(st.integers(2, 8)))]
    return content_of(Kind.ORDERING, items=[Item(key, key) for key in keys]), {"order": draw(st.permutations(keys))}


@given(
    st.one_of(choices(), orders(), st.text(max_size=60).map(lambda text: (CONTENTS[Kind.NUMERICAL], {"text": text})))
)
def test_no_answer_earns_less_than_nothing_or_more_than_everything(case):
    assert 0 <= mark(*case) <= 100


@given(orders())
def test_an_order_earns_everything_only_when_it_is_right(case):
    content, response = case
    assert (mark(content, response) == 100) == (response["order"] == [item.key for item in content.items])
