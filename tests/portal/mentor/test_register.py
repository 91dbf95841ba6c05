"""The mentor's own entry and his F9; a host head finds a mentor among his own people."""

from datetime import date

import pytest

from django.urls import reverse

from tests.factories.training import MentorFactory, PersonFactory, PositionFactory, PostingFactory
from training.mentoring.definitions import Definition
from training.mentoring.reference import load_competencies, load_forms
from training.mentoring.register.reviews import open_reviews
from training.models import MentorReview


@pytest.fixture
def enter(client, time_machine):
    time_machine.move_to("2026-11-23 09:00", tick=False)

    def as_(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return as_


def test_review_stands_on_the_home_is_saved_while_written_and_confirmed(cast, enter):
    load_competencies()
    load_forms()
    assert cast.mentorship
    client = enter(cast.mentor)
    open_reviews(date(2026, 11, 23))
    review = MentorReview.objects.get()
    page = reverse("mentor:review", args=[review.pk])
    assert page in client.get(reverse("mentor:home")).text
    assert "data-autosave" in client.get(page).text
    saved = client.post(reverse("mentor:review_draft", args=[review.pk]), {"what_helped": "Hỏi", "base_version": "0"})
    assert saved.json()["version"] == 1
    again = client.post(reverse("mentor:review_draft", args=[review.pk]), {"what_helped": "Nghe", "base_version": "0"})
    assert again.status_code == 422
    short = client.post(page, {"action": "sign", "what_helped": "Hỏi", "base_version": "1"})
    assert short.context["inputs"].errors
    fields = Definition.of(review.version).fields()
    whole = {item.id: {"scale": "4", "integer": "9", "choice": "same"}.get(item.type, "Đã làm") for item in fields}
    review.refresh_from_db()
    done = client.post(page, whole | {"action": "sign", "base_version": str(review.revision_number)})
    assert done.status_code == 302
    review.refresh_from_db()
    assert review.is_signed
    assert page not in client.get(reverse("mentor:home")).text
    assert page in client.get(reverse("mentor:entry")).text
    assert "data-autosave" not in client.get(page).text
    desk = enter(cast.committee_officer)
    assert "Đã làm" in desk.get(reverse("office:mentor_review", args=[review.pk])).text
    back = desk.post(reverse("office:mentor_review_return", args=[review.pk]), {"reason": "Thêm số buổi"})
    assert back.status_code == 302
    assert desk.get(reverse("office:mentor_review", args=[review.pk])).status_code == 404


def test_head_of_the_host_names_one_of_his_own(cast, enter):
    posting = PostingFactory(host_unit=cast.commune)
    own, other = (MentorFactory(person=PersonFactory()) for _each in range(2))
    PositionFactory(person=own.person, unit=cast.commune)
    PositionFactory(person=other.person)
    client = enter(cast.host_head)
    page = reverse("mentor:find_mentor", args=[posting.pk])
    assert page in client.get(reverse("mentor:posting", args=[posting.pk])).text
    shown = client.get(page)
    assert [pair.mentor for pair in shown.context["proposals"]] == [own]
    for given in ({"mentor": other.pk, "note": "Gần"}, {"mentor": own.pk}, {"mentor": "x"}):
        client.post(page, given)
        assert not posting.mentorships.exists()
    client.post(page, {"mentor": own.pk, "note": "Sẽ học tháng 12"})
    assert posting.mentorships.get().mentor == own
