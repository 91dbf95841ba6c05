from tests.training.conftest import november  # noqa: F401
