"""An issue in the background: asked for, entered once, drawn share by share, whoever is killed and however often."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates.errors import NotAllowed, WrongState
from certificates.keys.services import ensure_keys
from certificates.models import Certificate, CertificateRegister, IssueBatch, IssueShare
from certificates.register.checking import check_register
from certificates.register.models import private_storage
from certificates.register.services import (
    approve_batch,
    ask_to_issue,
    documents,
    issue_batch,
    jobs,
    keep_document,
    perform_issue,
    prepare_batch,
    sharing,
)
from certificates.tasks import draw_missing_documents
from portal.notifications.models import Notice
from tests.factories.certificates import recognised_class
from tests.factories.training import UserFactory
from training.models import Enrolment

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOW = timedelta(0)
ROOT = Path(__file__).resolve().parents[3]


class Killed(BaseException):
    """What a killed worker leaves behind: nothing after this line."""


def _kill(*args, **kwargs):
    raise Killed


def killed_at(monkeypatch, place: str, work, *args, **kwargs) -> None:
    """Do the work and be killed where ``place`` would be called."""
    with monkeypatch.context() as patch:
        patch.setattr(place, _kill)
        with pytest.raises(Killed):
            work(*args, **kwargs)


@pytest.fixture
def small_shares(monkeypatch):
    monkeypatch.setattr(sharing, "PER_SHARE", 2)


@pytest.fixture
def approved(small_shares, school, cast):
    batch = prepare_batch(recognised_class(passed=5), by=cast.registrar)
    for enrolment in Enrolment.objects.filter(training_class=batch.training_class):
        enrolment.person.user = UserFactory()
        enrolment.person.save()
    return approve_batch(batch, by=cast.signatory)


def drawn_files() -> list[str]:
    _folders, names = private_storage().listdir("certificates/2026")
    return names


def assert_whole(count: int) -> None:
    kept = list(Certificate.objects.order_by("number").values_list("number", "document", "sha256"))
    assert [number for number, _name, _digest in kept] == list(range(1, count + 1))
    assert all(digest for _number, _name, digest in kept)
    assert sorted(drawn_files()) == sorted(name.rpartition("/")[2] for _number, name, _digest in kept)
    assert list(check_register(CertificateRegister.objects.get(), with_files=True)) == []
    assert not IssueShare.objects.filter(told_at__isnull=True).exists()


def test_asking_issues_in_the_background_and_tells_after(approved, cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        asked = ask_to_issue(approved, by=cast.registrar)
        assert asked.status == IssueBatch.Status.ISSUING
        assert ask_to_issue(approved, by=cast.registrar).asked_at == asked.asked_at
        assert not Certificate.objects.exists()
        assert not Notice.objects.filter(key__startswith="certificate:").exists()
    asked.refresh_from_db()
    assert asked.status == IssueBatch.Status.ISSUED
    assert list(asked.shares.values_list("first", "last")) == [(1, 2), (3, 4), (5, 5)]
    assert_whole(5)
    assert Notice.objects.filter(key__endswith=":issued").count() == 5


def test_asking_is_the_registrars_and_waits_for_approval(approved, cast):
    with pytest.raises(NotAllowed):
        ask_to_issue(approved, by=cast.signatory)
    IssueBatch.objects.update(status=IssueBatch.Status.PREPARED)
    with pytest.raises(WrongState, match="prepared"):
        ask_to_issue(approved, by=cast.registrar)


def test_a_record_that_changed_is_written_on_the_list(approved, cast):
    ask_to_issue(approved, by=cast.registrar)
    gone = Enrolment.objects.filter(training_class=approved.training_class).first()
    Enrolment.objects.filter(pk=gone.pk).update(status="expelled")
    batch = perform_issue(approved.pk)
    assert batch.status == IssueBatch.Status.APPROVED
    assert gone.person.full_name in batch.refusal
    assert not Certificate.objects.exists()


def test_worker_killed_three_times_leaves_no_gap_and_no_double(approved, cast, monkeypatch):
    """Killed while numbers are taken, while a document is drawn, and after a file was written but not recorded."""
    ask_to_issue(approved, by=cast.registrar)
    killed_at(monkeypatch, "certificates.register.services.batches.share_out", perform_issue, approved.pk)
    assert not Certificate.objects.exists()
    perform_issue(approved.pk)
    shares = list(IssueShare.objects.values_list("pk", flat=True))
    for victim in (f"{documents.__name__}.render_certificate", f"{jobs.__name__}.record_documents"):
        killed_at(monkeypatch, victim, jobs.draw_share, shares[0], silent_for=NOW)
    assert len(drawn_files()) == 2
    for share in shares * 2:
        jobs.draw_share(share, silent_for=NOW)
    assert_whole(5)


def test_killed_before_telling_tells_once_more_and_nobody_twice(approved, cast, monkeypatch):
    issue_batch(approved, by=cast.registrar)
    share = IssueShare.objects.first()
    killed_at(monkeypatch, f"{jobs.__name__}._tell", jobs.draw_share, share.pk, silent_for=NOW)
    assert not Notice.objects.filter(key__startswith="certificate:").exists()
    jobs.draw_share(share.pk)
    IssueShare.objects.update(told_at=None)
    jobs.draw_share(share.pk)
    assert Notice.objects.filter(key__startswith="certificate:").count() == 2


def test_share_that_another_worker_speaks_for_is_left_to_it(approved, cast):
    issue_batch(approved, by=cast.registrar)
    share = IssueShare.objects.first()
    IssueShare.objects.filter(pk=share.pk).update(turn=1)
    assert jobs.draw_share(share.pk) == 0
    assert jobs.draw_share(share.pk, silent_for=NOW) == 2


def test_worker_thought_dead_throws_its_files_away(approved, cast, monkeypatch):
    issue_batch(approved, by=cast.registrar)
    share, render = IssueShare.objects.first(), documents.render_certificate

    def slow(certificate):
        monkeypatch.setattr(documents, "render_certificate", render)
        jobs.draw_share(share.pk, silent_for=NOW)
        return render(certificate)

    monkeypatch.setattr(documents, "render_certificate", slow)
    assert jobs.draw_share(share.pk, silent_for=NOW) == 0
    for pk in IssueShare.objects.values_list("pk", flat=True):
        jobs.draw_share(pk)
    assert_whole(5)


def test_document_asked_for_meanwhile_is_the_one_that_stays(approved, cast, monkeypatch):
    first, *_others = issue_batch(approved, by=cast.registrar)
    render = documents.render_certificate

    def meanwhile(certificate):
        monkeypatch.setattr(documents, "render_certificate", render)
        keep_document(Certificate.objects.get(pk=first.pk))
        return render(certificate)

    monkeypatch.setattr(documents, "render_certificate", meanwhile)
    for pk in IssueShare.objects.values_list("pk", flat=True):
        jobs.draw_share(pk)
    assert_whole(5)


def reads_of_issuing(count: int, cast) -> int:
    batch = prepare_batch(recognised_class(passed=count), by=cast.registrar)
    approve_batch(batch, by=cast.signatory)
    with CaptureQueriesContext(connection) as asked:
        issue_batch(batch, by=cast.registrar)
        for pk in batch.shares.values_list("pk", flat=True):
            jobs.draw_share(pk)
    return sum(query["sql"].startswith("SELECT") for query in asked.captured_queries)


def test_few_reads_for_each_certificate_and_one_when_idle(school, cast, monkeypatch, settings, tmp_path):
    """A certificate that is drawn asks for the key that signs its QR code; nothing else grows with their number."""
    settings.ISSUER_KEYS_DIR = tmp_path
    ensure_keys(school)
    few = reads_of_issuing(2, cast)
    assert reads_of_issuing(4, cast) - few <= 2
    monkeypatch.setattr(documents, "render_certificate", lambda certificate: f"%PDF {certificate.number}".encode())
    assert reads_of_issuing(40, cast) <= 30
    with CaptureQueriesContext(connection) as idle:
        assert draw_missing_documents() == 0
    assert len(idle.captured_queries) <= 1


def test_what_lies_is_taken_up(approved, cast, django_capture_on_commit_callbacks, monkeypatch):
    ask_to_issue(approved, by=cast.registrar)
    monkeypatch.setattr("certificates.tasks.UNDER_WAY", NOW)
    assert draw_missing_documents() == 1
    assert Certificate.objects.count() == 5
    assert draw_missing_documents() == 3
    assert draw_missing_documents() == 0
    assert_whole(5)


PROCESS = """
import sys, time, django
django.setup()
from datetime import datetime, timedelta
from django.db import connections
from curriculum.clock.time import set_to
connections["default"].settings_dict["NAME"] = sys.argv[1]
from certificates.models import IssueShare
from certificates.register.services import documents, jobs
render = documents.render_certificate
def slowly(certificate):
    print(certificate.number, flush=True)
    time.sleep(0.5)
    return render(certificate)
