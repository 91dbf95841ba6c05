"""Who worked on a package; a part is waived with its reason, by the training office alone, once."""

import pytest

from django.urls import reverse

from wagtail.models import ModelLogEntry

from curriculum.clock.time import now
from curriculum.models import PackageRegistration
from tests.factories.curriculum import PackagePageFactory

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def registration(cast):
    page = PackagePageFactory()
    return PackageRegistration.objects.create(user=cast.trainee, page=page, package=page.package, opened_at=now())


def test_the_office_waives_a_part_with_a_reason_and_it_counts_as_done(client, cast, registration):
    client.force_login(cast.training_office, backend=BACKEND)
    rows = client.get(reverse("office:package_learners"), {"done": "no"}).context["object_list"]
    assert [row.pk for row in rows] == [registration.pk]
    item = registration.package.items.get()
    waive = reverse("office:package_waive", args=[registration.pk, item.pk])
    assert waive in client.get(reverse("office:package_learner", args=[registration.pk])).content.decode()
    assert client.post(waive, {"reason": "  "}).status_code == 200
    registration.refresh_from_db()
    assert registration.completed_at is None
    for _twice in range(2):
        assert client.post(waive, {"reason": "Đã học ở lớp CTX-2025-01"}).status_code == 302
    registration.refresh_from_db()
    assert registration.completed_at
    (entry,) = ModelLogEntry.objects.filter(action="curriculum.package.waive")
    assert entry.data["reason"] == "Đã học ở lớp CTX-2025-01"
    (row,) = client.get(reverse("office:package_learners"), {"waived": "true"}).context["object_list"]
    assert row.is_waived
    assert waive not in client.get(reverse("office:package_learner", args=[registration.pk])).content.decode()


def test_whoever_only_reads_packages_waives_nothing(client, cast, registration):
    client.force_login(cast.editor, backend=BACKEND)
    page = client.get(reverse("office:package_learner", args=[registration.pk]))
    waive = reverse("office:package_waive", args=[registration.pk, registration.package.items.get().pk])
    assert (page.status_code, waive in page.content.decode(), client.get(waive).status_code) == (200, False, 404)
