"""The Committee changes a rule after a rehearsal, asks it of a wave, and reads what differs; the old sheet stays."""

from datetime import date

import pytest

from django.urls import reverse

from tests.factories.training import AgencyFactory, PersonFactory, PositionFactory, PositionTitleFactory
from training.models import EligibilityEvaluation, PostingRule, RotationWave
from training.rotation.eligibility.records import flag_succession
from training.rotation.eligibility.reference import load_posting_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(cast, client, time_machine):
    time_machine.move_to("2026-11-23", tick=False)
    load_posting_rules()
    client.force_login(cast.committee_officer, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    return client


def test_a_rule_is_rehearsed_changed_and_asked_again(office, cast):
    person = PersonFactory(full_name="Phạm Thị Hoa", birth_date=date(1993, 1, 1), staff_code="HOA-1")
    title = PositionTitleFactory(code="specialist", name_vi="Chuyên viên", is_key_official=False)
    PositionFactory(person=person, unit=AgencyFactory(), title=title)
    flag_succession(person, valid_from=date(2025, 1, 1), source_document="QĐ 1", by=cast.committee_officer)
    wave = RotationWave.objects.create(code="DLC", name="Đợt 1", reference_date=date(2027, 3, 1))
    ask = reverse("office:wave_evaluate", args=[wave.pk])
    answer = office.post(ask, {"movement": "rotation", "whom": "codes", "codes": "HOA-1, NIEMAND"})
    assert "NIEMAND" in answer.content.decode()
    assert not EligibilityEvaluation.objects.exists()
    office.post(ask, {"movement": "rotation", "whom": "codes", "codes": "HOA-1"})
    before = EligibilityEvaluation.objects.get()
    rule = PostingRule.objects.get(code="young-age")
    replace = reverse("office:posting_rule_replace", args=[rule.pk])
    form = {
        "name_vi": "Dưới 33 tuổi",
        "sentence_vi": "Dưới 33 tuổi vào ngày mốc.",
        "parameter_years": "33",
        "movements": ["rotation"],
        "group": "young",
        "effect": "decides",
        "exceptable_by": "standing",
        "valid_from": "2026-12-01",
        "legal_basis": "Kế hoạch 31-KH/TU",
    }
    rehearsed = office.post(replace, form)
    assert [one.person for one in rehearsed.context["touched"]] == [person]
    assert PostingRule.objects.filter(code="young-age").count() == 1
    other = office.post(replace, form | {"parameter_years": "34", "rehearsed": rehearsed.context["mark"]})
    assert other.status_code == 200  # what is saved is what was rehearsed
    saved = office.post(replace, form | {"rehearsed": rehearsed.context["mark"]})
    assert saved.status_code == 302, saved.context["form"].errors
    office.post(ask, {"movement": "rotation", "whom": "asked"})
    after = EligibilityEvaluation.objects.get(supersedes=before)
    assert (before.verdict, after.verdict) == ("eligible", "not_eligible")
    sheet = office.get(reverse("office:eligibility_sheet", args=[after.pk]))
    assert [change.code for change in sheet.context["changes"]] == ["young-age"]
    old = office.get(reverse("office:eligibility_sheet", args=[before.pk])).context
    assert (old["is_last"], old["evaluation"].verdict) == (False, "eligible")
    assert office.get(reverse("office:wave_sheets", args=[wave.pk])).status_code == 200
