from tests.training.rotation.waves.conftest import blocs, documented, title, wave  # noqa: F401
