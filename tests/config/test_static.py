"""Collected scripts name each other by the mark of their content, so that none is loaded under two names."""

import re
import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

from config.static import MarkedModules

IMPORTED = re.compile(r'(?:from\s*|import[\s(]*)"(\.[^"]+)"')
MARKED = re.compile(r"\.[0-9a-f]{12}\.js$")


def test_imports_between_our_scripts_carry_their_mark(tmp_path):
    ours = tmp_path / "portal"
    shutil.copytree(Path(settings.BASE_DIR, "portal/static/portal/js"), ours / "js")
    shutil.copytree(Path(settings.BASE_DIR, "portal/static/portal/vendor/qr"), ours / "vendor/qr")
    storage = MarkedModules(location=tmp_path)
    paths = {str(path.relative_to(tmp_path)): (storage, str(path.relative_to(tmp_path))) for path in ours.rglob("*.js")}
    for name, _marked, done in ManifestStaticFilesStorage.post_process(storage, paths):  # without packing them
        assert done is True or done is False, f"{name}: {done}"
    named = {
        (path.name, name)
        for path in (ours / "js").rglob("*.js")
        if MARKED.search(path.name)
        for name in IMPORTED.findall(path.read_text())
    }
    assert named
    assert not {one for one in named if not MARKED.search(one[1])}
