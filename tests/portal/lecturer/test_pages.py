"""The lecturer's pages: what they show, what they save, who gets in, what they cost."""

from datetime import date, datetime
from decimal import Decimal
from time import process_time

import pytest
from pypdfium2 import PdfDocument

from django.urls import reverse

from curriculum.clock.time import set_to
from tests.factories.training import (
    AssessmentFactory,
    AttendanceRecordFactory,
    ClassMeetingFactory,
    EnrolmentFactory,
    MarkFactory,
    RoomFactory,
    TrainingClassFactory,
)
from training.models import Mark

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]


@pytest.fixture
def lecturer(client, cast):
    client.force_login(cast.lecturer)
    return client


@pytest.fixture
def meeting(cast):
    return ClassMeetingFactory(
        training_class__status="open",
        training_class__code="BTX-01",
        lecturer=cast.lecturer.person.lecturer,
        room=RoomFactory(name="Hội trường A"),
    )


@pytest.fixture
def pair(meeting):
    names = ("Trần Bình", "Lê An")
    return [EnrolmentFactory(training_class=meeting.training_class, person__full_name=name) for name in names]


def field(part, enrolment):
    return f"mark-{part.pk}-{enrolment.pk}"


@pytest.mark.parametrize("page", ["home", "meetings", "classes"])
def test_only_lecturers_enter(client, cast, page):
    for name, user in cast.everybody().items():
        client.force_login(user)
        expected = 200 if name in {"lecturer", "administrator"} else 404
        assert client.get(reverse(f"lecturer:{page}")).status_code == expected, name
    client.logout()
    assert client.get(reverse(f"lecturer:{page}")).status_code == 302


def test_a_meeting_and_a_class_of_somebody_else_are_not_found(lecturer, cast):
    other = ClassMeetingFactory(training_class__status="open")
    mark = MarkFactory(enrolment__training_class=other.training_class)
    for page, pk in (
        ("meeting", other.pk),
        ("sign_in_sheet", other.pk),
        ("register", other.training_class_id),
        ("marks", other.training_class_id),
        ("change_mark", mark.pk),
    ):
        assert lecturer.get(reverse(f"lecturer:{page}", args=[pk])).status_code == 404, page
        assert lecturer.post(reverse(f"lecturer:{page}", args=[pk])).status_code in (404, 405), page


def test_home_says_what_is_today_and_what_lacks(lecturer, cast, meeting, pair):
    AssessmentFactory(training_class=meeting.training_class)
    make = {"training_class": meeting.training_class, "lecturer": meeting.lecturer}
    ClassMeetingFactory(**make, date=date(2026, 12, 18), slot="evening", topic="Buổi hôm nay")
    ClassMeetingFactory(**make, date=date(2026, 12, 20), topic="Buổi sắp tới")
    ClassMeetingFactory(**make, date=date(2026, 12, 19), topic="Buổi chưa công bố", status="planned")
    context = lecturer.get(reverse("lecturer:home")).context
    assert [row.topic for row in context["today"]] == ["Buổi hôm nay"]
    assert [row.topic for row in context["next"]] == ["Buổi sắp tới"]
    assert meeting in context["lacking"]
    assert [(row.code, row.missing) for row in context["to_mark"]] == [("BTX-01", 2)]
    page = lecturer.get(reverse("lecturer:home")).content.decode()
    assert "Hội trường A" in page


def test_the_roll_is_saved_and_shown_again(lecturer, meeting, pair):
    url = reverse("lecturer:meeting", args=[meeting.pk])
    first = lecturer.get(url)
    assert [line.enrolment.person.full_name for line in first.context["lines"]] == ["Lê An", "Trần Bình"]
    answers = {f"roll-{pair[0].pk}": "unexcused", f"roll-{pair[1].pk}": "present"}
    assert lecturer.post(url, answers).status_code == 302
    again = lecturer.get(url)
    assert [line.status for line in again.context["lines"]] == ["present", "unexcused"]
    assert again.context["is_taken"]


def test_a_refused_roll_keeps_what_was_chosen(lecturer, meeting, pair):
    url = reverse("lecturer:meeting", args=[meeting.pk])
    answer = lecturer.post(url, {f"roll-{pair[0].pk}": "late", "roll-0": "present", "roll-x": "late"})
    assert answer.status_code == 422
    assert {line.enrolment.pk: line.status for line in answer.context["lines"]} == {pair[0].pk: "late", pair[1].pk: ""}
    assert not meeting.attendance.exists()


def test_before_the_day_names_are_shown_without_a_roll(lecturer, meeting, pair):
    with set_to(datetime(2026, 12, 6, 9, 0)):
        page = lecturer.get(reverse("lecturer:meeting", args=[meeting.pk])).content.decode()
    assert "Lê An" in page
    assert "roll-" not in page


