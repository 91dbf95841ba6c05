"""Places and people under parallel calls, on both databases."""

import threading
from collections import Counter
from datetime import date

import pytest

from django.db import connection

from tests.factories.training import (
    NominationFactory,
    PersonFactory,
    PositionFactory,
    PositionTitleFactory,
    TrainingClassFactory,
    UnitFactory,
    user_with_role,
)
from training.errors import Clash, NoPlaceLeft
from training.models import Bloc, Enrolment, Nomination, RegulatedValue, Role
from training.nominations.services import (
    accept_nomination,
    approve_list,
    nominate,
    promote_from_waiting_list,
    replace_nominee,
    review_nominations,
    set_quotas,
    submit_list,
    withdraw_nomination,
)
from training.regulations.queries import forget_cached_values

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("one_stage"),
]


FAR = {"opens_on": date(2099, 12, 1), "closes_on": date(2099, 12, 9), "nominate_until": date(2099, 11, 1)}


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


def tell(what, results):
    """Say on which database what came of the calls (read with ``pytest -s``)."""
    print(f"{connection.vendor}: {what}: {dict(Counter(kinds(results)))}")


def test_twenty_accept_for_five_places_and_five_get_one():
    office = user_with_role(Role.TRAINING_OFFICE)
    training_class = TrainingClassFactory(capacity=5)
    nominations = [NominationFactory(training_class=training_class) for _ in range(20)]
    results = at_once([lambda row=row: accept_nomination(row, by=office) for row in nominations])
    assert kinds(results) == ["Enrolment"] * 5 + [NoPlaceLeft.__name__] * 15
    assert Enrolment.objects.active().filter(training_class=training_class).count() == 5
    assert Nomination.objects.filter(status="approved").count() == 5
    tell("20 accepted for 5 places", results)


def test_one_person_gets_into_one_of_twenty_overlapping_classes():
    office = user_with_role(Role.TRAINING_OFFICE)
    person = PersonFactory()
    nominations = [NominationFactory(person=person) for _ in range(20)]
    results = at_once([lambda row=row: accept_nomination(row, by=office) for row in nominations])
    assert kinds(results) == [Clash.__name__] * 19 + ["Enrolment"]
    assert person.enrolments.active().count() == 1
    tell("one person, 20 overlapping classes", results)


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
    tell("20 promotions for 3 places", results)


def test_twenty_nominate_for_a_quota_of_four():
    unit = UnitFactory()
    officer = user_with_role(Role.UNIT_COORDINATOR, unit=unit)
    training_class = TrainingClassFactory(**FAR)
    set_quotas(training_class, {unit: 4}, by=user_with_role(Role.TRAINING_OFFICE))
    people = [PositionFactory(unit=unit).person for _ in range(20)]
    results = at_once(
        [lambda person=person: nominate(training_class, person, unit=unit, by=officer) for person in people]
    )
    assert kinds(results) == ["Nomination"] * 4 + ["NotEligible"] * 16
    assert sorted(Nomination.objects.values_list("priority", flat=True)) == [1, 2, 3, 4]
    tell("unit quota of 4", results)


def test_twenty_nominate_for_a_bloc_of_three_from_twenty_units():
    bloc = Bloc.objects.create(code="party", name_vi="Khối Đảng", name_en="Party", valid_from=date(2020, 1, 1))
    title = PositionTitleFactory(code="party_secretary", bloc=bloc)
    office = user_with_role(Role.TRAINING_OFFICE)
    training_class = TrainingClassFactory(**FAR)
    set_quotas(training_class, {}, blocs={bloc: 3}, by=office)
    offices = [PositionFactory(title=title) for _ in range(20)]
    results = at_once(
        [lambda held=held: nominate(training_class, held.person, unit=held.unit, by=office) for held in offices]
    )
    assert kinds(results) == ["Nomination"] * 3 + ["NotEligible"] * 17
    tell("bloc quota of 3", results)


