"""A quiz in a real Chromium: each kind by touch, flight mode, a killed tab, two devices."""

import pytest
from playwright.sync_api import expect

from curriculum.models import AttemptAnswer, QuizAttempt
from curriculum.questions.content import Kind
from curriculum.quizzes.queries import sheet_of
from tests.browser import assert_axe_clean, in_outbox, until
from tests.factories.curriculum import LessonPageFactory
from tests.factories.quizzes import approved, quiz_of
from tests.portal.offline.test_browser import LOST, ready_offline
from tests.portal.offline.test_saving_in_browser import save_module

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLACE = {kind: place for place, kind in enumerate(Kind, start=1)}


def question(page, kind):
    return page.locator(f"#q{PLACE[kind]}")


def saved(page):
    expect(page.locator("[data-save-line]")).to_have_attribute("data-state", "saved")


def waiting(page) -> list[dict]:
    """The responses that wait on the device, by question."""
    said = [one["body"] for one in in_outbox(page, "quiz_answer")]
    return [one["response"] for one in sorted(said, key=lambda one: one["question"])]


def held(attempt) -> dict:
    return {row.position: row.response for row in sheet_of(attempt)}


def test_each_kind_is_answered_by_touch_and_kept_at_once(cast, page_as, attempt):
    page = page_as(cast.trainee)
    page.goto(f"/learn/attempts/{attempt.pk}/")
    question(page, Kind.SINGLE).locator('input[value="a"]').check()
    question(page, Kind.MULTIPLE).locator('fieldset input[value="a"]').check()
    question(page, Kind.MULTIPLE).locator('fieldset input[value="b"]').check()
    question(page, Kind.MATCHING).locator("select").first.select_option("1")
    ordering = question(page, Kind.ORDERING)
    first = ordering.locator("[data-items] > li").first
    key = first.get_attribute("data-key")
    first.locator('[data-move="1"]').click()
    question(page, Kind.CLOZE).locator('input[data-key="1"]').fill("2")
    question(page, Kind.ESSAY).locator("textarea").fill("Bài học của tôi")
    question(page, Kind.SHORT_ANSWER).locator('[name="flag"]').check()
    until(page, lambda: held(attempt)[PLACE[Kind.ESSAY]] is not None and not in_outbox(page))
    saved(page)
    answers = held(attempt)
    assert answers[PLACE[Kind.SINGLE]] == {"choice": "a"}
    assert sorted(answers[PLACE[Kind.MULTIPLE]]["choices"]) == ["a", "b"]
    assert answers[PLACE[Kind.MATCHING]] == {"pairs": {"1": "1"}}
    assert answers[PLACE[Kind.ORDERING]]["order"][1] == key
    assert answers[PLACE[Kind.CLOZE]] == {"gaps": {"1": "2"}}
    assert answers[PLACE[Kind.ESSAY]] == {"text": "Bài học của tôi"}
    assert_axe_clean(page)
    page.reload()
    expect(question(page, Kind.ESSAY).locator("textarea")).to_have_value("Bài học của tôi")
    expect(page.locator('[data-goes-to][data-state="answered"]')).to_have_count(6)
    page.click('.sheet-end [value="submit"]')
    expect(page.locator("h1")).to_be_visible()
    page.click('main form button[type="submit"]')
    expect(page.locator(".score")).to_be_visible()
    assert_axe_clean(page)
    assert not QuizAttempt.objects.get().is_open


