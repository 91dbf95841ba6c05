import pytest

from django.utils.translation import override


@pytest.fixture(autouse=True)
def _in_english():
    """Refusals are compared with the sentences as they stand in the code."""
    with override("en"):
        yield
