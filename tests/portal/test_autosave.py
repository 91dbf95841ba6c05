"""autosave.js in a real Chromium: what is typed is on the device at once, on the server soon, and lost never."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import drafts_on, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "saved_at": "saved {time}",
    "kept_here": "kept",
    "restored": "restored",
    "conflict": "conflict",
    "failed": "no",
}
FORM = f"""<!doctype html><html lang="vi"><title>t</title><body data-user="7">
<form method="post" data-autosave="contact/1" data-autosave-url="/drafts/" data-base-version="3">
<textarea name="notes"></textarea><input type="checkbox" name="met" value="yes">
<p data-save-line role="status"></p><button>Send</button></form>
<script id="words" type="application/json">{json.dumps(WORDS)}</script>
<script type="module" src="/static/portal/js/autosave.js"></script></body></html>"""


class Server:
    """Answers the form's address and its draft address; ``up`` and ``answer`` say how."""

    def __init__(self, page: Page) -> None:
        self.up, self.received, self.answer = True, [], {"saved_at": "2026-03-05T10:32:00+07:00", "version": 4}
        page.route("**/form/", lambda route: route.fulfill(body=FORM, content_type="text/html; charset=utf-8"))
        page.route("**/drafts/", self._take)

    def _take(self, route: Route) -> None:
        if not self.up:
            route.abort()
            return
        self.received.append(route.request.post_data or "")
        route.fulfill(json={"conflict": None} | self.answer)


@pytest.fixture
def page(page_as) -> Page:
    return page_as(tolerate=("Failed to load resource", "net::ERR"))


@contextmanager
def network_down(server: Server) -> Iterator[None]:
    server.up = False
    yield
    server.up = True


LINE = "[data-save-line]"


def test_typing_is_saved_within_two_seconds_and_the_local_copy_goes(page):
    server = Server(page)
    page.goto("/form/")
    page.type("textarea", "Gặp đồng chí Đức")
    expect(page.locator(LINE)).to_have_text("saved 10:32 05/03")
    assert 'name="base_version"\r\n\r\n3' in server.received[0]
    assert 'name="client_key"' in server.received[0]
    assert drafts_on(page) == []


def test_the_next_save_starts_from_the_version_answered(page):
    server = Server(page)
    page.goto("/form/")
    page.type("textarea", "a")
    expect(page.locator(LINE)).to_have_attribute("data-state", "saved")
    page.type("textarea", "b")
    until(page, lambda: 'name="base_version"\r\n\r\n4' in server.received[-1])


def test_without_network_the_text_is_on_the_device_within_a_second(page):
    server = Server(page)
    page.clock.install()
    page.goto("/form/")
    page.clock.pause_at(datetime.now() + timedelta(minutes=1))
    with network_down(server):
        page.type("textarea", "Đi cơ sở")
        page.clock.run_for(900)
        until(page, lambda: drafts_on(page))
        (draft,) = drafts_on(page)
        assert draft["fields"] == [["notes", "Đi cơ sở"]]
        assert draft["base_version"] == "3"


def test_a_killed_tab_loses_nothing(page):
    server = Server(page)
    page.goto("/form/")
    with network_down(server):
        page.type("textarea", "Đi cơ sở")
        page.check("[name=met]")
        until(page, lambda: any(["met", "yes"] in draft["fields"] for draft in drafts_on(page)))
        page.goto("about:blank")
    page.goto("/form/")
    expect(page.locator("textarea")).to_have_value("Đi cơ sở")
    expect(page.locator("[name=met]")).to_be_checked()
    expect(page.locator(LINE)).to_have_attribute("data-state", "saved")
    assert drafts_on(page) == []


def test_the_same_draft_keeps_its_key_through_a_crash(page):
    server = Server(page)
    page.goto("/form/")
    with network_down(server):
        page.type("textarea", "x")
        until(page, lambda: drafts_on(page))
        (draft,) = drafts_on(page)
    page.goto("/form/")
    expect(page.locator(LINE)).to_have_attribute("data-state", "saved")
    assert draft["client_key"] in server.received[-1]


def test_a_conflict_stops_sending_and_keeps_the_text(page):
    server = Server(page)
    server.answer = {"conflict": {"theirs": "other"}, "version": 9, "saved_at": None}
    page.goto("/form/")
    page.type("textarea", "mine")
    expect(page.locator(LINE)).to_have_text("conflict")
    count = len(server.received)
    page.type("textarea", " more")
    until(page, lambda: [draft["fields"] for draft in drafts_on(page)] == [[["notes", "mine more"]]])
    page.wait_for_timeout(1000)  # longer than the pause after which it would be sent
    assert len(server.received) == count


def test_a_refusal_is_shown_in_the_servers_words(page):
    server = Server(page)
    page.unroute("**/drafts/")
    page.route("**/drafts/", lambda route: route.fulfill(status=422, json={"error": "Ngày ở tương lai."}))
    page.goto("/form/")
    page.type("textarea", "x")
    expect(page.locator(LINE)).to_have_text("Ngày ở tương lai.")
    assert server.received == []
    until(page, lambda: len(drafts_on(page)) == 1)


def test_drafts_of_another_person_stay_theirs(page):
    server = Server(page)
    page.goto("/form/")
    with network_down(server):
        page.type("textarea", "của người thứ bảy")
        until(page, lambda: drafts_on(page))
        page.goto("about:blank")
    page.unroute("**/form/")
    other = FORM.replace('data-user="7"', 'data-user="8"')
    page.route("**/form/", lambda route: route.fulfill(body=other, content_type="text/html; charset=utf-8"))
    page.goto("/form/")
    page.wait_for_timeout(300)
    expect(page.locator("textarea")).to_have_value("")


def test_signing_out_warns_of_unsent_text_and_then_clears_it(cast, page_as):
    page = page_as(cast.trainee, width=1280)
    page.goto("/accounts/profile/")
    page.evaluate(
        """async (user) => {
          const { keepDraft } = await import("/static/portal/js/drafts.js");
          await keepDraft({ id: `${user}/k`, user, key: "k", fields: [["a", "b"]] });
        }""",
        str(cast.trainee.pk),
    )
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.click(".menu > summary")
    page.click("[data-sign-out] button")
    until(page, lambda: asked)
    assert page.url.endswith("/accounts/profile/")
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("[data-sign-out] button")
    page.wait_for_url(re.compile(r"//[^/]+/$"))
    assert drafts_on(page) == []
