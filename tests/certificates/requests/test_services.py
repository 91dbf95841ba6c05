"""Requests for reissue: five working days from the day on which everything is there, answered once."""

from datetime import date, datetime

import pytest

from certificates.errors import InvalidInput, NotAllowed, WrongState
from certificates.models import Certificate, ReissueRequest
from certificates.requests.deadlines import due_day, working_days_left
from certificates.requests.services import (
    ask_for_reissue,
    grant_request,
    receive_paper,
    refuse_request,
    withdraw_request,
)
from curriculum.clock.time import set_to
from portal.certificate_notices import remind_of_requests

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DECISION = {"decision_number": "31/QĐ", "decision_on": date(2026, 4, 10), "signer": "Nguyễn Văn Hiệu"}


@pytest.fixture
def holder(certificate, cast):
    certificate.person.user = cast.stranger
    certificate.person.save()
    return cast.stranger


def test_clock_counts_working_days_over_weekends_and_holidays(school):
    assert due_day(date(2026, 4, 10)) == date(2026, 4, 17)  # a Friday: the weekend does not count
    assert due_day(date(2026, 4, 28)) == date(2026, 5, 7)  # over 30 April and 1 May
    assert working_days_left(date(2026, 4, 17), date(2026, 4, 16)) == 1
    assert working_days_left(date(2026, 4, 17), date(2026, 4, 17)) == 0
    assert working_days_left(date(2026, 4, 17), date(2026, 4, 21)) == -2


def test_lost_certificate_becomes_an_attestation(certificate, holder, cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        request = ask_for_reissue(certificate, ground="loss", description="Mất khi chuyển nhà", by=holder)
        assert ask_for_reissue(certificate, ground="loss", description="Lần nữa", by=holder) == request
    assert (request.complete_on, request.due_on) == (date(2026, 4, 10), date(2026, 4, 17))
    assert cast.registrar.notices.filter(key__contains=":request:").count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        granted = grant_request(request, by=cast.registrar, **DECISION)
    assert granted.successor.kind == "completion_attestation"
    assert granted.successor.facts["holder"] == certificate.facts["holder"]
    assert Certificate.objects.get(pk=certificate.pk).status == "replaced"
    assert grant_request(request, by=cast.registrar, **DECISION).successor == granted.successor
    assert holder.notices.filter(key__endswith=":granted").exists()
    assert holder.notices.filter(key__endswith=":replaced").exists()


def test_error_of_the_institution_is_reissued_with_the_records_as_corrected(certificate, holder, cast):
    request = ask_for_reissue(certificate, ground="issuer_error", description="Sai tên", by=holder)
    certificate.person.full_name = "Nguyễn Thị Đúng"
    certificate.person.save()
    successor = grant_request(request, by=cast.registrar, **DECISION).successor
    assert (successor.kind, successor.facts["holder"]["name"]) == (certificate.kind, "Nguyễn Thị Đúng")


def test_damaged_paper_is_handed_in_before_the_clock_runs(certificate, holder, cast):
    Certificate.objects.filter(pk=certificate.pk).update(is_electronic=False)
    certificate.refresh_from_db()
    request = ask_for_reissue(certificate, ground="damage", description="Ướt", by=holder)
    assert request.due_on is None
    with pytest.raises(WrongState, match="handed in"):
        grant_request(request, by=cast.registrar, **DECISION)
    assert receive_paper(request, by=cast.registrar).due_on == date(2026, 4, 17)
    assert grant_request(request, by=cast.registrar, **DECISION).status == "granted"


def test_refusal_says_why_and_withdrawal_leaves_the_certificate(certificate, holder, cast):
    request = ask_for_reissue(certificate, ground="loss", description="Mất", by=holder)
    with pytest.raises(InvalidInput):
        refuse_request(request, answer=" ", by=cast.registrar)
    assert refuse_request(request, answer="Đã tìm thấy", by=cast.registrar).answer == "Đã tìm thấy"
    again = ask_for_reissue(certificate, ground="loss", description="Mất thật", by=holder)
    assert withdraw_request(again, by=holder).status == "withdrawn"
    with pytest.raises(WrongState):
        grant_request(again, by=cast.registrar, **DECISION)
    assert Certificate.objects.get(pk=certificate.pk).status == "issued"


def test_others_neither_ask_nor_answer(certificate, holder, cast):
    with pytest.raises(NotAllowed):
        ask_for_reissue(certificate, ground="loss", description="Mất", by=cast.trainee)
    request = ask_for_reissue(certificate, ground="loss", description="Mất", by=cast.registrar)
    with pytest.raises(NotAllowed):
        grant_request(request, by=cast.signatory, **DECISION)
    with pytest.raises(NotAllowed):
        withdraw_request(request, by=cast.trainee)
    assert list(ReissueRequest.objects.visible_to(holder)) == [request]
    assert not ReissueRequest.objects.visible_to(cast.trainee).exists()


def test_registrar_is_reminded_each_morning_of_what_is_due(certificate, holder, cast):
    ask_for_reissue(certificate, ground="loss", description="Mất", by=holder)
    assert remind_of_requests() == 0
    with set_to(datetime(2026, 4, 17, 7, 30)):
        assert remind_of_requests() == remind_of_requests() == 1
    assert cast.registrar.notices.filter(key__contains=":due:20260417").count() == 1
