"""Packages made by others, and one that means harm, in a real Chromium: an origin of their own, heard by messages."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from curriculum.models import PackageItemState, PackageRegistration, Statement
from curriculum.packages.services.uploads import take_in
from tests.browser import assert_axe_clean
from tests.curriculum.packages.samples import manifest, needs_samples, sample, zipped
from tests.factories.curriculum import ModulePageFactory, PackagePageFactory
from tests.factories.training import EnrolmentFactory, TrainingClassFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CONTENT = "iframe.content-frame"
VENDORED = Path(__file__).parents[3] / "portal" / "static" / "portal" / "vendor" / "scorm-again"


@pytest.fixture
def offered(cast):
    """``offered(file, name)``: the page that offers the package to the trainee's class."""
    running = TrainingClassFactory(status="open")
    EnrolmentFactory(training_class=running, person=cast.trainee.person)
    module = ModulePageFactory(parent=running.programme)

    def offer(file, name: str = "goi.zip", **page):
        return PackagePageFactory(parent=module, package=take_in(file, name=name, by=None), **page)

    return offer


@pytest.fixture
def window(page_as, cast):
    """A window of the trainee in which the packages' own origin is no stranger."""
    return page_as(cast.trainee, width=1280, height=900, tolerate=("",))


def player(page: Page):
    """The frame of the package within the portal's page."""
    return page.frame_locator("[data-frame]")


def wait_until(page: Page, true, *, seconds: float = 10) -> None:
    for _turn in range(int(seconds * 10)):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError("not reached in time")


def state_of(item) -> PackageItemState | None:
    return PackageItemState.objects.filter(item=item).first()


@needs_samples
def test_scorm_2004_keeps_its_bookmark_and_reports_to_the_end(offered, window):
    with sample("scorm/packages/RuntimeBasicCalls_SCORM20043rdEdition.zip").open("rb") as file:
        offer = offered(file)
    item = offer.package.items.get()
    asked = []
    window.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    window.goto(f"/learn/packages/{offer.pk}/")
    content = player(window).frame_locator(CONTENT)
    for _page in range(3):
        content.locator("#butNext").click()
    wait_until(window, lambda: state_of(item).runtime.get("location") == "3")
    window.goto("/learn/")  # closed in the middle, without a word to the content
    kept = state_of(item)
    assert (kept.runtime["location"], kept.completion, kept.completed_at) == ("3", "incomplete", None)

    window.goto(f"/learn/packages/{offer.pk}/")
    content.locator("#butNext").click()
    assert "resume" in asked[0]
    for _page in range(10):
        content.locator("#butNext").click()
    test = content.frame_locator("#contentFrame")
    test.locator("input[type=radio]").first.wait_for()
    groups = test.locator("body").evaluate(
        """body => { const names = new Set([...body.querySelectorAll("input[type=radio]")].map(one => one.name));
        for (const name of names) body.querySelector(`input[name="${name}"]`).click(); return names.size }"""
    )
    assert groups > 5
    test.locator("input[type=button]").last.click()
    wait_until(window, lambda: state_of(item).success == "failed")
    window.locator(".breadcrumb a").first.click()  # leaving by a link lets the content end first
    window.wait_for_url("**/learn/lessons/")
    done = state_of(item)
    assert (done.completion, done.success, float(done.score), done.is_ended) == ("completed", "failed", 0.27, True)
    assert done.runtime["exit"] in ("", "normal")
    registration = PackageRegistration.objects.get()
    assert (float(registration.best_score), registration.completed_at is not None) == (0.27, True)


