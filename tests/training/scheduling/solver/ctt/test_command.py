"""``manage.py solve_ctt``: the answer, the file, and what is refused before anything is written."""

import io
import json

import pytest

from django.core.management import CommandError, call_command

from tests.training.scheduling.solver.ctt.instances import SMALL
from tests.training.scheduling.solver.ctt.official import check


def solved(path, out, **options) -> dict:
    answer = io.StringIO()
    call_command("solve_ctt", path, out=out, stdout=answer, stderr=io.StringIO(), **options)
    return json.loads(answer.getvalue())


def test_the_answer_costs_what_the_file_costs(tmp_path):
    path, out = tmp_path / "small.ctt", tmp_path / "small.sol"
    path.write_text(SMALL)
    answer = solved(path, out, iterations=20_000, seed=7)
    assert answer["components"] == check(SMALL, out.read_text())
    assert answer["cost"] == sum(answer["components"].values()) == 22
    assert (answer["hard"], answer["seed"], answer["instance"]) == (0, 7, "small")


def test_the_time_is_kept(tmp_path):
    path, out = tmp_path / "small.ctt", tmp_path / "small.sol"
    path.write_text(SMALL)
    answer = solved(path, out, seconds=2)
    assert answer["cost"] == 22
    assert answer["seconds"] < 10  # compiling included, where nothing is kept yet


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        (SMALL.replace("old\t20", "old"), {}, "small.ctt: Line 16: a room has 2 fields (code, places)."),
        (SMALL, {"seconds": 2, "iterations": 5}, "Give --seconds or --iterations, not both."),
        (SMALL, {"seconds": -1}, "Seconds, iterations and workers must be above 0, the seed not below."),
    ],
)
def test_refusals_are_sentences_and_write_nothing(text, options, sentence, tmp_path):
    path, out = tmp_path / "small.ctt", tmp_path / "small.sol"
    path.write_text(text)
    with pytest.raises(CommandError) as refusal:
        solved(path, out, **options)
    assert str(refusal.value).endswith(sentence)
    assert not out.exists()
