"""The table of the benchmark says what was measured, and does not flatter."""

import json

import pytest

from config.bench.figures import AT_LEAST, Figure, table, write_json
from config.bench.pages import PAGES


@pytest.mark.parametrize(
    ("figure", "met"),
    [
        (Figure("queries", 15, "", 15), True),
        (Figure("queries", 16, "", 15), False),
        (Figure("rate", 99.9, "/s", 100, AT_LEAST), False),
        (Figure("rate", 100, "/s", 100, AT_LEAST), True),
        (Figure("not measured", None, "", 15), False),
        (Figure("baseline", 7300, "/s"), None),
    ],
    ids=lambda value: value.name if isinstance(value, Figure) else None,
)
def test_a_budget_is_kept_or_not(figure, met):
    assert figure.met is met


def test_table_shows_value_budget_and_verdict_in_columns():
    lines = table([Figure("memory", 412.4, "MB", 600), Figure("rate", 12.3, "/s", 120, AT_LEAST, "B/60")]).splitlines()
    assert lines[0].split() == ["figure", "value", "budget", "met"]
    assert lines[1].split() == ["memory", "412", "MB", "≤", "600", "MB", "yes"]
    assert lines[2].split() == ["rate", "12.3", "/s", "≥", "120", "/s", "NO", "(B/60)"]


def test_json_keeps_the_verdict(tmp_path):
    write_json([Figure("memory", 700, "MB", 600)], tmp_path / "bench.json", version="0.1.0")
    written = json.loads((tmp_path / "bench.json").read_text())
    assert written["version"] == "0.1.0"
    assert written["figures"][0]["met"] is False


def test_pages_are_named_once():
    assert len({page.name for page in PAGES}) == len(PAGES)
