"""Ten thousand certificates in one list, with the workers killed three times: no gap, no double, every file there.

``BENCH_KILLED`` certificates (10,000) are issued in a copy of the database. Workers are processes of their own that
take share after share; when a quarter, a half and three quarters are drawn they are ended by SIGKILL, all of them, in
the middle of whatever they do, and others start. The dead are taken for dead after ``SILENT``.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from config.bench.figures import Figure, measurement

CERTIFICATES = int(os.environ.get("BENCH_KILLED", "10000"))
WORKERS, KILLS = 2, (0.25, 0.5, 0.75)
SILENT = timedelta(seconds=20)
PAUSE = 0.5


@measurement("issuing")
def issuing() -> Iterator[Figure]:
    from config.bench.certificates import copied

    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR) as folder:
        run = copied(Path(folder))
        told = json.loads(run("-m", "config.bench.kills", str(CERTIFICATES)).splitlines()[-1])
    count = told["count"]
    note = f"{told['kills']} kills of {WORKERS} workers, {told['seconds']:.0f} s"
    yield Figure("certificates of one list, killed workers: entries", told["entries"], "", count, note=note)
    yield Figure("certificates of one list, killed workers: entries lacking", count - told["entries"], "", 0)
    yield Figure("certificates of one list, killed workers: files lacking or double", abs(count - told["files"]), "", 0)
    yield Figure("certificates of one list, killed workers: gaps and doubles", told["gaps"], "", 0)
    yield Figure("certificates of one list, killed workers: things verify_register finds", told["wrong"], "", 0)
    yield Figure("certificates of one list, killed workers: holders not told once", told["untold"], "", 0)
    note = f"{told['entering']:.1f} s for all numbers in one transaction"
    yield Figure("certificates of one list, entered and drawn", 60 * count / told["seconds"], "/min", note=note)
    yield Figure("database reads for one certificate, entering", told["reads"], "", 5)


def prepare(count: int):
    """One recognised class with so many learners who passed, and its list, approved."""
    from certificates.register.queries import classes_due
    from certificates.register.services import approve_batch, prepare_batch
    from training.models import Enrolment, Outcome, Person, Unit, User

    training_class = next(row for row in classes_due() if row.programme.content_area != "defence_security")
    unit, moment = Unit.objects.current().first(), training_class.recognition.recognised_at
    people = [
        Person(staff_code=f"DO{n:06d}", sex="male", birth_date="1985-05-05", staff_category="civil_servant")
        for n in range(count)
    ]
    users = [User(username=f"do{n:06d}", password="!") for n in range(count)]
    User.objects.bulk_create(users, batch_size=500)
    for n, (person, user) in enumerate(zip(people, users, strict=True)):
        person.set_name(f"Nguyễn Văn Đo {n:05d}")
        person.user = user
    Person.objects.bulk_create(people, batch_size=500)
    enrolments = [
        Enrolment(training_class=training_class, person=person, unit=unit, status="completed", enrolled_at=moment)
        for person in people
    ]
    Enrolment.objects.bulk_create(enrolments, batch_size=500)
    Outcome.objects.bulk_create(
        (
            Outcome(
                enrolment=row,
                is_passed=True,
                average="8.20",
                attendance_percent=100,
                band="excellent",
                computed_at=moment,
            )
            for row in enrolments
        ),
        batch_size=500,
    )
    registrar, signatory = (User.objects.get(username=name) for name in ("vanthu", "kyten"))
    return approve_batch(prepare_batch(training_class, by=registrar), by=signatory), registrar


def work() -> None:
    """A worker: every share that nobody speaks for, until none is left."""
    from certificates.models import IssueShare
    from certificates.register.services import jobs

    while open_shares := list(IssueShare.objects.filter(told_at__isnull=True).values_list("pk", flat=True)):
        if not sum(jobs.draw_share(pk, silent_for=SILENT) for pk in open_shares):
            time.sleep(PAUSE)


def main(count: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    from certificates.models import Certificate, CertificateRegister
    from certificates.register.checking import check_register
    from certificates.register.models import private_storage
    from certificates.register.services import issue_batch
    from config.bench.issuing import forget_certificates
    from portal.notifications.models import Notice

    call_command("make_authority", stdout=sys.stderr)
    forget_certificates()
    batch, registrar = prepare(count)
    reads = [0]

    def note(execute, sql, params, many, context):
        reads[0] += sql.lstrip().upper().startswith("SELECT")
        return execute(sql, params, many, context)

    started = time.perf_counter()
    with connection.execute_wrapper(note):
        issued = issue_batch(batch, by=registrar)
    entering, kills = time.perf_counter() - started, 0
    start = [sys.executable, "-m", "config.bench.kills", "work"]
    workers = [subprocess.Popen(start) for _worker in range(WORKERS)]
    while any(worker.poll() is None for worker in workers):
        drawn = len(issued) - Certificate.objects.awaiting_document().count()
        if kills < len(KILLS) and drawn >= KILLS[kills] * len(issued):
            for worker in workers:
                worker.send_signal(signal.SIGKILL)
                worker.wait()
            kills += 1
            workers = [subprocess.Popen(start) for _worker in range(WORKERS)]
        time.sleep(PAUSE)
    seconds = time.perf_counter() - started
    numbers = list(batch.certificates.order_by("number").values_list("number", flat=True))
    book = CertificateRegister.objects.get(pk=issued[0].register_id)  # as it stands now
    wrong = list(check_register(book, with_files=True))
    print(*wrong[:20], sep="\n", file=sys.stderr)
    _folders, files = private_storage().listdir(f"certificates/{issued[0].issued_on.year}")
    own = {f"{certificate.pk}" for certificate in issued}
    told = Notice.objects.filter(user__username__regex=r"^do[0-9]{6}$", key__endswith=":issued").count()
    print(
        json.dumps(
            {
                "count": len(batch.lines),
                "entries": len(numbers),
                "gaps": len(set(range(1, len(numbers) + 1)) ^ set(numbers)) + len(numbers) - len(set(numbers)),
                "files": sum(1 for name in files if name.partition("-")[0].partition(".")[0] in own),
                "wrong": len(wrong),
                "untold": abs(count - told),
                "kills": kills,
                "seconds": seconds,
                "entering": entering,
                "reads": reads[0] / len(issued),
            }
        )
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    if sys.argv[1] == "work":
        work()
    else:
        main(int(sys.argv[1]))
