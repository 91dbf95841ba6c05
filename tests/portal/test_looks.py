"""The frame and the account pages in a real Chromium: axe finds nothing, nothing runs over the edge of a phone."""

import pytest

from tests.browser import assert_axe_clean
from tests.factories.curriculum import ProgrammePageFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OPEN = ["/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/", "/khong-co/", "/styleguide/?errors"]
OWN = [
    "/accounts/profile/",
    "/accounts/password/change/",
    "/accounts/email/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/sessions/",
]


def look(page, path: str) -> None:
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert_axe_clean(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_open_pages_are_accessible_and_fit(page_as, width, scheme):
    page = page_as(None, width=width, color_scheme=scheme, tolerate=("404 (Not Found)",))
    for path in OPEN:
        look(page, path)


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_account_pages_are_accessible_and_fit(page_as, cast, width, scheme):
    page = page_as(cast.trainee, width=width, color_scheme=scheme)
    for path in OWN:
        look(page, path)


def test_the_account_menu_opens_by_keyboard_and_closes_on_escape(page_as, cast):
    page = page_as(cast.trainee)
    page.goto("/accounts/profile/")
    page.locator(".masthead .menu > summary").focus()
    page.keyboard.press("Enter")
    assert page.locator(".menu__panel").is_visible()
    assert_axe_clean(page)
    page.keyboard.press("Escape")
    assert not page.locator(".menu__panel").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_first_stop_of_the_keyboard_leads_to_the_content(page_as, cast):
    page = page_as(cast.trainee)
    page.goto("/accounts/profile/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_theme_switch_changes_at_once_and_stays(page_as, cast):
    page = page_as(cast.trainee, color_scheme="light")
    page.goto("/accounts/profile/")
    page.click("main button[value=dark]")
    page.wait_for_load_state()
    page.goto("/accounts/2fa/")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 22, 26)"


def test_admin_widgets_start_without_inline_scripts(page_as, cast):
    programme = ProgrammePageFactory()
    page = page_as(cast.administrator, width=1280)
    page.goto(f"/admin/pages/{programme.pk}/edit/")
    page.wait_for_function("document.querySelectorAll('[data-admin-start=InlinePanel][data-admin-started]').length")
    rows = page.locator("#id_assessments-FORMS > *")
    before = rows.count()
    page.locator("#id_assessments-ADD").click()
    assert rows.count() == before + 1
    page.goto("/admin/reports/site-history/")
    assert page.locator("[data-admin-start=initDateChooser]:not([data-admin-started])").count() == 0
