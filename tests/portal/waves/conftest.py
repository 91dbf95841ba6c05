from tests.training.rotation.conftest import _clock, instruments  # noqa: F401
from tests.training.rotation.waves.conftest import blocs, documented, title, wave  # noqa: F401
