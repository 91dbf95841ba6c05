"""The timetable on paper: a week by room, lecturer, class and unit; the wall calendar; reasons printed beneath."""

from datetime import date, timedelta
from io import BytesIO

import pypdf
import pytest

from django.urls import reverse

from portal.papers.paper import Paragraph
from portal.papers.timetables import BY, Week, week_paper
from portal.papers.wall import wall_context
from tests.factories.training import (
    ClassMeetingFactory,
    EnrolmentFactory,
    LecturerFactory,
    RoomFactory,
    TrainingClassFactory,
)
from training.models import Justification

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 12, 7)


@pytest.fixture
def meeting():
    held = ClassMeetingFactory(
        training_class=TrainingClassFactory(code="BTX-01"),
        topic="Chuyên đề 1",
        date=MONDAY + timedelta(days=1),
        slot="afternoon",
        status="published",
        room=RoomFactory(name="Hội trường A"),
        lecturer=LecturerFactory(person__full_name="Hoàng Minh Sơn"),
    )
    ClassMeetingFactory(training_class=held.training_class, date=MONDAY, slot="morning", status="planned")
    return held


@pytest.fixture
def enrolment(meeting):
    return EnrolmentFactory(training_class=meeting.training_class)


def cells(paper) -> list[str]:
    return [cell for table in paper.tables for row in table.rows for cell in row if cell]


@pytest.mark.parametrize(
    ("by", "label"), [("room", "Hội trường A"), ("lecturer", "Hoàng Minh Sơn"), ("class", "BTX-01")]
)
def test_a_week_has_a_pair_of_lines_for_each(meeting, by, label):
    paper = week_paper(Week.of(MONDAY), by=by)
    (table,) = paper.tables
    assert [row[1] for row in table.rows] == ["Sáng", "Chiều"]
    assert label in table.rows[0][0]
    assert len(table.columns) == 7  # nobody meets at the weekend
    assert "Chuyên đề 1" in table.rows[1][3]


def test_a_unit_reads_how_many_of_its_people_are_away(meeting, enrolment):
    paper = week_paper(Week.of(MONDAY), by="unit", only=enrolment.unit_id)
    assert any("BTX-01 (1 người)" in cell for cell in cells(paper))
    assert week_paper(Week.of(MONDAY), by="unit", only=0).tables == []


def test_what_nobody_was_told_of_is_not_printed(meeting):
    assert not any("Sáng 07" in cell for cell in cells(week_paper(Week.of(MONDAY), by="class")))
    assert len(cells(week_paper(Week.of(MONDAY), by="class"))) == 4  # the class, two half-days, one meeting


def test_a_reason_is_printed_while_the_meeting_stands_where_it_was_given_for(meeting, cast):
    reason = Justification.objects.create(
        meeting=meeting,
        rule="holiday",
        sentence="08/12/2026 là ngày nghỉ.",
        reason="Theo đề nghị của lớp.",
        date=meeting.date,
        slot=meeting.slot,
        room=meeting.room,
        lecturer=meeting.lecturer,
        by=cast.training_office,
    )
    notes = [block.text for block in week_paper(Week.of(MONDAY), by="room").body if isinstance(block, Paragraph)]
    assert any("Theo đề nghị của lớp." in note for note in notes)
    Justification.objects.filter(pk=reason.pk).update(slot="morning")
    notes = [block.text for block in week_paper(Week.of(MONDAY), by="room").body if isinstance(block, Paragraph)]
    assert not notes


def test_the_screen_hands_out_pdf_and_sheets(meeting, cast, client):
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("office:timetable_print")
    assert client.get(url).status_code == 200
    for by in BY:
        assert client.get(url, {"day": MONDAY.isoformat(), "by": by, "as": "xlsx"}).status_code == 200
    answer = client.get(url, {"day": MONDAY.isoformat(), "by": "room", "as": "pdf"})
    text = pypdf.PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert "Hội trường A" in text
    wrong = client.get(url, {"day": "07/13/2026", "by": "room", "as": "pdf"})
    assert wrong.context["form"].errors["day"]


def test_the_wall_calendar_has_a_stroke_for_each_published_half_day(meeting, cast, client, django_assert_num_queries):
    with django_assert_num_queries(5):
        context = wall_context(2026)
    (line,) = context["lines"]
    assert (line.code, len(line.strokes)) == ("BTX-01", 1)
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse("office:wall_calendar", args=[2026]))
    page = pypdf.PdfReader(BytesIO(answer.content)).pages[0]
    assert "BTX-01" in page.extract_text()
    assert float(page.mediabox.width) > float(page.mediabox.height) > 800  # A3, lying
