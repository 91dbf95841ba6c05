"""Randomised runs with faults injected: nothing lost, nothing doubled, the latest by true time stands.

``COSO_FAULT_RUNS=1000 pytest tests/portal/trainee/quizzes/test_faults.py -s`` makes a thousand of them.
"""

import os
from collections import Counter

import pytest

from curriculum.questions.content import Kind
from curriculum.quizzes.services import start_attempt, submit_attempt
from tests.factories.quizzes import approved, quiz_of
from tests.portal.trainee.quizzes.faults import Run

pytestmark = pytest.mark.django_db
RUNS = int(os.environ.get("COSO_FAULT_RUNS", "8"))


def test_answers_survive_cuts_kills_moved_clocks_and_two_devices(signed_in, module, cast):
    quiz = quiz_of(*approved(Kind.SINGLE, Kind.SINGLE, Kind.SINGLE), parent=module)
    found: Counter[str] = Counter()
    for seed in range(RUNS):
        run = Run(signed_in, start_attempt(quiz, by=cast.trainee), seed)
        run.play()
        assert (run.lost, run.doubled, run.wrong) == (0, 0, 0), f"seed {seed}"
        found.update(run.faults, answers=len(run.made), runs=1)
        submit_attempt(run.attempt, by=cast.trainee)
    print(dict(found))
    assert found["answers"] > RUNS
