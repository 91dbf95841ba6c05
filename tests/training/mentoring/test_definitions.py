"""What a field accepts, and who sees it."""

from datetime import date

import pytest

from django.utils import translation

from training.mentoring.definitions import FormField, fingerprint
from training.mentoring.merging import Merged, merge

STATES = [{"value": "done", "label_vi": "Xong", "label_en": "Done"}]
GOALS = {
    "lines": 2,
    "minimum": 1,
    "required": True,
    "columns": [
        {"id": "goal", "type": "line", "label_vi": "Mục tiêu", "label_en": "Goal"},
        {"id": "state", "type": "choice", "label_vi": "Tình trạng", "label_en": "State", "choices": STATES},
    ],
}


def make(kind: str, **data) -> FormField:
    return FormField("x", kind, {"label_vi": "Ô thử", "label_en": "Box", **data})


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        (make("text"), "  hai\ndòng ", "hai\ndòng"),
        (make("text"), "   ", None),
        (make("line"), None, None),
        (make("integer", min=0, max=92), "12", 12),
        (make("scale"), "5", 5),
        (make("date"), "2026-03-05", "2026-03-05"),
        (make("date"), date(2026, 3, 5), "2026-03-05"),
        (make("choice", choices=STATES), "done", "done"),
        (make("rows", **GOALS), [{"goal": "a", "state": "done"}, {"goal": " "}], [{"goal": "a", "state": "done"}]),
        (make("rows", **GOALS), [{}], None),
        (make("rows", **GOALS), None, None),
    ],
)
def test_clean(field, value, kept):
    assert field.clean(value) == kept


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (make("integer", min=0, max=92), "93"),
        (make("integer", min=0, max=92), "nhiều"),
        (make("scale"), "0"),
        (make("date"), "hôm nay"),
        (make("choice", choices=STATES), "never"),
        (make("line"), "a" * 301),
        (make("rows", **GOALS), [{}, {}, {}]),
        (make("rows", **GOALS), "text"),
    ],
)
def test_clean_refuses_with_a_sentence_that_names_the_box(field, value, en):
    with pytest.raises(ValueError, match=r"“(Box|Goal)”"):
        field.clean(value)


def test_missing():
    rows = make("rows", **GOALS)
    assert rows.missing([{"goal": "a", "state": "done"}]) == ""
    assert rows.missing([{"goal": "a", "state": None}])
    assert rows.missing(None)
    assert make("text", required=True).missing(None)
    assert make("text").missing(None) == ""
    assert make("integer", required=True).missing(0) == ""


def test_confidential_field_is_hidden_from_the_mentor_whatever_else_he_is():
    field = make("scale", readers=["mentee", "committee_officer"], hidden_from=["mentor"])
    seen = [["mentee"], ["committee_officer"]]
    hidden = [["mentor"], ["host_head"], ["mentor", "committee_officer"], ["link_officer", "sending_unit"], []]
    assert field.is_confidential
    assert [field.is_seen_by(who) for who in seen] == [True, True]
    assert not any(field.is_seen_by(who) for who in hidden)
    assert make("text").is_seen_by([])


def test_words_follow_the_language():
    with translation.override("vi"):
        assert make("text").label == "Ô thử"
    with translation.override("en"):
        assert make("text").label == "Box"


def test_fingerprint_does_not_depend_on_the_order_of_keys():
    assert fingerprint({"a": 1, "b": "ă"}) == fingerprint({"b": "ă", "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})


@pytest.mark.parametrize(
    ("current", "incoming", "base", "joined", "apart"),
    [
        ({"a": "x"}, {"a": "x"}, None, {"a": "x"}, {}),
        ({"a": "x"}, {"b": "y"}, None, {"a": "x", "b": "y"}, {}),
        ({"a": ""}, {"a": "y"}, None, {"a": "y"}, {}),
        ({"a": "x"}, {"a": ""}, None, {"a": "x"}, {}),
        ({"a": "Đã gặp"}, {"a": "Đã gặp dân"}, None, {"a": "Đã gặp dân"}, {}),
        ({"a": "Đã gặp dân"}, {"a": "Đã gặp"}, None, {"a": "Đã gặp dân"}, {}),
        ({"a": "x"}, {"a": "y", "b": "z"}, None, {"a": "x", "b": "z"}, {"a": "y"}),
        ({"a": "x"}, {"a": "y"}, {"a": "y"}, {"a": "x"}, {}),
        ({"a": "x"}, {"a": "y"}, {"a": "x"}, {"a": "y"}, {}),
        ({"a": 1, "b": 1}, {"a": 2, "b": 2}, {"a": 0, "b": 1}, {"a": 1, "b": 2}, {"a": 2}),
    ],
)
def test_merge_joins_answer_by_answer_what_loses_nothing(current, incoming, base, joined, apart):
    assert merge(current, incoming, base) == Merged(joined, apart)
