"""A real Chromium beside a real server: pages signed in as anybody, watched for errors, checked with axe."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from django.conf import settings
from django.db import connection
from django.test import Client

from curriculum.packages.origin import is_package_host

PROGRAMS = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
PATIENCE = 20  # seconds: what is looked for comes at once, but not on a machine that has much else to do
expect.set_options(timeout=PATIENCE * 1000)
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run of a worker; without windows of its own where there is one (half the work)."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.fail("No Chromium on this machine: apt install chromium (make test does it).")
    with sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread; Django would take each query for one made inside it.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page_as(browser, live_server) -> Iterator[Callable[..., Page]]:
    """``page_as(cast.trainee, width=390)`` opens a window signed in as that person; ``None`` is a visitor.

    After the test every window must have been quiet: no error in the console, nothing stopped by the content policy,
    no request to another server. ``tolerate`` names texts of console errors that the test provokes on purpose.
    Further keywords go to Playwright's ``new_context`` (``color_scheme="dark"``, ``offline=True``).
    """
    contexts, problems = [], []

    def open_page(user=None, *, width: int = 390, height: int = 844, tolerate: tuple[str, ...] = (), **options) -> Page:
        options = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh", "reduced_motion": "reduce"} | options
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}, has_touch=width < 600, **options
        )
        contexts.append(context)
        if user is not None and user.is_authenticated:
            context.add_cookies([session_cookie(user, live_server.url)])
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)

        def heard(message: ConsoleMessage) -> None:
            if message.type == "error" and not any(text in message.text for text in tolerate):
                problems.append(f"{page.url}: {message.text}")

        def asked(request: Request) -> None:
            if request.url.startswith((live_server.url, "data:", "blob:", "about:")):
                return
            if not is_package_host(urlsplit(request.url).netloc):  # which is this server by its other name
                problems.append(f"{page.url}: asked another server, {request.url}")

        page.on("console", heard)
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error} {error.stack}"))
        page.on("request", asked)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


def until(page: Page, true: Callable[[], object]) -> None:
    """Wait until it is true, as long as one may."""
    for _attempt in range(PATIENCE * 10):
        if true():
            return
        page.wait_for_timeout(100)
    pytest.fail("It did not come about.")


def in_outbox(page: Page, kind: str = "") -> list[dict]:
    """What waits on the device of the page to be sent, of one kind or all."""
    return [one for one in _all_in(page, "coso-outbox", "operations") if kind in ("", one["kind"])]


def drafts_on(page: Page) -> list[dict]:
    """What is typed on the device of the page and not yet confirmed."""
    return _all_in(page, "coso-drafts", "drafts")


def _all_in(page: Page, name: str, store: str) -> list[dict]:
    return page.evaluate(
        """([name, store]) => new Promise((resolve) => {
          const request = indexedDB.open(name, 1);
          request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: "id" });
          request.onsuccess = () => {
            const all = request.result.transaction(store).objectStore(store).getAll();
            all.onsuccess = () => { request.result.close(); resolve(JSON.parse(JSON.stringify(all.result))); };
          };
        })""",
        [name, store],
    )


def session_cookie(user, url: str) -> dict:
    """The cookie of a new session of the user, as Playwright takes it."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }


def assert_axe_clean(page: Page, *, without: tuple[str, ...] = ()) -> None:
    """Fail with a readable list when axe-core finds anything on the page; ``without`` switches single rules off.

    The pages are the same on both databases, and looking takes a second or two: axe looks on SQLite only.
    """
    if connection.vendor != "sqlite":
        return
    page.evaluate(AXE)
    found = _violations(page, without)
    if any(item["id"] == "target-size" for item in found) and (size := page.viewport_size):
        # A bar that stays at the foot covers some line by half wherever one stops: looked at again on a screen that has
        # room for the whole page.
        page.set_viewport_size({"width": size["width"], "height": 10_000})
        found = _violations(page, without)
        page.set_viewport_size(size)
    assert not found, f"axe on {page.url}:\n" + "\n".join(
        f"- {item['id']} ({item['impact']}): {item['help']}\n"
        + "\n".join(f"    {node['target'][0]}: {node['html'][:160]}" for node in item["nodes"][:5])
        for item in found
    )


def _violations(page: Page, without: tuple[str, ...]) -> list[dict]:
    options = {
        "runOnly": {"type": "tag", "values": AXE_RULES},
        "rules": {rule: {"enabled": False} for rule in without},
        "resultTypes": ["violations"],  # what passes is not described element by element
    }
    # Only what is wrong comes over: what passes is long, and takes longer to hand over than to find.
    return page.evaluate("options => axe.run(document, options).then(found => found.violations)", options)
