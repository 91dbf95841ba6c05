"""Every rule that bends and every fact of a conflict has its sentence, in both languages, with nothing left open."""

import pytest

from django.utils import translation

from training.scheduling.planning import wording
from training.scheduling.solver import HARD, SOFT

NAMES = {"class:1": "CTX-01", "lecturer:2": "TS. Hoàng Minh Sơn", "row:3": "CTX-01: Chuyên đề 1", "unit:4": "Xã Ô Diên"}
NUMBERS = dict.fromkeys(
    "half_days days week month year seats rooms meetings most_away most least lecturers".split(), 1234
)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", [*HARD, "locked"])
def test_facts_of_a_conflict_are_said(kind, language):
    fact = {"kind": kind, "keys": ["class:1", "2027-03-01", "2027-03-05"], "numbers": NUMBERS}
    with translation.override(language):
        sentence = wording.fact_sentence(fact, NAMES)
        assert wording.fact_sentence(fact | {"keys": [], "numbers": {}}, NAMES)
    assert sentence.endswith(".")
    assert "%(" not in sentence


@pytest.mark.parametrize("rule", SOFT)
def test_bent_rules_are_said_with_who_and_how_much(rule):
    finding = {"rule": rule, "who": ["class:1"], "meetings": ["row:3"], "half_day": "2027-03-01 morning", "units": 2}
    sentence = wording.bent_sentence(finding, NAMES)
    assert "CTX-01" in sentence
    assert wording.name_of(rule) != rule


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2027-03-01 morning", "sáng 01/03/2027"),
        ("2027-03-01", "01/03/2027"),
        ("week 2027-09", "tuần 9 năm 2027"),
        ("month 2027-03", "tháng 03/2027"),
        ("year 2027", "năm 2027"),
        ("", ""),
    ],
)
def test_spans_of_time_are_written_as_people_do(text, said):
    with translation.override("vi"):
        assert wording.when(text) == said


def test_the_summary_says_how_good_the_plan_is_and_how_good_it_could_be():
    report = {
        "cost": 1010,
        "bound": 1000,
        "gap": 0.0099,
        "placed": 1184,
        "moves": 0,
        "is_stopped": True,
        "left_count": 2,
    }
    with translation.override("vi"):
        said = " ".join(wording.summary(report))
        assert "1.184" in said
        assert "1,0%" in said
        assert wording.summary({}) == []
        assert "thấp nhất" in " ".join(wording.summary(report | {"bound": 1010, "gap": 0}))


def test_many_facts_of_one_kind_are_told_together():
    facts = [{"kind": "availability", "keys": [f"lecturer:{number}"], "numbers": {}} for number in range(9)]
    facts.append({"kind": "class", "keys": ["class:1"], "numbers": {}})
    with translation.override("vi"):
        _first, said, about = wording.conflict_sentences({"conflict": facts, "is_smallest": True, "names": NAMES})
    assert "(9)" in said
    assert "TS. Hoàng Minh Sơn" in said
    assert said.endswith("…")
    assert "CTX-01" in about


def test_an_unknown_name_is_said_as_it_is():
    assert wording.when_or_key("computers") == "máy tính"
    assert wording.when_or_key("nonsense") == "nonsense"
