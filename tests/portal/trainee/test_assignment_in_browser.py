"""One written work from the first word to the mark, on a telephone, with the page killed in between."""

import pytest
from playwright.sync_api import expect

from tests.browser import assert_axe_clean, drafts_on, until
from training.assignments.models import Work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_draft_outlives_its_page_is_handed_in_marked_and_read(cast, page_as, assignment):
    address = f"/learn/assignments/{assignment.pk}/"
    page = page_as(cast.trainee, tolerate=("Failed to load resource", "net::ERR"))
    page.goto(address)
    page.fill("#text", "Thực trạng tiếp công dân ở phường tôi.")
    expect(page.locator("[data-save-line]")).to_contain_text("Đã lưu")
    # a worker of the page that is just starting may not have heard that there is no network: its requests are cut too
    page.context.route("**/draft/", lambda route: route.abort())
    page.context.set_offline(True)
    page.type("#text", " Viết tiếp khi mất mạng.", delay=0)
    expect(page.locator("[data-save-line]")).to_have_attribute("data-state", "waiting")
    until(page, lambda: "khi mất mạng." in str(drafts_on(page)))
    page.close(run_before_unload=False)
    assert "mất mạng" not in Work.objects.get().text
    page = page.context.new_page()
    page.context.unroute("**/draft/")
    page.context.set_offline(False)
    page.goto(address)
    expect(page.locator("#text")).to_have_value("Thực trạng tiếp công dân ở phường tôi. Viết tiếp khi mất mạng.")
    page.set_input_files("#file", {"name": "bài.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 bai"})
    expect(page.locator(".work-file")).to_contain_text("bài.pdf")
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.locator(".deadline")).to_contain_text("Đã nộp lúc")
    assert_axe_clean(page)
    submission = Work.objects.get().submissions.get()
    assert submission.text.endswith("mất mạng.")
    assert not Work.objects.get().parallel_drafts.exists()

    desk = page_as(cast.lecturer, width=1280)
    desk.goto(f"/teach/submissions/{submission.pk}/")
    for criterion in ("c1", "c2"):
        desk.locator(f'input[name="level-{criterion}"]').first.check(force=True)
    expect(desk.locator("[data-sum]")).to_have_text("10,0")
    assert_axe_clean(desk)
    desk.keyboard.press("Control+Enter")
    desk.get_by_role("button", name="Công bố").click()
    expect(desk.locator(".messages")).to_be_visible()

    page.goto(address)
    expect(page.locator(".feedback__mark")).to_contain_text("10,0")
