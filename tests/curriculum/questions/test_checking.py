from decimal import Decimal

import pytest

from django.utils import translation

from curriculum.errors import ImpossibleContent
from curriculum.questions.checking import check_content
from curriculum.questions.content import Accepted, AcceptedNumber, Criterion, Gap, Item, Kind, Level, Option, Pair
from tests.factories.curriculum import CONTENTS, content_of

RIGHT = Decimal(100)


@pytest.fixture(autouse=True)
def _english():
    """Sentences are compared in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.mark.parametrize("kind", Kind, ids=str)
def test_sound_questions_pass(kind):
    check_content(CONTENTS[kind])


@pytest.mark.parametrize(
    ("kind", "facts", "sentence"),
    [
        (Kind.SINGLE, {"text": "<p></p>"}, "its text is empty"),
        (Kind.SINGLE, {"name": " "}, "needs a name"),
        (Kind.SINGLE, {"points": Decimal(0)}, "points must be more than 0"),
        (Kind.SINGLE, {"options": ()}, "at least two choices"),
        (Kind.SINGLE, {"options": (Option("a", "x"), Option("b", "y"))}, "Exactly one choice must be right; here 0"),
        (Kind.SINGLE, {"options": (Option("a", "x", RIGHT), Option("a", "y"))}, "key “a” occurs 2 times"),
        (Kind.SINGLE, {"options": (Option("a", "x", RIGHT), Option("b", "x"))}, "“x” stands there 2 times"),
        (Kind.SINGLE, {"options": (Option("a", "x", RIGHT), Option("b", " "))}, "line is empty"),
        (Kind.SINGLE, {"accepted": (Accepted("x"),)}, "belong to another kind"),
        (Kind.MULTIPLE, {"options": (Option("a", "x", Decimal(50)), Option("b", "y"))}, "here they give 50 %"),
        (Kind.MULTIPLE, {"options": (Option("a", "x", RIGHT), Option("b", "y", Decimal(-200)))}, "between -100 %"),
        (Kind.TRUE_FALSE, {"options": (Option("true", "x", RIGHT), Option("no", "y"))}, "“true” and “false”"),
        (Kind.MATCHING, {"pairs": (Pair("1", "a", "b"), Pair("2", "", "c"))}, "at least two lines"),
        (Kind.MATCHING, {"pairs": (Pair("1", "a", "b"), Pair("2", "c", "B"))}, "nothing to choose"),
        (Kind.ORDERING, {"items": (Item("a", "x"),)}, "at least two things"),
        (Kind.NUMERICAL, {"numbers": (AcceptedNumber(Decimal(1), Decimal(-1)),)}, "tolerance not below 0"),
        (Kind.NUMERICAL, {"numbers": ()}, "no number earns all"),
        (Kind.SHORT_ANSWER, {"accepted": (Accepted("x", Decimal(50)),)}, "no accepted text earns all"),
        (Kind.CLOZE, {"text": "<p>{{1}} {{2}} {{3}} {{4}}</p>"}, "names the gap {{4}}"),
        (Kind.CLOZE, {"text": "<p>{{1}} {{2}}</p>"}, "gap {{3}} does not stand"),
        (Kind.CLOZE, {"text": "<p>{{1}}</p>", "gaps": (Gap("1"),)}, "Gap {{1}}: give either"),
        (Kind.ESSAY, {"rubric": (Criterion("a", "x", (Level(Decimal(1), ""),)),)}, "at least two levels"),
        (Kind.SITUATION, {"rubric": ()}, "needs a rubric"),
    ],
)
def test_what_nobody_could_answer_is_refused_with_its_reason(kind, facts, sentence):
    with pytest.raises(ImpossibleContent) as refusal:
        check_content(content_of(kind, **facts))
    assert sentence in str(refusal.value)
