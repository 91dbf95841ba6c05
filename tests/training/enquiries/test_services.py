import pytest

from tests.factories.training import ClassMeetingFactory, EnrolmentFactory, TrainingClassFactory
from training.enquiries.models import Enquiry
from training.enquiries.queries import questions_for, questions_of
from training.enquiries.rules import can_view_enquiry
from training.enquiries.services import answer_question, ask_question, mark_answered, pin_question
from training.errors import InvalidInput, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(cast):
    held = TrainingClassFactory(status="open")
    ClassMeetingFactory(training_class=held, lecturer=cast.lecturer.person.lecturer)
    for user in (cast.trainee, cast.chairman):
        EnrolmentFactory(training_class=held, person=user.person)
    return held


def test_a_question_is_asked_once_answered_and_found_again(held, cast):
    asked = ask_question(held, "Hồ sơ đất đai nộp ở đâu?", is_anonymous=True, by=cast.trainee)
    assert ask_question(held, " Hồ sơ đất đai nộp ở đâu? ", by=cast.trainee) == asked
    older = ask_question(held, "Hạn nộp tiểu luận?", by=cast.chairman)
    for wrong in (
        lambda: ask_question(held, "?", by=cast.lecturer),
        lambda: answer_question(asked, "A", by=cast.trainee),
    ):
        with pytest.raises(NotAllowed):
            wrong()
    with pytest.raises(InvalidInput):
        ask_question(held, "  ", by=cast.trainee)
    answer = answer_question(asked, "Ở Trung tâm phục vụ hành chính công.", by=cast.lecturer)
    assert answer_question(asked, "Ở Trung tâm phục vụ hành chính công.", by=cast.lecturer) == answer
    assert list(questions_for(cast.lecturer)) == [older, asked], "the unanswered first"
    assert list(questions_of(held, words="dat dai hanh chinh")) == [asked]
    assert list(questions_of(held, only_open=True)) == [older]
    pin_question(asked, is_pinned=True, by=cast.lecturer)
    assert next(iter(questions_of(held))) == asked
    assert mark_answered(asked, is_answered=False, by=cast.trainee).answered_at is None
    with pytest.raises(NotAllowed):
        mark_answered(asked, is_answered=True, by=cast.chairman)


def test_the_list_and_the_rule_agree_for_the_whole_cast(held, cast):
    asked = ask_question(held, "Hỏi", by=cast.trainee)
    for name, user in cast.everybody().items():
        seen = Enquiry.objects.visible_to(user).filter(pk=asked.pk).exists()
        assert seen == bool(can_view_enquiry(user, asked) or user.is_superuser), name