def test_twenty_withdraw_and_twenty_who_wait_are_called_up_once_each():
    """The last to leave may find nobody waiting: ten wait, twenty leave."""
    office = user_with_role(Role.TRAINING_OFFICE)
    training_class = TrainingClassFactory(**FAR, capacity=20)
    leaving = [NominationFactory(training_class=training_class) for _ in range(20)]
    for row in leaving:
        accept_nomination(row, by=office)
    waiting = [NominationFactory(training_class=training_class, status="waiting", priority=n) for n in range(10)]
    results = at_once([lambda row=row: withdraw_nomination(row, reason="Bận", by=office) for row in leaving])
    assert kinds(results) == ["Nomination"] * 20
    held = Enrolment.objects.active().filter(training_class=training_class)
    assert sorted(held.values_list("person", flat=True)) == sorted(row.person_id for row in waiting)
    tell("10 called up for 20 places left", results)


def test_twenty_people_of_two_overlapping_classes_are_each_in_one():
    """Two lists of the same twenty people are approved at the same moment by two leaders: one list goes through."""
    office, leaders = user_with_role(Role.TRAINING_OFFICE), [user_with_role(Role.SIGNATORY) for _ in range(2)]
    RegulatedValue.objects.filter(key="nomination.two_stage").update(value={"*": True})
    forget_cached_values()
    people = [PersonFactory() for _ in range(20)]
    lists = []
    for _number in range(2):
        training_class = TrainingClassFactory(**FAR, capacity=20)
        rows = [NominationFactory(training_class=training_class, person=person) for person in people]
        review_nominations(training_class, rows, "accept", by=office)
        lists.append(submit_list(training_class, by=office))
    words = {"number": "1/QĐ", "decided_on": date(2026, 1, 2), "signer": "Dương Văn Lâm"}
    results = at_once(
        [
            lambda decision=decision, leader=leader: approve_list(decision, **words, by=leader)
            for decision, leader in zip(lists, leaders, strict=True)
        ]
    )
    assert kinds(results) == [Clash.__name__, "EnrolmentDecision"]
    assert Enrolment.objects.active().count() == 20
    tell("two lists of the same 20 people", results)


def test_one_list_approved_twenty_times_is_approved_once():
    office, leader = user_with_role(Role.TRAINING_OFFICE), user_with_role(Role.SIGNATORY)
    RegulatedValue.objects.filter(key="nomination.two_stage").update(value={"*": True})
    forget_cached_values()
    training_class = TrainingClassFactory(**FAR, capacity=5)
    rows = [NominationFactory(training_class=training_class) for _ in range(5)]
    review_nominations(training_class, rows, "accept", by=office)
    decision = submit_list(training_class, by=office)
    words = {"number": "1/QĐ", "decided_on": date(2026, 1, 2), "signer": "Dương Văn Lâm"}
    results = at_once([lambda: approve_list(decision, **words, by=leader)] * 20)
    assert kinds(results) == ["EnrolmentDecision"] * 20
    assert Enrolment.objects.count() == 5
    tell("one list approved 20 times", results)


def test_twenty_replace_one_nominee_and_one_takes_the_place():
    unit = UnitFactory()
    officer, office = user_with_role(Role.UNIT_COORDINATOR, unit=unit), user_with_role(Role.TRAINING_OFFICE)
    training_class = TrainingClassFactory(**FAR, capacity=1)
    row = NominationFactory(training_class=training_class, unit=unit)
    accept_nomination(row, by=office)
    others = [PositionFactory(unit=unit).person for _ in range(20)]
    results = at_once([lambda other=other: replace_nominee(row, other, reason="Ốm", by=officer) for other in others])
    assert kinds(results) == ["Nomination"] + ["WrongState"] * 19
    assert Enrolment.objects.active().count() == 1
    tell("one nominee replaced by 20", results)