def test_a_self_test_saved_with_its_module_is_taken_in_flight_mode(cast, page_as, module):
    LessonPageFactory(parent=module, title="Bài đọc")
    quiz = quiz_of(*approved(*Kind), parent=module, slug="tu-kiem-tra", title="Tự kiểm tra không tính giờ")
    timed = quiz_of(*approved(*Kind), parent=module, slug="tinh-gio", minutes=10)
    page = page_as(cast.trainee, tolerate=LOST)
    save_module(page, module)
    assert not QuizAttempt.objects.filter(quiz=timed).exists()
    page.context.set_offline(True)
    page.goto(f"/learn/modules/{module.pk}/")
    page.get_by_role("link", name=quiz.title).click()
    page.locator(f'a[href="/learn/attempts/{QuizAttempt.objects.get().pk}/"]').first.click()
    question(page, Kind.SINGLE).locator('input[value="c"]').check()
    question(page, Kind.ESSAY).locator("textarea").fill("Viết trên đường")
    expect(page.locator("[data-save-line]")).to_have_attribute("data-state", "waiting")
    until(page, lambda: waiting(page) == [{"choice": "c"}, {"text": "Viết trên đường"}])
    page.context.set_offline(False)
    page.goto("/learn/")
    until(page, lambda: AttemptAnswer.objects.count() == 2)
    page.context.set_offline(True)
    page.goto(f"/learn/attempts/{QuizAttempt.objects.get().pk}/")  # the copy is older than what was sent
    expect(question(page, Kind.ESSAY).locator("textarea")).to_have_value("Viết trên đường")
    expect(question(page, Kind.SINGLE).locator('input[value="c"]')).to_be_checked()
    page.context.set_offline(False)
    page.reload()
    expect(question(page, Kind.ESSAY).locator("textarea")).to_have_value("Viết trên đường")
    assert AttemptAnswer.objects.count() == 2


def test_in_flight_mode_answers_stay_through_a_killed_tab_and_arrive_once(cast, page_as, attempt):
    page = page_as(cast.trainee, tolerate=LOST)
    page.goto(f"/learn/attempts/{attempt.pk}/")
    ready_offline(page)
    page.context.set_offline(True)
    question(page, Kind.SINGLE).locator('input[value="c"]').check()
    question(page, Kind.SINGLE).locator('input[value="b"]').check()
    question(page, Kind.ESSAY).locator("textarea").fill("Viết khi không có mạng")
    expect(page.locator("[data-save-line]")).to_have_attribute("data-state", "waiting")
    until(page, lambda: waiting(page) == [{"choice": "b"}, {"text": "Viết khi không có mạng"}])
    context = page.context
    page.close()  # the tab is killed
    page = context.new_page()
    page.goto(f"/learn/attempts/{attempt.pk}/")  # opened again, still without a network
    expect(question(page, Kind.ESSAY).locator("textarea")).to_have_value("Viết khi không có mạng")
    expect(question(page, Kind.SINGLE).locator('input[value="b"]')).to_be_checked()
    assert not AttemptAnswer.objects.exists()
    context.set_offline(False)
    saved(page)
    answers = held(attempt)
    assert answers[PLACE[Kind.SINGLE]] == {"choice": "b"}
    assert answers[PLACE[Kind.ESSAY]] == {"text": "Viết khi không có mạng"}
    assert AttemptAnswer.objects.count() == 2  # what was changed again before it went gave way


def test_what_was_typed_as_the_tab_was_killed_is_said_again_from_the_copy(cast, page_as, attempt):
    page = page_as(cast.trainee, tolerate=LOST)
    page.goto(f"/learn/attempts/{attempt.pk}/")
    ready_offline(page)
    page.context.set_offline(True)
    question(page, Kind.SINGLE).locator('input[value="b"]').check()
    until(page, lambda: waiting(page) == [{"choice": "b"}])
    page.evaluate(  # remembered, but killed before it was put by
        """async () => {
          const { drop, mine } = await import("/static/portal/js/offline/outbox.js");
          for (const one of await mine()) await drop(one.id);
        }"""
    )
    page.reload()
    expect(question(page, Kind.SINGLE).locator('input[value="b"]')).to_be_checked()
    page.context.set_offline(False)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # taken out of the pocket
    until(page, lambda: held(attempt)[PLACE[Kind.SINGLE]] == {"choice": "b"} and not waiting(page))


def test_two_devices_at_once_are_one_attempt_and_the_latest_stands(cast, page_as, attempt):
    one, two = (page_as(cast.trainee, tolerate=LOST) for _n in range(2))
    for page in (one, two):
        page.goto(f"/learn/attempts/{attempt.pk}/")
        page.wait_for_load_state("networkidle")  # it has heard what the server's clock says
    one.context.set_offline(True)
    question(one, Kind.SINGLE).locator('input[value="a"]').check()
    one.wait_for_timeout(1500)  # more than two clocks can differ that were set over a slow line
    question(two, Kind.SINGLE).locator('input[value="b"]').check()
    saved(two)
    one.context.set_offline(False)
    saved(one)
    assert held(attempt)[1] == {"choice": "b"}
    assert AttemptAnswer.objects.count() == 2
