from datetime import timedelta

import pytest

from django.urls import reverse

from curriculum.clock.time import now, set_to
from tests.factories.training import EnrolmentFactory, PersonFactory, UserFactory
from training.enquiries.models import Enquiry
from training.evaluations.models import EvaluationSheet
from training.evaluations.reference import load_evaluation_forms
from training.evaluations.services import open_evaluation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules_in_force")]


def sign_in(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def test_a_question_goes_to_the_lecturer_and_its_answer_comes_once(
    client, running_class, cast, django_capture_on_commit_callbacks, django_assert_max_num_queries
):
    page = reverse("trainee:questions", args=[running_class.pk])
    sign_in(client, cast.trainee)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"text": "Tiểu luận dài bao nhiêu?", "is_anonymous": "yes"})
    asked = Enquiry.objects.get()
    assert cast.lecturer.notices.filter(key=f"enquiry:{asked.pk}:asked").count() == 1
    sign_in(client, cast.chairman)
    seen = client.get(page, {"q": "tieu luan"}).text
    assert "Tiểu luận dài bao nhiêu?" in seen
    assert cast.trainee.person.full_name not in seen
    sign_in(client, cast.lecturer)
    listed = reverse("lecturer:questions")
    client.get(listed)
    with django_assert_max_num_queries(15):
        assert cast.trainee.person.full_name in client.get(listed).text
    answer = {"text": "Từ 8 đến 10 trang.", "action": "answer", "back": "/teach/questions/?state=open"}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("lecturer:question", args=[asked.pk]), answer).url == answer["back"]
        client.post(reverse("lecturer:question", args=[asked.pk]), answer | {"back": "https://example.org/"})
    assert cast.trainee.notices.filter(key__startswith=f"enquiry:{asked.pk}:answer:").count() == 1
    sign_in(client, cast.trainee)
    with django_assert_max_num_queries(15):
        assert "Từ 8 đến 10 trang." in client.get(page).text


def test_an_evaluation_is_answered_without_a_name_and_drawn_from_five_answers_up(
    client, running_class, cast, django_assert_max_num_queries
):
    load_evaluation_forms()
    for _n in range(4):
        EnrolmentFactory(training_class=running_class, person=PersonFactory(user=UserFactory()))
    held = open_evaluation(running_class, closes_at=now() + timedelta(days=2), by=cast.training_office)
    page = reverse("trainee:evaluation", args=[held.pk])
    whole = dict.fromkeys(("p1", "p2", "p3", "h1", "h2", "g1", "g2", "c1", "c2", "e1", "e2"), "4")
    for number, place in enumerate(held.places.select_related("enrolment__person__user")):
        sign_in(client, place.enrolment.person.user)
        if number == 0:
            assert page in client.get(reverse("trainee:home")).text
            refused = client.post(page, whole | {"p1": "", "t1": "Thực tế"})
            assert refused.status_code == 422
            assert "Thực tế" in refused.text
        if number < 5:
            client.post(page, whole | {"t1": f"Lời {number}"})
            assert page not in client.get(reverse("trainee:home")).text
    assert EvaluationSheet.objects.count() == 5
    sign_in(client, cast.lecturer)
    results, file = (reverse(f"lecturer:{name}", args=[running_class.pk]) for name in ("evaluation", "evaluation_file"))
    assert "Lời 1" not in client.get(results).text
    assert client.get(file).status_code == 404
    with set_to(held.closes_at + timedelta(minutes=1)):
        with django_assert_max_num_queries(15):
            shown = client.get(results).text
        assert "Lời 1" in shown
        assert "<svg" in shown
        assert client.get(file)["Content-Disposition"].endswith('.xlsx"')
