"""What the harness promises about its databases."""

import threading

import pytest

from django.db import connection, transaction

from wagtail.models import Page, Site

from tests.factories.training import UserFactory
from training.models import User

pytestmark = pytest.mark.both_databases


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_committing_test_finds_what_migrations_wrote_and_leaves_nothing(turn):
    assert Site.objects.count() == 1
    assert Page.objects.filter(depth=1).count() == 1
    assert not User.objects.filter(username="left-behind").exists()
    UserFactory(username="left-behind")
    Site.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_threads_share_the_database():
    def write():
        with transaction.atomic():
            UserFactory(username="from-a-thread")
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    assert User.objects.filter(username="from-a-thread").exists()


@pytest.mark.django_db(transaction=True)
def test_writers_wait_for_one_another():
    """Twenty threads add one each under a lock; with lost updates the sum would be smaller."""
    user = UserFactory(first_name="0")

    def add_one():
        with transaction.atomic():
            locked = User.objects.select_for_update().get(pk=user.pk)
            locked.first_name = str(int(locked.first_name) + 1)
            locked.save()
        connection.close()

    threads = [threading.Thread(target=add_one) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    user.refresh_from_db()
    assert user.first_name == "20"
