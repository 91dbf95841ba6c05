"""Language and theme: changed at once, kept with the account, never a way to another site."""

from django.conf import settings
from django.test import Client

from wagtail.users.models import UserProfile


def test_language_switch_is_kept_with_the_account(client, cast):
    client.force_login(cast.trainee)
    answer = client.post("/language/", {"language": "en", "next": "/accounts/profile/"})
    assert answer.url == "/accounts/profile/"
    assert '<html lang="en"' in client.get("/accounts/profile/").content.decode()
    assert UserProfile.objects.get(user=cast.trainee).preferred_language == "en"


def test_language_switch_of_a_visitor_is_kept_in_a_cookie(client, db):
    client.post("/language/", {"language": "en", "next": "/accounts/login/"})
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert "<h1>Sign In</h1>" in client.get("/accounts/login/").content.decode()


def test_an_unknown_language_changes_nothing(client, cast):
    client.force_login(cast.trainee)
    client.post("/language/", {"language": "xx"})
    assert not UserProfile.objects.filter(user=cast.trainee, preferred_language="xx").exists()


def test_theme_is_drawn_by_the_server(client, db):
    client.post("/theme/", {"theme": "dark", "next": "/accounts/login/"})
    assert 'data-theme="dark"' in client.get("/accounts/login/").content.decode()
    client.post("/theme/", {"theme": "system", "next": "/accounts/login/"})
    assert "data-theme=" not in client.get("/accounts/login/").content.decode()


def test_a_forged_theme_cookie_is_not_written_into_the_page(client, db):
    client.cookies["theme"] = '"><script>'
    assert "data-theme=" not in client.get("/accounts/login/").content.decode()


def test_switches_never_lead_to_another_site(client, db):
    assert client.post("/theme/", {"theme": "dark", "next": "https://evil.test/"}).url == "/"
    assert "evil.test" not in client.post("/language/", {"language": "en", "next": "https://evil.test/"}).url


def test_switches_are_by_post(client, db):
    assert client.get("/theme/").status_code == 405
    assert client.get("/language/").status_code == 405


def test_choices_follow_the_person_to_another_device(cast):
    first, second = Client(), Client()
    first.force_login(cast.trainee)
    first.post("/language/", {"language": "en"})
    first.post("/theme/", {"theme": "dark"})
    second.force_login(cast.trainee)
    second.get("/home/")
    page = second.get("/accounts/profile/").content.decode()
    assert '<html lang="en" data-theme="dark"' in page
