"""The few things tests change: own state per process, fast hashing, mail in memory, tasks in line, plain static files.

Every xdist worker keeps its state in ``var/test/<worker>/``. The test database is a real file (threads and the live
server share it), named after the migrations it was made from, so that ``--reuse-db`` never meets an old schema.
"""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
STATE = Path(os.environ.get("TEST_VAR_DIR", ROOT / "var" / "test")) / WORKER
os.environ |= {"VAR_DIR": str(STATE), "SECRET_KEY": "tests-" + "x" * 60, "DEMO": "1"}
for name in (
    "BASE_URL",
    "CACHE_URL",
    "CELERY_BROKER_URL",
    "COSO_NOW",
    "EMAIL_URL",
    "ISSUER_KEYS",
    "ISSUER_KEYS_DIR",
    "SECURE",
):
    os.environ.pop(name, None)

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, MIDDLEWARE, STORAGES  # noqa: E402


def schema_fingerprint() -> str:
    """Changes with any migration of the rooms and with any pinned version."""
    files = [ROOT / "requirements.txt", *sorted(ROOT.glob("*/migrations/*.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files if file.exists())).hexdigest()[:12]


def test_database_name() -> str:
    if DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
        return "test_coso"
    current = STATE / f"test-{schema_fingerprint()}.sqlite3"
    for old in STATE.glob("test-*.sqlite3*"):
        if not old.name.startswith(current.name):
            old.unlink(missing_ok=True)
    return str(current)


DATABASES["default"]["TEST"] = {"NAME": test_database_name()}
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
    DATABASES["default"]["OPTIONS"]["timeout"] = 120  # twenty issuers on a machine that has much else to do

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
MIDDLEWARE = [name for name in MIDDLEWARE if name != "whitenoise.middleware.WhiteNoiseMiddleware"]
