"""A prepared question answers as Django's own would: for other people, other days and after changes."""

from datetime import date, datetime, timedelta

import pytest

from django.db.models import Count, Q

from curriculum.clock.time import now, set_to, today
from curriculum.prepared.questions import Prepared
from tests.factories.training import ClassMeetingFactory, EnrolmentFactory
from training.models import ClassMeeting, Enrolment, TrainingClass, User

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@Prepared
def meetings_between(first: date, last: date, *classes: int):
    rows = ClassMeeting.objects.filter(date__range=(first, last), training_class__in=classes)
    return rows.select_related("training_class", "room").only("date", "training_class__name", "room__name")


@Prepared
def still_to_come(*, cancelled_too: bool = False):
    rows = ClassMeeting.objects.all() if cancelled_too else ClassMeeting.objects.held()
    return rows.filter(Q(ends_at__gte=now()) | Q(date=today())).order_by("starts_at")


@Prepared
def class_called(name: str):
    return TrainingClass.objects.filter(name=name).annotate(meetings_held=Count("meetings"))


@Prepared
def yesterday():
    return ClassMeeting.objects.filter(date=today() - timedelta(days=1))


@Prepared
def name_begins(text: str):
    return TrainingClass.objects.filter(name__startswith=text)


def test_values_are_asked_anew_each_time(django_assert_num_queries):
    one, other = ClassMeetingFactory(), ClassMeetingFactory()
    far = one.date + timedelta(days=400)
    here, there = one.training_class_id, other.training_class_id
    for classes in ([here], [there], [here, there]):
        expected = list(meetings_between.queryset(one.date, far, *classes))
        assert meetings_between(one.date, far, *classes) == expected != []
    assert meetings_between(far, far, one.training_class_id) == []
    with django_assert_num_queries(1):
        (found,) = meetings_between(one.date, far, one.training_class_id)
        assert (found.training_class.name, found.room_id) == (one.training_class.name, one.room_id)


def test_no_query_where_no_row_can_answer(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert meetings_between(date(2026, 1, 1), date(2026, 1, 2)) == []


def test_the_clock_is_asked_anew_each_time():
    held = ClassMeetingFactory()
    for moment, is_there in (
        (held.starts_at - timedelta(days=30), True),
        (held.ends_at + timedelta(minutes=1), True),
        (held.ends_at + timedelta(days=1), False),
        (held.starts_at - timedelta(days=30), True),
    ):
        with set_to(moment):
            assert (held in still_to_come()) is is_there
            assert still_to_come() == list(still_to_come.queryset())


def test_each_form_has_its_own_sql():
    held = ClassMeetingFactory(status=ClassMeeting.Status.CANCELLED)
    with set_to(held.starts_at - timedelta(days=3)):
        assert held not in still_to_come()
        assert held in still_to_come(cancelled_too=True)


def test_texts_and_annotations_come_back_as_django_gives_them():
    meeting = ClassMeetingFactory()
    (found,) = class_called(meeting.training_class.name)
    assert (found, found.meetings_held) == (meeting.training_class, 1)
    assert class_called("'; DROP TABLE training_trainingclass; --") == []


def test_what_changed_is_seen_at_once():
    enrolment = EnrolmentFactory()
    places = Prepared(lambda person: Enrolment.objects.active().filter(person=person).values_list("pk", flat=True))
    assert places(enrolment.person_id) == [enrolment.pk]
    Enrolment.objects.update(status=Enrolment.Status.WITHDRAWN)
    assert places(enrolment.person_id) == []


def test_what_is_reckoned_from_a_value_or_the_clock_is_refused():
    """It would be kept as it was at the first question, and be wrong the next day."""
    for question, values in ((yesterday, ()), (name_begins, ("Lớp",))):
        with pytest.raises(ValueError, match="reckoned"):
            question(*values)
    with pytest.raises(TypeError, match="takes whole numbers"):
        meetings_between(datetime(2026, 1, 1), date(2026, 1, 2))


def test_answers_are_of_the_model_and_can_be_saved():
    user = User.objects.create(username="ai")
    mine = Prepared(lambda pk: User.objects.filter(pk=pk))
    (found,) = mine(user.pk)
    found.first_name = "An"
    found.save()
    assert mine(user.pk)[0].first_name == "An"
