"""A year with one class, and a draft of it."""

from datetime import date

import pytest

from tests.factories.training import ClassMeetingFactory, LecturerFactory, RoomFactory, TrainingClassFactory
from training.models import DraftMeeting
from training.scheduling.drafts.services import open_draft, place_meeting

MONDAY = date(2026, 12, 7)
TUESDAY = date(2026, 12, 8)


@pytest.fixture
def office(cast):
    return cast.training_office


@pytest.fixture
def meeting():
    return ClassMeetingFactory(
        training_class=TrainingClassFactory(code="BTX-01"),
        topic="Chuyên đề 1",
        room=RoomFactory(name="Hội trường A"),
        lecturer=LecturerFactory(person__full_name="Hoàng Minh Sơn"),
    )


@pytest.fixture
def draft(meeting, office):
    return open_draft(2026, by=office)


@pytest.fixture
def row(draft):
    return draft.meetings.get()


def fresh(row):
    return DraftMeeting.objects.on_board().select_related("draft").get(pk=row.pk)


def place(row, *, by, date=TUESDAY, slot="morning", **kwargs):
    """Place the row as somebody does who has just read it; room and lecturer stay."""
    row = fresh(row)
    given = {"room": row.room, "lecturer": row.lecturer, "revision": row.revision} | kwargs
    return place_meeting(row, date=date, slot=slot, by=by, **given)
