"""Packages with sequencing of their own in a real Chromium: what is locked, where one is led, what is answered."""

import pytest
from playwright.sync_api import expect

from curriculum.models import PackageItemState, PackageRegistration
from tests.browser import assert_axe_clean
from tests.curriculum.packages.samples import zipped
from tests.curriculum.packages.sequenced import ORDERED, forced, part, retried, written
from tests.curriculum.packages.test_in_browser import CONTENT, offered, player, window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

__all__ = ["offered", "window"]

# Content that does what the test tells it, says when it began, and ends when its window goes
PAGE = """<!doctype html><title>Bài</title><body><script>
let api = null;
for (let one = window; !api; one = one.parent) api = one.API_1484_11 ?? null;
api.Initialize("");
document.body.dataset.entry = api.GetValue("cmi.entry");
const set = (values) => Object.entries(values).forEach(([name, value]) => api.SetValue(name, value));
const end = (request) => { if (request) api.SetValue("adl.nav.request", request); api.Terminate(""); };
addEventListener("pagehide", () => api.Terminate(""));
</script></body>"""
PASSED = {"cmi.completion_status": "completed", "cmi.success_status": "passed", "cmi.score.scaled": "1"}
FAILED = {"cmi.completion_status": "completed", "cmi.success_status": "failed", "cmi.score.scaled": "0"}


@pytest.fixture(autouse=True)
def _patient():
    expect.set_options(timeout=30_000)
    yield
    expect.set_options(timeout=5_000)


class Study:
    """A learner at a sequenced package."""

    def __init__(self, window, offer) -> None:
        self.window = window
        window.goto(f"/learn/packages/{offer.pk}/")

    @property
    def content(self):
        return player(self.window).frame_locator(CONTENT).locator("body")

    def is_at(self, key: str) -> None:
        expect(self.window.locator("#part-title")).to_have_text(f"Bài {key}")
        expect(self.content).to_have_attribute("data-entry", "ab-initio")

    def does(self, script: str, *words) -> object:
        return self.content.evaluate(f"(_body, words) => ({script})(...words)", list(words))

    def says(self, values: dict) -> None:
        self.does("(values) => set(values)", values)

    def ends(self, request: str = "") -> None:
        self.does("(request) => end(request)", request)

    def is_valid(self, request: str, answer: str) -> None:
        ask = f"() => api.GetValue('adl.nav.request_valid.{request}') === '{answer}'"
        frame = next(one for one in self.window.frames if "/files/" in one.url)
        frame.wait_for_function(ask)

    def entry(self, key: str):
        return self.window.locator(".package__part").nth("abc".index(key))

    @property
    def next(self):
        return self.window.locator("[data-turn] [value=continue]")


def package(text: str):
    return zipped({"imsmanifest.xml": text, "index.html": PAGE})


def test_the_next_part_opens_when_this_one_is_passed(offered, window):
    study = Study(window, offered(package(forced()), completion="passed"))
    study.is_at("a")
    expect(study.entry("b")).to_contain_text("“Bài a”")
    expect(study.entry("b").locator("button")).to_have_count(0)
    expect(study.next).to_be_disabled()
    study.is_valid("continue", "false")
    study.is_valid("choice.{target=b}", "false")
    assert_axe_clean(window)
    study.says(PASSED)
    study.is_valid("continue", "true")
    study.is_valid("choice.{target=b}", "true")
    study.is_valid("choice.{target=c}", "false")
    expect(study.next).to_be_enabled()
    study.entry("b").locator("button").click()
    study.is_at("b")
    study.says(PASSED)
    study.ends("{target=c}choice")
    study.is_at("c")
    window.goto("/learn/")
    study = Study(window, PackageRegistration.objects.get().page)
    expect(window.locator("#part-title")).to_have_text("Bài c")  # resumed, as on any other device
    study.says(PASSED)
    study.ends("exitAll")
    window.locator("[data-rest]").wait_for()
    registration = PackageRegistration.objects.get()
    assert (registration.best_score, registration.completed_at is not None) == (1, True)


def test_a_failed_test_leads_back_and_a_passed_one_on(offered, window):
    study = Study(window, offered(package(retried())))
    study.is_at("text")
    study.says({"cmi.completion_status": "completed"})
    study.ends("continue")
    study.is_at("test")
    study.says(FAILED)
    study.ends("continue")
    study.is_at("text")
    study.next.click()
    study.is_at("test")
    assert study.does("() => api.GetValue('cmi.success_status')") == "unknown"  # a new attempt
    study.says(PASSED)
    study.next.click()
    study.is_at("end")
    assert PackageItemState.objects.get(item__identifier="test").passed_at


def test_where_choice_is_off_the_contents_only_show_and_hidden_buttons_are_not_there(offered, window):
    hides = "<presentation><navigationInterface><hideLMSUI>{}</hideLMSUI></navigationInterface></presentation>"
    first = part("a", more=hides.format("continue"))
    study = Study(window, offered(package(written(first, part("b"), part("c"), organisation=ORDERED))))
    study.is_at("a")
    expect(study.next).to_have_count(0)
    expect(window.locator(".package__parts button[name=part]:not([aria-current])")).to_have_count(0)
    expect(study.entry("b")).to_have_text("Bài b")  # said once, above the contents
    study.is_valid("choice.{target=b}", "false")
    study.is_valid("previous", "false")
    study.ends("{target=c}choice")  # not granted: one stays at the end of the part
    window.locator("[data-rest]").wait_for()
    expect(window.locator("#part-title")).to_have_text("Bài a")
    window.locator("[data-rest] [value=retry]").click()
    study.is_at("a")
    study.ends("continue")
    study.is_at("b")
    expect(study.next).to_be_enabled()
    study.ends("suspendAll")
    window.locator("[data-finished]:visible").wait_for()
