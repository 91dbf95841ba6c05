"""The office reviews many at once and submits, the leader approves or sends back, quotas are set on one screen."""

import re
from datetime import date
from io import BytesIO

import docx
import pypdf
import pytest

from django.urls import reverse

from portal.office.nominations.papers import enrolment_paper
from tests.factories.training import (
    EnrolmentFactory,
    NominationFactory,
    PositionFactory,
    QuotaFactory,
    TrainingClassFactory,
)
from training.models import AccessEvent, Bloc, BlocQuota, Enrolment, EnrolmentDecision, Nomination, Quota
from training.nominations.allotment import by_weight, evenly
from training.nominations.services import approve_list, review_nominations, submit_list

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def training_class():
    return TrainingClassFactory(code="BTX-01", name="Lớp bí thư khóa I", capacity=10)


@pytest.fixture
def rows(training_class):
    return [NominationFactory(training_class=training_class) for _ in range(3)]


@pytest.fixture
def office(client, cast):
    client.force_login(cast.training_office, backend=BACKEND)
    return client


def answered(client, training_class, rows, **fields):
    url = reverse("office:class_nominations", args=[training_class.pk])
    return client.post(url, {"nomination": [row.pk for row in rows], "reason": "", "ground": "", **fields})


def test_many_are_answered_at_once_and_the_list_goes_to_the_leader_who_approves(
    office, cast, training_class, rows, client
):
    assert answered(office, training_class, rows[:2], answer="accept").status_code == 302
    assert answered(office, training_class, rows[2:], answer="reject", ground="quota").status_code == 302
    submitted = office.post(reverse("office:nominations_submit", args=[training_class.pk]), {"note": "Đợt 1"})
    decision = EnrolmentDecision.objects.get()
    assert submitted.url == reverse("office:enrolment_decision", args=[decision.pk])
    approve = reverse("office:enrolment_decision_approve", args=[decision.pk])
    assert office.get(approve).status_code == 404
    client.force_login(cast.signatory, backend=BACKEND)
    page = client.get(approve).content.decode()
    assert "Dương Văn Lâm" in page
    fields = {"number": "12/QĐ-TLHP", "decided_on": "2026-11-25", "signer": "Dương Văn Lâm"}
    assert client.post(approve, fields | {"leave_out": [rows[1].pk]}).status_code == 302
    assert [row.person for row in Enrolment.objects.all()] == [rows[0].person]
    assert Nomination.objects.get(pk=rows[1].pk).status == "submitted"
    page = client.get(reverse("office:enrolment_decision", args=[decision.pk])).content.decode()
    assert "12/QĐ-TLHP" in page


def test_what_is_missing_is_said_and_nothing_typed_is_lost(office, training_class, rows):
    page = answered(office, training_class, rows[:1], answer="reject", reason="Vượt số lượng")
    assert page.status_code == 200
    assert "ground" in page.context["form"].errors
    assert "Vượt số lượng" in page.content.decode()
    assert f'value="{rows[0].pk}" checked' in page.content.decode()
    assert "reason" in answered(office, training_class, rows[:1], answer="return").context["form"].errors
    assert {row.status for row in Nomination.objects.all()} == {"submitted"}


def test_clashes_moves_and_quotas_stand_beside_each_name(office, training_class, rows):
    EnrolmentFactory(person=rows[0].person, training_class__code="CTX-77")
    PositionFactory(person=rows[1].person, unit__name="Xã Nơi Khác")
    QuotaFactory(training_class=training_class, unit=rows[2].unit, places=0)
    PositionFactory(person=rows[2].person, unit=rows[2].unit, valid_from=date(2026, 9, 12))
    page = office.get(reverse("office:class_nominations", args=[training_class.pk]))
    first = page.context["under_review"][0]
    assert first.nomination == rows[2]
    assert (first.is_over_quota, first.warnings) == (True, [])
    text = page.content.decode()
    for words in ("CTX-77", "Xã Nơi Khác", "12/09/2026"):
        assert words in text


def test_the_leader_sends_back_and_the_office_reads_why(office, cast, training_class, rows, client):
    review_nominations(training_class, rows, "accept", by=cast.training_office)
    decision = submit_list(training_class, by=cast.training_office)
    client.force_login(cast.signatory, backend=BACKEND)
    client.post(reverse("office:enrolment_decision_send_back", args=[decision.pk]), {"reason": "Xem lại chỉ tiêu"})
    decision.refresh_from_db()
    assert decision.status == "sent_back"
    client.force_login(cast.training_office, backend=BACKEND)
    assert "Xem lại chỉ tiêu" in client.get(reverse("office:enrolment_decision", args=[decision.pk])).content.decode()


