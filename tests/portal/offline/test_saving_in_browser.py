"""A module saved on a phone: read, noted and finished in flight mode, and everything arrives once."""

import pytest
from playwright.sync_api import expect

from curriculum.models import LessonNote, LessonPage, LessonProgress, ModulePage
from portal.models import SyncReceipt
from tests.browser import assert_axe_clean, in_outbox, session_cookie, until
from tests.factories.curriculum import LessonPageFactory
from tests.portal.trainee.conftest import enrol
from tests.portal.trainee.test_saving import picture
from training.regulations.reference import load_regulated_values

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOST = ("Failed to load resource", "net::ERR", "Failed to fetch")
CACHES = "async () => (await caches.keys()).filter((name) => name.startsWith('coso-copies-module'))"


@pytest.fixture
def module(cast):
    load_regulated_values()
    programme = enrol(cast.trainee).training_class.programme
    module = ModulePage.objects.child_of(programme).first()
    lines = [{"type": "text", "value": f"<p>Đoạn {number}.</p>"} for number in range(3)]
    shown = {"type": "image", "value": {"image": picture(900).pk, "alternative_text": "Phòng họp", "caption": ""}}
    LessonPageFactory(parent=module, title="Bài có hình", body=[*lines, shown, lines[0]])
    return module


def save_module(page, module) -> None:
    page.goto(f"/learn/modules/{module.pk}/")
    page.locator("[data-save]").first.click()
    expect(page.locator("[data-kept]")).to_be_visible()


def test_a_saved_module_is_read_in_flight_mode_and_all_arrives_once(cast, page_as, module):
    lesson = LessonPage.objects.get(title="Bài có hình")
    page = page_as(cast.trainee, tolerate=LOST)
    page.goto("/learn/")
    page.goto(f"/learn/modules/{module.pk}/")
    expect(page.locator("[data-size]")).to_contain_text("KB")
    assert_axe_clean(page)
    page.locator("[data-save]").first.click()
    expect(page.locator("[data-kept]")).to_be_visible()
    assert_axe_clean(page)

    page.context.set_offline(True)
    page.goto("/learn/")
    expect(page.locator(".saved-line")).to_be_visible()
    page.goto(f"/learn/modules/{module.pk}/")
    page.get_by_role("link", name=lesson.title).click()
    expect(page.locator(".saved-line")).to_contain_text("Không có mạng")
    page.locator("figure img").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('figure img').naturalWidth > 0")
    page.fill("#note", "Hỏi lại về lịch tiếp công dân")
    expect(page.locator("[data-note-state]")).to_contain_text("máy này")
    page.locator("[data-end]").scroll_into_view_if_needed()
    assert_axe_clean(page)
    until(page, lambda: {one["kind"] for one in in_outbox(page)} == {"lesson_note", "lesson_reading"})
    until(page, lambda: in_outbox(page, "lesson_reading")[0]["body"]["percent"] == 100)
    page.reload()  # closed and opened again, still in flight mode
    expect(page.locator("#note")).to_have_value("Hỏi lại về lịch tiếp công dân")
    page.goto("/learn/certificates/")  # a page nobody saved
    expect(page.locator("[data-missing-page]")).to_be_visible()
    expect(page.locator("[data-list] a")).to_have_text(module.title)
    assert_axe_clean(page)
    assert not LessonProgress.objects.filter(lesson=lesson).exists()

    page.context.set_offline(False)
    page.goto("/learn/")
    until(page, lambda: SyncReceipt.objects.count() == 2)
    progress, note = LessonProgress.objects.get(lesson=lesson), LessonNote.objects.get()
    assert (progress.percent_read, progress.completed_at is None) == (100, False)
    assert (note.text, note.version, note.others.count()) == ("Hỏi lại về lịch tiếp công dân", 1, 0)
    assert sorted(SyncReceipt.objects.values_list("kind", flat=True)) == ["lesson_note", "lesson_reading"]
    page.goto(f"/learn/lessons/{lesson.pk}/")  # no stale page while the network answers
    expect(page.locator(".lesson__done")).to_be_visible()
    assert page.locator(".saved-line").count() == 0


def test_on_a_weak_network_what_was_written_goes_by_itself_from_the_page_that_stays_open(cast, page_as, module):
    lesson = LessonPage.objects.get(title="Bài có hình")
    page = page_as(cast.trainee, tolerate=LOST)
    page.context.route("**/offline/sync/", lambda route: route.abort())
    page.goto(f"/learn/lessons/{lesson.pk}/")
    page.fill("#note", "Hỏi lại")
    until(page, lambda: in_outbox(page, "lesson_note"))
    page.context.unroute("**/offline/sync/")
    until(page, lambda: LessonNote.objects.exists() and not in_outbox(page))
    assert LessonNote.objects.get().text == "Hỏi lại"


def test_saved_copies_follow_changes_and_belong_to_one_person(cast, page_as, module):
    page = page_as(cast.trainee, tolerate=LOST)
    save_module(page, module)
    address = page.url.split("/learn")[0]
    (first,) = page.evaluate(CACHES)
    lesson = LessonPage.objects.child_of(module).first()
    lesson.title = "Tên mới của bài"
    lesson.save_revision().publish()
    page.evaluate("sessionStorage.clear()")
    page.goto("/learn/")
    until(page, lambda: page.evaluate(CACHES) not in ([first], []) and len(page.evaluate(CACHES)) == 1)
    page.context.set_offline(True)
    page.goto(f"/learn/lessons/{lesson.pk}/")
    expect(page.locator("h1")).to_have_text("Tên mới của bài")
    page.context.set_offline(False)

    page.context.clear_cookies()  # the session ended elsewhere: nothing is shown until somebody signs in
    page.goto("/accounts/login/")
    page.wait_for_timeout(300)
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_"):
        page.goto(f"/learn/lessons/{lesson.pk}/")
    page.context.set_offline(False)
    page.context.add_cookies([session_cookie(cast.stranger, address)])
    page.goto("/learn/")
    until(page, lambda: not page.evaluate(CACHES))


def test_without_room_what_was_complete_stays_and_nothing_half(cast, page_as, module):
    page = page_as(cast.trainee, tolerate=LOST)
    save_module(page, module)
    before = page.evaluate(CACHES)
    page.evaluate("navigator.storage.estimate = async () => ({ quota: 1000, usage: 1000 })")
    page.locator("[data-again]").click()
    expect(page.locator("[data-when=full]")).to_be_visible()
    assert page.evaluate(CACHES) == before
    page.goto("/learn/saved/")
    expect(page.locator("[data-list] a")).to_have_text(module.title)
    page.locator("[data-list] button").click()
    expect(page.locator("[data-empty]")).to_be_visible()
    assert page.evaluate(CACHES) == []
