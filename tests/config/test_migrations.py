"""No model changes without its migration; the histories apply from nothing."""

from io import StringIO

import pytest

from django.core.management import call_command

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_models_are_covered_by_migrations():
    out = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out)
    except SystemExit:
        pytest.fail(f"A model changed without its migration:\n{out.getvalue()}")


def test_all_migrations_are_applied():
    out = StringIO()
    call_command("migrate", check_unapplied=True, stdout=out)
