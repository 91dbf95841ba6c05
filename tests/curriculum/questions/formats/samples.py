"""The question files made by others, which stand beside the project."""

from pathlib import Path

import pytest

from django.conf import settings

FOLDER = Path(settings.BASE_DIR).parent / "shared" / "samples" / "questions"

needs_samples = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared samples are not beside this clone")


def sample(name: str) -> bytes:
    return (FOLDER / name).read_bytes()
