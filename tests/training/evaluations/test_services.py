from datetime import timedelta

import pytest

from curriculum.clock.time import now, set_to
from tests.factories.training import (
    ClassMeetingFactory,
    EnrolmentFactory,
    LecturerFactory,
    PersonFactory,
    TrainingClassFactory,
    UserFactory,
)
from training.errors import InvalidInput, NotAllowed, WrongState
from training.evaluations.definitions import form_of
from training.evaluations.models import CourseEvaluation, EvaluationComment, EvaluationPlace, EvaluationSheet
from training.evaluations.queries import results_of
from training.evaluations.reference import load_evaluation_forms
from training.evaluations.services import answer_evaluation, open_evaluation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]


@pytest.fixture
def evaluation(cast):
    load_evaluation_forms()
    load_evaluation_forms()
    held = TrainingClassFactory(status="closing")
    for lecturer in (cast.lecturer.person.lecturer, LecturerFactory(person__full_name="Lê Thị Mai")):
        ClassMeetingFactory(training_class=held, lecturer=lecturer, slot="morning" if lecturer.degree else "afternoon")
    for _n in range(6):
        EnrolmentFactory(training_class=held, person=PersonFactory(user=UserFactory()))
    return open_evaluation(held, closes_at=now() + timedelta(days=3), by=cast.training_office)


def learners(evaluation):
    return [place.enrolment.person.user for place in evaluation.places.select_related("enrolment__person__user")]


def scores_for(evaluation, score):
    return {one.id: score for one in form_of(evaluation.version.definition, evaluation.lecturers).questions()}


def test_results_are_seen_after_the_end_and_from_five_answers_up(evaluation, cast):
    people = learners(evaluation)
    for number, user in enumerate(people[:4]):
        answer_evaluation(evaluation, scores_for(evaluation, 5 - number % 2), {"t1": f"Ý kiến {number}"}, by=user)
    over = evaluation.closes_at + timedelta(minutes=1)
    with set_to(over):
        few = results_of(evaluation, whole=True)
    assert (few.answered, few.are_shown, few.groups, few.comments) == (4, False, (), ())
    answer_evaluation(evaluation, scores_for(evaluation, 5), {}, by=people[4])
    assert not results_of(evaluation, whole=True).are_shown, "an open form would show who answered last"
    with set_to(over):
        whole, own = (
            results_of(evaluation, whole=True),
            results_of(evaluation, lecturer=cast.lecturer.person.lecturer.pk),
        )
        assert [group.group.id for group in whole.groups] == [
            "programme",
            "learners",
            "lecturers",
            "facilities",
            "effect",
        ]
        assert whole.groups[0].mean == pytest.approx(4.6)
        named = [line.question.lecturer for line in own.groups[2].lines if line.question.lecturer]
        assert named == [cast.lecturer.person.lecturer.pk], "no other lecturer's line"
        assert len([line for line in whole.groups[2].lines if line.question.lecturer]) == 2
        assert sorted(whole.comments[0][1]) == [f"Ý kiến {number}" for number in range(4)]


def test_nothing_stored_says_who_answered_or_when(evaluation, cast):
    user = learners(evaluation)[0]
    answer_evaluation(evaluation, scores_for(evaluation, 3), {"t2": "Phòng nóng"}, by=user)
    answer_evaluation(evaluation, scores_for(evaluation, 1), {"t2": "Lần hai"}, by=user)
    assert EvaluationSheet.objects.count() == EvaluationComment.objects.count() == 1
    for model in (EvaluationSheet, EvaluationComment, EvaluationPlace):
        kinds = {field.get_internal_type() for field in model._meta.concrete_fields}
        assert not kinds & {"DateTimeField", "DateField"}, model
    for model in (EvaluationSheet, EvaluationComment):
        assert model._meta.pk.get_internal_type() == "UUIDField"
        pointing = {field.related_model for field in model._meta.concrete_fields if field.related_model}
        assert pointing == {CourseEvaluation}
    with pytest.raises(NotAllowed):
        answer_evaluation(evaluation, scores_for(evaluation, 3), {}, by=cast.stranger)
    with pytest.raises(InvalidInput):
        answer_evaluation(evaluation, {"p1": 9}, {}, by=learners(evaluation)[1])


def test_an_evaluation_is_opened_once_and_its_window_moves_until_it_is_over(evaluation, cast):
    later = now() + timedelta(days=5)
    held = evaluation.training_class
    assert open_evaluation(held, closes_at=later, by=cast.training_office).pk == evaluation.pk
    assert CourseEvaluation.objects.get().closes_at == later
    with pytest.raises(NotAllowed):
        open_evaluation(held, closes_at=later, by=cast.lecturer)
    with set_to(later + timedelta(hours=1)):
        with pytest.raises(WrongState):
            open_evaluation(held, closes_at=now() + timedelta(days=1), by=cast.training_office)
        with pytest.raises(WrongState):
            answer_evaluation(CourseEvaluation.objects.get(), {}, {}, by=learners(evaluation)[0])
