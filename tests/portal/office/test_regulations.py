"""A regulated value is set from a day on, on the administrator's screen."""

from datetime import date

from django.urls import reverse

from training.regulations.queries import value_on


def test_new_value_holds_from_its_day_and_the_old_one_until_then(cast, client, time_machine):
    time_machine.move_to("2026-11-23", tick=False)
    client.force_login(cast.administrator, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("office:regulation_set", args=["training.pass_mark"])
    assert "5.0" in client.get(url).content.decode()
    answer = client.post(url, {"value": "6.0", "valid_from": "2027-01-01", "legal_basis": "Quy chế 01/2027"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert value_on("training.pass_mark", date(2026, 12, 31)) == 5.0
    assert value_on("training.pass_mark", date(2027, 1, 1)) == 6.0


def test_value_that_is_no_value_is_answered_with_a_sentence(cast, client):
    client.force_login(cast.administrator, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("office:regulation_set", args=["training.pass_mark"])
    answer = client.post(url, {"value": "năm điểm", "valid_from": "2027-01-01", "legal_basis": "Quy chế"})
    assert "value" in answer.context["form"].errors


def test_unknown_key_is_not_found(cast, client):
    client.force_login(cast.administrator, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("office:regulation_set", args=["training.nothing"])).status_code == 404


def test_training_office_reads_the_values_and_sets_none(cast, client):
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("office:regulations")).status_code == 200
    assert client.get(reverse("office:regulation_set", args=["training.pass_mark"])).status_code == 404
