import pytest

from portal.city.load import load_city
from tests.portal.city.digest import digest_of_city

pytestmark = pytest.mark.django_db


def test_the_same_seed_on_the_same_day_makes_the_same_city(city_copy):
    load_city(city_copy.scale, seed=city_copy.seed)
    assert digest_of_city() == city_copy.digest
