"""What is found, by whom: never more than each thing's own rule lets that person open."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from django.test import RequestFactory
from django.utils.text import slugify

from wagtail.documents.models import Document
from wagtail.models import Page, PageViewRestriction, Site

from curriculum.lessons.papers import collection_named
from curriculum.models import ProgrammeIndexPage
from curriculum.progress.services import confirm_reading
from curriculum.vietnamese.text import fold, nfc
from portal.pages.models import HomePage, StandardPage
from portal.search.models import SearchEntry
from portal.search.queries import Search
from portal.search.services import rebuild
from portal.search.words import Words
from tests.cast import MEMBERS
from tests.factories.curriculum import LessonPageFactory, ModulePageFactory, ProgrammePageFactory
from tests.factories.training import EnrolmentFactory, NominationFactory, TrainingClassFactory
from training.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SAMPLES = json.loads((Path(__file__).parent / "search-folding.json").read_text(encoding="utf-8"))


def found(user, written: str, kind: str = "") -> Search:
    request = RequestFactory().get("/search/", {"q": written})
    request.user, request.session = user, {}
    return Search(request, Words.of(written), kind)


def keys_of(user, written: str) -> dict[str, list[int]]:
    return found(user, written).keys


@pytest.fixture
def home(db):
    home = Page.get_first_root_node().add_child(instance=HomePage(title="Cơ Sở", slug="trang-chu"))
    Site.objects.update(root_page=home)
    return home


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["document"])
def test_every_spelling_of_the_samples_finds_the_page_and_marks_it(sample, home, cast):
    page = home.add_child(instance=StandardPage(title="Trang", slug="trang", body=[("heading", sample["document"])]))
    for spelling in sample["finds"]:
        (entry,) = found(cast.visitor, spelling).groups[0].results
        assert entry.url == page.get_url()
        assert "<mark>" in entry.snippet, spelling
        assert entry.snippet.replace("<mark>", "").replace("</mark>", "") == nfc(sample["document"])


@pytest.fixture
def world(home, cast):
    """Two programmes with two lessons each, the second locked behind the first; the trainee studies one of them. A
    class of each, the trainee's nominated by the ward. Each thing has the word "chung" in it.
    """
    for user in cast.everybody().values():
        assert user.pk
    index = home.add_child(instance=ProgrammeIndexPage(title="Chương trình", slug="chuong-trinh"))
    world = SimpleNamespace(lessons=[], classes=[])
    for number in (1, 2):
        programme = ProgrammePageFactory(parent=index, title=f"Bồi dưỡng chung {number}")
        modules = [ModulePageFactory(parent=programme, title=f"Chuyên đề chung {part}") for part in (1, 2)]
        modules[1].prerequisites.set([modules[0]])
        modules[1].save()
        world.lessons += [
            LessonPageFactory(parent=module, title="Bài chung", completion="confirmed") for module in modules
        ]
        world.classes.append(TrainingClassFactory(programme=programme, name="Lớp chung", status="open"))
    person, mine = cast.trainee.person, world.classes[0]
    nomination = NominationFactory(training_class=mine, person=person, unit=cast.ward, status="approved")
    EnrolmentFactory(training_class=mine, person=person, unit=cast.ward, nomination=nomination)
    home.add_child(instance=StandardPage(title="Liên hệ chung", slug="lien-he", body=[("heading", "Gọi")]))
    return world


def test_search_agrees_with_the_rule_of_each_thing_for_the_whole_cast(world, cast):
    for name in (*MEMBERS, "visitor"):
        user = cast[name]
        entries = SearchEntry.objects.in_bulk([key for kind, keys in keys_of(user, "chung").items() for key in keys])
        lessons = {entry.page_id for entry in entries.values() if entry.kind == "lesson"}
        classes = {entry.training_class_id for entry in entries.values() if entry.kind == "class"}
        may_open = {one.pk for one in world.lessons if user.has_perm("curriculum.open_lesson", one)}
        may_view = {one.pk for one in world.classes if user.has_perm("training.view_class", one)}
        assert (name, lessons, classes) == (name, may_open, may_view)
        assert sum(entry.kind in {"programme", "module", "page"} for entry in entries.values()) == 7, name
    assert (
        set(keys_of(cast.visitor, "chung")) == set(keys_of(cast.stranger, "chung")) == {"programme", "module", "page"}
    )


def test_a_lesson_is_found_once_its_module_opens(world, cast):
    first, second, *_others = world.lessons
    confirm_reading(cast.trainee, first)
    entries = SearchEntry.objects.filter(pk__in=keys_of(cast.trainee, "bai chung")["lesson"])
    assert set(entries.values_list("page", flat=True)) == {first.pk, second.pk}


def test_people_are_found_by_whom_may_see_them(cast):
    for user in cast.everybody().values():
        assert user.pk
    for name in (*MEMBERS, "visitor"):
        user = cast[name]
        people = Person.objects.filter(pk__in=keys_of(user, "ha").get("person", []))
        seen = {person.pk for person in Person.objects.all() if user.has_perm("training.view_person", person)}
        may_find = {cast.trainee.person.pk} & seen if name != "administrator" else set()
        assert (name, {person.pk for person in people}) == (name, may_find)


def test_what_changes_is_found_as_it_is_now(home, cast):
    page = home.add_child(instance=StandardPage(title="Giờ tiếp dân", slug="gio", body=[("heading", "Sáng thứ hai")]))
    page.title = "Lịch trực"
    page.save_revision()
    assert list(map(bool, (keys_of(cast.visitor, "gio tiep dan"), keys_of(cast.visitor, "lich truc")))) == [True, False]
    page.save_revision().publish()
    assert list(map(bool, (keys_of(cast.visitor, "gio tiep dan"), keys_of(cast.visitor, "lich truc")))) == [False, True]
    page.unpublish()
    assert not keys_of(cast.visitor, "lich truc")
    page.save_revision().publish()
    before = list(SearchEntry.objects.values("kind", "page", "title", "title_words", "text_words"))
    assert rebuild() == len(before)
    assert list(SearchEntry.objects.values("kind", "page", "title", "title_words", "text_words")) == before
    page.delete()
    assert not keys_of(cast.visitor, "lich truc")


def test_restrictions_of_pages_and_collections_hold(home, cast):
    collection = collection_named("Nội bộ", signed_in_only=True)
    file = Document.objects.create(title="Mẫu biên bản", collection=collection, file="documents/mau.pdf")
    body = [("heading", "Kín đáo"), ("file", {"document": file, "description": ""})]
    page = home.add_child(instance=StandardPage(title="Trang", slug="trang", body=body))
    assert set(keys_of(cast.stranger, "bien ban")) == {"file"}
    assert not keys_of(cast.visitor, "bien ban")
    assert keys_of(cast.visitor, "kin dao")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert not keys_of(cast.visitor, "kin dao")
    assert keys_of(cast.stranger, "kin dao")


def test_the_nearest_leads_and_hostile_words_do_no_harm(home, cast):
    def page(title: str, text: str) -> StandardPage:
        slug = slugify(fold(title))
        return home.add_child(instance=StandardPage(title=title, slug=slug, body=[("heading", text)]))

    page("Chuyện khác", "cổng làng, rồi đến cách hỏi dân, vụ việc và sự công bằng")
    page("Hỏi đáp", "Trang này nói về dịch vụ công & <b>cách nộp</b>")
    page("Dịch vụ công", "Các bước nộp hồ sơ")
    results = found(cast.visitor, "dịch vụ công").groups[0].results
    assert [result.url for result in results] == ["/dich-vu-cong/", "/hoi-dap/"]
    assert "nói về <mark>dịch</mark> <mark>vụ</mark> <mark>công</mark> &amp; &lt;b&gt;" in results[1].snippet
    for written in ('"', "a OR b)", "NEAR(", "' & |", "x:*", "title_words:", "\0", "%_", "𝔘𝔫 ½ ²", "-", "đ" * 500):
        assert found(cast.visitor, written).total == 0


def test_the_page_is_open_to_everybody_and_asks_little(world, cast, client, django_assert_max_num_queries):
    assert "Bài chung" not in client.get("/search/?q=chung").content.decode()
    assert client.get("/search/").status_code == client.get("/search/?q=khongco&kind=sai&page=9").status_code == 200
    for name in ("trainee", "lecturer", "unit_officer", "training_office"):
        client.force_login(cast[name])
        with django_assert_max_num_queries(15):
            page = client.get("/search/", {"q": "chung"}).content.decode()
        assert "<mark>chung</mark>" in page, name
    with django_assert_max_num_queries(15):
        assert "<mark>Hà</mark>" in client.get("/search/", {"q": "ha", "kind": "person"}).content.decode()
