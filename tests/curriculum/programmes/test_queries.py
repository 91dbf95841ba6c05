import pytest

from curriculum.programmes.queries import outline_of, periods_by_kind
from tests.factories.curriculum import LessonPageFactory, ModulePageFactory, ProgrammePageFactory

pytestmark = pytest.mark.django_db


def test_outline_keeps_the_order_and_leaves_drafts_out():
    programme = ProgrammePageFactory()
    first, second = ModulePageFactory(parent=programme), ModulePageFactory(parent=programme, practice_periods=4)
    lesson = LessonPageFactory(parent=second)
    LessonPageFactory(parent=second, live=False)
    ModulePageFactory(parent=programme, live=False)
    outline = outline_of(programme)
    assert [(part.number, part.module, part.lessons) for part in outline] == [(1, first, []), (2, second, [lesson])]
    assert periods_by_kind(outline) == {"theory": 8, "discussion": 4, "practice": 4, "other": 0}


@pytest.mark.parametrize("modules", [1, 3])
def test_outline_takes_two_queries_at_any_length(django_assert_num_queries, modules):
    programme = ProgrammePageFactory()
    for _n in range(modules):
        LessonPageFactory(parent=ModulePageFactory(parent=programme))
    with django_assert_num_queries(2):
        assert len(outline_of(programme)) == modules
