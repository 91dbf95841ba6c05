"""Signing in by password, by code, with a second step; guessing slowed; sessions ended; nobody signs up."""

import re
import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession

from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD

LOGIN = "/accounts/login/"


def sign_in(client: Client, login: str, password: str = PASSWORD):
    return client.post(LOGIN, {"login": login, "password": password})


def test_sign_in_with_name_and_password_goes_home(client, cast):
    answer = sign_in(client, cast.trainee.username)
    assert answer.url == "/home/"
    assert client.get("/home/").url == "/learn/"


def test_sign_in_with_email_and_password(client, cast):
    cast.trainee.email = "thuha@hanoi.test"
    cast.trainee.save()
    assert sign_in(client, "thuha@hanoi.test").url == "/home/"


def test_sign_in_returns_to_the_page_asked_for(client, cast):
    asked = client.get("/accounts/profile/").url
    assert asked == "/accounts/login/?next=/accounts/profile/"
    form = {"login": cast.trainee.username, "password": PASSWORD, "next": "/accounts/profile/"}
    assert client.post(LOGIN, form).url == "/accounts/profile/"


def test_sign_in_with_a_wrong_password_is_refused_in_words(client, cast):
    answer = sign_in(client, cast.trainee.username, "sai-mat-khau")
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()
    assert "_auth_user_id" not in client.session


def test_guessing_is_slowed_after_five_wrong_passwords_even_for_the_right_one(client, cast):
    for _ in range(5):
        sign_in(client, cast.trainee.username, "sai-mat-khau")
    answer = sign_in(client, cast.trainee.username)
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_guessing_at_one_account_leaves_the_others_free(client, cast):
    for _ in range(6):
        sign_in(client, cast.trainee.username, "sai-mat-khau")
    assert sign_in(client, cast.chairman.username).url == "/home/"


def test_a_closed_account_cannot_sign_in(client, cast):
    cast.trainee.is_active = False
    cast.trainee.save()
    answer = sign_in(client, cast.trainee.username)
    assert "_auth_user_id" not in client.session
    assert answer.status_code in (200, 302)


def test_nobody_signs_up(client, db):
    page = client.get("/accounts/signup/")
    assert page.templates[0].name == "account/signup_closed.html"
    client.post("/accounts/signup/", {"username": "ke-la", "password1": PASSWORD, "password2": PASSWORD})
    assert "_auth_user_id" not in client.session


@pytest.fixture
def with_email(cast):
    cast.trainee.email = "thuha@hanoi.test"
    cast.trainee.save()
    return cast.trainee


def request_code(client: Client, email: str) -> str:
    client.post("/accounts/login/code/", {"email": email})
    found = re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", mail.outbox[-1].body, re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def test_sign_in_by_code_from_the_mail(client, with_email):
    code = request_code(client, with_email.email)
    answer = client.post("/accounts/login/code/confirm/", {"code": code})
    assert answer.url == "/home/"
    assert client.session["_auth_user_id"] == str(with_email.pk)


def test_sign_in_by_a_wrong_code_is_refused(client, with_email):
    request_code(client, with_email.email)
    client.post("/accounts/login/code/confirm/", {"code": "AAAA-AAAA"})
    assert "_auth_user_id" not in client.session


def test_asking_a_code_for_an_unknown_address_tells_nothing_on_screen(client, with_email):
    known = client.post("/accounts/login/code/", {"email": with_email.email})
    unknown = Client().post("/accounts/login/code/", {"email": "khong-co@hanoi.test"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def totp_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_totp_is_asked_after_the_password(client, cast):
    secret = generate_totp_secret()
    TOTP.activate(cast.trainee, secret)
    answer = sign_in(client, cast.trainee.username)
    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.post(answer.url, {"code": "000000"}).status_code == 200
    assert client.post(answer.url, {"code": totp_code(secret)}).url == "/home/"
    assert client.session["_auth_user_id"] == str(cast.trainee.pk)


def test_a_recovery_code_works_once(cast):
    TOTP.activate(cast.trainee, generate_totp_secret())
    code = RecoveryCodes.activate(cast.trainee).get_unused_codes()[0]
    outcomes = []
    for _ in range(2):
        client = Client()
        answer = client.post(sign_in(client, cast.trainee.username).url, {"code": code})
        outcomes.append((answer.status_code, "_auth_user_id" in client.session))
    assert outcomes == [(302, True), (200, False)]


def test_turning_on_totp_asks_the_password_again_and_a_right_code(client, cast):
    sign_in(client, cast.trainee.username)
    assert "/accounts/reauthenticate/" in client.get("/accounts/2fa/totp/activate/").url
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": totp_code(secret)})
    assert cast.trainee.authenticator_set.filter(type="totp").exists()


def test_other_sessions_are_listed_and_ended(cast):
    here, there = Client(), Client(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36")
    for client in (here, there):
        sign_in(client, cast.trainee.username)
        client.get("/accounts/profile/")
    assert UserSession.objects.filter(user=cast.trainee).count() == 2
    assert "Chrome, Android" in here.get("/accounts/sessions/").content.decode()
    here.post("/accounts/sessions/")
    assert there.get("/accounts/profile/").status_code == 302
    assert here.get("/accounts/profile/").status_code == 200


def test_password_change_keeps_this_session_and_takes_the_new_password(client, cast):
    sign_in(client, cast.trainee.username)
    new = "Mot-mat-khau-dai-2026"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert sign_in(Client(), cast.trainee.username, new).url == "/home/"
    assert sign_in(Client(), cast.trainee.username).status_code == 200


def test_password_reset_by_mail(client, with_email):
    client.post("/accounts/password/reset/", {"email": with_email.email})
    link = re.search(r"http://\S+(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)[1]
    form = client.get(link, follow=True)
    new = "Mot-mat-khau-dai-2026"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert sign_in(Client(), with_email.username, new).url == "/home/"


def test_signing_out_is_by_post(client, cast):
    sign_in(client, cast.trainee.username)
    client.get("/accounts/logout/")
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_single_sign_on_is_offered_only_where_it_is_set_up(client, db, settings):
    assert "openid" not in client.get(LOGIN).content.decode()
    apps = [
        {"provider_id": "oidc", "name": "Thành ủy", "client_id": "c", "secret": "s", "settings": {"server_url": "x"}}
    ]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    assert "/accounts/oidc/oidc/login/" in client.get(LOGIN).content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/profile/",
        "/accounts/password/change/",
        "/accounts/email/",
        "/accounts/2fa/",
        "/accounts/2fa/webauthn/",
        "/accounts/sessions/",
    ],
)
def test_account_pages_open_for_their_owner_and_send_visitors_to_sign_in(client, cast, path):
    assert client.get(path).url.startswith("/accounts/login/")
    client.force_login(cast.trainee)
    assert client.get(path).status_code == 200