def test_the_sign_in_sheet_is_printed_in_name_order_and_remembered(lecturer, meeting, pair):
    answer = lecturer.get(reverse("lecturer:sign_in_sheet", args=[meeting.pk]))
    assert answer.content.startswith(b"%PDF")
    assert meeting.sheets.get().rows == [pair[1].pk, pair[0].pk]
    with PdfDocument(answer.content) as printed:
        text = printed[0].get_textpage().get_text_bounded()
    assert text.index("Lê An") < text.index("Trần Bình")
    assert "Hội trường A" in text


def test_timetable_shows_what_comes_and_what_was(lecturer, meeting):
    coming = ClassMeetingFactory(
        training_class=meeting.training_class, lecturer=meeting.lecturer, date=date(2026, 12, 20)
    )
    url = reverse("lecturer:meetings")
    assert list(lecturer.get(url).context["page"]) == [coming]
    assert list(lecturer.get(url, {"when": "past"}).context["page"]) == [meeting]


def test_the_register_shows_each_meeting_and_the_share(lecturer, meeting, pair):
    AttendanceRecordFactory(meeting=meeting, enrolment=pair[0], status="excused")
    AttendanceRecordFactory(meeting=meeting, enrolment=pair[1])
    answer = lecturer.get(reverse("lecturer:register", args=[meeting.training_class_id]))
    assert answer.content.decode().count("matrix__low") == 1
    register = answer.context["register"]
    rows = [
        (row.person.full_name, [cell.record.status for cell in cells], percent) for row, cells, percent in register.rows
    ]
    assert rows == [("Lê An", ["present"], Decimal("100.00")), ("Trần Bình", ["excused"], Decimal("0.00"))]


def test_marks_are_saved_with_a_comma(lecturer, meeting, pair):
    part = AssessmentFactory(training_class=meeting.training_class)
    url = reverse("lecturer:marks", args=[meeting.training_class_id])
    assert lecturer.post(url, {field(part, pair[0]): "8,5", field(part, pair[1]): ""}).status_code == 302
    assert Mark.objects.get().value == Decimal("8.5")
    page = lecturer.get(url).content.decode()
    assert "8,5" in page
    assert field(part, pair[0]) not in page
    assert field(part, pair[1]) in page


