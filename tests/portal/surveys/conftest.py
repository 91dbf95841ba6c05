"""The survey of month 6, six people asked, as in the tests of the training room."""

from tests.training.mentoring.conftest import _clock, instruments  # noqa: F401
from tests.training.mentoring.surveys.conftest import answer, opened, survey, tokens  # noqa: F401
