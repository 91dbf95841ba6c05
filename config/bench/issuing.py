"""Certificates issued as they really are: entered, drawn, sealed, kept, by two warm workers, in a copy of the database.

Run by ``config.bench.certificates`` with ``VAR_DIR`` and ``DATABASE_URL`` of the copy; prints what it measured as JSON.
"""

import cProfile
import json
import multiprocessing
import os
import pstats
import resource
import sys
import time
from contextlib import ExitStack
from io import BytesIO

WORKERS = 2
SHARE = 10  # certificates handed to a worker at a time
PLAIN, PROFILED = 8, 10  # certificates for the baseline and for the profile

# Where time goes: the functions whose time with all they call is told, none of which calls another.
STAGES = {
    "words into the page": ("loader.py", "render_to_string"),
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


def warm_up() -> None:
    """What a worker that has run for a while has ready: Django, the printer, the parsed key."""
    import django

    django.setup()

    from certificates.models import Certificate
    from certificates.register.services.documents import make_document

    make_document(Certificate.objects.first())


def draw(ids: list[int]) -> dict[str, int]:
    """Draw, seal and keep some; tells what was asked of the database."""
    from django.db import connection

    from certificates.models import Certificate
    from certificates.register.services import keep_document

    asked = {"reads": 0, "writes": 0}

    def count(execute, sql, params, many, context):
        asked["reads" if sql.lstrip().upper().startswith("SELECT") else "writes"] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        for certificate in Certificate.objects.filter(pk__in=ids):
            keep_document(certificate)
    return asked


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
    return lists


def plainly(certificates: list) -> tuple[float, float]:
    """The baseline: one ``HTML().write_pdf()`` and one plain signature each. Seconds for one, and of the processor."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
    from weasyprint import CSS, HTML

    from django.template.loader import render_to_string

    from certificates.rendering.printer import SHEETS
    from certificates.rendering.services import document_context
    from certificates.signing.keyring import keyring

    ring = keyring()
    before, started = time.perf_counter(), time.process_time()
    for certificate in certificates:
        html = render_to_string("certificates/documents/certificate.html", document_context(certificate))
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
    homes = {"HTML.__init__": "/weasyprint/__init__.py", "layout_document": "/layout/", "write": "/pydyf/"}
    return homes.get(name, "") in path


def main() -> None:
    wanted = int(sys.argv[1])
    import django

    django.setup()

    from django.core.management import call_command
    from django.db import connection

    from certificates.models import Certificate
    from certificates.register.services import issue_batch
    from training.models import User

    call_command("make_authority", stdout=sys.stderr)
    forget_certificates()
    lists = approved_lists(wanted)
    registrar = User.objects.get(username="vanthu")
    warm = issue_batch(lists.pop(0), by=registrar)
    told: dict[str, object] = {"plain": plainly(warm[:PLAIN]), "stages": stages_of(warm[:PROFILED])}
    connection.close()
    with ExitStack() as stack:
        pool = stack.enter_context(multiprocessing.get_context("spawn").Pool(WORKERS, warm_up))
        pool.map(len, [[]] * WORKERS * 4)  # both are there
        before, used = time.perf_counter(), _cpu()
        reads, ids = [0], []

        def count(execute, sql, params, many, context):
            reads[0] += sql.lstrip().upper().startswith("SELECT")
            return execute(sql, params, many, context)

        pending = []
        for batch in lists:  # entered by this process while the workers draw what was entered before
            with connection.execute_wrapper(count):
                issued = issue_batch(batch, by=registrar)
            ids += [certificate.pk for certificate in issued]
            keys = [certificate.pk for certificate in issued]
            pending += [pool.apply_async(draw, (keys[at : at + SHARE],)) for at in range(0, len(keys), SHARE)]
        drawn = [one.get() for one in pending]
        seconds = time.perf_counter() - before
        pool.close()
        pool.join()
    kept = Certificate.objects.filter(pk__in=ids)
    told |= {
        "count": len(ids),
        "seconds": seconds,
        "cpu": _cpu() - used,
        "reads": (reads[0] + sum(one["reads"] for one in drawn)) / len(ids),
        "writes": sum(one["writes"] for one in drawn) / len(ids),
        "largest": max(certificate.document.size for certificate in kept),
        "undrawn": kept.filter(sha256="").count(),
    }
    print(json.dumps(told))


def _cpu() -> float:
    """Seconds of the processor, of this process and of the workers that have ended."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main()
