"""The rules of planning on their screens: read by the offices, changed by the training office from a day on."""

import pytest

from django.urls import reverse

from curriculum.clock.time import today
from training.models import RuleSetting
from training.scheduling.drafts.rule_settings import level_on, settings_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(cast, client):
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_every_rule_stands_with_its_words_and_only_the_movable_ones_can_be_changed(office):
    page = office.get(reverse("office:planning_rules")).content.decode()
    for setting in settings_on(today()).values():
        assert str(setting.rule.name) in page
        link = reverse("office:planning_rule", args=[setting.code])
        assert (link in page) != setting.rule.is_fixed
        if setting.rule.is_fixed:
            assert office.get(link).status_code == 404


def test_the_office_lets_a_rule_ask_for_a_reason_from_today(office):
    answer = office.post(
        reverse("office:planning_rule", args=["holiday"]),
        {"is_on": "on", "level": "justify", "valid_from": today().isoformat(), "reason": "Lớp học bù ngày nghỉ"},
    )
    assert answer.status_code == 302
    assert level_on("holiday", today()) == "justify"
    assert RuleSetting.objects.filter(code="holiday").count() == 2
    page = office.get(reverse("office:planning_rule", args=["holiday"])).content.decode()
    assert "Lớp học bù ngày nghỉ" in page


def test_a_wish_has_a_weight_and_no_level(office):
    url = reverse("office:planning_rule", args=["compact"])
    answer = office.post(
        url, {"is_on": "on", "weight": "9", "valid_from": today().isoformat(), "reason": "Học viên ở xa"}
    )
    assert answer.status_code == 302
    assert (settings_on(today())["compact"].weight, settings_on(today())["compact"].level) == (9, "ignore")
    refused = office.post(url, {"is_on": "on", "weight": "101", "valid_from": today().isoformat(), "reason": "Sai"})
    assert refused.context["form"].errors["weight"]


def test_without_a_reason_nothing_changes(office):
    answer = office.post(
        reverse("office:planning_rule", args=["holiday"]),
        {"is_on": "on", "level": "block", "valid_from": today().isoformat(), "reason": ""},
    )
    assert answer.context["form"].errors["reason"]
    assert RuleSetting.objects.filter(code="holiday").count() == 1
