from datetime import datetime, timedelta

import pytest

from curriculum.clock.time import now, set_to
from curriculum.models import LessonPage, LessonProgress
from curriculum.progress.services import confirm_reading, record_reading
from tests.factories.curriculum import LessonPageFactory, ModulePageFactory, ProgrammePageFactory
from tests.factories.training import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory()


def lesson_completed_when(completion: str) -> LessonPage:
    return LessonPageFactory(parent=ModulePageFactory(parent=ProgrammePageFactory()), completion=completion)


@pytest.fixture
def lesson():
    return lesson_completed_when(LessonPage.Completion.READ)


def test_reading_never_goes_back(user, lesson):
    record_reading(user, lesson, 60)
    assert record_reading(user, lesson, 20).percent_read == 60
    assert LessonProgress.objects.get().percent_read == 60


@pytest.mark.parametrize(("said", "kept"), [(-5, 0), (0, 0), (99, 99), (100, 100), (400, 100)])
def test_reading_is_kept_within_the_lesson(user, lesson, said, kept):
    assert record_reading(user, lesson, said).percent_read == kept


def test_reading_to_the_end_completes_once(user, lesson):
    with set_to(datetime(2026, 11, 23, 8)):
        first = record_reading(user, lesson, 100)
    with set_to(datetime(2026, 11, 24, 8)):
        second = record_reading(user, lesson, 100)
    assert first.completed_at == second.completed_at
    assert LessonProgress.objects.get().completed_at == first.completed_at
    assert second.last_read_at > first.last_read_at


def test_reading_short_of_the_end_does_not_complete(user, lesson):
    assert record_reading(user, lesson, 99).completed_at is None


def test_lesson_to_confirm_waits_for_the_word_of_the_reader(user):
    lesson = lesson_completed_when(LessonPage.Completion.CONFIRMED)
    assert record_reading(user, lesson, 100).completed_at is None
    confirmed = confirm_reading(user, lesson)
    assert confirmed.completed_at is not None
    assert confirm_reading(user, lesson).completed_at == confirmed.completed_at


def test_confirming_without_having_scrolled_completes(user, lesson):
    progress = confirm_reading(user, lesson)
    assert (progress.percent_read, progress.completed_at is not None) == (100, True)


def test_a_late_report_does_not_set_the_last_reading_back(user, lesson):
    later = record_reading(user, lesson, 50).last_read_at
    with set_to(now() - timedelta(days=3)):
        assert record_reading(user, lesson, 80).last_read_at == later


def test_each_reader_has_a_place_of_his_own(user, lesson):
    record_reading(user, lesson, 40)
    record_reading(UserFactory(), lesson, 70)
    assert LessonProgress.objects.get(user=user).percent_read == 40
