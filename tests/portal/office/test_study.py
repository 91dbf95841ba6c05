"""The office about written work, questions and evaluations of one class."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from django.urls import reverse

from curriculum.clock.time import now
from tests.training.assignments.conftest import assignment, facts, part, running_class  # noqa: F401
from training.assignments.services.drafting import begin_work, save_draft
from training.assignments.services.handing_in import hand_in
from training.enquiries.services import ask_question
from training.evaluations.models import CourseEvaluation
from training.evaluations.reference import load_evaluation_forms
from training.models import DeadlineExtension, Enrolment

pytestmark = pytest.mark.django_db
MOMENT = "%Y-%m-%dT%H:%M"


def test_more_time_answers_and_the_evaluation_come_from_the_class(client, cast, request):
    given = request.getfixturevalue("assignment")
    held = given.training_class
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    learner = Enrolment.objects.get(training_class=held, person=cast.trainee.person)
    more = reverse("office:deadline_extend", args=[given.pk, learner.pk])
    assert more in client.get(reverse("office:class_work", args=[held.pk])).text
    refused = client.post(more, {"until": now().strftime(MOMENT), "reason": "Đi công tác"})
    assert "Đi công tác" in refused.text
    until = given.due_at + timedelta(days=9)
    client.post(more, {"until": until.astimezone().strftime(MOMENT), "reason": "Đi công tác"})
    assert DeadlineExtension.objects.get().enrolment == learner

    work = reverse("office:class_work", args=[held.pk])
    assert len(client.get(work, {"show": "missing"}).context["rows"]) == 2
    sheet = load_workbook(BytesIO(client.get(work, {"format": "xlsx"}).content)).active
    assert next(row[3] for row in sheet.iter_rows(values_only=True)) == given.title
    assert sheet.max_row == 3

    asked = ask_question(held, "Phòng học nào?", by=cast.trainee)
    questions = reverse("office:class_questions", args=[held.pk])
    assert "Phòng học nào?" in client.get(questions).text
    client.post(reverse("office:class_question_answer", args=[asked.pk]), {"text": "Phòng A1."})
    assert "Phòng A1." in client.get(questions).text

    load_evaluation_forms()
    until = (now() + timedelta(days=3)).astimezone().strftime(MOMENT)
    client.post(reverse("office:evaluation_open", args=[held.pk]), {"closes_at": until})
    assert CourseEvaluation.objects.get().places.count() == 2
    assert client.get(reverse("office:class_evaluation", args=[held.pk])).status_code == 200
    assert client.get(reverse("office:evaluation_export", args=[held.pk])).status_code == 404


def test_the_written_work_of_all_classes_is_one_list_with_its_figures(client, cast, request):
    given = request.getfixturevalue("assignment")
    save_draft(given, "Một vấn đề ở phường.", base_version=begin_work(given, by=cast.trainee).version, by=cast.trainee)
    hand_in(begin_work(given, by=cast.trainee), by=cast.trainee)
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("office:assignments")
    counts = {}
    for state in ("", "open", "missing", "unmarked", "released"):
        rows = client.get(address, {"state": state}).context["object_list"]
        counts[state] = [(row.learners, row.handed_in, row.marked) for row in rows]
    assert counts == {"": [(2, 1, 0)], "open": [(2, 1, 0)], "missing": [], "unmarked": [(2, 1, 0)], "released": []}
    sheet = load_workbook(BytesIO(b"".join(client.get(address, {"export": "xlsx"}).streaming_content))).active
    assert [cell.value for cell in sheet[2]][2] == given.title
