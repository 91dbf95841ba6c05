"""What tests of the training room share."""

from datetime import datetime

import pytest

from curriculum.clock.time import set_to


@pytest.fixture
def november():
    """The clock stands at 09:00 on 25/11/2026, while the classes of the factories take nominations."""
    with set_to(datetime(2026, 11, 25, 9, 0)):
        yield


@pytest.fixture
def december():
    """The clock stands at 15:00 on 18/12/2026, the last day of the classes of the factories."""
    with set_to(datetime(2026, 12, 18, 15, 0)):
        yield
