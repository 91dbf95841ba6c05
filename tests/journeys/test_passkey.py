"""A passkey made and used in a real Chromium, with the browser's own virtual authenticator."""

from urllib.parse import urlsplit

import pytest

from tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_added_and_then_signs_in_without_a_password(cast, page_as):
    user = cast.trainee
    page = page_as()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    page.goto("/accounts/login/?next=/accounts/2fa/webauthn/add/")
    page.fill("[name=login]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.fill("[name=password]", PASSWORD)  # a change of how one signs in asks the password once more
    page.click("main form button[type=submit]")
    page.fill("[name=name]", "Điện thoại cơ quan")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/accounts/2fa/recovery-codes/**")
    assert user.authenticator_set.filter(type="webauthn").count() == 1

    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/accounts/profile/")
    page.click("#passkey_login")
    page.wait_for_url(lambda address: urlsplit(address).path == "/accounts/profile/")
    assert page.locator("h1").inner_text() == str(user)


def test_a_passkey_not_used_is_said_in_words(cast, page_as):
    page = page_as(tolerate=("NotAllowedError", "AbortError", "The operation"))
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR | {"isUserVerified": False}})
    page.goto("/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_selector(".toast")
    assert page.url.endswith("/accounts/login/")