@needs_samples
def test_scorm_1_2_goes_from_part_to_part_and_a_report_is_kept_without_a_network(offered, window):
    with sample("scorm/packages/RuntimeMinimumCalls_SCORM12-mini.zip").open("rb") as file:
        offer = offered(file, completion="opened")
    parts = list(offer.package.items.exclude(href=""))
    heard = PackageItemState.objects.filter(session__isnull=False)
    window.goto(f"/learn/packages/{offer.pk}/")
    content = player(window).frame_locator(CONTENT).locator("body")
    assert window.locator(".package__link").count() == 9
    assert_axe_clean(window)
    wait_until(window, lambda: heard.count() == 1)
    window.locator("[data-part=continue]").click()
    window.wait_for_url(f"**/?part={parts[1].pk}")
    wait_until(window, lambda: heard.count() == 2)
    window.context.set_offline(True)
    content.evaluate("() => API.LMSSetValue('cmi.core.lesson_location', 'giữa bài')")
    window.locator("[data-saved][data-tone=warn]").wait_for()
    window.context.set_offline(False)
    wait_until(window, lambda: state_of(parts[1]).runtime["core"]["lesson_location"] == "giữa bài")
    quiz = next(part for part in parts if part.parameters == "?questions=HavingFun")  # one file, several parts
    window.locator(f".package__link[href='?part={quiz.pk}']").click()
    content.locator("input[type=radio]").first.wait_for()
    wait_until(window, lambda: heard.count() == 3)
    window.locator(".breadcrumb a").first.click()
    window.wait_for_url("**/learn/lessons/")
    assert [(one.completion, one.is_ended) for one in heard] == [("unknown", True)] * 3
    assert {one.runtime["core"]["lesson_status"] for one in heard} == {"not attempted"}


@needs_samples
def test_h5p_tells_what_happened_and_the_actor_is_ours(offered, window, cast):
    with sample("h5p/multiple-choice-2-6.h5p").open("rb") as file:
        offer = offered(file)
    window.goto(f"/learn/packages/{offer.pk}/")
    content = player(window).frame_locator("iframe.h5p-iframe")
    content.get_by_text("Correct one").click()
    content.locator(".h5p-question-check-answer").click()
    wait_until(window, lambda: Statement.objects.filter(verb__endswith="/answered").exists())
    said = [one.verb.rpartition("/")[2] for one in Statement.objects.all()]
    assert said == ["attempted", "interacted", "answered"]
    answered = Statement.objects.get(verb__endswith="/answered")
    assert answered.body["result"]["score"] == {"min": 0, "max": 1, "raw": 1, "scaled": 1}
    assert {one.body["actor"]["account"]["homePage"] for one in Statement.objects.all()} == {"http://127.0.0.1:8000"}
    assert {one.user for one in Statement.objects.all()} == {cast.trainee}
    state = state_of(offer.package.items.get())
    assert (state.completion, state.success, state.score) == ("completed", "passed", 1)

    with sample("h5p/guess-the-answer.h5p").open("rb") as file:
        other = offered(file)
    window.goto(f"/learn/packages/{other.pk}/")
    content.locator(".h5p-guess-answer-title, .h5p-content").first.wait_for()
    wait_until(window, lambda: Statement.objects.filter(registration__page=other).exists())
    assert [one.verb.rpartition("/")[2] for one in Statement.objects.filter(registration__page=other)] == ["attempted"]
    with sample("h5p/greeting-card.h5p").open("rb") as file:
        card = offered(file)
    window.goto(f"/learn/packages/{card.pk}/")
    content.get_by_text("Hello world!").wait_for()
    assert not Statement.objects.filter(registration__page=card).exists()


@needs_samples
def test_a_unit_of_cmi5_is_launched_fetches_its_token_and_reports(offered, window):
    with sample("cmi5/single_au_basic_responsive.zip").open("rb") as file:
        offer = offered(file)
    window.goto(f"/learn/packages/{offer.pk}/")

    def verbs() -> list[str]:
        return [one.verb.rpartition("/")[2] for one in Statement.objects.all()]

    wait_until(window, lambda: "initialized" in verbs())
    assert verbs()[:2] == ["launched", "initialized"]
    frame = next(one for one in window.frames if "/files/index.html" in one.url)
    frame.get_by_text("Quiz").first.click()
    frame.evaluate("() => { course.autopass(); course.submitAnswers(); }")
    wait_until(window, lambda: {"passed", "completed"} <= set(verbs()))
    frame.locator("#score-panel .exit-button").click()
    wait_until(window, lambda: verbs()[-1] == "terminated")
    window.locator("[data-finished]").wait_for()  # the content led to the address for its end
    assert {"launched", "initialized", "passed", "completed", "satisfied", "terminated"} <= set(verbs())
    state = state_of(offer.package.items.get())
    assert (state.completion, state.success, state.score) == ("completed", "passed", 1)
    assert PackageRegistration.objects.get().completed_at


