"""Loading the city: reference rows, the demonstration accounts, then chapter by chapter. All of it or nothing."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from portal.city.accounts import accounts_exist, make_accounts
from portal.city.context import City
from portal.city.errors import CityRefused
from portal.city.people import settle_people
from portal.city.places import survey
from portal.city.reference import load_reference
from training.models import Person


def load_city(scale: float, *, seed: int = 1, say: Callable[[str], None] = lambda line: None) -> bool:
    """Load the demonstration city; False where it is already there and nothing was done.

    Everybody in it is fictitious. ``scale`` 1 is about 20,000 people and five years of classes. Raises ``CityRefused``
    where the database holds people and the installation is not a demonstration.
    """
    if scale <= 0:
        raise CityRefused(_("The scale must be above 0. Nothing was loaded."))
    if accounts_exist():
        return False
    if Person.objects.exists() and not settings.DEMO:
        raise CityRefused(
            _("This database already holds people, and this is no demonstration (DEMO=1). Nothing was loaded.")
        )
    with transaction.atomic():
        _load_chapters(City(scale=scale, seed=seed, say=say))
    return True


def _load_chapters(city: City) -> None:
    with city.chapter("Reference rows"):
        load_reference()
    places = survey()
    with city.chapter("People and offices"):
        accounts = make_accounts(city)
        settle_people(city, places, accounts)
