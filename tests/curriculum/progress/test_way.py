"""The order of modules, electives, and what the editor is kept from writing."""

from types import SimpleNamespace

import pytest

from curriculum.clock.time import now
from curriculum.models import ElectiveGroup, LessonPage, LessonProgress, ModulePage
from curriculum.progress.queries import progress_in
from curriculum.progress.services import complete_by_passing, confirm_reading, record_playing, record_reading
from curriculum.progress.way import way_through
from curriculum.receivers import complete_what_asks_for_the_quiz
from tests.factories.curriculum import LessonPageFactory, ModulePageFactory, ProgrammePageFactory
from tests.factories.training import EnrolmentFactory, PersonFactory, TrainingClassFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammePageFactory()


@pytest.fixture
def modules(programme):
    """Three modules with a lesson each; the second waits for the first."""
    made = [ModulePageFactory(parent=programme) for _n in range(3)]
    for module in made:
        LessonPageFactory(parent=module)
    made[1].prerequisites = [made[0]]
    made[1].save()
    return made


@pytest.fixture
def trainee(programme):
    person = PersonFactory(user=UserFactory())
    EnrolmentFactory(training_class=TrainingClassFactory(programme=programme), person=person)
    return person.user


def lesson_of(module) -> LessonPage:
    return LessonPage.objects.child_of(module).get()


def test_a_module_opens_when_the_one_it_waits_for_is_completed(programme, modules, trainee):
    first, second, _third = map(lesson_of, modules)
    way = way_through(trainee, programme)
    assert [state.is_locked for state in way.modules] == [False, True, False]
    assert way.modules[1].waits_for == [way.modules[0]]
    assert [one.is_locked for one in progress_in(trainee, programme.path).lessons] == [False, True, False]
    assert trainee.has_perm("curriculum.open_lesson", first)
    assert not trainee.has_perm("curriculum.open_lesson", second)
    record_reading(trainee, first, 100)
    assert trainee.has_perm("curriculum.open_lesson", second)
    assert not any(state.is_locked for state in way_through(trainee, programme).modules)


def test_a_module_taught_in_class_keeps_nothing_locked(programme, modules, trainee):
    lesson_of(modules[0]).unpublish()
    assert trainee.has_perm("curriculum.open_lesson", lesson_of(modules[1]))
    assert not any(state.is_locked for state in way_through(trainee, programme).modules)


def test_those_who_teach_or_make_the_content_are_not_bound_by_its_order(cast, modules):
    locked = lesson_of(modules[1])
    assert all(user.has_perm("curriculum.open_lesson", locked) for user in (cast.lecturer, cast.editor))
    way = way_through(cast.editor, modules[0].get_parent())
    way.open_all()
    assert not way.modules[1].is_locked


def test_of_a_group_of_electives_so_many_are_enough(programme, modules, trainee):
    group = ElectiveGroup.objects.create(programme=programme, name="Tự chọn", least=1)
    ModulePage.objects.filter(pk__in=[modules[1].pk, modules[2].pk]).update(elective_group=group)
    way = way_through(trainee, programme)
    assert (way.to_complete, way.completed, way.groups[0].is_complete) == (2, 0, False)
    confirm_reading(trainee, lesson_of(modules[2]))
    way = way_through(trainee, programme)
    assert (way.to_complete, way.completed, way.groups[0].is_complete) == (2, 1, True)


@pytest.mark.parametrize("count", [1, 4])
def test_the_way_asks_four_questions(programme, trainee, django_assert_num_queries, count):
    for _n in range(count):
        LessonPageFactory(parent=ModulePageFactory(parent=programme))
    with django_assert_num_queries(4):
        assert way_through(trainee, programme).groups == []


def test_playing_adds_up_over_devices_and_completes(programme, trainee):
    body = [{"type": "audio", "value": {"audio": None, "title": "Lời nói", "transcript": "<p>…</p>"}, "id": "a1"}]
    lesson = LessonPageFactory(parent=ModulePageFactory(parent=programme), completion="watched", body=body)
    first_half, second_half = (1 << 50) - 1, ((1 << 50) - 1) << 45
    assert confirm_reading(trainee, lesson).completed_at is None  # the reader's word is not enough
    assert record_playing(trainee, lesson, "a1", f"{second_half:x}").completed_at is None
    assert record_playing(trainee, lesson, "a1", f"{second_half:x}").completed_at is None
    assert record_playing(trainee, lesson, "a1", f"{first_half:x}").completed_at is not None


def test_passing_a_test_completes_the_lessons_that_ask_for_it(modules, trainee):
    test = ModulePageFactory(parent=modules[0].get_parent())  # any page stands for the test here
    lesson = LessonPageFactory(parent=modules[0], completion="passed", passed_in=test)
    assert confirm_reading(trainee, lesson).completed_at is None
    (progress,) = complete_by_passing(trainee, test)
    assert (progress.lesson, progress.completed_at is None) == (lesson, False)
    assert complete_by_passing(trainee, test)[0].completed_at == progress.completed_at


@pytest.mark.parametrize("is_passed", [True, False])
def test_an_attempt_that_passes_is_heard(modules, trainee, is_passed):
    test = ModulePageFactory(parent=modules[0].get_parent())
    lesson = LessonPageFactory(parent=modules[0], completion="passed", passed_in=test)
    attempt = SimpleNamespace(is_passed=is_passed, user=trainee, quiz=test, submitted_at=now())
    complete_what_asks_for_the_quiz(attempt)
    assert LessonProgress.objects.filter(lesson=lesson, completed_at__isnull=False).exists() is is_passed


def form_of(page, **values):
    """The editor's form of the page as it is, with some values changed."""
    form_class = type(page).get_edit_handler().get_form_class()
    blank = form_class(instance=page, parent_page=page.get_parent().specific)
    data = {name: blank[name].value() for name in blank.fields if blank[name].value() is not None}
    data |= {"intro-count": 0, "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    return form_class(data | values, instance=page, parent_page=page.get_parent().specific)


def test_the_editor_can_write_no_circle_and_force_no_elective(programme, modules):
    first, second, third = (ModulePage.objects.get(pk=one.pk) for one in modules)
    assert "prerequisites" in form_of(first, prerequisites=[second.pk]).errors
    assert "prerequisites" not in form_of(third, prerequisites=[second.pk]).errors
    group = ElectiveGroup.objects.create(programme=programme, name="Tự chọn", least=1)
    ModulePage.objects.filter(pk=third.pk).update(elective_group=group)
    assert "prerequisites" in form_of(first, prerequisites=[third.pk]).errors
    third.refresh_from_db()
    assert "elective_group" in form_of(third, elective_group="").errors
