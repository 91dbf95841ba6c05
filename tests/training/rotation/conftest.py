from datetime import datetime

import pytest

from django.utils import translation

from curriculum.clock.time import set_to
from training.mentoring.reference import load_competencies, load_forms


@pytest.fixture
def instruments(db) -> None:
    """The competencies and the forms that come with the portal."""
    load_competencies()
    load_forms()


@pytest.fixture(autouse=True)
def _clock():
    """A Monday, so that no test depends on the day it runs."""
    with set_to(datetime(2026, 11, 23, 15, 0)):
        yield


@pytest.fixture
def en():
    """Sentences are compared in the language they are written in."""
    with translation.override("en"):
        yield
