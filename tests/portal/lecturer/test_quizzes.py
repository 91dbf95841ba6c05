"""The lecturer's side of examinations: giving a sitting, marking what people wrote, deciding, regrading."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from curriculum.clock.time import now
from curriculum.models import AttemptAnswer, QuestionMark, QuizAttempt
from tests.factories.curriculum import ModulePageFactory
from tests.factories.quizzes import examine
from tests.factories.training import AssessmentFactory, ClassMeetingFactory, EnrolmentFactory, TrainingClassFactory
from training.models import AccessEvent, QuizSitting

pytestmark = pytest.mark.django_db
TEACHING = 15


@pytest.fixture
def held(cast):
    held = TrainingClassFactory(status="open")
    ClassMeetingFactory(training_class=held, lecturer=cast.lecturer.person.lecturer)
    return held


@pytest.fixture
def enrolment(cast, held):
    return EnrolmentFactory(training_class=held, person=cast.trainee.person)


@pytest.fixture
def examination(cast, held, enrolment):
    return examine(held, ModulePageFactory(parent=held.programme), cast.trainee, by=cast.lecturer)


@pytest.fixture
def teaching(client, cast, examination):
    client.force_login(cast.lecturer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_pages_ask_little(teaching, held, examination, django_assert_max_num_queries):
    pages = (
        "/teach/answers/",
        f"/teach/answers/{examination.written.pk}/",
        f"/teach/classes/{held.pk}/sittings/",
        f"/teach/sittings/{examination.past_sitting.pk}/",
        f"/teach/sittings/{examination.past_sitting.pk}/questions/{examination.regraded.pk}/",
    )
    for address in pages:
        teaching.get(address)
        with django_assert_max_num_queries(TEACHING):
            assert teaching.get(address).status_code == 200


def test_who_sat_comes_as_a_file(teaching, cast, examination):
    answer = teaching.get(f"/teach/sittings/{examination.past_sitting.pk}/?format=xlsx")
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[2] for row in rows[1:]] == [cast.trainee.person.full_name]
    assert rows[1][4]
    assert AccessEvent.objects.filter(user=cast.lecturer, count=1).exists()


def test_a_sitting_is_given_by_form(teaching, held, examination):
    part = AssessmentFactory(training_class=held)
    form = {
        "quiz": examination.sitting.quiz_id,
        "assessment": part.pk,
        "opens_at": f"{now() + timedelta(days=1):%Y-%m-%dT%H:%M}",
        "closes_at": f"{now() + timedelta(days=1, hours=2):%Y-%m-%dT%H:%M}",
        "attempts_allowed": 1,
        "password": "Sao Vàng",
    }
    assert teaching.post(f"/teach/classes/{held.pk}/sittings/", form).status_code == 302
    assert QuizSitting.objects.get(assessment=part).accepts("sao vàng")
    wrong = form | {"closes_at": f"{now():%Y-%m-%dT%H:%M}"}
    assert teaching.post(f"/teach/classes/{held.pk}/sittings/", wrong).status_code == 422


def test_what_was_written_is_marked_and_the_next_comes(teaching, examination):
    page = teaching.get("/teach/answers/").content.decode()
    assert f"/teach/answers/{examination.written.pk}/" in page
    address = f"/teach/answers/{examination.written.pk}/"
    assert teaching.post(address, {"points": "11"}).status_code == 422
    assert teaching.post(address, {"points": "7,5", "comment": "Sát thực tế"}).url == "/teach/answers/"
    assert QuestionMark.objects.standing().get(question=examination.written).comment == "Sát thực tế"
    assert QuizAttempt.objects.get(pk=examination.written.attempt_id).is_marked


def test_late_answers_are_decided_with_a_reason(teaching, examination):
    address = f"/teach/late-answers/{examination.late_answer.pk}/"
    teaching.post(address, {"counts": "no", "reason": ""})
    assert AttemptAnswer.objects.late().exists()
    teaching.post(address, {"counts": "no", "reason": "Máy để trong túi"})
    assert AttemptAnswer.objects.get(pk=examination.late_answer.pk).standing == "refused"


def test_a_question_is_regraded_and_more_time_granted(teaching, examination, enrolment):
    address = f"/teach/sittings/{examination.past_sitting.pk}/"
    teaching.post(f"{address}questions/{examination.regraded.pk}/", {"key": "", "reason": "Câu hỏi sai"})
    assert QuestionMark.objects.standing().get(question__position=1).points == 1
    teaching.post(address, {"enrolment": enrolment.pk, "extra_minutes": 15, "reason": "Khuyết tật"})
    assert examination.past_sitting.accommodations.get().extra_minutes == 15
    assert "Khuyết tật" in teaching.get(address).content.decode()