documents.render_certificate = slowly
documents.SEALED_AT_ONCE = 0  # so that files lie there when the signal comes
with set_to(datetime(2026, 4, 10, 9, 0)):
    for pk in IssueShare.objects.values_list("pk", flat=True):
        jobs.draw_share(pk, silent_for=timedelta(0))
"""


@pytest.mark.django_db(transaction=True)
def test_processes_killed_for_good_leave_a_whole_issue(school, cast, monkeypatch):
    """Real processes side by side, real SIGKILL, three times in the middle of a share."""
    monkeypatch.setattr(sharing, "PER_SHARE", 4)
    monkeypatch.setattr("certificates.receivers.draw_share.delay", lambda share_id: None)
    batch = prepare_batch(recognised_class(passed=12), by=cast.registrar)
    approve_batch(batch, by=cast.signatory)
    issue_batch(batch, by=cast.registrar)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.test_settings", "VAR_DIR": str(settings.VAR_DIR)}
    command = [sys.executable, "-c", PROCESS, str(connection.settings_dict["NAME"])]
    processes = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) for _kill in range(3)
    ]
    for process in processes:
        process.stdout.readline()
        process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert Certificate.objects.awaiting_document().exists()
    for pk in IssueShare.objects.values_list("pk", flat=True):
        jobs.draw_share(pk, silent_for=NOW)
    assert_whole(12)