def test_a_wrong_mark_saves_nothing_and_loses_nothing(lecturer, meeting, pair):
    part = AssessmentFactory(training_class=meeting.training_class)
    url = reverse("lecturer:marks", args=[meeting.training_class_id])
    answer = lecturer.post(url, {field(part, pair[0]): "12", field(part, pair[1]): "7,5"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="12"' in page
    assert 'value="7,5"' in page
    assert f'id="e-{field(part, pair[0])}"' in page
    assert f'id="e-{field(part, pair[1])}"' not in page
    assert not Mark.objects.exists()


def test_the_right_marks_are_saved_beside_refused_ones_when_asked(lecturer, meeting, pair):
    part = AssessmentFactory(training_class=meeting.training_class)
    url = reverse("lecturer:marks", args=[meeting.training_class_id])
    typed = {field(part, pair[0]): "12", field(part, pair[1]): "7,5"}
    assert lecturer.post(url, typed).context["good"] == 1
    answer = lecturer.post(url, typed | {"keep": "good"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="12"' in page
    assert field(part, pair[1]) not in page
    assert Mark.objects.get().enrolment == pair[1]


def test_a_verdict_that_is_none_comes_back_as_typed(lecturer, meeting, pair):
    part = AssessmentFactory(training_class=meeting.training_class, is_graded=False)
    url = reverse("lecturer:marks", args=[meeting.training_class_id])
    answer = lecturer.post(url, {field(part, pair[0]): "có lẽ", field(part, pair[1]): "đạt"})
    assert answer.status_code == 422
    assert 'value="có lẽ"' in answer.content.decode()


def test_the_marks_of_eighty_people_are_saved_within_a_second(lecturer, meeting, django_assert_max_num_queries):
    people = EnrolmentFactory.create_batch(80, training_class=meeting.training_class)
    parts = [AssessmentFactory(training_class=meeting.training_class, weight_percent=50) for _ in range(2)]
    typed = {field(part, row): "8,5" for part in parts for row in people}
    url = reverse("lecturer:marks", args=[meeting.training_class_id])
    lecturer.get(url)
    started = process_time()
    with django_assert_max_num_queries(25):
        assert lecturer.post(url, typed).status_code == 302
    assert process_time() - started < 1
    assert Mark.objects.count() == 160


def test_a_comment_and_the_answer_to_a_request_reach_the_learner(lecturer, cast, meeting, client):
    part = AssessmentFactory(training_class=meeting.training_class)
    mine = EnrolmentFactory(training_class=meeting.training_class, person=cast.trainee.person)
    mark = MarkFactory(enrolment=mine, assessment=part, value=Decimal("4.0"))
    change = reverse("lecturer:change_mark", args=[mark.pk])
    assert lecturer.post(change, {"kind": "comment", "comment": "Thiếu số liệu"}).status_code == 302
    type(meeting.training_class).objects.update(status="closing")
    client.force_login(cast.trainee)
    page = client.get(reverse("trainee:class", args=[mine.training_class_id])).content.decode()
    assert "Thiếu số liệu" in page
    assert "4,0" in page
    client.post(reverse("trainee:remark", args=[mark.pk]), {"reason": "Chấm sót ý 3"})
    client.force_login(cast.lecturer)
    sheet = client.get(reverse("lecturer:marks", args=[mine.training_class_id]))
    assert [row.reason for row in sheet.context["requests"]] == ["Chấm sót ý 3"]
    answer = reverse("lecturer:remark", args=[sheet.context["requests"][0].pk])
    assert client.post(answer, {"mark": "6,0", "answer": ""}).status_code == 422
    assert client.post(answer, {"mark": "6,0", "answer": "Đã chấm bổ sung"}).status_code == 302
    client.force_login(cast.trainee)
    page = client.get(reverse("trainee:class", args=[mine.training_class_id])).content.decode()
    assert "6,0" in page
    assert "Đã chấm bổ sung" in page


def test_marks_of_a_class_that_does_not_run_are_shown_and_not_asked(lecturer, meeting, pair):
    type(meeting.training_class).objects.update(status="closed")
    part = AssessmentFactory(training_class=meeting.training_class)
    url = reverse("lecturer:marks", args=[meeting.training_class_id])
    assert field(part, pair[0]) not in lecturer.get(url).content.decode()
    assert lecturer.post(url, {field(part, pair[0]): "8"}).status_code == 422
    type(meeting.training_class).objects.update(status="cancelled")
    assert lecturer.get(url).status_code == 404


def test_a_mark_is_corrected_or_taken_again(lecturer, meeting, pair):
    part = AssessmentFactory(training_class=meeting.training_class)
    mark = MarkFactory(enrolment=pair[0], assessment=part, value=Decimal("3.0"))
    url = reverse("lecturer:change_mark", args=[mark.pk])
    assert lecturer.get(url).status_code == 200
    refused = lecturer.post(url, {"kind": "correction", "mark": "4,0", "reason": ""})
    assert refused.status_code == 422
    assert 'value="4,0"' in refused.content.decode()
    assert lecturer.post(url, {"kind": "correction", "mark": "4,0", "reason": "Nhập nhầm"}).status_code == 302
    corrected = Mark.objects.standing().get()
    again = reverse("lecturer:change_mark", args=[corrected.pk])
    assert "Nhập nhầm" not in lecturer.get(again).content.decode()
    assert lecturer.post(again, {"kind": "resit", "mark": "6,0", "reason": ""}).status_code == 302
    assert [row.kind for row in Mark.objects.all()] == ["first", "correction", "resit"]
    assert lecturer.get(url).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_however_long_the_list(client, cast, rows, django_assert_max_num_queries):
    held = TrainingClassFactory(status="open", closes_on=date(2026, 12, 18))
    lecturer = cast.lecturer.person.lecturer
    parts = [AssessmentFactory(training_class=held) for _ in range(rows)]
    slots = ["morning", "afternoon", "evening"][:rows]
    meetings = [ClassMeetingFactory(training_class=held, lecturer=lecturer, slot=slot) for slot in slots]
    for slot in slots:
        ClassMeetingFactory(training_class=held, lecturer=lecturer, slot=slot, date=date(2026, 12, 20))
        ClassMeetingFactory(lecturer=lecturer, slot=slot, date=date(2026, 12, 18), training_class__status="open")
    for _ in range(rows):
        enrolment = EnrolmentFactory(training_class=held)
        AttendanceRecordFactory(meeting=meetings[0], enrolment=enrolment)
        MarkFactory(enrolment=enrolment, assessment=parts[0])
    client.force_login(cast.lecturer)
    urls = [reverse(f"lecturer:{name}") for name in ("home", "meetings", "classes")]
    urls += [reverse(f"lecturer:{name}", args=[held.pk]) for name in ("register", "marks")]
    urls += [reverse(f"lecturer:{name}", args=[meetings[0].pk]) for name in ("meeting", "sign_in_sheet")]
    for url in urls:
        with django_assert_max_num_queries(15):
            assert client.get(url).status_code == 200
