"""Counting in the background: from marked first attempts, taken up where it was left, stopped when asked."""

from datetime import timedelta

import pytest

from curriculum.clock.time import now
from curriculum.errors import NotAllowed
from curriculum.models import QuestionStatistics, StatisticsRun
from curriculum.questions.content import Kind
from curriculum.quizzes.services import start_attempt, submit_attempt
from curriculum.quizzes.statistics import cancel_counting, count_statistics, countings_left_lying, start_counting
from tests.factories.quizzes import answer_all, approved, quiz_of

SHORTLY = timedelta(minutes=10)
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def asked(module, learner):
    """Two attempts of one learner: the first full of right answers counts, the second empty one does not."""
    single, short = approved(Kind.SINGLE, Kind.SHORT_ANSWER)
    quiz = quiz_of(single, short, parent=module)
    first = start_attempt(quiz, by=learner)
    answer_all(first, [{"choice": "a"}, {"text": "Hà Nội"}])
    submit_attempt(first, by=learner)
    submit_attempt(start_attempt(quiz, by=learner), by=learner)
    return single.approved


def test_first_attempts_are_counted_version_by_version(cast, asked, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        run = start_counting(by=cast.training_office, task=count_statistics)
    run.refresh_from_db()
    assert (run.state, run.done, run.total) == ("done", 2, 2)
    figures = QuestionStatistics.objects.get(version=asked)
    assert (figures.count, figures.facility, figures.discrimination) == (1, 1.0, None)
    assert {one["key"]: one["count"] for one in figures.answers}["a"] == 1
    count_statistics(run.pk)
    assert QuestionStatistics.objects.count() == 2


def test_one_counting_at_a_time_taken_up_and_stopped(cast, asked):
    run = start_counting(by=cast.editor, task=lambda pk: None)
    assert start_counting(by=None, task=lambda pk: None) == run
    StatisticsRun.objects.update(heard_at=now() - 2 * SHORTLY)
    assert countings_left_lying(silent_for=SHORTLY) == [run.pk]
    cancel_counting(run, by=cast.editor)
    assert count_statistics(run.pk).state == "cancelled"
    assert not QuestionStatistics.objects.exists()
    with pytest.raises(NotAllowed):
        start_counting(by=cast.auditor, task=lambda pk: None)
