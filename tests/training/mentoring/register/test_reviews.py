"""F9: opened once a year, reminded, written, confirmed, given back."""

from datetime import date, datetime, timedelta

import pytest

from curriculum.clock.time import set_to
from tests.factories.training import MentorFactory, MentorshipFactory
from training.errors import Incomplete, InvalidInput, NotAllowed, Stale, WrongState
from training.mentoring.definitions import Definition, fingerprint
from training.mentoring.register.reviews import (
    latest_answers,
    open_reviews,
    return_review,
    save_review,
    sign_review,
    told_of,
)
from training.mentoring.register.rules import can_read_review
from training.models import MentorReview

DAY = date(2026, 11, 23)


@pytest.fixture
def review(cast, instruments) -> MentorReview:
    assert cast.mentorship
    open_reviews(DAY)
    return MentorReview.objects.get()


def whole(review) -> dict:
    given = {"scale": 4, "integer": 9, "text": "Nghe trước, hỏi sau"}
    return {item.id: given.get(item.type, "same") for item in Definition.of(review.version).fields()}


def test_opened_once_for_whoever_guided_in_the_year(cast, instruments, django_capture_on_commit_callbacks):
    guide, earlier = cast.mentorship.mentor, MentorshipFactory(valid_to=date(2026, 7, 1)).mentor
    long_ago = MentorshipFactory(posting__effective_on=date(2024, 1, 1), valid_to=date(2025, 12, 31)).mentor
    MentorFactory()
    with set_to(datetime(2026, 11, 10, 2, 0)):
        assert open_reviews() == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert open_reviews(DAY) == 2
        assert open_reviews(DAY) == 0
    assert set(MentorReview.objects.values_list("mentor", flat=True)) == {guide.pk, earlier.pk}
    assert long_ago.pk not in {guide.pk, earlier.pk}
    for day in (date(2026, 12, 9), date(2026, 12, 9), date(2026, 12, 15), date(2026, 12, 20)):
        with django_capture_on_commit_callbacks(execute=True):
            open_reviews(day)
    keys = [key.rsplit(":", 1)[-1] for key in cast.mentor.notices.order_by("pk").values_list("key", flat=True)]
    assert keys == ["opened", "7 days", "1 days", "late"]


def test_written_confirmed_and_given_back_with_every_revision_kept(cast, review):
    by = cast.mentor
    with pytest.raises(Incomplete) as refusal:
        sign_review(review, by=by)
    assert "what_helped" in refusal.value.by_field
    review = save_review(review, {"what_helped": "Đi cơ sở cùng"}, base_version=0, by=by)
    assert save_review(review, {"what_helped": "Đi cơ sở cùng"}, base_version=0, by=by).revision_number == 1
    with pytest.raises(Stale):
        save_review(review, {"what_helped": "Từ máy khác"}, base_version=0, by=by)
    with pytest.raises(InvalidInput):
        save_review(review, {"area_self": 9}, base_version=1, by=by)
    review = save_review(review, whole(review), base_version=1, by=by)
    signed = sign_review(review, by=by)
    assert sign_review(signed, by=by).signed_at == signed.signed_at
    with pytest.raises(WrongState):
        save_review(signed, {"area_self": 1}, base_version=2, by=by)
    kept = signed.revisions.get(number=2)
    assert kept.sha256 == fingerprint(kept.answers)
    assert dict(told_of(signed)[0].answers[0][0].data)["id"] == "area_self"
    for user in (by, cast.host_head, cast.auditor):
        with pytest.raises(NotAllowed):
            return_review(signed, reason="Thêm", by=user)
    returned = return_review(signed, reason="Nêu rõ số buổi", by=cast.committee_officer)
    assert (returned.status, returned.signed_at) == ("draft", None)
    again = sign_review(returned, by=by)
    assert again.revision_number == 3
    assert [row.number for row in again.revisions.filter(signed_at__isnull=False)] == [3, 2]


def test_written_by_the_mentor_read_by_him_and_once_confirmed_by_the_committee(cast, review):
    for user in (cast.young_official, cast.host_head, cast.committee_officer):
        with pytest.raises(NotAllowed):
            save_review(review, {}, base_version=0, by=user)
    for signed in (False, True):
        if signed:
            review = sign_review(save_review(review, whole(review), base_version=0, by=cast.mentor), by=cast.mentor)
        seen = {
            name for name, user in cast.everybody().items() if MentorReview.objects.visible_to(user).exists()
        }  # fmt: skip
        asked = {name for name, user in cast.everybody().items() if can_read_review(user, review)}
        assert seen == asked == ({"mentor", "committee_officer"} if signed else {"mentor"})


def test_begins_with_what_the_portal_knows(cast, review):
    assert latest_answers(review) == {"contacts_held": 0}
    assert review.due_on == date(2026, 12, 15)
    assert review.due_on - timedelta(days=30) == review.opens_on
