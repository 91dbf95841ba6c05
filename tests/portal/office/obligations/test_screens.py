"""Who must complete what: the office's list, the unit's, one's own."""

import pytest
from dateutil.relativedelta import relativedelta

from django.urls import reverse

from curriculum.clock.time import today
from tests.factories.curriculum import ProgrammePageFactory
from tests.factories.training import ObligationRuleFactory, PositionFactory, TrainingClassFactory
from training.models import AccessEvent, Obligation
from training.obligations.services import recompute_obligations

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def late(cast):
    """The trainee of the ward, appointed long ago, whose programme is overdue."""
    ObligationRuleFactory()
    person = cast.trainee.person
    person.positions.update(valid_from=today() - relativedelta(months=20))
    recompute_obligations()
    return person


@pytest.mark.django_db
def test_the_office_filters_and_exports(client, cast, late):
    client.force_login(cast.training_office, backend=BACKEND)
    page = client.get(reverse("office:obligations"), {"state": "overdue", "programme": ""})
    assert late.full_name in page.content.decode()
    assert late.full_name not in client.get(reverse("office:obligations"), {"state": "met"}).content.decode()
    assert late.full_name in client.get(reverse("office:obligations"), {"unit": cast.ward.pk}).content.decode()
    Obligation.objects.filter(person=late).update(state="lapsed", lapsed_on=today())
    assert late.full_name not in client.get(reverse("office:obligations")).content.decode()
    assert late.full_name in client.get(reverse("office:obligations"), {"state": "all"}).content.decode()
    client.get(reverse("office:obligations"), {"export": "xlsx"})
    assert AccessEvent.objects.filter(kind="export").exists()
    assert "CTX" in client.get(reverse("office:obligation_rules")).content.decode()


@pytest.mark.django_db
def test_the_unit_sees_its_own_people_and_a_hint_at_the_class(client, cast, late):
    stranger = PositionFactory(valid_from=today() - relativedelta(months=20)).person
    recompute_obligations()
    day = today()
    call = TrainingClassFactory(
        programme=ProgrammePageFactory(code="CTX"),
        opens_on=day + relativedelta(days=40),
        closes_on=day + relativedelta(days=50),
        nominate_until=day + relativedelta(days=30),
    )
    client.force_login(cast.unit_officer, backend=BACKEND)
    for address in (reverse("unit:home"), reverse("unit:obligations"), reverse("unit:obligations") + "?show=overdue"):
        words = client.get(address).content.decode()
        assert late.full_name in words
        assert stranger.full_name not in words
    page = client.get(reverse("unit:class", args=[call.pk]))
    assert [one.person for one in page.context["suggested"]] == [late]
    assert client.get(reverse("unit:obligations"), {"format": "xlsx"})["Content-Type"].startswith("application/vnd")


@pytest.mark.django_db
def test_one_sees_ones_own(client, cast, late):
    client.force_login(cast.trainee, backend=BACKEND)
    assert "CTX" in client.get(reverse("trainee:home")).content.decode()
    assert "CTX" in client.get(reverse("trainee:record")).content.decode()
