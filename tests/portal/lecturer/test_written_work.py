from dataclasses import replace
from datetime import timedelta

import pytest

from django.urls import reverse

from curriculum.clock.time import now
from tests.factories.training import EnrolmentFactory, PersonFactory, UserFactory
from tests.training.assignments.conftest import RUBRIC
from training.assignments.models import Assignment, Marking, SimilarityRun
from training.assignments.services import (
    begin_work,
    hand_in,
    make_assignment,
    publish_assignment,
    save_draft,
)
from training.assignments.services.comparing import perform
from training.models import Mark

pytestmark = pytest.mark.django_db


def sign_in(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def handed_in(assignment, user, text="Bài của tôi về tiếp công dân."):
    save_draft(assignment, text, base_version=0, by=user)
    return hand_in(begin_work(assignment, by=user), by=user)


def test_an_assignment_is_written_looked_at_and_given_out(
    client,
    cast,
    running_class,
    part,
    django_capture_on_commit_callbacks,
):
    sign_in(client, cast.lecturer)
    moment = "%Y-%m-%dT%H:%M"
    typed = {
        "title": "Tiểu luận cuối khóa",
        "form": "essay",
        "assessment": part.pk,
        "instructions": "Chọn một vấn đề.\n\n- Thực trạng\n- Giải pháp",
        "opens_at": now().strftime(moment),
        "due_at": (now() + timedelta(days=7)).strftime(moment),
        "late": "accepted",
        "takes_text": "on",
        "file_kinds": ["pdf"],
        "most_files": "2",
        "most_megabytes": "10",
        "rubric": RUBRIC,
        "allows_resubmission": "on",
    }
    make = reverse("lecturer:assignment_make", args=[running_class.pk])
    assert client.post(make, typed).status_code == 422, "until when is late work taken?"
    typed["accepted_until"] = (now() + timedelta(days=9)).strftime(moment)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(make, typed)
        made = Assignment.objects.get()
        client.post(reverse("lecturer:assignment_publish", args=[made.pk]))
        client.post(reverse("lecturer:assignment_publish", args=[made.pk]))
    assert made.instructions == "<p>Chọn một vấn đề.</p><ul><li>Thực trạng</li><li>Giải pháp</li></ul>"
    assert cast.trainee.notices.filter(key=f"assignment:{made.pk}:given").count() == 1
    change = reverse("lecturer:assignment_change", args=[made.pk])
    assert "Mạch lạc" in client.get(change).text
    client.post(change, typed | {"title": "Tiểu luận"})
    assert Assignment.objects.get().title == "Tiểu luận"


def test_marking_goes_from_work_to_work_and_is_released_at_once(
    client, cast, assignment, django_assert_max_num_queries
):
    for user in (cast.trainee, cast.chairman):
        handed_in(assignment, user)
    for _n in range(6):
        EnrolmentFactory(training_class=assignment.training_class)
    sign_in(client, cast.lecturer)
    overview = reverse("lecturer:assignment", args=[assignment.pk])
    client.get(overview)
    with django_assert_max_num_queries(15):
        assert "2 / 8" not in client.get(overview).text
    first, last = (line.submission for line in client.get(overview).context["page"] if line.submission)
    page = reverse("lecturer:submission", args=[first.pk])
    client.get(page)
    with django_assert_max_num_queries(15):
        client.get(page)
    half = {"level-c1": "0", "comment-c1": "Rõ", "action": "finish"}
    refused = client.post(page, half)
    assert refused.status_code == 422
    assert "Rõ" in refused.text
    saved = client.post(reverse("lecturer:marking_draft", args=[first.pk]), half)
    assert saved.json()["version"] == 1
    onward = client.post(page, half | {"level-c2": "1"})
    assert onward.url == reverse("lecturer:submission", args=[last.pk])
    client.post(reverse("lecturer:assignment_release", args=[assignment.pk]))
    assert not Mark.objects.exists(), "not before all are marked"
    client.post(onward.url, {"level-c1": "1", "level-c2": "0", "action": "finish"})
    client.post(reverse("lecturer:assignment_release", args=[assignment.pk]))
    assert sorted(mark.value for mark in Mark.objects.all()) == [7, 8]


def test_markers_see_neither_names_nor_each_other_before_the_time(client, cast, running_class, facts, second):
    blind = replace(facts, is_anonymous=True, second_marker=second, file_kinds=("pdf",))
    given = publish_assignment(make_assignment(running_class, blind, by=cast.lecturer), by=cast.lecturer)
    submission = handed_in(given, cast.trainee)
    page = reverse("lecturer:submission", args=[submission.pk])
    name, sign = cast.trainee.person.full_name, submission.work.alias
    sign_in(client, cast.lecturer)
    for address in (page, reverse("lecturer:assignment", args=[given.pk])):
        shown = client.get(address).text
        assert sign in shown
        assert name not in shown
    client.post(page, {"level-c1": "0", "level-c2": "0", "comment": "Ý riêng người thứ nhất", "action": "finish"})
    sign_in(client, second.person.user)
    assert "Ý riêng" not in client.get(page).text
    assert "10,0" not in client.get(page).text
    assert client.get(reverse("lecturer:assignments", args=[running_class.pk])).status_code == 404
    client.post(page, {"level-c1": "2", "level-c2": "1", "action": "finish"})
    sign_in(client, cast.lecturer)
    assert "8,0" in client.get(page).text, "the difference"
    client.post(reverse("lecturer:settle", args=[submission.pk]), {"mark": "6,5", "reason": "Đã trao đổi"})
    assert Marking.objects.get(part="settled").value == pytest.approx(6.5)
    client.post(reverse("lecturer:assignment_release", args=[given.pk]))
    assert name in client.get(page).text


def test_works_alike_are_shown_side_by_side(client, cast, assignment):
    same = " ".join(f"Phường số {n} tổ chức đối thoại với người dân." for n in range(12))
    handed_in(assignment, cast.trainee, f"Mở bài của tôi.\n{same}")
    handed_in(assignment, cast.chairman, same)
    sign_in(client, cast.lecturer)
    alike = reverse("lecturer:alike", args=[assignment.pk])
    client.post(reverse("lecturer:compare", args=[assignment.pk]))
    assert "data-poll" in client.get(alike).text
    pair = perform(SimilarityRun.objects.get().pk).pairs.get()
    assert "100" in client.get(alike + "?part=progress").text
    shown = client.get(reverse("lecturer:pair", args=[pair.pk])).text
    assert "<mark>Phường số 0" in shown
    assert "<mark>Mở bài" not in shown


def test_a_lecturer_of_another_class_finds_nothing(client, cast, assignment, second):
    submission = handed_in(assignment, cast.trainee)
    stranger = UserFactory()
    PersonFactory(user=stranger)
    for user in (second.person.user, stranger, cast.chairman):
        sign_in(client, user)
        assert client.get(reverse("lecturer:submission", args=[submission.pk])).status_code == 404
