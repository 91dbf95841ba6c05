"""The files given as packages: filtered by state and day, found by words, sorted, exported with the reason."""

from datetime import timedelta

import pytest

from django.urls import reverse

from curriculum.clock.time import now
from curriculum.models import PackageUpload

pytestmark = pytest.mark.django_db


def test_files_given_are_filtered_found_and_exported(client, cast):
    client.force_login(cast.training_office, backend="django.contrib.auth.backends.ModelBackend")
    old, refused = (
        PackageUpload.objects.create(
            file_name=name,
            state=state,
            refusal=refusal,
            started_by=cast.editor,
            created_at=now() - timedelta(days=days),
        )
        for name, state, refusal, days in (
            ("ngan-sach.zip", "done", "", 40),
            ("tiep-dan.h5p", "refused", "Tệp vượt quá dung lượng", 1),
        )
    )

    def shown(**asked) -> list[PackageUpload]:
        return list(client.get(reverse("office:package_uploads"), asked).context["object_list"])

    assert shown() == [refused, old]
    assert shown(ordering="file_name") == [old, refused]
    assert shown(state="refused") == shown(q="dung lượng") == [refused]
    assert shown(given_to=(now() - timedelta(days=30)).date()) == [old]
    answer = client.get(reverse("office:package_uploads"), {"state": "refused", "export": "csv"})
    written = b"".join(answer.streaming_content).decode()
    assert "Tệp vượt quá dung lượng" in written
    assert "ngan-sach" not in written
