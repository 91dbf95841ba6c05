"""What mentoring leaves on a phone: opened without a network as long as the session lasts, readable by nobody else."""

from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from django.urls import reverse

from curriculum.clock.time import now, today
from portal.offline.models import DeviceKey
from tests.browser import assert_axe_clean, drafts_on, session_cookie, until
from training.mentoring.reference import load_competencies, load_forms
from training.mentoring.services import create_calendar, save_contact_draft, submit_contact
from training.regulations.reference import load_regulated_values

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOST = ("Failed to load resource", "net::ERR", "Failed to fetch")
SECRET, PLANTED = "Tranh chấp đất ở thôn Hạ", "Chị Bưởi khóc lúc kể chuyện"

# Everything that lies in IndexedDB and Cache Storage, as text, in whichever way a reader of the disk would look at it.
RAW = """async () => {
  const found = [];
  const decoded = (text) => { try { return atob(text); } catch { return ""; } };
  const looked = (bytes) => {
    for (const coding of ["utf-8", "utf-16le"]) found.push(new TextDecoder(coding).decode(bytes));
    found.push(decoded(new TextDecoder("latin1").decode(bytes)));
  };
  const said = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) looked(value);
    else if (value instanceof CryptoKey) found.push(`key extractable=${value.extractable}`);
    else if (value && typeof value === "object") Object.entries(value).flat().forEach(said);
    else found.push(String(value));
  };
  const answer = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
  for (const { name } of await indexedDB.databases()) {
    const base = await answer(indexedDB.open(name));
    for (const store of base.objectStoreNames) {
      for (const one of await answer(base.transaction(store).objectStore(store).getAll())) said(one);
    }
    base.close();
  }
  for (const name of await caches.keys()) {
    const store = await caches.open(name);
    for (const request of await store.keys()) {
      if (new URL(request.url).pathname.startsWith("/static/")) continue;
      const copy = await store.match(request);
      found.push(name, request.url, JSON.stringify([...copy.headers]));
      looked(await copy.arrayBuffer());
    }
  }
  for (const place of [localStorage, sessionStorage]) said({ ...place });
  return found.join("\\n");
}"""
SAVED = """async () => {
  const { saved } = await import("/static/portal/js/mentor/records.js");
  return (await saved()).length;
}"""
COPIES = "async () => (await caches.keys()).filter((name) => name.startsWith('coso-copies-mentor'))"
HELD = """async () => {
  const { vaultHolds } = await import("/static/portal/js/offline/vault.js");
  return Boolean(await vaultHolds());
}"""


@pytest.fixture
def _november():
    """The browser's clock is the real one here; so is the server's."""


@pytest.fixture
def term(cast):
    load_regulated_values()
    load_competencies()
    load_forms()
    cast.posting.effective_on = today() - timedelta(days=100)
    cast.posting.save()
    assert cast.mentor
    create_calendar(cast.posting)
    answers = {
        "happened_at": (now() - timedelta(days=5)).isoformat(),
        "duration_minutes": 45,
        "kind": "meeting",
        "participants": "Hai bên",
        "topics": SECRET,
        "competencies": ["C3"],
        "mentor_feedback": "Góp ý",
        "next_on": today() + timedelta(days=30),
        "action_points": [{"text": "Việc cần làm"}],
    }
    saved = save_contact_draft(cast.mentorship, answers, key=uuid4(), base_version=0, by=cast.mentor)
    submit_contact(saved.record, by=cast.mentor)
    return cast.posting


def kept(page, path="/mentor/"):
    """A page of the workspace, with everything saved on the device."""
    page.goto(path)
    until(page, lambda: page.evaluate(SAVED) == 1)
    page.wait_for_timeout(200)


def test_without_a_network_all_opens_and_nothing_lies_open_on_the_device(cast, page_as, term):
    page = page_as(cast.mentor, tolerate=LOST)
    kept(page)
    page.context.set_offline(True)
    page.goto("/mentor/")
    expect(page.locator(".saved-line")).to_be_visible()
    page.get_by_role("link", name=str(term.person), exact=True).click()
    expect(page.locator("#log + ol")).to_contain_text(SECRET)
    page.get_by_role("link", name="Ghi buổi kèm cặp").click()
    page.fill("[name=topics]", PLANTED)
    expect(page.locator("[data-save-line]")).to_have_attribute("data-state", "waiting")
    until(page, lambda: drafts_on(page))
    raw = page.evaluate(RAW)
    assert "key extractable=false" in raw
    assert "coso-copies-mentor-" in raw
    for word in (SECRET, PLANTED, "Việc cần làm", "Hai bên", "Lê Hoàng Đức", str(term.host_unit.name)):
        assert word not in raw, word
    page.goto("/mentor/saved/")
    expect(page.locator("[data-list] a")).to_have_text(str(term.person))
    assert_axe_clean(page)
    page.goto(reverse("mentor:contact_write", args=[term.pk]))
    expect(page.locator("[name=topics]")).to_have_value(PLANTED)


def test_the_key_ends_with_the_session_and_what_was_typed_opens_again_after_the_next(cast, page_as, term):
    page = page_as(cast.mentor, tolerate=LOST)
    kept(page)
    address = page.url.split("/mentor/")[0]
    write = reverse("mentor:contact_write", args=[term.pk])
    page.context.set_offline(True)
    page.goto(write)
    page.fill("[name=topics]", PLANTED)
    until(page, lambda: drafts_on(page))
    # Two thirds of the session pass, and the clock is set back by as much: both count.
    page.evaluate(
        """async () => {
          const { vaultHolds } = await import("/static/portal/js/offline/vault.js");
          const real = Date.now;
          for (const hours of [8, 0]) { Date.now = () => real() + hours * 3600000; await vaultHolds(); }
          Date.now = real;
        }"""
    )
    assert page.evaluate(HELD) is False
    page.goto("/mentor/")
    expect(page.locator("h1")).to_have_text("Phần kèm cặp trên thiết bị này đang khóa")
    page.context.set_offline(False)
    page.goto("/mentor/")  # the session itself still stands: a new key is given
    until(page, lambda: page.evaluate(HELD))

    page.context.clear_cookies()  # the session was ended elsewhere
    page.goto("/accounts/login/")
    until(page, lambda: not page.evaluate(HELD) and not page.evaluate(COPIES))
    assert PLANTED not in page.evaluate(RAW)
    page.context.add_cookies([session_cookie(cast.mentor, address)])
    page.goto(write)
    expect(page.locator("[name=topics]")).to_have_value(PLANTED)

    page.goto("/mentor/saved/")
    assert_axe_clean(page)
    page.locator("form[action*=remove] button").click()
    expect(page.locator(".messages")).to_be_visible()
    page.evaluate("sessionStorage.clear()")
    page.goto("/mentor/")
    until(page, lambda: not page.evaluate(HELD))
    assert DeviceKey.objects.get().salt == ""