@pytest.mark.parametrize("count", [1, 12])
def test_the_review_costs_the_same_however_many_are_reviewed(
    office, training_class, count, django_assert_max_num_queries
):
    for _ in range(count):
        row = NominationFactory(training_class=training_class)
        PositionFactory(person=row.person, unit=row.unit)
        NominationFactory(training_class=training_class, status="waiting")
        EnrolmentFactory(training_class=training_class)
    with django_assert_max_num_queries(40):
        assert office.get(reverse("office:class_nominations", args=[training_class.pk])).status_code == 200


def test_quotas_are_filled_saved_and_copied(office, training_class):
    leading = PositionFactory()
    other = PositionFactory(unit=leading.unit)
    small = PositionFactory()
    bloc = Bloc.objects.create(code="party", name_vi="Khối Đảng", name_en="Party", valid_from=date(2020, 1, 1))
    url = reverse("office:class_quotas", args=[training_class.pk])
    assert other.unit == leading.unit
    filled = office.post(url, {"fill": "officials", f"bloc-{bloc.pk}": "4"}).context
    values = {line.whose: line.value for line in filled["unit_lines"]}
    assert (values[leading.unit], values[small.unit], filled["total"]) == ("7", "3", 10)
    assert not Quota.objects.exists()
    fields = {f"unit-{leading.unit_id}": "6", f"unit-{small.unit_id}": "", f"bloc-{bloc.pk}": "4"}
    assert office.post(url, fields).status_code == 302
    assert [(quota.unit, quota.places) for quota in Quota.objects.all()] == [(leading.unit, 6)]
    assert BlocQuota.objects.get().places == 4
    assert office.post(url, fields | {f"unit-{small.unit_id}": "viele"}).status_code == 422
    later = TrainingClassFactory()
    copied = office.post(
        reverse("office:class_quotas", args=[later.pk]), {"fill": "copy", "from": training_class.pk}
    ).context
    assert {line.value for line in copied["unit_lines"]} == {"6", ""}
    assert [line.value for line in copied["bloc_lines"]] == ["4"]


def test_places_are_shared_to_the_last_one():
    assert evenly(7, ["a", "b", "c"]) == {"a": 3, "b": 2, "c": 2}
    assert evenly(5, []) == {}
    assert by_weight(10, {"a": 3, "b": 1, "c": 0}) == {"a": 8, "b": 2, "c": 0}
    assert sum(by_weight(80, dict.fromkeys(range(126), 7)).values()) == 80
    assert by_weight(5, {"a": 0}) == {"a": 0}


@pytest.fixture
def decided(cast, training_class, rows):
    office = cast.training_office
    review_nominations(training_class, rows[:1], "accept", by=office)
    review_nominations(training_class, rows[1:2], "wait", by=office)
    review_nominations(training_class, rows[2:], "reject", ground="quota", reason="Đề nghị cử khóa sau.", by=office)
    decision = submit_list(training_class, by=office)
    words = {"number": "12/QĐ-TLHP", "decided_on": date(2026, 11, 25), "signer": "Dương Văn Lâm"}
    return approve_list(decision, **words, by=cast.signatory)


def test_the_decision_is_printed_with_its_lists_and_stays_as_decided(office, decided, rows):
    url = reverse("office:enrolment_decision_document", args=[decided.pk, "pdf"])
    rows[0].person.full_name = "Tên Mới"
    rows[0].person.save()
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(office.get(url).content)).pages]
    text = re.sub(r"\s+", " ", " ".join(pages))
    for words in (
        "12/QĐ-TLHP",
        "ngày 25 tháng 11 năm 2026",
        "HIỆU TRƯỞNG",
        "DANH SÁCH CỬ ĐI HỌC",
        "DANH SÁCH CHỜ",
        "Vượt chỉ tiêu phân bổ",
        "Đề nghị cử khóa sau",
        "Nguyễn Văn An",
    ):
        assert words in text, words
    assert "Tên Mới" not in text
    assert AccessEvent.objects.get().count == 3


def test_the_decision_is_edited_and_calculated_too_but_not_before_it_is_decided(office, cast, decided):
    answer = office.get(reverse("office:enrolment_decision_document", args=[decided.pk, "docx"]))
    assert docx.Document(BytesIO(answer.content)).tables
    assert office.get(reverse("office:enrolment_decision_document", args=[decided.pk, "xlsx"])).status_code == 200
    assert office.get(reverse("office:enrolment_decision_document", args=[decided.pk, "odt"])).status_code == 404
    assert len(enrolment_paper(decided).annexes) == 3
    other = EnrolmentDecision.objects.create(
        training_class=TrainingClassFactory(), submitted_by=cast.training_office, submitted_at=decided.submitted_at
    )
    assert office.get(reverse("office:enrolment_decision_document", args=[other.pk, "pdf"])).status_code == 404
