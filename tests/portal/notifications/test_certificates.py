"""The holder is told what happens to his certificate: after the commit, and once."""

from datetime import date, datetime

import pytest

from certificates.register.services import issue_certificate, replace_certificate, revoke_certificate
from curriculum.clock.time import set_to
from tests.factories.certificates import load_certificate_settings, passed_enrolment, recognised_class

pytestmark = pytest.mark.django_db

DECISION = {"decision_number": "31/QĐ", "decision_on": date(2026, 4, 10), "signer": "Nguyễn Văn Hiệu", "reason": "Đơn"}


def test_holder_is_told_of_issue_replacement_and_revocation(cast, django_capture_on_commit_callbacks):
    load_certificate_settings()
    trainee = cast.trainee
    enrolment = passed_enrolment(recognised_class(passed=0), person=trainee.person)
    with set_to(datetime(2026, 4, 10, 9, 0)):
        with django_capture_on_commit_callbacks(execute=True):
            certificate = issue_certificate(enrolment, by=cast.registrar)
        with django_capture_on_commit_callbacks(execute=True):
            issue_certificate(enrolment, by=cast.registrar)
            successor = replace_certificate(certificate, ground="loss", by=cast.registrar, **DECISION)
        with django_capture_on_commit_callbacks(execute=True):
            revoke_certificate(successor, ground="fraud", by=cast.registrar, **DECISION)
    told = {notice.key: notice.url for notice in trainee.notices.all()}
    assert told == {
        f"certificate:{certificate.pk}:issued": f"/certificates/{certificate.pk}/document.pdf",
        f"certificate:{certificate.pk}:replaced": f"/verify/{successor.verification_code}/",
        f"certificate:{successor.pk}:issued": f"/certificates/{successor.pk}/document.pdf",
        f"certificate:{successor.pk}:revoked": f"/verify/{successor.verification_code}/",
    }


def test_holder_without_an_account_is_no_obstacle(cast, django_capture_on_commit_callbacks):
    load_certificate_settings()
    enrolment = passed_enrolment(recognised_class(passed=0))
    with set_to(datetime(2026, 4, 10, 9, 0)), django_capture_on_commit_callbacks(execute=True) as callbacks:
        assert issue_certificate(enrolment, by=cast.registrar).pk
    assert callbacks
