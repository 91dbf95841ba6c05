import pytest

from django.core.management import call_command

from portal.city.accounts import DEMO_ACCOUNTS
from portal.city.load import load_city
from training.models import Person, Position, Role, User

pytestmark = pytest.mark.django_db


def test_load_city_a_second_time_says_so_and_changes_nothing(city, capsys):
    before = Person.objects.count()
    call_command("load_city", scale=0.02)
    assert "already loaded" in capsys.readouterr().out
    assert Person.objects.count() == before


def test_every_demo_account_signs_in_with_the_one_password(city, client, settings):
    for account in DEMO_ACCOUNTS:
        assert client.login(username=account.username, password=settings.DEMO_PASSWORD), account.username


def test_only_the_administrator_is_superuser(city):
    assert [user.username for user in User.objects.filter(is_superuser=True)] == ["quantri"]
    assert User.objects.get(username="quantri").roles.has(Role.SYSTEM_ADMIN)


def test_demo_trainee_and_chairman_lead_one_commune(city):
    units = {
        Position.objects.current().get(person__user__username=name, is_concurrent=False).unit
        for name in ("hocvien", "chutich", "huongdan", "chunha", "donvi")
    }
    assert len(units) == 1


def test_load_city_is_unneeded_when_loaded(city):
    assert load_city(0.02) is False
