"""The administrator's screens for roles."""

from datetime import timedelta

import pytest

from django.urls import reverse

from curriculum.clock.time import today
from tests.factories.training import PersonFactory, RoleGrantFactory, UnitFactory, UserFactory, user_with_role
from training.models import AccessEvent, Role, RoleGrant


@pytest.fixture
def administrator(client, db):
    user = user_with_role(Role.SYSTEM_ADMIN)
    client.force_login(user)
    return user


def grant_fields(account, **changes):
    return {"user": account.username, "role": "auditor", "valid_from": today().isoformat(), "reason": "QĐ 12"} | changes


def found(client, **filters):
    return {row.pk for row in client.get(reverse("office:roles"), filters).context["object_list"]}


def test_grants_are_found_by_folded_name_role_and_state(client, administrator):
    named = PersonFactory(full_name="Nguyễn Thị Ánh Tuyết", user=UserFactory()).user
    ward = UnitFactory(name="Phường Ba Đình")
    head = RoleGrantFactory(user=named, role=Role.UNIT_HEAD, unit=ward)
    ended = RoleGrantFactory(user=named, role=Role.EDITOR, valid_to=today() - timedelta(days=1))
    coming = RoleGrantFactory(role=Role.EDITOR, valid_from=today() + timedelta(days=1))
    own = administrator.role_grants.get()
    assert found(client) == {head.pk, ended.pk, coming.pk, own.pk}
    assert found(client, q="anh tuyet") == {head.pk, ended.pk}
    assert found(client, q="ba dinh") == {head.pk}
    assert found(client, role="editor") == {ended.pk, coming.pk}
    assert found(client, state="ended") == {ended.pk}
    assert found(client, state="coming") == {coming.pk}
    assert found(client, state="in_force") == {head.pk, own.pk}


def test_list_costs_the_same_for_one_row_and_for_more(client, administrator, django_assert_max_num_queries):
    url = reverse("office:roles")
    client.get(url)
    with django_assert_max_num_queries(40) as one:
        client.get(url)
    for _number in range(3):
        RoleGrantFactory(role=Role.UNIT_HEAD, unit=UnitFactory(), granted_by=administrator)
    with django_assert_max_num_queries(len(one)):
        client.get(url)


def test_role_is_granted_to_the_account_of_the_sign_in_name(client, administrator):
    user = UserFactory()
    answer = client.post(reverse("office:role_grant"), grant_fields(user, user=user.username.upper()))
    grant = user.role_grants.get()
    assert answer.url == reverse("office:role", args=[grant.pk])
    assert (grant.role, grant.granted_by, grant.reason, grant.unit) == ("auditor", administrator, "QĐ 12", None)
    page = client.get(answer.url).text
    assert "QĐ 12" in page
    assert str(administrator) in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"user": "khong-co"}, "user"),
        ({"role": "king"}, "role"),
        ({"role": ""}, "role"),
        ({"role": "unit_head"}, "__all__"),
        ({"valid_to": "2020-01-01"}, "__all__"),
        ({"reason": ""}, "reason"),
        ({"valid_from": ""}, "valid_from"),
    ],
)
def test_wrong_grant_is_refused_with_a_sentence_and_keeps_what_was_typed(client, administrator, changes, field):
    user = UserFactory()
    answer = client.post(reverse("office:role_grant"), grant_fields(user, **changes))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not user.role_grants.exists()


def test_closed_account_and_oneself_get_no_role(client, administrator):
    closed = UserFactory(is_active=False)
    for user in (closed, administrator):
        assert client.post(reverse("office:role_grant"), grant_fields(user)).status_code == 200
    assert not RoleGrant.objects.filter(role="auditor").exists()


def test_role_is_ended_at_once_with_its_reason(client, administrator):
    grant = RoleGrantFactory(role=Role.AUDITOR)
    url = reverse("office:role_end", args=[grant.pk])
    assert str(grant.user) in client.get(url).text
    answer = client.post(url, {"reason": "Nghỉ hưu"})
    grant.refresh_from_db()
    assert grant.valid_to == today() - timedelta(days=1)
    page = client.get(answer.url).text
    assert "Nghỉ hưu" in page
    assert url not in page
    assert client.get(url).status_code == 404


def test_end_without_a_reason_or_before_the_beginning_is_refused(client, administrator):
    grant = RoleGrantFactory(role=Role.AUDITOR)
    url = reverse("office:role_end", args=[grant.pk])
    assert client.post(url, {}).status_code == 200
    too_early = grant.valid_from - timedelta(days=1)
    assert client.post(url, {"reason": "Nhầm", "last_day": too_early.isoformat()}).status_code == 200
    grant.refresh_from_db()
    assert grant.valid_to is None


def test_export_is_logged(client, administrator):
    answer = client.get(reverse("office:roles"), {"export": "csv"})
    assert administrator.username in b"".join(answer.streaming_content).decode()
    assert AccessEvent.objects.filter(user=administrator, kind="export").exists()


def test_menu_offers_roles_to_administrators_and_the_map_to_every_office(client, administrator):
    page = client.get(reverse("office:roles")).text
    assert reverse("organisation:map") in page
    client.force_login(user_with_role(Role.TRAINING_OFFICE))
    page = client.get(reverse("office:people")).text
    assert reverse("organisation:map") in page
    assert reverse("office:roles") not in page
