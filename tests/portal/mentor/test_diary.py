"""The work diary on the phone: the writer's own, and nobody else's word of it anywhere."""

from uuid import uuid4

import pytest

from django.urls import reverse

from wagtail.models import ModelLogEntry

from curriculum.clock.time import today
from tests.cast import MEMBERS
from training.mentoring.queries import suggested_answers
from training.models import DiaryEntry, TermForm
from training.rotation.term import months_after

pytestmark = pytest.mark.django_db
SECRET = "Điều chỉ tôi biết"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def page(cast, term, client):
    client.force_login(cast.young_official, backend=BACKEND)
    facts = {"week": today(), "client_key": uuid4(), "base_version": 0, "weeks": 1, "village_days": "3"}
    saved = client.post(reverse("mentor:diary_draft"), facts | {"main_work": SECRET})
    assert (saved.status_code, saved.json()["version"]) == (200, 1)
    return DiaryEntry.objects.get()


def test_a_page_is_saved_as_one_types_and_another_device_overwrites_nothing(page, client):
    facts = {"week": today(), "client_key": uuid4(), "base_version": 0, "weeks": 1, "main_work": "Từ máy khác"}
    stale = client.post(reverse("mentor:diary_draft"), facts)
    assert (stale.status_code, bool(stale.json()["conflict"])) == (409, True)
    assert DiaryEntry.objects.get().main_work == SECRET
    both = client.post(reverse("mentor:diary_write"), facts | {"action": "join"})
    assert (both.status_code, DiaryEntry.objects.get().main_work) == (302, f"{SECRET}\n\nTừ máy khác")


def test_its_figures_begin_the_quarterly_review(page, cast):
    cast.posting.decision_on, cast.posting.effective_on = months_after(today(), -8), months_after(today(), -7)
    cast.posting.save()
    review = TermForm.objects.select_related("posting", "version").get(posting=cast.posting, code="F3", month=9)
    assert suggested_answers(review)["village_days"] == 3
    assert "training" not in suggested_answers(review), "what is not known is left empty"


def test_private_words_reach_nobody(page, cast, client):
    posting = cast.posting.pk
    pages = [
        reverse("mentor:posting", args=[posting]),
        reverse("mentor:profile", args=[posting]),
        reverse("mentor:survey", args=[posting]),
        reverse("mentor:diary_page", args=[page.key]),
        reverse("office:posting", args=[posting]),
        reverse("search:results") + "?q=chi+toi+biet",
        reverse("notices:list"),
        reverse("records:person", args=[cast.posting.person_id]),
    ]
    for member in MEMBERS:
        if member == "young_official":
            continue
        client.force_login(cast[member], backend=BACKEND)
        for address in pages:
            assert SECRET not in client.get(address).content.decode(), (member, address)
    assert SECRET not in str(list(ModelLogEntry.objects.values_list("data", "label")))
    client.force_login(cast.host_head, backend=BACKEND)
    assert "1 page" in client.get(pages[0]).content.decode(), "the count is all that others see"


def test_the_mentor_reads_what_is_shared_and_then_it_stands(page, cast, client):
    client.post(reverse("mentor:diary_share", args=[page.key]))
    client.force_login(cast.mentor, backend=BACKEND)
    assert "1 page shared with you" in client.get(reverse("mentor:posting", args=[cast.posting.pk])).content.decode()
    listed = client.get(reverse("mentor:diary_shared", args=[cast.posting.pk])).content.decode()
    assert reverse("mentor:diary_page", args=[page.key]) in listed
    assert SECRET in client.get(reverse("mentor:diary_page", args=[page.key])).content.decode()
    client.force_login(cast.young_official, backend=BACKEND)
    client.post(reverse("mentor:diary_withdraw", args=[page.key]))
    assert DiaryEntry.objects.get().is_shared, "what was read cannot be made unread"
