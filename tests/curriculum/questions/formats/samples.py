"""The question files made by others, which stand beside the project."""

import io
from pathlib import Path

import pytest
from PIL import Image

from django.conf import settings


def picture(colour: str = "red") -> bytes:
    """A real picture, very small."""
    target = io.BytesIO()
    Image.new("RGB", (2, 2), colour).save(target, "PNG")
    return target.getvalue()


FOLDER = Path(settings.BASE_DIR).parent / "shared" / "samples" / "questions"

needs_samples = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared samples are not beside this clone")


def sample(name: str) -> bytes:
    return (FOLDER / name).read_bytes()
