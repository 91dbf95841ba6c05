"""People, offices and roles."""

from datetime import date, datetime, timedelta

import pytest

from wagtail.models import ModelLogEntry

from curriculum.clock.time import set_to, today
from tests.factories.training import (
    PersonFactory,
    PositionTitleFactory,
    RoleGrantFactory,
    UnitFactory,
    UserFactory,
    user_with_role,
)
from training.errors import InvalidInput, NotAllowed, WrongState
from training.models import Bloc, Role, RoleGrant
from training.people.grants import GROUPS, end_role, grant_role, keep_groups_in_step
from training.people.services import (
    PossibleDuplicate,
    begin_position,
    change_person,
    create_person,
    end_position,
    move_person,
)

pytestmark = pytest.mark.django_db
BORN = date(1990, 5, 20)
FACTS = {"staff_code": "CB-1", "full_name": "Nguyễn Văn Ấn", "birth_date": BORN}


@pytest.fixture
def office():
    return user_with_role(Role.TRAINING_OFFICE)


@pytest.fixture
def administrator():
    return user_with_role(Role.SYSTEM_ADMIN)


def test_person_is_added_once(office):
    person = create_person(**FACTS, by=office, sex="male")
    assert create_person(**FACTS, by=office) == person
    assert (person.given_name, person.search_name) == ("Ấn", "nguyen van an")


def test_same_person_under_another_code_must_be_confirmed(office):
    create_person(**FACTS, by=office)
    with pytest.raises(PossibleDuplicate):
        create_person(**FACTS | {"staff_code": "CB-2"}, by=office)
    assert create_person(**FACTS | {"staff_code": "CB-2"}, by=office, is_namesake=True)


@pytest.mark.parametrize("change", [{"full_name": "Lê Bình"}, {"staff_code": "CB 9", "full_name": "Lê Bình"}])
def test_wrong_code_is_refused(office, change):
    create_person(**FACTS, by=office)
    with pytest.raises(InvalidInput):
        create_person(**FACTS | change, by=office)


def test_change_is_refused_when_an_office_would_come_before_birth(office):
    person = create_person(**FACTS, by=office)
    begin_position(person, UnitFactory(), PositionTitleFactory(), date(2021, 1, 1), by=office)
    with pytest.raises(InvalidInput):
        change_person(person, by=office, birth_date=date(2022, 1, 1))
    assert change_person(person, by=office, full_name="Nguyễn Ấn").middle_name == ""


def test_strangers_change_nobody():
    with pytest.raises(NotAllowed):
        create_person(**FACTS, by=UserFactory())


def test_unknown_fact_is_a_mistake_of_the_program(office):
    with pytest.raises(TypeError):
        create_person(**FACTS, by=office, colour="red")


@pytest.mark.parametrize("first", [date(1980, 1, 1), date(2008, 5, 19), date(2019, 1, 1)])
def test_office_before_birth_age_or_unit_is_refused(office, first):
    person = PersonFactory(birth_date=BORN)
    with pytest.raises(InvalidInput):
        begin_position(person, UnitFactory(), PositionTitleFactory(), first, by=office)


def test_office_begins_once_and_moves_on(office):
    person, title = PersonFactory(birth_date=BORN), PositionTitleFactory()
    first = begin_position(person, UnitFactory(), title, date(2021, 1, 1), by=office)
    assert begin_position(person, first.unit, title, date(2021, 1, 1), by=office) == first
    with pytest.raises(InvalidInput):
        begin_position(person, first.unit, title, date(2022, 1, 1), by=office)
    move_person(first, UnitFactory(), title, date(2023, 1, 1), by=office)
    first.refresh_from_db()
    assert first.valid_to == date(2022, 12, 31)
    assert end_position(first, date(2022, 12, 31), by=office) == first
    with pytest.raises(WrongState):
        end_position(first, date(2023, 1, 31), by=office)
    with pytest.raises(InvalidInput):
        end_position(first, date(2020, 1, 1), by=office)


def groups(user):
    return set(user.groups.values_list("name", flat=True))


def test_editor_stands_in_wagtails_group_while_the_role_holds(administrator):
    user = UserFactory()
    grant = grant_role(user, Role.EDITOR, by=administrator)
    assert grant_role(user, Role.EDITOR, by=administrator) == grant
    assert groups(user) == {GROUPS[Role.EDITOR]}
    RoleGrant.objects.filter(pk=grant.pk).update(valid_from=today() - timedelta(days=9))
    end_role(grant, by=administrator)
    assert groups(user) == set()


def test_night_puts_expired_grants_out(administrator):
    user = UserFactory()
    grant_role(user, Role.EDITOR, by=administrator, valid_to=today() + timedelta(days=3))
    with set_to(datetime.combine(today() + timedelta(days=4), datetime.min.time())):
        assert keep_groups_in_step() == 1
    assert groups(user) == set()


def test_role_is_refused(administrator):
    user = UserFactory()
    with pytest.raises(NotAllowed):
        grant_role(administrator, Role.AUDITOR, by=administrator)
    with pytest.raises(NotAllowed):
        grant_role(user, Role.AUDITOR, by=user)
    for wrong in (
        {"role": "king"},
        {"role": Role.UNIT_HEAD},
        {"role": Role.UNIT_HEAD, "unit": UnitFactory(valid_to=date(2024, 1, 1))},
        {"role": Role.AUDITOR, "valid_to": date(2020, 1, 1)},
        {"role": Role.AUDITOR, "unit": UnitFactory()},
        {
            "role": Role.UNIT_HEAD,
            "unit": UnitFactory(),
            "bloc": Bloc.objects.create(code="party", name_vi="Đảng", name_en="Party", valid_from=date(2020, 1, 1)),
        },
    ):
        with pytest.raises(InvalidInput):
            grant_role(user, by=administrator, **wrong)
    assert not user.role_grants.exists()


def test_end_is_written_with_its_reason_and_never_moved_later(administrator):
    user = UserFactory()
    grant = grant_role(user, Role.AUDITOR, by=administrator, reason="QĐ 12")
    last_day = today() + timedelta(days=5)
    assert end_role(grant, by=administrator, last_day=last_day, reason="Chuyển công tác").valid_to == last_day
    end_role(grant, by=administrator, last_day=last_day, reason="Chuyển công tác")
    with pytest.raises(WrongState):
        end_role(grant, by=administrator, last_day=last_day + timedelta(days=1))
    entries = ModelLogEntry.objects.for_instance(user).order_by("timestamp")
    assert [(entry.action, entry.data["reason"]) for entry in entries] == [
        ("training.role.grant", "QĐ 12"),
        ("training.role.end", "Chuyển công tác"),
    ]
    assert {entry.data["grant"] for entry in entries} == {grant.pk}


def test_rows_in_a_state_are_those_whose_state_it_is():
    for begins, ends in ((-9, -1), (-9, 0), (-9, None), (0, 0), (1, None), (1, 9)):
        RoleGrantFactory(
            valid_from=today() + timedelta(days=begins),
            valid_to=None if ends is None else today() + timedelta(days=ends),
        )
    grants = list(RoleGrant.objects.all())
    for state in RoleGrant.State:
        found = set(RoleGrant.objects.in_state(state))
        assert found == {grant for grant in grants if grant.state == state}
        assert found
