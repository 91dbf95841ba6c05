import pytest

from django.core.management import CommandError, call_command

from portal.city.accounts import USERNAMES
from tests.factories.training import PersonFactory
from training.models import User

pytestmark = pytest.mark.django_db


def test_load_city_where_real_people_are_is_refused_outside_demo_mode(settings):
    settings.DEMO = False
    PersonFactory()
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_city", scale=0.02)
    assert not User.objects.filter(username__in=USERNAMES).exists()


def test_load_city_with_no_size_is_refused():
    with pytest.raises(CommandError):
        call_command("load_city", scale=0)
