"""The minutes between two places: dated, the same in both directions, and what planning makes of them."""

from datetime import date, timedelta

import pytest

from curriculum.clock.time import today
from tests.factories.training import ClassMeetingFactory, LecturerFactory, RoomFactory
from training.errors import InvalidInput, NotAllowed
from training.models import TravelTime
from training.scheduling.clashes import find_clashes
from training.scheduling.travel.queries import known_places, minutes_between, minutes_on
from training.scheduling.travel.services import end_travel, set_travel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]
SCHOOL, FAR = "220 Nguyễn Trãi", "Trung tâm chính trị Ba Vì"


def test_minutes_hold_from_a_day_in_both_directions_and_what_was_stays(cast):
    office = cast.training_office
    row = set_travel(SCHOOL, FAR, minutes=90, valid_from=date(2026, 1, 1), by=office)
    assert set_travel(FAR, SCHOOL, minutes=90, valid_from=date(2026, 6, 1), by=office) == row
    later = today() + timedelta(days=30)
    set_travel(FAR, SCHOOL, minutes=70, valid_from=later, basis="Đường mới", by=office)
    assert minutes_between(SCHOOL, FAR, today()) == minutes_between(FAR, SCHOOL, today()) == 90
    assert minutes_between(FAR, SCHOOL, later) == 70
    assert minutes_between(SCHOOL, SCHOOL, later) == 0
    assert minutes_between(SCHOOL, "Nơi khác", later) is None
    assert list(minutes_on(later).values()) == [70]
    for wrong in ({"valid_from": date(2026, 2, 1)}, {"minutes": 0}, {"other": SCHOOL}):
        given = {"other": FAR, "minutes": 60, "valid_from": later, "by": office} | wrong
        with pytest.raises(InvalidInput):
            set_travel(SCHOOL, given.pop("other"), **given)
    with pytest.raises(NotAllowed):
        set_travel(SCHOOL, FAR, minutes=60, valid_from=later, by=cast.lecturer)


@pytest.mark.parametrize(
    ("minutes", "expected"), [(None, [("travel", "warn")]), (45, []), (300, [("travel", "block")])]
)
def test_a_lecturer_needs_the_time_for_the_way(cast, minutes, expected):
    lecturer = LecturerFactory()
    day = date(2026, 12, 7)
    ClassMeetingFactory(lecturer=lecturer, date=day, slot="morning", room=RoomFactory(address=SCHOOL))
    if minutes:
        set_travel(SCHOOL, FAR, minutes=minutes, valid_from=date(2026, 1, 1), by=cast.training_office)
    afternoon = ClassMeetingFactory.build(
        training_class=ClassMeetingFactory().training_class,
        lecturer=lecturer,
        date=day,
        slot="afternoon",
        room=RoomFactory(address=FAR),
    )
    found = [(one.rule, one.level) for one in find_clashes(afternoon) if one.rule == "travel"]
    assert found == expected


def test_the_office_writes_changes_and_ends_them_on_the_screen(cast, client):
    RoomFactory(address=SCHOOL)
    RoomFactory(address=FAR)
    assert known_places() == sorted([SCHOOL, FAR])
    client.force_login(cast.training_office)
    form = {"place": SCHOOL, "other": FAR, "minutes": "80", "valid_from": "2026-01-01"}
    assert client.post("/admin/travel/new/", form).status_code == 302
    row = TravelTime.objects.get()
    assert FAR in client.get("/admin/travel/").content.decode()
    page = client.get(f"/admin/travel/{row.pk}/").content.decode()
    assert f"/admin/travel/{row.pk}/end/" in page
    assert client.post(f"/admin/travel/{row.pk}/end/").status_code == 302
    assert minutes_between(SCHOOL, FAR, today() + timedelta(days=1)) is None
    assert end_travel(row, by=cast.training_office).valid_to == today()
