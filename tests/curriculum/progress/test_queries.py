import pytest

from curriculum.progress.queries import progress_by_programme, progress_in
from curriculum.progress.services import record_reading
from tests.factories.curriculum import LessonPageFactory, ModulePageFactory, ProgrammePageFactory
from tests.factories.training import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory()


def programme_with_lessons(count: int):
    programme = ProgrammePageFactory()
    return programme, [LessonPageFactory(parent=ModulePageFactory(parent=programme)) for _n in range(count)]


def test_go_on_with_the_lesson_read_last(user):
    programme, (first, second, _third) = programme_with_lessons(3)
    record_reading(user, second, 30)
    record_reading(user, first, 100)
    state = progress_in(user, programme.path)
    assert (state.completed, state.total) == (1, 3)
    assert state.to_go_on_with.lesson == second
    assert state.to_go_on_with.percent == 30


def test_go_on_with_the_first_not_read_where_none_is_begun(user):
    programme, (first, second) = programme_with_lessons(2)
    record_reading(user, first, 100)
    assert progress_in(user, programme.path).to_go_on_with.lesson == second


def test_nothing_to_go_on_with_when_all_is_read(user):
    programme, (only,) = programme_with_lessons(1)
    record_reading(user, only, 100)
    assert progress_in(user, programme.path).to_go_on_with is None


def test_around_gives_the_neighbours_across_modules(user):
    programme, (first, second, third) = programme_with_lessons(3)
    state = progress_in(user, programme.path)
    assert state.around(second) == (first, third)
    assert state.around(first) == (None, second)
    assert state.around(third) == (second, None)


def test_the_reading_of_others_is_not_mine(user):
    programme, (lesson,) = programme_with_lessons(1)
    record_reading(UserFactory(), lesson, 90)
    assert [(one.percent, one.is_begun) for one in progress_in(user, programme.path).lessons] == [(0, False)]


def test_drafts_do_not_count(user):
    programme, (lesson, draft) = programme_with_lessons(2)
    draft.unpublish()
    assert [one.lesson for one in progress_in(user, programme.path).lessons] == [lesson]


@pytest.mark.parametrize("programmes", [1, 3])
def test_one_query_for_any_number_of_programmes(django_assert_num_queries, user, programmes):
    paths = [programme_with_lessons(2)[0].path for _n in range(programmes)]
    with django_assert_num_queries(1):
        states = progress_by_programme(user, paths)
    assert [states[path].total for path in paths] == [2] * programmes


def test_no_programme_no_query(django_assert_num_queries, user):
    with django_assert_num_queries(0):
        assert progress_by_programme(user, []) == {}
