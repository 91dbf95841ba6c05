"""Mentoring in numbers on the screens of the Committee, and what is taken out of them."""

from io import BytesIO

import openpyxl
import pytest

from django.urls import reverse

from curriculum.clock.time import today
from tests.portal.records.conftest import SECRET, _november, client, term  # noqa: F401 (fixtures)
from training.models import AccessEvent

pytestmark = pytest.mark.django_db


def test_numbers_are_drawn_and_lead_to_the_people(client, cast, term, django_assert_max_num_queries):  # noqa: F811
    client.force_login(cast.committee_officer)
    client.get(reverse("office:mentoring"))
    with django_assert_max_num_queries(40):
        page = client.get(reverse("office:mentoring"), {"by": "host"})
    assert page.status_code == 200
    assert str(term.host_unit) in page.text
    assert "on track" in page.text
    people = client.get(reverse("office:mentoring_people"), {"track": "on_track", "host": term.host_unit_id})
    assert str(term.person) in people.text
    assert str(term.person) not in client.get(reverse("office:mentoring_people"), {"track": "off_track"}).text
    assert SECRET not in page.text + people.text
    assert client.get(reverse("office:mentoring"), {"day": "nonsense"}).status_code == 200


def test_workbooks_hold_counts_and_the_quarter_asks_what_for(client, cast, term):  # noqa: F811
    client.force_login(cast.committee_officer)
    sums = openpyxl.load_workbook(BytesIO(client.get(reverse("office:mentoring"), {"export": "xlsx"}).content))
    assert len(sums.sheetnames) == 2
    quarter = {"year": today().year, "quarter": (today().month + 2) // 3, "purpose": ""}
    assert client.post(reverse("office:mentoring_quarter"), quarter).status_code == 200
    assert not AccessEvent.objects.filter(kind="export").exists()
    answer = client.post(reverse("office:mentoring_quarter"), quarter | {"purpose": "Báo cáo quý"})
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    words = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert term.person.full_name in words
    assert SECRET not in words
    event = AccessEvent.objects.get(kind="export")
    assert (event.user, event.purpose, event.count) == (cast.committee_officer, "Báo cáo quý", 1)
