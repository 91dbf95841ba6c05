"""How fast certificates are entered, drawn, sealed and kept, beside one plain document and signature each."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

from config.bench.figures import AT_LEAST, Figure, measurement
from config.bench.issuing import WORKERS

CERTIFICATES = int(os.environ.get("BENCH_CERTIFICATES", "400"))
PER_MINUTE, TIMES_PLAIN, READS, KILOBYTES = 1500, 5, 5, 120
SCALE = "0.02"


@measurement("certificates")
def certificates() -> Iterator[Figure]:
    """In a copy of the database and with a throw-away authority, both gone afterwards."""
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR) as folder:
        told = _measured(Path(folder))
    (plain, plain_cpu), count, cpu = told["plain"], told["count"], told["cpu"]
    yield Figure(
        "certificates, one plain HTML().write_pdf() and signature each", 60 / plain, "/min", note="one process"
    )
    wall = 60 * count / told["seconds"]
    note = f"{count} asked for, entered, drawn, sealed (B-LT), kept, told in {told['seconds']:.0f} s; {WORKERS} workers"
    yield Figure("certificates, signed and registered", wall, "/min", PER_MINUTE, AT_LEAST, note)
    undisturbed = 60 * count / (cpu / (os.cpu_count() or 1))
    busy = (
        f"{cpu / count * 1000:.0f} ms of the processor each; what {os.cpu_count()} cores do with nothing else running"
    )
    yield Figure("certificates, by time of the processor", undisturbed, "/min", note=busy)
    note = f"{plain_cpu * 2 * count / cpu:.1f} by time of the processor"
    yield Figure("certificates, times the plain one process", wall * plain / 60, "times", TIMES_PLAIN, AT_LEAST, note)
    yield Figure("database reads for one certificate", told["reads"], "", READS, note=f"writes {told['writes']:.1f}")
    yield Figure("largest file of a certificate", told["largest"] / 1024, "KB", KILOBYTES)
    yield Figure("certificates asked for, without a file", told["undrawn"], "", 0)
    for stage, milliseconds in told["stages"].items():
        yield Figure(f"certificate, {stage}", milliseconds, "ms")


def _measured(folder: Path) -> dict:
    return json.loads(copied(folder)("-m", "config.bench.issuing", str(CERTIFICATES)).splitlines()[-1])


def copied(folder: Path) -> Callable[..., str]:
    """A copy of the database in the folder, and what runs Python in it and gives back what was printed."""
    database = folder / "coso.sqlite3"
    environment = os.environ | {
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{database}",
        "DEMO": "1",
        "SECRET_KEY": settings.SECRET_KEY,
        "LOG_LEVEL": "ERROR",
    }
    for name in ("SEAL_FOLDER", "SEAL_PKCS11_MODULE", "CACHE_URL", "CELERY_BROKER_URL"):
        environment.pop(name, None)

    def run(*command: str) -> str:
        return subprocess.run(
            [sys.executable, *command], env=environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    if connection.vendor == "sqlite":
        environment["ISSUER_KEYS_DIR"] = str(settings.ISSUER_KEYS_DIR)
        original = settings.DATABASES["default"]["NAME"]
        with closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(database)) as copy:
            source.backup(copy)
    else:
        run("manage.py", "migrate", "--verbosity", "0")
        run("manage.py", "load_city", "--scale", SCALE)
    shutil.rmtree(folder / "authority", ignore_errors=True)
    return run
