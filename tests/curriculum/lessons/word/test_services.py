"""From the document to the draft: once, below its module, with its pictures in the media library."""

from functools import cache

import pytest

from django.core.files.uploadedfile import SimpleUploadedFile

from wagtail.images.models import Image

from curriculum.errors import NotAllowed, WrongState
from curriculum.lessons.word.opening import UnreadableDocument
from curriculum.lessons.word.services import give_up, keep_document, make_lesson, private_storage
from curriculum.models import LessonImport, LessonPage
from tests.curriculum.lessons.word.documents import file_of, lesson
from tests.factories.curriculum import ModulePageFactory, ProgrammePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@cache
def content() -> bytes:
    return file_of(lesson()).getvalue()


def given(name: str = "Tiếp dân.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content())


@pytest.fixture
def module():
    return ModulePageFactory(parent=ProgrammePageFactory())


def test_a_document_becomes_a_draft(module, cast, django_capture_on_commit_callbacks):
    office = cast.administrator
    run = keep_document(given(), module=module, by=office)
    assert not LessonPage.objects.exists()
    image = next(place for place, part in enumerate(run.parts) if part["type"] == "image")
    with django_capture_on_commit_callbacks(execute=True):
        page = make_lesson(run, title="Tiếp công dân", corrections={image: {"alternative_text": "Ba bước"}}, by=office)
    assert page.get_parent().pk == module.pk
    assert (page.title, page.live, page.has_unpublished_changes) == ("Tiếp công dân", False, True)
    assert [block.block_type for block in page.body] == ["heading", "text", "image", "heading", "table", "quotation"]
    assert page.get_latest_revision_as_object().body[2].value["alternative_text"] == "Ba bước"
    picture = Image.objects.get()
    assert picture.description == "Ba bước"
    assert page.body[2].value["image"] == picture
    assert not any(private_storage().exists(place) for place in run.pictures.values())
    assert make_lesson(run, title="Khác", corrections={}, by=office) == page


def test_the_same_file_again_is_said_and_not_doubled(module, cast):
    office = cast.administrator
    first = make_lesson(keep_document(given(), module=module, by=office), title="Một", corrections={}, by=office)
    again = keep_document(given(name="ten khac.docx"), module=module, by=office)
    assert list(again.lessons_made_before()) == [first]
    with pytest.raises(WrongState, match="Một"):
        make_lesson(again, title="Hai", corrections={}, by=office)
    make_lesson(again, title="Hai", corrections={}, makes_another=True, by=office)
    assert LessonPage.objects.count() == 2
    assert Image.objects.count() == 1


def test_only_who_may_write_below_the_module_imports(module, cast):
    with pytest.raises(NotAllowed):
        keep_document(given(), module=module, by=cast.trainee)
    with pytest.raises(NotAllowed):
        keep_document(given(), module=module.get_parent(), by=cast.administrator)
    with pytest.raises(UnreadableDocument, match="docx"):
        keep_document(given(name="bai.docm"), module=module, by=cast.administrator)
    assert not LessonImport.objects.exists()


def test_what_is_given_up_leaves_nothing(module, cast, django_capture_on_commit_callbacks):
    run = keep_document(given(), module=module, by=cast.administrator)
    places = list(run.pictures.values())
    with pytest.raises(NotAllowed):
        give_up(run, by=cast.trainee)
    with django_capture_on_commit_callbacks(execute=True):
        give_up(run, by=cast.administrator)
    assert places
    assert not any(private_storage().exists(place) for place in places)
    assert not LessonImport.objects.exists()
