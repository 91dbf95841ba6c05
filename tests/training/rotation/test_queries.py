import pytest

from curriculum.clock.time import today
from tests.factories.training import MentorshipFactory, PostingFactory
from training.rotation.queries import days_left, posting_of, postings_for_list, search_postings


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries(cast, count, django_assert_num_queries):
    for _each in range(count):
        MentorshipFactory()
    user = cast.committee_officer
    assert user.roles
    with django_assert_num_queries(2):
        rows = list(postings_for_list(user))
        texts = [f"{p.person} {p.host_unit} {p.sending_unit} {p.title} {p.current_mentorships[0].mentor}" for p in rows]
    assert len(texts) == count


def test_search_by_person_and_unit_without_tone_marks(cast):
    posting = cast.posting
    PostingFactory()
    everything = postings_for_list(cast.committee_officer)
    for words in ("hoang duc", "o dien", "so noi vu"):
        assert list(search_postings(everything, words)) == [posting]


def test_posting_of_prefers_the_running_one(cast):
    posting = cast.posting
    PostingFactory(person=posting.person, status="ended", ended_on=today(), end_reason="returned")
    assert posting_of(cast.young_official) == posting
    posting.delete()
    assert posting_of(cast.young_official).status == "ended"
    assert posting_of(cast.stranger) is None


def test_days_left():
    assert days_left(PostingFactory.build(due_on=today())) == 0
    assert days_left(PostingFactory.build(due_on=None)) is None
