"""What keeps the house in shape: who may import whom, models that are listed, pages a strict policy can serve."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from django.db.models.base import ModelBase

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("portal", "certificates", "training", "curriculum")
SUBJECT_MODELS = sorted(path for room in ROOMS for path in (ROOT / room).glob("*/models.py"))
TEMPLATES = sorted(path for room in ROOMS for path in (ROOT / room / "templates").rglob("*.html"))

INLINE = {
    "a script written into the page": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(ld\+)?json\")", re.I
    ),
    "a style element": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"<[^>]*\sstyle=", re.I),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+=", re.I),
    "an address of another server": re.compile(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"(?:https?:)?//", re.I),
}
# Documents that WeasyPrint prints are no pages: no browser and no policy reads them.
PRINTED = {"documents", "papers", "print"}


def test_rooms_and_subjects_look_down_only():
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("path", SUBJECT_MODELS, ids=lambda path: f"{path.parent.parent.name}.{path.parent.name}")
def test_subject_models_are_listed_by_their_room(path):
    room, subject = path.parent.parent.name, path.parent.name
    module = importlib.import_module(f"{room}.{subject}.models")
    own = [item for item in vars(module).values() if isinstance(item, ModelBase) and item.__module__ == module.__name__]
    if all(model._meta.abstract for model in own):
        pytest.skip("only abstract models")
    listed = (ROOT / room / "models.py").read_text()
    assert re.search(rf"^from {room}\.{subject}\.models import", listed, re.M), (
        f"{room}/models.py must import {room}.{subject}.models: without it makemigrations proposes to delete tables."
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_holds_under_a_strict_policy(path):
    if PRINTED & set(path.parts):
        pytest.skip("printed, never sent to a browser")
    text = re.sub(r"{#.*?#}|{%\s*comment\b.*?endcomment\s*%}", "", path.read_text(), flags=re.S)
    found = [what for what, pattern in INLINE.items() if pattern.search(text)]
    assert not found, f"{path.relative_to(ROOT)} holds {', '.join(found)}"
