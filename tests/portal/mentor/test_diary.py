"""The work diary on the phone: the writer's own, and nobody else's word of it anywhere."""

from datetime import timedelta
from uuid import uuid4

import pytest

from django.urls import reverse

from wagtail.models import ModelLogEntry

from curriculum.clock.time import now, today
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


def test_a_page_is_saved_as_one_types_and_another_device_overwrites_nothing(page, cast, client):
    facts = {"week": today(), "client_key": uuid4(), "base_version": 0, "weeks": 1, "main_work": "Từ máy khác"}
    stale = client.post(reverse("mentor:diary_draft"), facts)
    assert (stale.status_code, DiaryEntry.objects.get().main_work) == (409, SECRET)
    beside = stale.json()["conflict"]["url"]
    assert client.post(reverse("mentor:diary_write"), facts).url == beside, "without scripts the same"
    shown = client.get(beside).content.decode()
    assert SECRET in shown
    assert "Từ máy khác" in shown
    settled = client.post(beside, {"main_work": "both"})
    assert settled.url == reverse("mentor:diary_page", args=[page.key])
    assert DiaryEntry.objects.get().main_work == f"{SECRET}\n\nTừ máy khác"
    client.force_login(cast.mentor, backend=BACKEND)
    assert client.get(beside).status_code == 404


def test_a_page_written_without_a_network_arrives_once_in_its_week(page, cast, client):
    def sent(week, key, made_at=None, **body):
        said = {"posting": cast.posting.pk, "week": str(week), "key": str(key), "base_version": 0, "action": "save"}
        said |= {"touched": ["main_work"], "fields": [["main_work", "Trên xe"], ["weeks", "1"]]}
        one = {
            "id": str(uuid4()),
            "kind": "diary_entry",
            "made_at": (made_at or now()).isoformat(),
            "body": said | body,
        }
        letter = {"client_time": (made_at or now()).isoformat(), "operations": [one]}
        for _n in range(2):  # the answer to the first is lost
            answer = client.post(reverse("offline:sync"), letter, content_type="application/json")
        return answer.json()["results"][0]

    before = today() - timedelta(days=7)
    taken = sent(before, uuid4())
    entry = DiaryEntry.objects.get(starts_on=before)
    assert (taken["first"], taken["kept"]["version"], entry.main_work) == ("accepted", 1, "Trên xe")
    beside = sent(today(), page.key)
    assert (beside["first"], DiaryEntry.objects.get(pk=page.pk).main_work) == ("accepted", SECRET)
    assert beside["kept"]["conflict"]
    ahead = now() + timedelta(days=400)  # a telephone whose clock is a year ahead chose the week
    wrong = sent(ahead.date(), uuid4(), ahead, by_device=True, at=ahead.isoformat())
    assert (wrong["first"], DiaryEntry.objects.count()) == ("accepted", 2)
    assert sent(today() + timedelta(days=14), uuid4())["first"] == "refused"
    assert sent(today(), uuid4(), posting=cast.posting.pk + 1)["first"] == "refused"
    assert (
        client.get(reverse("mentor:manifest")).json()["postings"][0]["pages"].count(reverse("mentor:diary_write")) == 1
    )


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

    write, monday = reverse("mentor:diary_write"), page.starts_on + timedelta(days=7)
    waiting = client.get(write).content.decode()  # what the phone keeps of this page begins the next week
    assert f'name="week" value="{monday:%Y-%m-%d}"' in waiting
    assert "hidden novalidate" in waiting
    assert SECRET not in waiting
    assert client.get(write, {"week": today()}).url == reverse("mentor:diary_page", args=[page.key])
    facts = {"week": today(), "client_key": uuid4(), "base_version": 1, "weeks": 1, "main_work": "Viết tiếp"}
    assert client.post(write, facts).url == reverse("mentor:version", args=[page.parallel_versions.get().pk]), (
        "nothing is lost"
    )
