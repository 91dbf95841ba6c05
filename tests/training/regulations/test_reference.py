"""The regulated values the product starts with."""

from datetime import date, timedelta
from itertools import groupby, pairwise

import pytest

from django.apps import apps

from training.models import RegulatedValue
from training.regulations.queries import value_on
from training.regulations.reference import load_regulated_values, read_values

DAY = date(2026, 11, 23)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("training.pass_mark", 5.0),
        ("training.min_attendance_percent", 80),
        ("rotation.min_months", 36),
        ("mentoring.max_mentees", 3),
        ("mentoring.contact_days", 30),
        ("mentoring.contact_confirm_days", 7),
        ("mentoring.f3_due_days", 10),
        ("certificate.register_pattern", "{seq:04d}/{year}/CC-{inst}"),
        ("retention.certificate", "permanent"),
        ("privacy.profile_visibility_tail_days", 90),
    ],
)
def test_value_holds_today(key, expected):
    assert value_on(key, DAY) == expected


@pytest.mark.django_db
def test_loading_again_adds_nothing_and_keeps_what_the_office_changed():
    changed = RegulatedValue.objects.get(key="training.class_size_max")
    changed.value = 60
    changed.save()
    assert load_regulated_values() == 0
    assert value_on("training.class_size_max", DAY) == 60


def test_values_of_one_key_follow_each_other_without_gap_or_overlap():
    rows = sorted(read_values(), key=lambda row: (row.key, row.valid_from))
    for key, group in groupby(rows, key=lambda row: row.key):
        values = list(group)
        assert values[-1].valid_to is None, f"{key} ends"
        for earlier, later in pairwise(values):
            assert later.valid_from == earlier.valid_to + timedelta(days=1), key


def test_every_value_names_its_document():
    assert all(row.legal_basis for row in read_values())


def test_every_retention_named_by_a_model_has_a_period():
    named = {field.retention for model in apps.get_models() for field in getattr(model, "personal_data", {}).values()}
    known = {row.key.removeprefix("retention.") for row in read_values() if row.key.startswith("retention.")}
    assert named <= known
    periods = [row.value for row in read_values() if row.key.startswith("retention.")]
    assert all(period == "permanent" or period > 0 for period in periods)
