"""Certificates issued as they really are: a list asked for, then entered, drawn, sealed, kept and told by a worker.

The worker is Celery's with two processes, as in production, in a copy of the database. Run by
``config.bench.certificates`` with ``VAR_DIR`` and ``DATABASE_URL`` of the copy; prints what it measured as JSON.
"""

import cProfile
import json
import os
import pstats
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

WORKERS = 2
PLAIN, PROFILED, COUNTED = 8, 10, 40  # certificates for the baseline, for the profile, for the reads
POLL = 0.25  # seconds
PATIENCE = 3600
TICKS = os.sysconf("SC_CLK_TCK")

# Where time goes: the functions whose time with all they call is told, none of which calls another.
STAGES = {
    "words into the page": ("loader.py", "render_to_string"),
    "QR code": ("codes.py", "code_of"),
    "page read": ("__init__.py", "HTML.__init__"),
    "style": ("document.py", "_build_layout_context"),
    "boxes": ("build.py", "build_formatting_structure"),
    "layout": ("__init__.py", "layout_document"),
    "drawing": ("document.py", "paint"),
    "fonts cut to size": ("fonts.py", "build_fonts_dictionary"),
    "tags": ("tags.py", "add_tags"),
    "PDF written": ("__init__.py", "write"),
    "sealed": ("sealing.py", "seal"),
}


@contextmanager
def worker() -> Iterator[subprocess.Popen]:
    """Celery with two processes, in a session of its own, ended afterwards."""
    command = [sys.executable, "-m", "celery", "--app", "config", "--quiet", "--skip-checks", "worker"]
    command += ["--concurrency", str(WORKERS), "--loglevel", "warning", "--without-gossip", "--without-mingle"]
    process = subprocess.Popen(command, stdout=sys.stderr, start_new_session=True)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def seconds_of(session: int) -> float:
    """Seconds of the processor that the processes of a session have used so far."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # ended meanwhile
        if int(fields[3]) == session:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def wait_until_told(process: subprocess.Popen, batch=None) -> None:
    """Until every document of the list, or of all lists, is kept and its holder told."""
    from certificates.models import IssueBatch, IssueShare

    batches, shares = IssueBatch.objects.all(), IssueShare.objects.all()
    if batch is not None:
        batches, shares = batches.filter(pk=batch.pk), shares.filter(batch=batch)
    end = time.monotonic() + PATIENCE
    while True:
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"The worker ended with {process.returncode}, or takes over {PATIENCE} s.")
        if refused := batches.exclude(refusal="").first():
            raise RuntimeError(f"{refused} was refused: {refused.refusal}")
        waits = batches.filter(status="issuing").exists() or shares.filter(told_at__isnull=True).exists()
        if not waits:
            return
        time.sleep(POLL)


def forget_certificates() -> None:
    """The copy forgets every certificate, so that those who passed are due again."""
    from django.apps import apps
    from django.db import connection

    kept = {"institution", "signatory", "design", "issuerkey"}
    tables = [
        model._meta.db_table for model in apps.get_app_config("certificates").get_models(include_auto_created=True)
        if model._meta.model_name not in kept
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own tables
        cursor.execute("PRAGMA foreign_keys = ON")


def approved_lists(wanted: int) -> list:
    """Lists of classes, prepared and approved, with so many people on them."""
    from certificates.errors import CertificateError
    from certificates.register.queries import classes_due
    from certificates.register.services import approve_batch, prepare_batch
    from training.models import User

    registrar, signatory = (User.objects.get(username=name) for name in ("vanthu", "kyten"))
    lists, people = [], 0
    for training_class in classes_due():
        if people >= wanted:
            break
        try:
            batch = approve_batch(prepare_batch(training_class, by=registrar), by=signatory)
        except CertificateError:
            continue  # a class that lacks a fact is for the office, not for the stopwatch
        lists.append(batch)
        people += len(batch.lines)
    if people < wanted:
        raise RuntimeError(f"Only {people} people of this database are due a certificate; {wanted} are wanted.")
    return lists


def plainly(certificates: list) -> tuple[float, float]:
    """The baseline: one ``HTML().write_pdf()`` and one plain signature each. Seconds for one, and of the processor."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
    from weasyprint import CSS, HTML

    from django.template.loader import render_to_string

    from certificates.rendering.printer import SHEETS
    from certificates.rendering.services import document_context, drawn_code
    from certificates.signing.keyring import keyring

    ring = keyring()
    before, started = time.perf_counter(), time.process_time()
    for certificate in certificates:
        html = render_to_string(
            "certificates/documents/certificate.html", document_context(certificate, qr=drawn_code(certificate))
        )
        sheets = [CSS(filename=SHEETS / name) for name in ("fonts.css", "certificate.css")]
        pdf = HTML(string=html, base_url=SHEETS.as_uri() + "/").write_pdf(stylesheets=sheets)
        key = f"{ring.folder}/{certificate.facts['institution']['code']}.p12"
        signer = SimpleSigner.load_pkcs12(key, passphrase=ring.passphrase.encode())
        sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), PdfSignatureMetadata(field_name="Signature"), signer)
    count = len(certificates)
    return (time.perf_counter() - before) / count, (time.process_time() - started) / count


