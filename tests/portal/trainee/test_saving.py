"""What a device is told to fetch for a module, and what it sends of lessons read without a network."""

from io import BytesIO

import pytest
from PIL import Image as Picture

from django.core.files.images import ImageFile
from django.urls import reverse

from wagtail.images.models import Image

from curriculum.clock.time import now
from curriculum.lessons.papers import collection_named, keep_paper
from curriculum.models import LessonNote, LessonPage, LessonProgress, ModulePage
from portal.offline.operations import Operation, handler_of
from tests.factories.curriculum import LessonPageFactory, ModulePageFactory
from tests.portal.trainee.conftest import enrol
from training.errors import InvalidInput

pytestmark = pytest.mark.django_db


def picture(width: int = 1600) -> Image:
    drawn = BytesIO()
    Picture.effect_noise((width, 900), 60).save(drawn, "PNG")
    return Image.objects.create(title="Phòng họp", file=ImageFile(BytesIO(drawn.getvalue()), "phong-hop.png"))


@pytest.fixture
def module(trainee):
    """A module with a lesson of words and one with a picture and a file; another module waits for it."""
    programme = enrol(trainee).training_class.programme
    module = ModulePage.objects.child_of(programme).first()
    paper = keep_paper("Phiếu", "phieu.pdf", b"%PDF-1.7 " + b"x" * 5000, collection_named("Học liệu"))
    body = [
        {"type": "text", "value": "<p>" + "Nghe trước, trả lời sau. " * 40 + "</p>"},
        {"type": "image", "value": {"image": picture().pk, "alternative_text": "Phòng họp", "caption": ""}},
        {"type": "file", "value": {"document": paper.pk, "description": ""}},
    ]
    LessonPageFactory(parent=module, title="Có hình", body=body)
    return module


def asked(client, module):
    return client.get(reverse("trainee:module_manifest", args=[module.pk]))


def test_a_module_names_what_belongs_to_it_with_its_size(client, trainee, module, django_assert_max_num_queries):
    client.force_login(trainee)
    manifest = asked(client, module).json()
    lessons = LessonPage.objects.child_of(module)
    pages = [part["url"] for part in manifest["parts"] if part["kind"] == "page"]
    assert pages == [reverse("trainee:module", args=[module.pk])] + [
        reverse("trainee:lesson", args=[lesson.pk]) for lesson in lessons
    ]
    (drawn,) = (part for part in manifest["parts"] if part["kind"] == "picture")
    assert [one["width"] for one in drawn["choices"]] == [480, 800, 1280]
    assert 0 < drawn["choices"][0]["bytes"] < drawn["choices"][2]["bytes"]
    (file,) = (part for part in manifest["parts"] if part["kind"] == "file")
    assert file["bytes"] == 5009
    said = sum(part["bytes"] for part in manifest["parts"] if part["kind"] == "page")
    real = sum(len(client.get(url).content) for url in pages)
    assert said == pytest.approx(real, rel=0.25)
    with django_assert_max_num_queries(15):
        assert asked(client, module).json()["version"] == manifest["version"]
    lesson = lessons.last()
    lesson.title = "Có hình, sửa lại"
    lesson.save_revision().publish()
    assert asked(client, module).json()["version"] != manifest["version"]


def test_what_is_locked_is_not_saved_and_says_what_opens_it(client, trainee, module):
    later = ModulePageFactory(parent=module.get_parent())
    lesson = LessonPageFactory(parent=later)
    later.prerequisites = [module]
    later.save()
    client.force_login(trainee)
    assert asked(client, later).status_code == 404
    answer = client.get(reverse("trainee:lesson", args=[lesson.pk]), follow=True)
    assert answer.redirect_chain[0][0] == reverse("trainee:module", args=[later.pk])
    assert "Mở sau khi học xong chuyên đề 1" in answer.text
    assert (
        "Mở sau khi học xong chuyên đề 1"
        in client.get(reverse("trainee:programme", args=[module.get_parent().pk])).text
    )


def test_a_browser_that_saves_data_is_offered_the_smallest_picture(client, trainee, module):
    address = reverse("trainee:lesson", args=[LessonPage.objects.child_of(module).last().pk])
    client.force_login(trainee)
    assert "srcset" in client.get(address).text
    saving = client.get(address, headers={"Save-Data": "on"}).text
    assert "width-480" in saving
    assert "srcset" not in saving


def operation(kind: str, **body) -> Operation:
    return Operation(None, kind, now(), body, now())


def test_lessons_read_elsewhere_arrive_in_any_order(trainee, module):
    lesson = LessonPage.objects.child_of(module).first()
    for percent in (70, 30):
        handler_of("lesson_reading")(operation("lesson_reading", lesson=lesson.pk, percent=percent), by=trainee)
    assert LessonProgress.objects.get(lesson=lesson).percent_read == 70
    answer = handler_of("lesson_finished")(operation("lesson_finished", lesson=lesson.pk), by=trainee)
    assert answer.kept["complete"]
    said = operation("lesson_note", lesson=lesson.pk, text="Hỏi lại", base=0, writer="p")
    assert handler_of("lesson_note")(said, by=trainee).kept == {"version": 1, "text": "Hỏi lại", "others": 0}
    assert LessonNote.objects.get().user == trainee


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("lesson_reading", {"lesson": "x", "percent": 3}),
        ("lesson_reading", {"percent": True, "lesson": 1}),
        ("lesson_played", {"media": "a", "played": "zz"}),
        ("lesson_note", {"text": 5, "base": 0}),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(trainee, module, kind, body):
    body = {"lesson": LessonPage.objects.child_of(module).first().pk} | body
    with pytest.raises(InvalidInput):
        handler_of(kind)(operation(kind, **body), by=trainee)


def test_a_lesson_that_is_not_open_takes_nothing_in(cast, module):
    lesson = LessonPage.objects.child_of(module).first()
    with pytest.raises(InvalidInput):
        handler_of("lesson_finished")(operation("lesson_finished", lesson=lesson.pk), by=cast.stranger)


def test_notes_are_listed_searched_and_taken_along(client, trainee, module):
    lesson = LessonPage.objects.child_of(module).first()
    client.force_login(trainee)
    client.post(reverse("trainee:note", args=[lesson.pk]), {"text": "Hỏi đồng chí chủ tịch", "base": "0"})
    note = LessonNote.objects.get()
    other = note.others.create(text="Viết trên máy tính", written_at=now())
    assert "Viết trên máy tính" in client.get(reverse("trainee:notes"), {"q": "dong chi"}).text
    assert note.text not in client.get(reverse("trainee:notes"), {"q": "bí thư"}).text
    client.post(reverse("trainee:note_choose", args=[other.pk]), {"choice": "take"})
    assert client.get(reverse("trainee:notes_export")).text.rstrip().endswith("Viết trên máy tính")
