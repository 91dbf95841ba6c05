"""The annual plan and its decisions as official documents; the decision that amends a list of those sent to study."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from docx import Document

from curriculum.clock.time import now
from portal.models import PreparedPaper
from portal.papers.classes.supplement import changes_since
from portal.papers.paper import Table
from tests.factories.training import EnrolmentFactory, NominationFactory, PlanItemFactory, TrainingClassFactory
from training.models import EnrolmentDecision, PlanAmendment
from training.nominations.annex import facts_of

pytestmark = pytest.mark.django_db
HEAD = {
    "issuer": "school",
    "number": "41",
    "issued_on": "2026-11-20",
    "grounds": "Căn cứ A",
    "capacity": "direct",
    "title": "Hiệu trưởng",
    "signer": "Dương Văn Lâm",
    "recipients": "Lưu: VT",
}


@pytest.fixture
def office(cast, client):
    client.force_login(cast.training_office)
    return client


def words_of(paper) -> str:
    return " ".join(str(cell) for table in paper.tables for row in table.rows for cell in row)


def test_the_plan_its_approval_and_its_amendment_are_prepared(office, cast):
    item = PlanItemFactory(target_group="Bí thư đảng ủy xã, phường")
    plan = item.plan
    page = office.get(f"/admin/plans/{plan.pk}/papers/annual_plan/")
    form = HEAD | {"aims": page.context["form"].initial["aims"], "measures": "Giao Phòng Quản lý đào tạo"}
    assert office.post(f"/admin/plans/{plan.pk}/papers/annual_plan/", form).status_code == 302
    assert office.post(f"/admin/plans/{plan.pk}/papers/plan_approval/", HEAD).status_code == 302
    kept = {row.template: row for row in PreparedPaper.objects.about(plan)}
    assert kept["annual_plan"].number.endswith("KH-TLHP")
    assert "Bí thư đảng ủy xã, phường" in words_of(kept["annual_plan"].paper)
    assert kept["plan_approval"].paper.annexes[0].note.startswith("Kèm theo Quyết định số 41")
    again = office.get(f"/admin/plans/{plan.pk}/papers/annual_plan/").context["form"].initial
    assert (again["measures"], again["number"]) == ("Giao Phòng Quản lý đào tạo", 41)
    answer = office.get(f"/admin/papers/{kept['annual_plan'].pk}.docx")
    assert "KẾ HOẠCH" in " ".join(row.text for row in Document(BytesIO(answer.content)).paragraphs)
    assert office.get(f"/admin/papers/{kept['plan_approval'].pk}.pdf").content.startswith(b"%PDF")


def test_an_amendment_prints_what_was_beside_what_is(office, cast):
    item = PlanItemFactory()
    amendment = PlanAmendment.objects.create(
        plan=item.plan,
        decision_number="77/QĐ-TLHP",
        decided_on=date(2026, 11, 2),
        signer="Dương Văn Lâm",
        reason="Nhu cầu tăng",
        changes=[{"item": item.order, "before": {"class_count": 1}, "after": {"class_count": 2}}],
        recorded_by=cast.training_office,
        recorded_at=now(),
    )
    item.plan.status, item.plan.decision_number, item.plan.decided_on = "approved", "5/QĐ-TLHP", date(2026, 1, 5)
    item.plan.save()
    url = f"/admin/plan-amendments/{amendment.pk}/paper/"
    assert office.get(url).context["form"].initial["number"] == 77
    office.post(url, HEAD | {"number": "77"})
    (table,) = PreparedPaper.objects.get().paper.tables
    assert table.rows[0][2:] == ("Số lớp", 1, 2)


def test_the_supplementary_decision_names_who_left_and_who_came_and_the_next_goes_on_from_it(office, cast):
    held = TrainingClassFactory()
    gone, stays, successor, called = (NominationFactory(training_class=held, status="approved") for _n in range(4))
    successor.replaces = gone
    successor.save()
    gone.reason = "Nhận nhiệm vụ mới"
    gone.save()
    lines = [{"nomination": one.pk, "answer": "accept"} for one in (gone, stays)]
    EnrolmentDecision.objects.create(
        training_class=held,
        status="approved",
        submitted_by=cast.training_office,
        submitted_at=now(),
        decided_by=cast.signatory,
        number="12/QĐ-TLHP",
        decided_on=date(2026, 11, 1),
        signer="Dương Văn Lâm",
        facts=facts_of(held),
        annex=lines,
    )
    for nomination in (stays, successor):
        EnrolmentFactory(training_class=held, nomination=nomination, person=nomination.person, enrolled_at=now())
    EnrolmentFactory(
        training_class=held, nomination=gone, person=gone.person, status="withdrawn", enrolled_at=now(), ended_at=now()
    )
    url = f"/admin/classes/{held.pk}/papers/supplement/1/"
    assert office.post(url, HEAD).status_code == 302
    paper = PreparedPaper.objects.get()
    left, entered = (annex.body[0] for annex in paper.paper.annexes)
    assert isinstance(left, Table)
    assert (left.rows[0][1], left.rows[0][-1]) == (
        gone.person.full_name,
        f"Nhận nhiệm vụ mới. Thay bằng đồng chí {successor.person.full_name}",
    )
    assert entered.rows[0][-1] == f"Thay đồng chí {gone.person.full_name}"
    assert office.get(f"/admin/classes/{held.pk}/papers/supplement/2/").status_code == 404
    EnrolmentFactory(training_class=held, nomination=called, person=called.person, enrolled_at=now())
    PreparedPaper.objects.update(prepared_at=now() - timedelta(days=1))
    changes = changes_since(held, PreparedPaper.objects.get().prepared_at)
    assert called in [row.nomination for row in changes.entered]
    assert office.get(f"/admin/classes/{held.pk}/papers/supplement/2/").status_code == 200
    assert office.get(f"/admin/classes/{held.pk}/papers/").content.decode().count("supplement/") >= 2
