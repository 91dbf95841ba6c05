"""A draft of a whole year: opened in bulk, and one row looked at and placed at the same cost as in a small one."""

import time
from datetime import date, datetime, timedelta

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.curriculum import ModulePageFactory
from tests.factories.training import (
    ClassMeetingFactory,
    EnrolmentFactory,
    LecturerFactory,
    RoomFactory,
    TrainingClassFactory,
)
from tests.training.scheduling.drafts.conftest import TUESDAY, fresh
from training.models import ClassMeeting, DutyPeriod, TrainingClass
from training.scheduling.drafts.services import (
    Placement,
    apply_placements,
    changes_of,
    open_draft,
    place_meeting,
    preview_place,
    release_draft,
    undo,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]
CLASSES, EACH = 60, 25
FIRST = date(2026, 12, 7)


@pytest.fixture
def meeting():
    held = TrainingClassFactory(code="BTX-01")
    EnrolmentFactory(training_class=held)
    DutyPeriod.objects.create(kind="flood", title="Trực lũ", starts_on=TUESDAY, ends_on=TUESDAY)
    return ClassMeetingFactory(
        training_class=held,
        module=ModulePageFactory(parent=held.programme),
        room=RoomFactory(),
        lecturer=LecturerFactory(),
    )


def the_rest_of_the_year(held):
    """1,500 meetings of sixty classes; in the same half-days as each other, so that days are full."""
    lecturers, rooms = LecturerFactory.create_batch(3), RoomFactory.create_batch(3)
    classes = TrainingClass.objects.bulk_create(
        TrainingClass(
            code=f"NAM-{number:02d}",
            name="Lớp",
            programme=held.programme,
            opens_on=FIRST,
            closes_on=FIRST + timedelta(days=24),
            nominate_until=FIRST,
            place="Trường",
            capacity=40,
            status="enrolling",
        )
        for number in range(CLASSES)
    )
    ClassMeeting.objects.bulk_create(
        ClassMeeting(
            training_class=one,
            topic=f"Chuyên đề {number}",
            date=FIRST + timedelta(days=number),
            slot="afternoon",
            starts_at=timezone.make_aware(datetime(2026, 12, 7, 13, 30)) + timedelta(days=number),
            ends_at=timezone.make_aware(datetime(2026, 12, 7, 17, 0)) + timedelta(days=number),
            status="published",
            published_at=timezone.now(),
            room=rooms[place] if place < 3 else None,
            lecturer=lecturers[place] if place < 3 else None,
        )
        for place, one in enumerate(classes)
        for number in range(EACH)
    )


def counted(call, *args, **kwargs):
    """How many queries a call took, its seconds of work, and what it returned."""
    started = time.process_time()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        result = call(*args, **kwargs)
    return len(queries), time.process_time() - started, result


def look(row):
    return preview_place(row, date=TUESDAY, slot="morning", room=row.room, lecturer=row.lecturer)


def test_a_year_of_1500_costs_each_edit_no_more_than_one(office, meeting):
    small = open_draft(2026, by=office).meetings.get()
    look(fresh(small))  # values and settings are read once and kept
    questions, _seconds, found = counted(look, fresh(small))
    assert [finding.rule for finding in found] == ["duty"]
    the_rest_of_the_year(meeting.training_class)
    draft = open_draft(2026, by=office)
    assert draft.meetings.count() == CLASSES * EACH + 1
    row = fresh(small)
    asked, seconds, _found = counted(look, row)
    assert asked == questions <= 22
    assert seconds < 0.5  # a tenth of it on a quiet machine
    given = {"date": TUESDAY, "slot": "morning", "room": row.room, "lecturer": row.lecturer}
    asked, seconds, _row = counted(place_meeting, row, revision=row.revision, by=office, **given)
    assert asked <= questions + 12
    assert seconds < 1


def test_a_whole_year_is_opened_planned_and_released_in_bulk(office, meeting):
    the_rest_of_the_year(meeting.training_class)
    asked, _seconds, draft = counted(open_draft, 2026, by=office)
    assert asked < 60
    rows = list(draft.meetings.exclude(meeting=meeting))
    later = [Placement(row.pk, row.date, "evening", row.room_id, row.lecturer_id) for row in rows]
    asked, _seconds, _edit = counted(apply_placements, draft, later, kind="plan", by=office)
    assert asked < 60
    assert len(counted(undo, draft, by=office)[2].changes) == len(rows)
    apply_placements(draft, later, kind="plan", by=office)
    asked, _seconds, found = counted(changes_of, draft)
    assert (asked, len(found.changes)) == (1, len(rows))
    asked, _seconds, release = counted(release_draft, draft, by=office)
    assert asked < 120
    assert len(release.changes) == len(rows)
    assert ClassMeeting.objects.filter(slot="evening", sequence=1).count() == len(rows)
