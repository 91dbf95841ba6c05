"""Every text of the interface has its Vietnamese, and nothing is only guessed."""

import re
import shutil
from pathlib import Path

import polib
import pytest

from django.apps import apps
from django.core.management import call_command
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("portal", "certificates", "training", "curriculum")
CATALOGUES = [ROOT / room / "locale" / "vi" / "LC_MESSAGES" / "django.po" for room in ROOMS]
DOMAINS = ("django", "djangojs")
FOR_WAGTAIL = [ROOT / "portal" / "wagtail_locale" / "vi" / "LC_MESSAGES" / f"{domain}.po" for domain in DOMAINS]
ALL = [*CATALOGUES, *FOR_WAGTAIL]
ALL_IDS = [*ROOMS, *(f"wagtail-{domain}" for domain in DOMAINS)]


def _translated(path: Path) -> set[tuple[str | None, str]]:
    entries = polib.pofile(str(path)) if path.exists() else []
    return {(entry.msgctxt, entry.msgid) for entry in entries if entry.translated()}


@pytest.mark.parametrize("path", ALL, ids=ALL_IDS)
def test_catalogue_is_complete(path):
    catalogue = polib.pofile(str(path))
    assert [entry.msgid for entry in catalogue if not entry.translated()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed")
@pytest.mark.parametrize("room", ROOMS)
def test_catalogue_holds_every_text_of_the_code(room, tmp_path, monkeypatch):
    """Collects anew into a copy: what ``make messages`` would add is missing."""
    copy = tmp_path / room
    shutil.copytree(ROOT / room, copy, ignore=shutil.ignore_patterns("static", "data", "__pycache__", "*.mo"))
    monkeypatch.chdir(copy)
    call_command("makemessages", locale=["vi"], no_location=True, no_obsolete=True, verbosity=0)
    collected = polib.pofile(str(copy / "locale" / "vi" / "LC_MESSAGES" / "django.po"))
    known = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(CATALOGUES[ROOMS.index(room)]))}
    assert sorted(entry.msgid for entry in collected if (entry.msgctxt, entry.msgid) not in known) == []


@pytest.mark.parametrize("path", ALL, ids=ALL_IDS)
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


@pytest.mark.parametrize("path", FOR_WAGTAIL, ids=DOMAINS)
def test_wagtail_words_keep_placeholders_and_tags(path):
    """Nothing is dropped either. Where only Wagtail's plural gives the number, the one Vietnamese form may give it."""
    kept = re.compile(r"%\(\w+\)[sd]|\{\w+\}|<[^>]+>")
    wrong = []
    for entry in polib.pofile(str(path)):
        one, many = set(kept.findall(entry.msgid)), set(kept.findall(entry.msgid_plural))
        vietnamese = set(kept.findall(entry.msgstr or entry.msgstr_plural[0]))
        if not one <= vietnamese <= one | many:
            wrong.append(entry.msgid)
    assert wrong == []


@pytest.mark.parametrize("path", FOR_WAGTAIL, ids=DOMAINS)
def test_wagtail_has_no_english_left(path):
    """What an upgrade of Wagtail adds is named here."""
    known, missing = _translated(path), set()
    locales = [Path(app.path) / "locale" for app in apps.get_app_configs() if app.name.split(".")[0] == "wagtail"]
    vietnamese = set().union(*(_translated(locale / "vi" / "LC_MESSAGES" / path.name) for locale in locales))
    for locale in locales:
        english = locale / "en" / "LC_MESSAGES" / path.name
        if english.exists():
            missing |= {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(english)) if not entry.obsolete}
    assert len(locales) > 10
    assert sorted(msgid for _, msgid in missing - known - vietnamese) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=ROOMS)
def test_wagtail_words_agree_with_ours(path):
    """Django lets a catalogue of LOCALE_PATHS win over an app's, so one English text has one Vietnamese."""
    words = {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(FOR_WAGTAIL[0]))}
    differing = {}
    for entry in polib.pofile(str(path)):
        other = words.get((entry.msgctxt, entry.msgid))
        if other and (entry.msgstr, entry.msgstr_plural) != (other.msgstr, other.msgstr_plural):
            differing[entry.msgid] = (entry.msgstr or entry.msgstr_plural, other.msgstr or other.msgstr_plural)
    assert differing == {}


def test_wagtail_speaks_vietnamese():
    with translation.override("vi"):
        assert translation.gettext("Search…") == "Tìm kiếm…"
        assert translation.gettext("Publish any page") == "Xuất bản mọi trang"
        assert translation.ngettext("Delete 1 page", "Delete %(counter)s pages", 3) == "Xóa %(counter)s trang"
