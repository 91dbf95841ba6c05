from datetime import timedelta

import pytest

from curriculum.clock.time import now
from curriculum.errors import CurriculumError
from curriculum.notes.models import LessonNote
from curriculum.notes.services import LONGEST, let_other_go, take_in_other, write_note
from tests.factories.curriculum import LessonPageFactory, ModulePageFactory, ProgrammePageFactory
from tests.factories.training import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def write(user):
    lesson = LessonPageFactory(parent=ModulePageFactory(parent=ProgrammePageFactory()))
    start = now() - timedelta(hours=1)

    def written(text, *, base, writer, minute):
        return write_note(lesson, text, base=base, by=user, writer=writer, at=start + timedelta(minutes=minute))

    return written


def test_a_page_goes_on_from_its_own_text_and_says_nothing_twice(write):
    assert write("Hỏi", base=0, writer="phone", minute=0).version == 1
    assert write("Hỏi lại", base=0, writer="phone", minute=1).version == 2  # sent before the answer came
    assert write("Hỏi lại", base=2, writer="phone", minute=2).version == 2
    assert write("Hỏi", base=0, writer="phone", minute=0).text == "Hỏi lại"  # an older one that arrives late
    assert not LessonNote.objects.get().others.exists()


@pytest.mark.parametrize(
    ("minute", "stands", "beside"), [(5, "của máy", "của điện thoại"), (1, "của điện thoại", "của máy")]
)
def test_of_what_two_devices_wrote_both_stay(user, write, minute, stands, beside):
    write("chung", base=0, writer="old", minute=0)
    write("của điện thoại", base=1, writer="phone", minute=3)
    note = write("của máy", base=1, writer="computer", minute=minute)
    note = write("của máy", base=1, writer="computer", minute=minute)
    (other,) = note.others.all()
    assert (note.text, other.text) == (stands, beside)
    note = take_in_other(other, by=user)
    assert note.text == f"{stands}\n\n{beside}"
    assert not note.others.exists()


def test_what_stands_whole_within_the_other_is_no_conflict(write):
    write("Việc một", base=0, writer="phone", minute=0)
    assert write("Việc một, việc hai", base=0, writer="computer", minute=1).text == "Việc một, việc hai"
    note = write("Việc một", base=1, writer="phone", minute=2)
    assert (note.text, note.others.count()) == ("Việc một, việc hai", 0)


def test_the_notes_of_others_are_out_of_reach(user, write):
    write("a", base=0, writer="phone", minute=0)
    note = write("b", base=0, writer="computer", minute=1)
    (other,) = note.others.all()
    let_other_go(other, by=UserFactory())
    with pytest.raises(LessonNote.DoesNotExist):
        take_in_other(other, by=UserFactory())
    assert note.others.count() == 1
    let_other_go(other, by=user)
    assert note.others.count() == 0


def test_a_note_that_is_too_long_is_refused_in_words(write):
    with pytest.raises(CurriculumError, match=str(LONGEST)):
        write("a" * (LONGEST + 1), base=0, writer="phone", minute=0)
