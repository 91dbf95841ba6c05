"""From the printed sheet to the register: whose sheet it is, what is kept, what a repeated task does."""

import io

import numpy as np
import pytest
from PIL import Image

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.papers.sign_in import render_sign_in_sheet
from tests.factories.training import ClassMeetingFactory, EnrolmentFactory
from tests.training.attendance.sheets.paper import Filled, fill, pages_of, photograph
from training.attendance.sheets.codes import code_of, read_code
from training.attendance.sheets.services import (
    confirm_readings,
    discard_readings,
    keep_photographs,
    print_sheet,
    read_photograph,
    readings_left_lying,
)
from training.errors import InvalidInput, NotAllowed
from training.models import AttendanceRecord, SheetReading, SignInSheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]


@pytest.fixture
def meeting(cast):
    return ClassMeetingFactory(training_class__status="open", lecturer=cast.lecturer.person.lecturer)


@pytest.fixture
def people(meeting, cast):
    names = ("Lê An", "Trần Bình", "Vũ Chi")
    return [
        EnrolmentFactory(training_class=meeting.training_class, person__full_name=name, unit=cast.ward)
        for name in names
    ]


@pytest.fixture
def photo(cast, meeting, people):
    """A photograph of the signed sheet: one signed, one excused, one row left empty."""
    sheet = print_sheet(meeting, people, by=cast.lecturer)
    dice = np.random.default_rng(11)
    rows = [Filled("present", signed=True), Filled("excused", 2), Filled("unexcused")]
    return photograph(fill(pages_of(render_sign_in_sheet(sheet, people))[0], rows, dice), dice)


def upload(content, name="trang-1.jpg"):
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def test_printing_the_same_rows_again_is_the_same_sheet(cast, meeting, people):
    sheet = print_sheet(meeting, people, by=cast.lecturer)
    assert print_sheet(meeting, people, by=cast.training_office) == sheet
    assert print_sheet(meeting, people[::-1], by=cast.lecturer) != sheet
    with pytest.raises(NotAllowed):
        print_sheet(meeting, people, by=cast.trainee)


def test_a_code_is_ours_or_it_is_none(cast, meeting, people):
    code = code_of(print_sheet(meeting, people, by=cast.lecturer), 1)
    assert read_code(code).meeting == meeting.pk
    head, _dot, signature = code.rpartition(".")
    for forged in (head + "." + signature[::-1], code.replace(".1.", ".2."), "https://example.org/", "", "CS1.a.b.c.d"):
        assert read_code(forged) is None or forged == code


def test_a_photograph_is_read_confirmed_and_forgotten(cast, meeting, people, photo, django_capture_on_commit_callbacks):
    [reading] = keep_photographs(meeting, [upload(photo)], by=cast.lecturer)
    read = read_photograph(reading.pk)
    assert (read.state, read.page) == ("read", 1)
    assert [(row["enrolment"], row["status"], row["doubt"]) for row in read.rows] == [
        (people[0].pk, "present", ""),
        (people[1].pk, "excused", ""),
        (people[2].pk, "unexcused", "empty"),
    ]
    assert read_photograph(reading.pk).finished_at == read.finished_at
    statuses = {row["enrolment"]: row["status"] for row in read.rows}
    with django_capture_on_commit_callbacks(execute=True):
        assert len(confirm_readings(meeting, statuses, by=cast.lecturer)) == 3
    assert set(AttendanceRecord.objects.values_list("source", flat=True)) == {"sheet"}
    read.refresh_from_db()
    assert read.state == "confirmed"
    assert not read.photograph.storage.exists(read.photograph.name)
    assert not read.picture.storage.exists(read.picture.name)
    assert readings_left_lying(silent_for=np.timedelta64(0, "s").item()) == []


def test_a_sheet_of_another_meeting_is_refused(cast, meeting, photo):
    other = ClassMeetingFactory(training_class=meeting.training_class, slot="evening", lecturer=meeting.lecturer)
    [reading] = keep_photographs(other, [upload(photo)], by=cast.lecturer)
    assert read_photograph(reading.pk).refusal == "other_meeting"


def test_a_sheet_nobody_printed_is_refused(cast, meeting, photo):
    SignInSheet.objects.all().delete()
    [reading] = keep_photographs(meeting, [upload(photo)], by=cast.lecturer)
    assert read_photograph(reading.pk).refusal == "not_ours"


def test_hostile_files_are_refused_before_anything_is_kept(cast, meeting, photo):
    huge = io.BytesIO()
    Image.new("1", (30000, 30000)).save(huge, "PNG")
    for files in ([], [upload(b"MZ")], [upload(photo), upload(huge.getvalue())], [upload(photo)] * 13):
        with pytest.raises(InvalidInput):
            keep_photographs(meeting, files, by=cast.lecturer)
    with pytest.raises(NotAllowed):
        keep_photographs(meeting, [upload(photo)], by=cast.trainee)
    assert not SheetReading.objects.exists()


def test_a_cut_off_photograph_is_refused_with_a_sentence(cast, meeting, photo):
    [reading] = keep_photographs(meeting, [upload(photo[: len(photo) // 3])], by=cast.lecturer)
    assert read_photograph(reading.pk).state == "refused"


def test_thrown_away_readings_leave_the_register_alone(cast, meeting, photo):
    [reading] = keep_photographs(meeting, [upload(photo)], by=cast.lecturer)
    assert discard_readings(meeting, by=cast.lecturer) == 1
    assert read_photograph(reading.pk).state == "discarded"
    assert not AttendanceRecord.objects.exists()


def test_the_screen_goes_from_photograph_to_register(client, cast, meeting, people, photo):
    client.force_login(cast.lecturer)
    page = reverse("lecturer:sheet_read", args=[meeting.pk])
    printed = client.get(reverse("lecturer:sign_in_sheet", args=[meeting.pk]))
    assert printed.content.startswith(b"%PDF")
    assert client.post(page).status_code == 422
    assert client.post(page, {"photographs": [upload(photo)]}).status_code == 302
    assert client.get(page)["Refresh"] == "2"
    reading = read_photograph(SheetReading.objects.get().pk)
    answer = client.get(page)
    assert [line.status for line in answer.context["lines"]] == ["present", "excused", "unexcused"]
    assert [line.enrolment for line in answer.context["doubtful"]] == [people[2]]
    strip = client.get(reverse("lecturer:sheet_row", args=[meeting.pk, reading.pk, 2]))
    assert Image.open(io.BytesIO(strip.content)).width > 700
    answers = {f"roll-{row.pk}": "present" for row in people}
    assert client.post(reverse("lecturer:sheet_confirm", args=[meeting.pk]), answers).status_code == 302
    assert AttendanceRecord.objects.filter(status="present", source="sheet").count() == 3
    assert client.get(reverse("lecturer:sheet_row", args=[meeting.pk, reading.pk, 2])).status_code == 404
