"""Personal fields are marked with a purpose and a retention that is in force."""

import pytest

from django.apps import apps
from django.db import models

from training.regulations.queries import value_on

ROOMS = ("curriculum", "training", "certificates", "portal")
TELLING_NAMES = {"full_name", "birth_date", "sex", "native_place", "residence", "phone", "email", "staff_code"}
TELLING_TYPES = (models.EmailField,)
NOT_A_PERSON = {"portal.SiteDetails"}


def marked_models():
    return [model for model in apps.get_models() if getattr(model, "personal_data", None)]


def test_marks_name_fields_that_exist():
    for model in marked_models():
        names = {field.name for field in model._meta.get_fields()}
        assert set(model.personal_data) <= names, model.__name__


def test_every_telling_field_is_marked():
    unmarked = []
    for model in apps.get_models():
        if model._meta.app_label not in ROOMS or model._meta.label in NOT_A_PERSON:
            continue
        marks = getattr(model, "personal_data", {})
        unmarked += [
            f"{model._meta.label}.{field.name}"
            for field in model._meta.concrete_fields
            if (field.name in TELLING_NAMES or isinstance(field, TELLING_TYPES)) and field.name not in marks
        ]
    assert unmarked == []


@pytest.mark.django_db
def test_every_retention_is_a_regulated_value_in_months():
    kept = {mark.retention for model in marked_models() for mark in model.personal_data.values()}
    for name in kept:
        months = value_on(f"retention.{name}")
        assert months == "permanent" or months > 0, name
