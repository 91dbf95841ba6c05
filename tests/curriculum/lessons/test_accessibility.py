"""What shuts somebody out of a page of blocks is found, said, and not published."""

import pytest

from django.core.files.base import ContentFile
from django.urls import reverse

from wagtail.documents.models import Document
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from curriculum.lessons.accessibility import says_nothing, severe_in, shortcomings
from curriculum.lessons.blocks import ContentBlock
from curriculum.lessons.content import ContentReader
from curriculum.lessons.papers import collection_named
from curriculum.lessons.reference import DATA, _written
from curriculum.models import LessonPage
from tests.factories.curriculum import LessonPageFactory, ModulePageFactory, ProgrammePageFactory

pytestmark = pytest.mark.django_db

TABLE = {"data": [["Việc", "Ai"], ["Ghi", "An"]], "table_caption": "Ai làm gì", "first_row_is_table_header": True}
LONG = "<p>" + "Thưa bà con, hôm nay chúng tôi đến để nghe trước, trả lời sau. " * 3 + "</p>"


def body(*pairs):
    return ContentBlock().to_python([{"type": kind, "value": value} for kind, value in pairs])


def captions(content: bytes, name: str = "bai.vtt") -> int:
    return Document.objects.create(title=name, file=ContentFile(content, name=name)).pk


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("image", {"image": None, "alternative_text": "", "caption": ""}),
        ("image", {"image": None, "alternative_text": "IMG_0231.jpg", "caption": ""}),
        ("video", {"video": None, "captions": None, "title": "Một buổi"}),
        ("audio", {"audio": None, "title": "Lời", "transcript": "<p> </p>"}),
        ("table", TABLE | {"first_row_is_table_header": False}),
        ("text", '<p>Xem <a href="https://vbpl.vn"></a></p>'),
        ("callout", {"kind": "note", "text": '<p><a href="https://vbpl.vn"> </a></p>'}),
    ],
)
def test_what_shuts_somebody_out_is_severe(kind, value):
    (found,) = (one for one in shortcomings(body(("heading", "Mục"), (kind, value))) if one.is_severe)
    assert (found.place, bool(found.sentence)) == (1, True)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("image", {"image": None, "alternative_text": "a" * 300, "caption": ""}),
        ("image", {"image": None, "alternative_text": "Ba bước", "caption": "ba buoc"}),
        ("audio", {"audio": None, "title": "Lời", "transcript": "<p>Xin chào.</p>"}),
        ("table", TABLE | {"table_caption": ""}),
        ("table", TABLE | {"data": [["Việc", ""], ["Ghi", "An"]]}),
        ("text", '<p>Xem <a href="https://vbpl.vn">tại đây</a></p>'),
        ("text", "<h4>Nhỏ</h4><p>Chữ.</p>"),
    ],
)
def test_what_might_be_better_is_advice(kind, value):
    (found,) = shortcomings(body((kind, value)))
    assert not found.is_severe


def test_what_is_whole_is_left_alone():
    whole = body(
        ("heading", "Mục"),
        ("text", '<h3>Một</h3><h4>Hai</h4><p>Xem <a href="https://vbpl.vn">Luật Tiếp công dân</a></p>'),
        ("image", {"image": None, "alternative_text": "Sơ đồ ba bước", "caption": "Hình 1"}),
        ("audio", {"audio": None, "title": "Lời", "transcript": LONG}),
        ("table", TABLE),
    )
    assert shortcomings(whole) == []
    assert says_nothing("Hình 1")
    assert not says_nothing("Hình người dân ngồi chờ")


@pytest.mark.parametrize(
    ("content", "name", "is_severe"),
    [
        (b"WEBVTT\n\n00:00.000 --> 00:02.000\nXin", "a.vtt", False),
        (b"WEBVTT\n", "a.vtt", True),
        (b"1\n00:00,0 --> 00:02,0\nXin", "a.vtt", True),
        (b"WEBVTT\n\n00:00.000 --> 00:02.000\nXin", "a.txt", True),
    ],
)
def test_captions_are_captions(content, name, is_severe):
    video = {"video": None, "captions": captions(content, name), "title": "Một buổi"}
    assert bool(severe_in(body(("video", video)))) is is_severe


def test_the_lessons_that_come_with_the_programmes_shut_nobody_out():
    reader = ContentReader(DATA, collection_named("Thử"))
    for lesson in _written():
        assert not severe_in(ContentBlock().to_python(reader.read(lesson["body"]))), lesson["title"]


def form_of(*blocks, **action) -> dict:
    page = {"title": "Bài", "slug": "bai", "summary": "", "minutes": 5, "completion": "read", "least_watched": 90}
    return nested_form_data(page | {"body": streamfield(list(blocks)), "comments-TOTAL_FORMS": 0} | action)


def test_a_draft_is_kept_and_not_published_before_it_is_whole(client, cast):
    module = ModulePageFactory(parent=ProgrammePageFactory())
    page = LessonPageFactory(parent=module, body=[("heading", "Mục")], live=False, slug="bai")
    client.force_login(cast.administrator, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    comments = {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    table = '{"data": [["a", "b"]], "table_header_choice": "neither"}'
    facts = form_of(("table", table)) | comments
    assert client.post(address, facts).status_code == 302  # saved as a draft
    shown = client.get(address).content.decode()
    assert 'href="#block-' in shown
    refused = client.post(address, facts | {"action-publish": "1"})
    assert refused.status_code == 200
    assert "Bảng chưa có tiêu đề" in refused.content.decode()
    assert not LessonPage.objects.get(pk=page.pk).live
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}"
    client.post(bulk, {})
    assert not Page.objects.get(pk=page.pk).live
    whole = form_of(("table", table.replace("neither", "row"))) | comments
    answer = client.post(address, whole | {"action-publish": "1"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert LessonPage.objects.get(pk=page.pk).live
