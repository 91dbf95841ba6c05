"""What the harness promises about its browser."""

import pytest

from tests.browser import assert_axe_clean

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_window_is_signed_in_as_the_person_asked_for(cast, page_as):
    page = page_as(cast.trainee)
    page.goto("/accounts/password/change/")
    assert page.url.endswith("/accounts/password/change/")


def test_a_visitor_is_sent_to_sign_in(page_as):
    page = page_as()
    page.goto("/accounts/password/change/")
    assert "/accounts/login/" in page.url


def test_axe_names_what_it_finds(page_as):
    page = page_as()
    page.set_content("<html lang=vi><title>T</title><main><h1>T</h1><img src=data:,x></main></html>")
    with pytest.raises(AssertionError, match="image-alt"):
        assert_axe_clean(page)


def test_the_admin_starts_its_widgets_under_the_strict_policy(cast, page_as):
    """A page chooser and the date fields of a report: each starts by a mark, none by an inline script."""
    page = page_as(cast.administrator, width=1280)
    page.goto("/admin/sites/edit/1/")
    page.locator("[data-admin-start=PageChooser][data-admin-started]").wait_for(state="attached")
    page.locator("#id_root_page-chooser [data-chooser-action-choose]").first.dispatch_event("click")
    page.locator(".modal-body").wait_for()
    page.goto("/admin/reports/site-history/")
    page.locator("[data-admin-start=initDateChooser][data-admin-started]").first.wait_for(state="attached")
