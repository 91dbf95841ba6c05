from tests.training.conftest import december, november  # noqa: F401
