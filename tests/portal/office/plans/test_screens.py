"""The training office plans its year from its screens."""

import re
from datetime import date
from io import BytesIO

import pypdf
import pytest

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.office.plans.papers import plan_paper
from tests.factories.curriculum import ProgrammePageFactory
from tests.factories.training import (
    AgencyFactory,
    EnrolmentFactory,
    PlanItemFactory,
    TrainingClassFactory,
    TrainingPlanFactory,
)
from tests.training.cohorts.test_imports import sheet
from training.models import ImportRun, PlanItem, TrainingClass, TrainingPlan
from training.tasks import run_import

NOW = "2026-11-23 09:00"
DECISION = {"number": "12/QĐ-TLHP", "decided_on": "2026-11-20", "signer": "Dương Văn Lâm"}


@pytest.fixture
def office(cast, client, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    return client


def item_fields(programme, **changes):
    return {
        "programme": programme.pk,
        "class_count": 3,
        "capacity": 60,
        "minimum": 30,
        "openings": "quý I, T5, 15/09",
        "place": "Hội trường A",
        "target_group": "Bí thư, phó bí thư",
        "budget_source": "Ngân sách thành phố",
    } | changes


def test_a_plan_goes_from_nothing_to_its_classes(office):
    programme = ProgrammePageFactory(code="BTX", title="Bồi dưỡng bí thư", days=5)
    institution = AgencyFactory()
    answer = office.post(reverse("office:plan_create"), {"year": 2027, "institution": institution.pk})
    plan = TrainingPlan.objects.get()
    assert answer.url == reverse("office:plan", args=[plan.pk])
    office.post(reverse("office:plan_item_create", args=[plan.pk]), item_fields(programme))
    item = plan.items.get()
    assert item.openings == ["Q1", "M05", "2027-09-15"]
    form = office.get(reverse("office:plan_item", args=[item.pk])).content.decode()
    assert "quý I, tháng 5, 15/09/2027" in form
    office.post(reverse("office:plan_submit", args=[plan.pk]))
    office.post(reverse("office:plan_approve", args=[plan.pk]), DECISION)
    office.post(reverse("office:plan_classes", args=[plan.pk]))
    office.post(reverse("office:plan_classes", args=[plan.pk]))
    page = office.get(reverse("office:plan", args=[plan.pk])).content.decode()
    assert TrainingClass.objects.filter(plan_item=item).count() == 3
    assert "12/QĐ-TLHP" in page
    assert len(re.findall(r'class="year__bar year__bar--tentative" x', page)) == 4  # and one in the legend
    assert "year__bar--planned" in page


def test_an_approved_plan_is_amended_and_shows_what_was(office, cast):
    item = PlanItemFactory(
        plan=TrainingPlanFactory(status="approved", decision_number="1/QĐ", decided_on="2026-01-05", signer="A")
    )
    amendment = item_fields(item.programme, class_count=4, reason="Nhu cầu tăng", number="2/QĐ") | {
        "decided_on": "2026-11-20",
        "signer": "Dương Văn Lâm",
    }
    answer = office.post(reverse("office:plan_item_amend", args=[item.pk]), amendment)
    assert answer.status_code == 302, answer.context["form"].errors
    page = office.get(reverse("office:plan", args=[item.plan_id])).content.decode()
    assert "2/QĐ" in page
    assert "2 → 4" in page
    refused = office.post(reverse("office:plan_item", args=[item.pk]), item_fields(item.programme))
    assert refused.status_code == 200
    assert refused.context["form"].non_field_errors()


def test_words_that_name_no_period_are_answered_at_their_field(office):
    plan = TrainingPlanFactory()
    answer = office.post(
        reverse("office:plan_item_create", args=[plan.pk]), item_fields(ProgrammePageFactory(), openings="mùa xuân")
    )
    assert answer.context["form"].errors["openings"]
    assert not PlanItem.objects.exists()


def test_last_years_plan_is_copied(office):
    item = PlanItemFactory(openings=["Q2"])
    answer = office.post(reverse("office:plan_copy", args=[item.plan_id]), {"year": 2028})
    assert answer.url == reverse("office:plan", args=[TrainingPlan.objects.get(year=2028).pk])


@pytest.mark.parametrize("count", [1, 4])
def test_screen_of_a_plan_asks_the_same_however_long_it_is(office, count, django_assert_max_num_queries):
    plan = TrainingPlanFactory(year=2026)
    for _n in range(count):
        item = PlanItemFactory(plan=plan, programme=ProgrammePageFactory())
        for number in range(1, count + 1):
            held = TrainingClassFactory(programme=item.programme, plan_item=item, plan_number=number)
            EnrolmentFactory(training_class=held)
    office.get(reverse("office:plan", args=[plan.pk]))
    with django_assert_max_num_queries(20):
        assert office.get(reverse("office:plan", args=[plan.pk])).status_code == 200


def test_lists_of_plans_and_items_export(office):
    PlanItemFactory(openings=["Q2"])
    for name in ("office:plans", "office:plan_items"):
        assert office.get(reverse(name)).status_code == 200
        export = office.get(reverse(name), {"export": "csv"})
        assert "2027" in b"".join(export.streaming_content).decode()


def test_classes_at_risk_are_found_and_confirmed_with_a_reason(office):
    held = TrainingClassFactory(minimum=10, confirm_by="2026-11-26")
    fine = TrainingClassFactory(minimum=1, confirm_by="2026-11-26")
    EnrolmentFactory(training_class=fine)
    page = office.get(reverse("office:classes"), {"confirmation": "at_risk"}).content.decode()
    assert held.code in page
    assert fine.code not in page
    refused = office.post(reverse("office:class_confirm", args=[held.pk]), {"reason": ""})
    assert refused.context["form"].non_field_errors()
    office.post(reverse("office:class_deadline", args=[held.pk]), {"confirm_by": "2026-12-01", "minimum": 5})
    office.post(reverse("office:class_confirm", args=[held.pk]), {"reason": "Ban Tổ chức đồng ý"})
    held.refresh_from_db()
    assert held.confirmed_at
    assert held.minimum == 5
    assert "23/11/2026" in office.get(reverse("office:class", args=[held.pk])).content.decode()


def test_a_planned_class_is_changed_until_it_is_announced(office):
    held = TrainingClassFactory(status="planned")
    fields = {
        "name": "Lớp đổi tên",
        "nominate_until": "2027-01-04",
        "opens_on": "2027-01-11",
        "closes_on": "2027-01-15",
        "place": "Hội trường B",
        "capacity": 30,
        "minimum": 10,
    }
    assert office.get(reverse("office:class_change", args=[held.pk])).status_code == 200
    office.post(reverse("office:class_change", args=[held.pk]), fields)
    held.refresh_from_db()
    assert (held.name, held.capacity, str(held.confirm_by)) == ("Lớp đổi tên", 30, "2027-01-04")


def test_classes_are_taken_in_from_a_sheet(office, django_capture_on_commit_callbacks):
    ProgrammePageFactory(code="BTX", class_size_max=80)
    assert office.get(reverse("office:classes_template")).status_code == 200
    file = SimpleUploadedFile("lop.xlsx", sheet().getvalue())
    with django_capture_on_commit_callbacks():
        office.post(reverse("office:classes_import"), {"file": file, "holds_no_secrets": "on"})
    run = ImportRun.objects.get()
    run_import(run.pk)
    page = office.get(reverse("office:classes_run", args=[run.pk]))
    assert page.context["counts"][0][1] == [1, 0, 0]
    with django_capture_on_commit_callbacks():
        office.post(reverse("office:classes_write", args=[run.pk]))
    run_import(ImportRun.objects.get(is_dry_run=False).pk)
    assert TrainingClass.objects.get().code == "BTX-2027-03"


def test_the_plan_is_printed_as_the_decision_that_approves_it(office):
    plan = TrainingPlanFactory(year=2027)
    PlanItemFactory(plan=plan, class_count=3, capacity=60, programme=ProgrammePageFactory(title="Bồi dưỡng bí thư"))
    draft = plan_paper(plan)
    assert (draft.issued_on, draft.signatures[0].name) == (None, "")
    plan.status, plan.decision_number, plan.signer = "approved", "12/QĐ-TLHP", "Dương Văn Lâm"
    plan.decided_on = date(2026, 11, 20)
    plan.save()
    answer = office.get(reverse("office:plan_document", args=[plan.pk, "pdf"]))
    first, annex = pypdf.PdfReader(BytesIO(answer.content)).pages
    words = re.sub(r"\s+", " ", first.extract_text())
    for expected in ("Số: 12/QĐ-TLHP", "Hà Nội, ngày 20 tháng 11 năm 2026", "3 lớp, 180 học viên của 1 chương trình"):
        assert expected in words
    assert "Kèm theo Quyết định số 12/QĐ-TLHP" in annex.extract_text()
    assert office.get(reverse("office:plan_document", args=[plan.pk, "odt"])).status_code == 404
