import json
from decimal import Decimal

from curriculum.questions.content import (
    Accepted,
    AcceptedNumber,
    Criterion,
    Gap,
    Item,
    Kind,
    Level,
    Option,
    Pair,
    QuestionContent,
)

EVERYTHING = QuestionContent(
    kind=Kind.CLOZE,
    name="Tiếp công dân",
    text="<p>Chủ tịch tiếp dân {{1}} ngày trong tháng.</p>",
    points=Decimal("2.50"),
    options=(Option("a", "Một", Decimal(100)), Option("b", "Hai", Decimal("-33.33333"), "Chưa đúng", is_fixed=True)),
    pairs=(Pair("1", "Đơn khiếu nại", "30 ngày"), Pair("2", "", "90 ngày")),
    items=(Item("a", "Nghe"), Item("b", "Ghi")),
    accepted=(Accepted("hai*"),),
    numbers=(AcceptedNumber(Decimal("3.14"), Decimal("0.005")),),
    gaps=(Gap("1", 2, numbers=(AcceptedNumber(Decimal(2)),)), Gap("2", options=(Option("x", "một"),))),
    rubric=(Criterion("a", "Nêu đúng thẩm quyền", (Level(Decimal(0), "chưa"), Level(Decimal("1.5"), "đủ"))),),
)


def test_content_comes_back_from_json_as_it_was():
    stored = json.loads(json.dumps(EVERYTHING.as_json()))
    assert QuestionContent.from_json(stored) == EVERYTHING


def test_equal_contents_are_stored_alike():
    assert EVERYTHING.as_json()["points"] == "2.5"
