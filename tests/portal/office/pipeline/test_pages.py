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
from training.models import AccessEvent, Benefit, SuccessionEntry, Target

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
