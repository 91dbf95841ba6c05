"""A place for one meeting: the best ones with their price; one press chooses, never against what somebody did since."""

from datetime import date

import pytest

from django.urls import reverse

from tests.factories.training import ClassMeetingFactory, LecturerFactory, RoomFactory, TrainingClassFactory
from training.models import RoomBlock
from training.scheduling.drafts.services import open_draft

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 12, 7)


@pytest.fixture
def office(cast, client):
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def row(cast):
    held = TrainingClassFactory(code="BTX-01", opens_on=MONDAY, closes_on=date(2026, 12, 11))
    ClassMeetingFactory(
        training_class=held,
        topic="Chuyên đề 1",
        date=MONDAY,
        slot="morning",
        room=RoomFactory(name="Hội trường A", capacity=200),
        lecturer=LecturerFactory(),
    )
    return open_draft(2026, by=cast.training_office).meetings.get()


def test_the_best_five_are_offered_and_one_press_places_the_meeting(office, row):
    url = reverse("office:find_place", args=[row.pk])
    places = office.get(url).context["places"]
    assert 0 < len(places) <= 5
    assert [one.price for one in places] == sorted(one.price for one in places)
    assert len({(one.date, one.slot) for one in places}) == len(places)
    chosen = next(one for one in places if (one.date, one.slot) != (MONDAY, "morning"))
    asked = {
        "date": chosen.date.isoformat(),
        "slot": chosen.slot,
        "room": chosen.room.pk,
        "lecturer": chosen.lecturer.pk,
        "revision": row.revision,
    }
    assert office.post(url, asked).status_code == 302
    row.refresh_from_db()
    assert (row.date, row.slot) == (chosen.date, chosen.slot)
    stale = office.post(url, asked | {"date": "2026-12-11"})
    assert stale.context["form"].non_field_errors()


def test_where_no_half_day_is_left_the_page_says_so(office, row):
    RoomBlock.objects.create(room=row.room, starts_on=MONDAY, ends_on=date(2026, 12, 31), reason="Sửa chữa")
    answer = office.get(reverse("office:find_place", args=[row.pk]))
    assert answer.context["places"] == []
    assert answer.status_code == 200