HOSTILE = (Path(__file__).parent / "hostile.html").read_text()


def test_a_hostile_package_gets_nowhere(offered, window, live_server, client, cast):
    page = HOSTILE.replace("PORTAL", live_server.url)
    offer = offered(zipped({"imsmanifest.xml": manifest(), "index.html": page}))
    address = f"/learn/packages/{offer.pk}/"
    window.goto(address)
    content = player(window).frame_locator(CONTENT)
    wait_until(window, lambda: content.locator("body").evaluate("() => document.title").startswith("{"))
    found = json.loads(content.locator("body").evaluate("() => document.title"))
    assert found["cookie"] == ""
    for name in ("session", "home", "blind"):
        assert found[name] == "TypeError", name  # the content policy lets no request out, and CORS no answer in
    assert found["here"] == "404"  # its own origin knows nothing of the portal
    assert (found["document"], found["parent"]) == ("SecurityError", "SecurityError")
    assert found["popup"] == "null"
    assert found["frame"] in ("nothing", "TypeError", "SecurityError")
    assert found["worker"] in ("TypeError", "SecurityError", "NotSupportedError")
    assert window.url.endswith(address)  # neither the script nor the form moved the top window
    assert window.evaluate("() => fetch('/offline/sync/').then(answer => answer.json()).then(one => one.user)") == str(
        cast.trainee.pk
    )
    state = state_of(offer.package.items.get())
    assert state.completed_at is None

    # Without any policy in the browser, too: the portal's cookie is not sent there, and the portal is not there.
    frame = next(one for one in window.frames if "/files/" in one.url)
    sent = [one["name"] for one in window.context.cookies([frame.url])]
    assert sent == []
    host = frame.url.split("/")[2]
    client.force_login(cast.trainee, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/learn/", headers={"host": host}).status_code == 404
    assert client.get("/offline/sync/", headers={"host": host}).status_code == 404
    path = "/" + frame.url.split("/", 3)[3]
    assert client.get(path, headers={"host": host}).status_code == 200
    assert client.get(path).status_code == 404  # the portal's own host shows no file of a package


TRACE = """traces => {
  const wrong = [];
  let steps = 0;
  for (const trace of traces) {
    const older = trace.scormVersion === "1.2";
    for (const activity of trace.activities) {
      const api = new (older ? Scorm12API : Scorm2004API)({ autocommit: false, logLevel: 5 });
      if (activity.initialState) api.loadFromJSON(activity.initialState.cmi, "cmi");
      const call = (name, ...words) => api[older ? `LMS${name}`.replace("Terminate", "Finish") : name](...words);
      for (const step of activity.steps) {
        const words = [step.element, step.value].filter((word) => word !== undefined);
        const given = String(call(step.method, ...(words.length ? words : [""])));
        const code = String(call("GetLastError"));
        const wanted = step.expectedReturn;
        const isText = given.length > 0 && given.length < 256; // what "nonEmptyMax255" asks for
        const fits = wanted === undefined || (typeof wanted === "object" ? isText : given === wanted);
        steps += 1;
        if (!fits || (step.expectedErrorCode !== undefined && code !== step.expectedErrorCode))
          wrong.push([trace.id, activity.id, step, given, code]);
      }
    }
  }
  return { steps, wrong };
}"""


@needs_samples
def test_the_runtime_answers_as_adl_wants_it(browser):
    files = sorted(sample("scorm/adl-rte").glob("*.json"))
    window = browser.new_page()
    for name in ("scorm12", "scorm2004"):
        window.add_script_tag(path=VENDORED / f"{name}.min.js")
    found = window.evaluate(TRACE, [json.loads(file.read_text()) for file in files])
    window.close()
    assert (len(files), found["steps"], found["wrong"]) == (13, 178, [])
