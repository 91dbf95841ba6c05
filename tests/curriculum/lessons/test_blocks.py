import pytest
from weasyprint.urls import FatalURLFetchingError

from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from django.urls import reverse

from wagtail.documents.models import Document

from curriculum.lessons.blocks import ContentBlock, LessonBlock
from curriculum.lessons.content import ContentReader
from curriculum.lessons.papers import collection_named, print_paper
from curriculum.lessons.reference import DATA
from curriculum.models import LessonPage
from curriculum.templatetags.content import bytes_in_words
from tests.factories.curriculum import (
    LessonPageFactory,
    ModulePageFactory,
    PackagePageFactory,
    ProgrammePageFactory,
)

pytestmark = pytest.mark.django_db


def rendered(*pairs) -> str:
    block = ContentBlock()
    reader = ContentReader(DATA, collection_named("Thử"))
    return block.render(block.to_python(reader.read(list(pairs))))


def test_text_and_heading():
    html = rendered(["heading", "Ba việc"], ["text", "<p>Một <b>việc</b>.</p>"])
    assert '<h2 class="content-heading">Ba việc</h2>' in html
    assert "<p>Một <b>việc</b>.</p>" in html


def test_text_drops_scripts():
    assert "<script" not in rendered(["text", "<p>Chữ</p>"]).lower()
    assert "&lt;script&gt;" in rendered(["heading", "<script>"])


def test_image_has_words_sizes_and_is_loaded_late():
    html = rendered(
        ["image", {"file": "100-ngay.png", "title": "Sơ đồ", "alternative_text": "Ba chặng", "caption": "Chú thích"}]
    )
    assert 'alt="Ba chặng"' in html
    assert "srcset=" in html
    assert 'loading="lazy"' in html
    assert "<figcaption>Chú thích</figcaption>" in html
    assert html.count(".webp") >= 3


def test_same_picture_is_kept_once():
    pair = ["image", {"file": "100-ngay.png", "title": "Sơ đồ", "alternative_text": "Ba chặng"}]
    reader = ContentReader(DATA, collection_named("Thử"))
    first, second = reader.read([pair, pair])
    assert first["value"]["image"] == second["value"]["image"]


def test_file_tells_its_kind_and_size_before_the_tap():
    html = rendered(["file", {"description": "Một trang.", "worksheet": {"name": "p", "title": "Phiếu", "parts": []}}])
    document = Document.objects.get(title="Phiếu")
    assert f"PDF, {bytes_in_words(document.file_size)}. Một trang." in html
    assert document.file.open("rb").read(5) == b"%PDF-"


def test_video_loads_nothing_before_it_is_played_and_has_captions():
    video, captions = (
        Document.objects.create(title=name, file=ContentFile(b"x" * 2_500_000, name=name), file_size=2_500_000)
        for name in ("bai.mp4", "bai.vtt")
    )
    block = ContentBlock()
    value = {"video": video.pk, "captions": captions.pk, "title": "Một buổi"}
    html = block.render(block.to_python([{"type": "video", "value": value}]))
    assert 'preload="none"' in html
    assert f'src="{captions.url}"' in html
    assert 'kind="captions"' in html
    assert "2,5 MB" in html


@pytest.mark.parametrize("kind", ["note", "important", "example", "question"])
def test_callout_names_its_kind(kind):
    html = rendered(["callout", {"kind": kind, "text": "<p>Chữ</p>"}])
    assert f"callout--{kind}" in html
    assert '<p class="callout__title">' in html


def test_table_has_caption_and_scopes():
    html = rendered(["table", {"caption": "Ai làm gì", "header": "both", "data": [["Việc", "Ai"], ["Ghi", "An"]]}])
    assert "<caption>Ai làm gì</caption>" in html
    assert '<th scope="col">Việc</th>' in html
    assert '<th scope="row">Ghi</th>' in html
    assert '<td data-label="Ai">An</td>' in html


def test_quotation_has_its_source():
    html = rendered(["quotation", {"text": "Lời", "source": "Nghị định 1"}])
    assert "<blockquote><p>Lời</p></blockquote>" in html
    assert "<figcaption>Nghị định 1</figcaption>" in html


@pytest.mark.parametrize("name", LessonBlock().child_blocks)
def test_every_block_previews_in_the_editor(name):
    child = LessonBlock().child_blocks[name]
    value = child.normalize(child.get_preview_value()) if name != "image" else child.get_preview_value()
    assert child.is_previewable
    assert child.meta.description
    assert child.render(value) is not None
    assert child.meta.template.startswith("curriculum/blocks/")


def test_a_package_is_opened_from_the_lesson_with_its_size(rf, cast):
    module = ModulePageFactory(parent=ProgrammePageFactory())
    page = PackagePageFactory(parent=module, package__bytes_unpacked=1_400_000)
    lesson = LessonPageFactory(parent=module, body=[("package", {"page": page, "introduction": "Thử ba tình huống"})])
    request = rf.get("/")
    request.user = cast.trainee

    def seen() -> str:
        return lesson.body[0].render({"request": request})

    assert f'href="{reverse("trainee:package", args=[page.pk])}"' in seen()
    assert "1,4 MB" in seen()
    assert "Mở" in seen()
    assert "Mở" in lesson.body[0].render()  # without a person: as it is weighed for saving
    page.live = False
    page.save()
    assert "href" not in LessonPage.objects.get(pk=lesson.pk).body[0].render({"request": request})


def test_missing_picture_is_refused():
    reader = ContentReader(DATA, collection_named("Thử"))
    with pytest.raises(FileNotFoundError):
        reader.read([["image", {"file": "khong-co.png", "title": "x", "alternative_text": "x"}]])


def test_paper_that_names_an_address_fails(monkeypatch):
    page = '<link rel="stylesheet" href="http://example.vn/x.css">'
    monkeypatch.setattr("curriculum.lessons.papers.render_to_string", lambda *_parts: page)
    with pytest.raises(FatalURLFetchingError):
        print_paper("any.html", {})


@pytest.mark.parametrize(
    ("size", "words"),
    [(None, "0 B"), (812, "812 B"), (70_400, "70 KB"), (1_400_000, "1,4 MB"), (2_000_000_000, "2,0 GB")],
)
def test_bytes_in_words(size, words):
    assert bytes_in_words(size) == words


def test_worksheet_numbers_its_parts():
    sheet = {"title": "Phiếu", "parts": [{"title": "Phần một", "lines": [1]}, {"title": "Phần hai", "lines": [1]}]}
    html = render_to_string("curriculum/papers/worksheet.html", {"sheet": sheet})
    assert "<h2>1. Phần một</h2>" in html
    assert "<h2>2. Phần hai</h2>" in html