def stages_of(certificates: list) -> dict[str, float]:
    """Milliseconds of each stage for one certificate; the profile's own weight is taken off evenly."""
    from certificates.register.services.documents import make_document

    started = time.process_time()
    for certificate in certificates:
        make_document(certificate)
    really = time.process_time() - started
    profile = cProfile.Profile(time.process_time)
    profile.runcall(lambda: [make_document(certificate) for certificate in certificates])
    stats = pstats.Stats(profile).stats
    total = sum(own for _calls, _primitive, own, _cumulative, _callers in stats.values())
    share = really / total * 1000 / len(certificates)
    found = {}
    for stage, (file, name) in STAGES.items():
        taken = [
            row[3]
            for (path, _line, function), row in stats.items()
            if path.endswith("/" + file) and function == name.rpartition(".")[2] and _belongs(path, name)
        ]
        found[stage] = max(taken, default=0.0) * share
    found["all of it"] = really * 1000 / len(certificates)
    return found


def _belongs(path: str, name: str) -> bool:
    """Several files are called ``__init__.py`` and have functions of the same name."""
    homes = {
        "HTML.__init__": "/weasyprint/__init__.py",
        "layout_document": "/layout/",
        "write": "/pydyf/",
        "render_to_string": "/django/",
    }
    return homes.get(name, "") in path


def asked_by(lists: list, registrar) -> dict[str, float]:
    """Reads and writes for one certificate, from the entry to the notice, in this process."""
    from django.db import connection

    from certificates.register.services import issue_batch, jobs

    asked, count = {"reads": 0, "writes": 0}, 0

    def note(execute, sql, params, many, context):
        asked["reads" if sql.lstrip().upper().startswith("SELECT") else "writes"] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        for batch in lists:
            count += len(issue_batch(batch, by=registrar))
            for share in list(batch.shares.values_list("pk", flat=True)):
                jobs.draw_share(share)
    return {what: times / count for what, times in asked.items()}


def main() -> None:
    wanted = int(sys.argv[1])
    import django

    django.setup()

    from django.core.management import call_command

    from certificates.models import Certificate
    from certificates.register.models import private_storage
    from certificates.register.services import ask_to_issue, issue_batch
    from config.bench.kills import prepare
    from training.models import User

    call_command("make_authority", stdout=sys.stderr)
    forget_certificates()
    registrar = User.objects.get(username="vanthu")
    warming, counted = approved_lists(2 * WORKERS * PROFILED), approved_lists(COUNTED)
    batch, _registrar = prepare(wanted)  # in one class more, with those who are due there
    with worker() as process:
        warm = [certificate for each in warming for certificate in issue_batch(each, by=registrar)]
        wait_until_told(process)
        told: dict[str, object] = {"plain": plainly(warm[:PLAIN]), "stages": stages_of(warm[:PROFILED])}
        before, used, own = time.perf_counter(), seconds_of(process.pid), time.process_time()
        ask_to_issue(batch, by=registrar)
        wait_until_told(process, batch)
        seconds = time.perf_counter() - before
        cpu = seconds_of(process.pid) - used + time.process_time() - own
    kept = list(Certificate.objects.filter(batch=batch).exclude(sha256=""))
    told |= asked_by(counted, registrar) | {
        "count": len(batch.lines),
        "seconds": seconds,
        "cpu": cpu,
        "largest": max(certificate.document.size for certificate in kept),
        "undrawn": len(batch.lines) - sum(private_storage().exists(one.document.name) for one in kept),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main()
