"""The pipeline on the screens of the Committee: who sees what, lists, files."""

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest

from django.test import Client
from django.urls import reverse

from curriculum.clock.time import now, set_to
from tests.factories.training import PostingFactory
from tests.training.pipeline.conftest import FIRST_OF_NEW, merger  # noqa: F401 (fixture)
from training.assignments.files import words_of_docx
from training.mentoring.reference import load_competencies, load_forms
from training.models import AccessEvent, Benefit, PostingRule, SuccessionEntry, Target
from training.rotation.eligibility.reference import load_posting_rules
from training.rotation.eligibility.services import evaluate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with set_to(datetime(2026, 11, 23, 15, 0)):
        yield


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "en"})


def words_of(answer) -> str:
    book = openpyxl.load_workbook(BytesIO(answer.content))
    return " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


def test_planning_is_seen_by_the_committee_alone(client, cast, merger, django_assert_max_num_queries):  # noqa: F811
    """The auditor reads the same list without it; the superuser without a duty of the Committee too."""
    merger.leads(merger.joined, merger.secretary, first=FIRST_OF_NEW, native_place=merger.one)
    deputy = merger.leads(merger.joined, merger.vice, first=FIRST_OF_NEW)
    SuccessionEntry.objects.create(
        person=deputy, valid_from=date(2025, 9, 1), source_document="1-QĐ", recorded_at=now()
    )
    page, post = (
        reverse("office:pipeline"),
        reverse("office:pipeline_post", args=[merger.joined.pk, "party_secretary"]),
    )
    client.force_login(cast.committee_officer)
    client.get(page)
    with django_assert_max_num_queries(40):
        seen = client.get(page, {"sort": "-ready"})
    assert "Planned / ready" in seen.text
    assert deputy.full_name in client.get(post).text
    assert "Số người quy hoạch" in words_of(client.get(page, {"export": "xlsx"}))
    assert AccessEvent.objects.filter(kind="export", user=cast.committee_officer).count() == 1
    assert "No post, as filtered" in client.get(page, {"words": "khong co ai"}).text
    for reader in (cast.auditor, cast.administrator):
        client.force_login(reader)
        assert "Planned / ready" not in client.get(page, {"state": "gap"}).text
        assert deputy.full_name not in client.get(post).text
        assert "Số người quy hoạch" not in words_of(client.get(page, {"export": "xlsx"}))


def test_a_gap_in_the_rules_is_answered_by_a_sentence(client, cast, merger):  # noqa: F811
    client.force_login(cast.committee_officer)
    for name in ("pipeline", "balances", "targets"):
        answer = client.get(reverse(f"office:{name}"), {"day": "2015-01-01"})
        assert (answer.status_code, "has no value on 01/01/2015" in answer.text) == (200, True)
    assert client.get(reverse("office:targets"), {"day": "nonsense"}).status_code == 200


def test_targets_are_set_and_read_with_the_people_for_those_entitled(client, cast, merger):  # noqa: F811
    person = merger.leads(merger.other, merger.secretary, first=FIRST_OF_NEW, native_place=merger.one)
    client.force_login(cast.committee_officer)
    given = {"indicator": "secretaries_not_local", "value": 70, "valid_from": "2025-07-01", "legal_basis": "09-HD/TU"}
    assert client.post(reverse("office:target_set"), given).status_code == 302
    assert Target.objects.get().set_by == cast.committee_officer
    people = reverse("office:target_people", args=["secretaries_not_local"])
    assert person.full_name in client.get(people).text
    assert person.full_name in words_of(client.get(people, {"export": "xlsx"}))
    assert "09-HD/TU" in client.get(reverse("office:targets")).text
    client.force_login(cast.training_office)
    assert "09-HD/TU" in client.get(reverse("office:targets")).text
    assert client.get(people).status_code == 404
    maps = client.get(reverse("office:target_maps"))
    assert (maps.status_code, person.full_name in maps.text) == (200, False)


def test_a_benefit_is_recorded_where_the_rules_grant_one_and_the_sheet_is_printed(client, cast):
    posting = PostingFactory()
    client.force_login(cast.committee_officer)
    benefits = reverse("office:posting_benefits", args=[posting.pk])
    assert "granted by the rules, not recorded" in client.get(benefits).text
    assert posting.person.full_name in client.get(reverse("office:benefits_wanting")).text
    given = {"kind": "housing", "payer": "host", "valid_from": posting.effective_on, "document": "12-QĐ"}
    assert client.post(reverse("office:benefit_grant", args=[posting.pk]), given).status_code == 302
    assert "12-QĐ" in client.get(benefits).text
    taken = client.post(reverse("office:benefit_take_back", args=[Benefit.objects.get().pk]), {"reason": "Ghi nhầm"})
    assert taken.status_code == 302
    sheet = reverse("office:posting_decision", args=[posting.pk])
    assert "Benefit taken back" in client.get(sheet).text
    assert client.get(sheet, {"export": "docx"}).status_code == 200
    assert AccessEvent.objects.filter(person=posting.person, kind="print").exists()
    for name in ("terms", "outcomes", "wave_numbers"):
        answer = client.get(reverse(f"office:{name}"), {"export": "xlsx"})
        assert answer["Content-Type"].endswith("sheet"), name


def test_the_sheet_of_a_decision_lists_later_documents_and_calls_a_rule_with_a_gap_by_its_name(client, cast):
    """The rule on age has no version on the reference date: its name and a sentence, nowhere its code."""
    load_posting_rules()
    load_competencies()
    load_forms()
    posting = PostingFactory(signer_title="Trưởng Ban Tổ chức Thành ủy")
    young, first = PostingRule.objects.get(code="young-age"), date(2024, 1, 1)
    PostingRule.objects.filter(pk=young.pk).update(valid_to=date(2023, 12, 31))
    young.pk, young.valid_from = None, date(2027, 1, 1)
    young.save()
    evaluate(people=[posting.person], day=first, by=cast.committee_officer)
    client.force_login(cast.committee_officer)
    given = {"term_months": 42, "decision_number": "88-QĐ/BTCTU", "decision_on": "2026-11-20"}
    given["signer_title"] = "Phó Trưởng Ban Thường trực"
    assert client.post(reverse("office:posting_extend", args=[posting.pk]), given).status_code == 302
    sheet = reverse("office:posting_decision", args=[posting.pk])
    answer = client.get(sheet, headers={"accept-language": "vi"}).text
    paper = words_of_docx(BytesIO(client.get(sheet, {"export": "docx"}).content))
    for said in (answer, paper):
        for words in ("Trưởng Ban Tổ chức Thành ủy", "88-QĐ/BTCTU", "Phó Trưởng Ban Thường trực", "Thời hạn đến ngày"):
            assert words in said
        assert young.name_vi in said
        assert "Không có phiên bản nào của quy tắc này có hiệu lực vào ngày 01/01/2024." in said
        assert young.code not in said
