"""The half-day with which the form of a new meeting is filled in."""

from datetime import date

import pytest

from tests.factories.curriculum import ModulePageFactory, ProgrammePageFactory
from tests.factories.training import ClassMeetingFactory, LecturerFactory, RoomFactory, TrainingClassFactory
from training.scheduling.following import next_meeting

pytestmark = pytest.mark.django_db


def test_meetings_follow_one_another_through_the_modules_and_past_the_weekend(django_assert_max_num_queries):
    programme = ProgrammePageFactory()
    first, second = (ModulePageFactory(parent=programme, theory_periods=8) for _one in range(2))
    held = TrainingClassFactory(programme=programme, opens_on=date(2026, 12, 11))
    assert next_meeting(held) == {"date": date(2026, 12, 11), "slot": "morning", "module": first.pk}
    room, lecturer = RoomFactory(), LecturerFactory()
    common = {
        "training_class": held,
        "date": date(2026, 12, 11),
        "room": room,
        "lecturer": lecturer,
        "periods": first.periods // 2,
    }
    ClassMeetingFactory(**common, module=first)
    proposed = {"date": date(2026, 12, 11), "slot": "afternoon", "module": first.pk}
    assert next_meeting(held) == proposed | {"room": room.pk, "lecturer": lecturer.pk}
    ClassMeetingFactory(**common, module=first, slot="afternoon")
    with django_assert_max_num_queries(5):
        assert next_meeting(held) == {
            "date": date(2026, 12, 14),
            "slot": "morning",
            "module": second.pk,
            "room": room.pk,
        }
