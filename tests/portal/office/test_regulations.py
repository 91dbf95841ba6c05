"""A regulated value is set from a day on, on the administrator's screen."""

from datetime import date

from django.urls import reverse
from django.utils.translation import override

from training.regulations.names import in_words, name_of
from training.regulations.queries import value_on
from training.regulations.reference import read_values


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


def test_list_says_rules_and_values_in_words_and_leads_on_only_whom_may_set_them(cast, client):
    for person, leads_on in ((cast.administrator, True), (cast.training_office, False)):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get(reverse("office:regulations"), {"q": "diem dat"}).content.decode()
        assert "Điểm đạt" in page
        assert "Tỷ lệ dự học" not in page
        assert (reverse("office:regulation_set", args=["training.pass_mark"]) in page) is leads_on


def test_every_rule_has_a_name_and_every_value_is_said():
    with override("vi"):
        for row in read_values():
            assert name_of(row.key) != row.key, "a row is missing in training/regulations/data/names.csv"
            assert not set(in_words(row.value)) & set("[]_'\""), row.key
        assert in_words(0.5) == "0,5"
        assert in_words({"morning": ["07:30", "11:00"]}) == "sáng: 07:30–11:00"
    assert in_words([[6, 2], [12, 3]]) == "6: 2; 12: 3"
