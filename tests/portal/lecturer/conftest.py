from tests.training.assignments.conftest import assignment, facts, part, running_class, second  # noqa: F401
from tests.training.conftest import december, november  # noqa: F401
