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
