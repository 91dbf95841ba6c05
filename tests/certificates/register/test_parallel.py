"""Twenty issuers at once, on a real database file or server: no gap, no double, no second certificate."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path

import pytest

from django.conf import settings
from django.db import connection

from certificates.models import Certificate, CertificateRegister
from certificates.register.services import approve_batch, issue_batch, issue_certificate, prepare_batch
from certificates.signals import batch_issued, certificate_issued
from tests.factories.certificates import recognised_class

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]

ISSUERS, CERTIFICATES = 20, 200
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _no_documents():
    """Numbers are at stake here; drawing two hundred documents is another test's work."""
    heard = [(signal, signal.receivers) for signal in (certificate_issued, batch_issued)]
    for signal, _receivers in heard:
        signal.receivers = []
        signal.sender_receivers_cache.clear()
    yield
    for signal, receivers in heard:
        signal.receivers = receivers
        signal.sender_receivers_cache.clear()


def in_parallel(work, items) -> list:
    """Call ``work(item)`` on twenty threads, each with the test's clock and a connection of its own."""

    def call(context, item):
        try:
            return context.run(work, item)
        finally:
            connection.close()

    with ThreadPoolExecutor(ISSUERS) as pool:
        return list(pool.map(call, [copy_context() for _item in items], items))


def assert_whole(count: int) -> None:
    register = CertificateRegister.objects.get()
    numbers = list(Certificate.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, count + 1))
    assert register.last_number == count
    assert Certificate.objects.values("verification_code").distinct().count() == count
    assert Certificate.objects.values("enrolment").distinct().count() == count


def test_twenty_issuers_leave_no_gap_and_no_double(school, cast):
    enrolments = list(recognised_class(passed=CERTIFICATES).enrolments.all())
    registrar = cast.registrar
    registrar.roles  # noqa: B018 (read once, as in a request)
    issued = in_parallel(lambda enrolment: issue_certificate(enrolment, by=registrar), enrolments)
    assert len(set(issued)) == CERTIFICATES
    assert_whole(CERTIFICATES)


def test_twenty_issuers_of_one_enrolment_get_one_certificate(school, cast):
    enrolment = recognised_class(passed=1).enrolments.get()
    registrar = cast.registrar
    registrar.roles  # noqa: B018
    issued = in_parallel(lambda _n: issue_certificate(enrolment, by=registrar), range(ISSUERS))
    assert len(set(issued)) == 1
    assert_whole(1)


def test_lists_issued_at_once_do_not_mix_their_numbers(school, cast):
    batches = [prepare_batch(recognised_class(passed=10), by=cast.registrar) for _n in range(8)]
    for batch in batches:
        approve_batch(batch, by=cast.signatory)
    registrar = cast.registrar
    for issued in in_parallel(lambda batch: issue_batch(batch, by=registrar), batches):
        numbers = [certificate.number for certificate in issued]
        assert numbers == list(range(numbers[0], numbers[0] + 10))
    assert_whole(80)


def test_one_list_issued_by_twenty_at_once_is_issued_once(school, cast):
    batch = prepare_batch(recognised_class(passed=5), by=cast.registrar)
    approve_batch(batch, by=cast.signatory)
    registrar = cast.registrar
    results = in_parallel(lambda _n: issue_batch(batch, by=registrar), range(ISSUERS))
    assert all(result == results[0] for result in results)
    assert_whole(5)


PROCESS = """
import sys, django
django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from datetime import datetime
from certificates.register.services import issue_certificate
from certificates.signals import certificate_issued
from curriculum.clock.time import set_to
from training.models import Enrolment, User
certificate_issued.receivers = []
registrar = User.objects.get(pk=sys.argv[2])
with set_to(datetime(2026, 4, 10, 9, 0)):
    for pk in sys.argv[3].split(","):
        issue_certificate(Enrolment.objects.get(pk=pk), by=registrar)
"""


def test_issuing_processes_leave_no_gap_and_no_double(school, cast):
    """Four processes of their own, two of them asked for the same people."""
    pks = [str(pk) for pk in recognised_class(passed=60).enrolments.values_list("pk", flat=True)]
    shares = [pks[:20], pks[20:40], pks[40:], pks[:20]]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.test_settings", "VAR_DIR": str(settings.VAR_DIR)}
    arguments = [str(connection.settings_dict["NAME"]), str(cast.registrar.pk)]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, *arguments, ",".join(share)],
            cwd=ROOT,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        for share in shares
    ]
    for process in processes:
        _out, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    assert_whole(60)
