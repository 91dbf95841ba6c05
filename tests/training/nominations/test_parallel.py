"""Places and people under parallel calls, on both databases."""

import threading
from datetime import date

import pytest

from django.db import connection

from tests.factories.training import NominationFactory, PersonFactory, TrainingClassFactory, user_with_role
from training.errors import Clash, NoPlaceLeft
from training.models import Enrolment, Nomination, Role
from training.nominations.services import accept_nomination, nominate, promote_from_waiting_list, set_quotas

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


def at_once(calls):
    """Run the calls in as many threads, starting together; what each returned or raised."""
    gate, results = threading.Barrier(len(calls)), []

    def run(call):
        gate.wait()
        try:
            results.append(call())
        except Exception as error:  # every outcome is looked at by the test
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def kinds(results):
    return sorted(type(result).__name__ for result in results)


def test_twenty_accept_for_five_places_and_five_get_one():
    office = user_with_role(Role.TRAINING_OFFICE)
    training_class = TrainingClassFactory(capacity=5)
    nominations = [NominationFactory(training_class=training_class) for _ in range(20)]
    results = at_once([lambda row=row: accept_nomination(row, by=office) for row in nominations])
    assert kinds(results) == ["Enrolment"] * 5 + [NoPlaceLeft.__name__] * 15
    assert Enrolment.objects.active().filter(training_class=training_class).count() == 5
    assert Nomination.objects.filter(status="approved").count() == 5


def test_one_person_gets_into_one_of_two_overlapping_classes():
    office = user_with_role(Role.TRAINING_OFFICE)
    person = PersonFactory()
    nominations = [NominationFactory(person=person) for _ in range(4)]
    results = at_once([lambda row=row: accept_nomination(row, by=office) for row in nominations])
    assert kinds(results) == [Clash.__name__] * 3 + ["Enrolment"]
    assert person.enrolments.active().count() == 1


def test_twenty_promote_for_three_places_and_nobody_is_promoted_twice():
    office = user_with_role(Role.TRAINING_OFFICE)
    training_class = TrainingClassFactory(capacity=3)
    for priority in range(6):
        NominationFactory(training_class=training_class, status="waiting", priority=priority)
    results = at_once([lambda: promote_from_waiting_list(training_class, by=office)] * 20)
    assert all(isinstance(result, list) for result in results), results
    promoted = [enrolment.pk for result in results for enrolment in result]
    assert len(promoted) == len(set(promoted)) == 3
    assert set(Nomination.objects.filter(status="approved").values_list("priority", flat=True)) == {0, 1, 2}


def test_twenty_nominate_for_a_quota_of_four():
    from tests.factories.training import PositionFactory, UnitFactory

    unit = UnitFactory()
    officer = user_with_role(Role.UNIT_COORDINATOR, unit=unit)
    training_class = TrainingClassFactory(
        opens_on=date(2099, 12, 1), closes_on=date(2099, 12, 9), nominate_until=date(2099, 11, 1)
    )
    set_quotas(training_class, {unit: 4}, by=user_with_role(Role.TRAINING_OFFICE))
    people = [PositionFactory(unit=unit).person for _ in range(20)]
    results = at_once(
        [lambda person=person: nominate(training_class, person, unit=unit, by=officer) for person in people]
    )
    assert kinds(results) == ["Nomination"] * 4 + ["NotEligible"] * 16
    assert sorted(Nomination.objects.values_list("priority", flat=True)) == [1, 2, 3, 4]
