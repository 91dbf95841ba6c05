"""Every text of the interface has its Vietnamese, and nothing is only guessed."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("portal", "certificates", "training", "curriculum")
CATALOGUES = [ROOT / room / "locale" / "vi" / "LC_MESSAGES" / "django.po" for room in ROOMS]


@pytest.mark.parametrize("path", CATALOGUES, ids=ROOMS)
def test_catalogue_is_complete(path):
    catalogue = polib.pofile(str(path))
    assert [entry.msgid for entry in catalogue if not entry.translated()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed")
@pytest.mark.parametrize("room", ROOMS)
def test_catalogue_holds_every_text_of_the_code(room, tmp_path):
    """Collects anew into a copy: what ``make messages`` would add is missing."""
    copy = tmp_path / room
    shutil.copytree(ROOT / room, copy, ignore=shutil.ignore_patterns("static", "data", "__pycache__", "*.mo"))
    command = [sys.executable, str(ROOT / "manage.py"), "makemessages", "-l", "vi", "--no-location", "--no-obsolete"]
    subprocess.run([*command, "-v0"], cwd=copy, check=True, capture_output=True, text=True)
    collected = polib.pofile(str(copy / "locale" / "vi" / "LC_MESSAGES" / "django.po"))
    known = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(CATALOGUES[ROOMS.index(room)]))}
    assert sorted(entry.msgid for entry in collected if (entry.msgctxt, entry.msgid) not in known) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=ROOMS)
def test_placeholders_survive_translation(path):
    """A placeholder lost or invented in the Vietnamese would fail on the screen."""
    placeholder = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
    wrong = []
    for entry in polib.pofile(str(path)):
        expected = set(placeholder.findall(entry.msgid)) | set(placeholder.findall(entry.msgid_plural))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text and not set(placeholder.findall(text)) <= expected:
                wrong.append(entry.msgid)
    assert wrong == []
