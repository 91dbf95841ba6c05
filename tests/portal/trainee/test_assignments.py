import json
from datetime import timedelta
from uuid import uuid4

import pytest

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from curriculum.clock.time import now, set_to
from training.assignments.models import Work
from training.assignments.services import extend_deadline, finish_marking, hand_in, release_marks
from training.assignments.services.marking import Found

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules_in_force")]


@pytest.fixture
def page(client, cast, assignment):
    client.force_login(cast.trainee, backend="django.contrib.auth.backends.ModelBackend")
    return reverse("trainee:assignment", args=[assignment.pk])


def test_from_the_first_screen_to_the_receipt_and_the_feedback(
    client,
    page,
    assignment,
    cast,
    django_capture_on_commit_callbacks,
    django_assert_max_num_queries,
):
    home = client.get(reverse("trainee:home")).text
    assert assignment.title in home
    assert page in home
    client.get(page)
    with django_assert_max_num_queries(15):
        assert "Nêu thực trạng" in client.get(page).text
    draft = reverse("trainee:assignment_draft", args=[assignment.pk])
    saved = client.post(draft, {"text": "Dòng một\n\nDòng hai", "base_version": "0", "client_key": str(uuid4())})
    assert saved.json()["version"] == 1
    answer = client.post(page, {"text": "Dòng một\n\nDòng ba", "base_version": "1", "action": "hand_in"}, follow=True)
    submission = Work.objects.get().submissions.get()
    assert submission.text == "Dòng một\n\nDòng ba"
    assert submission.receipt in answer.text
    assert assignment.title not in client.get(reverse("trainee:home")).text.split('id="mine"')[0]
    finish_marking(submission, Found({"c1": 0, "c2": 1}, {"c2": "Trình bày <rối>"}, "Khá tốt"), by=cast.lecturer)
    assert "Khá tốt" not in client.get(page).text, "nothing is seen before the release"
    with django_capture_on_commit_callbacks(execute=True):
        release_marks(assignment, by=cast.lecturer)
    shown = client.get(page).text
    assert all(words in shown for words in ("8,0", "Khá tốt", "Trình bày &lt;rối&gt;"))
    assert cast.trainee.notices.filter(key=f"assignment:{assignment.pk}:released").count() == 1
    assert not cast.chairman.notices.filter(key=f"assignment:{assignment.pk}:released").exists()
    with django_assert_max_num_queries(15):
        client.get(page)


def test_files_come_one_by_one_and_leave_again(client, page, assignment):
    attach = reverse("trainee:assignment_attach", args=[assignment.pk])
    wrong = client.post(
        attach, {"file": SimpleUploadedFile("bai.pdf", b"no pdf")}, headers={"accept": "application/json"}
    )
    assert wrong.status_code == 422
    assert "bai.pdf" in wrong.json()["error"]
    right = client.post(
        attach, {"file": SimpleUploadedFile("bài.pdf", b"%PDF-1")}, headers={"accept": "application/json"}
    )
    assert "bài.pdf" in right.json()["line"]
    file = Work.objects.get().files.get()
    sent = client.get(reverse("trainee:work_file", args=[file.pk]))
    assert sent["Content-Disposition"].startswith("attachment")
    client.post(reverse("trainee:work_file_remove", args=[file.pk]))
    assert not Work.objects.get().files.exists()


def test_two_devices_keep_both_texts_and_the_author_chooses(client, page, assignment, cast):
    draft = reverse("trainee:assignment_draft", args=[assignment.pk])
    client.post(draft, {"text": "Máy một", "base_version": "0", "client_key": str(uuid4())})
    operation = {
        "id": str(uuid4()),
        "kind": "assignment_draft",
        "made_at": now().isoformat(),
        "body": {"assignment": assignment.pk, "text": "Máy hai", "base_version": 0, "client_key": str(uuid4())},
    }
    body = json.dumps({"client_time": now().isoformat(), "operations": [operation]})
    for expected in ("accepted", "duplicate"):
        (result,) = client.post("/offline/sync/", body, content_type="application/json").json()["results"]
        assert result["state"] == expected
        assert result["kept"]["conflict"]
    settle = reverse("trainee:assignment_drafts", args=[assignment.pk])
    assert "Máy hai" in client.get(settle).text
    client.post(settle, {"keep": "both"})
    assert Work.objects.get().text == "Máy một\n\nMáy hai"
    assert client.get(settle).status_code == 302
    other = json.dumps({"client_time": now().isoformat(), "operations": [operation | {"id": str(uuid4()), "body": {}}]})
    (refused,) = client.post("/offline/sync/", other, content_type="application/json").json()["results"]
    assert refused["state"] == "refused"


def test_after_the_deadline_the_page_says_so_and_more_time_opens_it(client, page, assignment, cast):
    client.post(page, {"text": "Bản nháp", "base_version": "0", "action": "save"})
    with set_to(assignment.accepted_until + timedelta(hours=1)):
        answer = client.post(page, {"text": "Bản nháp dài", "base_version": "1", "action": "hand_in"})
        assert answer.status_code == 422
        assert Work.objects.get().text == "Bản nháp dài", "what was typed is kept all the same"
        assert "autosave.js" not in client.get(page).text
        work = Work.objects.get()
        more = now() + timedelta(days=1)
        extend_deadline(assignment, work.enrolment, until=more, reason="Trực bão", by=cast.training_office)
        assert hand_in(work, by=cast.trainee).number == 1
