"""In flight mode on a phone: a contact in eight taps, a form, two devices; and what becomes of it with a network."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from django.urls import reverse

from curriculum.clock.time import now, today
from portal.models import SyncReceipt
from tests.browser import assert_axe_clean, in_outbox, until
from tests.cast import PASSWORD
from tests.portal.mentor.test_at_rest import LOST, RAW, _november, kept, term  # noqa: F401
from tests.training.mentoring.test_evidence import photograph
from training.mentoring.models import MentoringContact, ParallelVersion, TermForm
from training.mentoring.signing.services import set_signing_code
from training.models import DiaryEntry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# A telephone without room, until realPut is put back.
FULL = """() => {
  window.realPut = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = () => { throw new DOMException("no room", "QuotaExceededError"); };
}"""

SAVED_AT = """async () => {
  const { saved } = await import("/static/portal/js/mentor/records.js");
  return (await saved())[0].savedAt;
}"""
# What a page takes for today, a week on; the key of the device still counts its hours by the real clock.
NEXT_WEEK = """
  const Real = Date;
  window.Date = class extends Real {
    constructor(...given) { given.length ? super(...given) : super(Real.now() + 7 * 86400000); }
  };
"""


class Thumb:
    """One hand on a phone of 390 px: counts what it taps; words are dictated into the field that was tapped."""

    def __init__(self, page) -> None:
        self.page, self.taps = page, 0

    def tap(self, place) -> None:
        place.scroll_into_view_if_needed()
        place.tap()
        self.taps += 1

    def dictate(self, selector: str, words: str) -> None:
        field = self.page.locator(selector)
        self.tap(field)
        assert field.get_attribute("lang") in ("vi", None)
        self.page.keyboard.insert_text(words)


def test_a_contact_is_logged_in_flight_mode_in_eight_taps_and_arrives_once(cast, page_as, term):  # noqa: F811
    page = page_as(cast.mentor, tolerate=LOST)
    kept(page)
    page.context.set_offline(True)
    page.goto("/mentor/")
    began, thumb = now(), Thumb(page)
    thumb.tap(page.get_by_role("link", name="Ghi buổi kèm cặp"))
    page.wait_for_url("**/contact/")
    thumb.tap(page.locator(".earlier .segment").nth(1))
    thumb.dictate("[name=topics]", "Bàn về lịch tiếp công dân tháng tới")
    thumb.tap(page.locator(".chip").nth(2))
    thumb.dictate("[name=mentor_feedback]", "Cần gửi lịch cho các thôn trước ngày 25")
    thumb.dictate("[name=action-0-text]", "Gửi lịch tiếp công dân")
    assert_axe_clean(page)
    thumb.tap(page.get_by_role("button", name="Gửi xác nhận"))
    expect(page.locator("[data-kept]")).to_be_visible()
    seconds = (now() - began).total_seconds()
    print(f"taps {thumb.taps}, seconds {seconds:.1f}")
    assert thumb.taps <= 8
    assert seconds < 60
    assert MentoringContact.objects.count() == 1
    page.locator("[data-kept] a").click()
    expect(page.locator("[data-waiting] li")).to_have_count(1)
    assert_axe_clean(page)

    page.get_by_role("link", name="Ghi buổi kèm cặp").click()  # a second contact from the same copy begins anew
    expect(page.locator("[name=topics]")).to_have_value("")
    page.context.set_offline(False)
    page.goto("/mentor/")
    until(page, lambda: MentoringContact.objects.filter(status="submitted").count() == 2)
    until(page, lambda: page.locator("[data-waiting] li").count() == 0)
    contact = MentoringContact.objects.get(topics__startswith="Bàn về")
    assert abs((contact.happened_at - began).total_seconds()) < 120
    assert contact.action_points.get().text == "Gửi lịch tiếp công dân"
    assert SyncReceipt.objects.filter(kind="mentoring_contact", state="accepted").count() == 1


def test_in_the_same_room_without_a_network_the_official_confirms_with_his_own_code(cast, page_as, term):  # noqa: F811
    cast.young_official.set_password(PASSWORD)
    cast.young_official.save()
    set_signing_code(cast.young_official, "482913", password=PASSWORD)
    page = page_as(cast.mentor, tolerate=LOST)
    kept(page)
    page.context.set_offline(True)
    page.goto(reverse("mentor:contact_write", args=[term.pk]))
    page.locator(".earlier .segment").nth(1).click()
    page.fill("[name=topics]", "Đi thôn Hạ nghe bà con")
    page.locator(".chip").nth(2).click()
    page.fill("[name=mentor_feedback]", "Nói chậm, rõ")
    page.fill("[name=action-0-text]", "Trả lời bà con")
    page.locator(".contact__more summary").click()
    picture = {"name": "hop-thon.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    page.evaluate(FULL)
    page.locator("[data-photo-input]").set_input_files(picture)
    expect(page.locator("[data-photo-error]")).to_contain_text("đầy")
    expect(page.locator("[name=topics]")).to_have_value("Đi thôn Hạ nghe bà con")
    page.evaluate("() => { IDBObjectStore.prototype.put = window.realPut; }")
    page.locator("[data-photo-input]").set_input_files(picture)
    expect(page.locator("[data-photo-list] li")).to_contain_text("→")
    expect(page.locator("[data-photo-error]")).to_be_hidden()
    page.get_by_role("button", name="Gửi xác nhận").click()
    page.fill("[name=own_words]", "Tôi cần chuẩn bị số liệu trước")
    page.fill("[name=secret]", "482913")
    page.locator("[data-sign-beside] button").click()
    expect(page.locator("[data-waiting] li")).to_have_count(3)
    raw = page.evaluate(RAW)
    assert "482913" not in raw
    assert "số liệu" not in raw
    assert "JFIF" not in raw
    assert_axe_clean(page)
    page.context.set_offline(False)
    page.goto("/mentor/")
    until(page, lambda: MentoringContact.objects.filter(status="confirmed").exists())
    contact = MentoringContact.objects.get(status="confirmed")
    assert (contact.confirmed_by, contact.reflection) == (cast.young_official, "Tôi cần chuẩn bị số liệu trước")
    assert contact.joint.device_of == cast.mentor
    photo = contact.photos.get()
    assert max(photo.width, photo.height) == 1600
    page.goto(reverse("mentor:contact", args=[contact.key]))
    until(page, lambda: page.evaluate("document.querySelector('.photos img').naturalWidth > 0"))
    assert_axe_clean(page)


def test_a_page_of_the_diary_is_written_in_flight_mode_gone_on_with_and_arrives_once(cast, page_as, term):  # noqa: F811
    page = page_as(cast.young_official, tolerate=LOST)
    kept(page, reverse("mentor:posting", args=[term.pk]))
    page.context.set_offline(True)
    page.goto("/mentor/diary/")
    page.locator(".page-head a.button").click()
    page.fill("[name=main_work]", "Đi thôn Hạ")
    page.get_by_role("button", name="Xong").click()
    expect(page.locator("[data-kept]")).to_be_visible()
    expect(page.locator("[data-waiting] li")).to_have_count(1)
    page.goto("/mentor/diary/write/")  # the copy, which does not know it
    expect(page.locator("[name=main_work]")).to_have_value("Đi thôn Hạ")
    page.fill("[name=lessons]", "Nghe trước, nói sau")
    page.get_by_role("button", name="Xong").click()
    expect(page.locator("[data-waiting] li")).to_have_count(1)
    raw = page.evaluate(RAW)
    assert "thôn Hạ" not in raw
    assert "Nghe trước" not in raw
    before = today() - timedelta(days=today().weekday() + 7)
    page.goto(f"/mentor/diary/write/?week={before}")
    expect(page.locator("h1")).to_contain_text(f"{before:%d/%m/%Y}")
    expect(page.locator("[name=main_work]")).to_have_value("")
    page.fill("[name=village_days]", "4")
    page.get_by_role("button", name="Xong").click()
    expect(page.locator("[data-waiting] li")).to_have_count(2)
    assert_axe_clean(page)
    page.context.set_offline(False)
    page.goto("/mentor/saved/")
    until(page, lambda: DiaryEntry.objects.count() == 2)
    until(page, lambda: page.locator("[data-waiting] li").count() == 0)
    latest, earlier = DiaryEntry.objects.all()
    assert (latest.main_work, latest.lessons, latest.version) == ("Đi thôn Hạ", "Nghe trước, nói sau", 1)
    assert (earlier.village_days, earlier.starts_on) == (4, before)
    # Read by the mentor and kept so, without a network until the next week has come.
    DiaryEntry.objects.filter(pk=latest.pk).update(shared_with=cast.mentorship, read_on=today())
    before_that = page.evaluate(SAVED_AT)
    page.evaluate("sessionStorage.clear()")
    page.goto("/mentor/diary/")
    until(page, lambda: page.evaluate(SAVED_AT) != before_that)
    page.context.set_offline(True)
    page.goto("/mentor/diary/write/")
    expect(page.locator("[data-standing]")).to_be_visible()
    expect(page.locator("[name=main_work]")).to_be_hidden()
    page.add_init_script(NEXT_WEEK)
    page.goto("/mentor/diary/write/")
    expect(page.locator("[name=main_work]")).to_be_visible()
    expect(page.locator("h1")).to_contain_text(f"{latest.starts_on + timedelta(days=7):%d/%m/%Y}")


def test_two_devices_write_one_form_without_a_network_and_both_texts_are_kept(cast, page_as, term):  # noqa: F811
    form = TermForm.objects.get(posting=term, code="F3", month=3)
    address = reverse("mentor:form", args=[form.pk])
    pages = [page_as(cast.young_official, tolerate=LOST) for _n in range(2)]
    for page in pages:
        kept(page, reverse("mentor:posting", args=[term.pk]))
        page.context.set_offline(True)
        page.goto(address)
    phone, computer = pages
    phone.fill("[name=duties]", "Phụ trách khối văn xã")
    phone.fill("[name=village_days]", "9")
    computer.fill("[name=duties]", "Trực tiếp công dân, văn xã")
    for arrived, page in enumerate(pages):
        expect(page.locator("[data-save-line]")).to_have_attribute("data-state", "waiting")
        until(page, lambda page=page: in_outbox(page))
        page.goto("/mentor/saved/")  # the form is left, and never opened again
        page.context.set_offline(False)
        page.reload()
        until(page, lambda arrived=arrived: SyncReceipt.objects.count() > arrived)
    form.refresh_from_db()
    answers = form.revisions.first().answers
    assert (answers["duties"], answers["village_days"]) == ("Phụ trách khối văn xã", 9)
    version = ParallelVersion.objects.get()
    assert version.answers == {"duties": "Trực tiếp công dân, văn xã"}
    computer.goto(reverse("mentor:version", args=[version.pk]))
    expect(computer.locator(".versions__text")).to_have_count(2)
    assert_axe_clean(computer)
    computer.get_by_text("Giữ cả hai").click()
    computer.get_by_role("button", name="Giữ lựa chọn này").click()
    computer.wait_for_url("**/forms/**")
    assert form.revisions.first().answers["duties"].count("\n\n") == 1
