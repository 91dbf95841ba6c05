from datetime import timedelta

import pytest

from curriculum.clock.time import today
from tests.factories.training import MentorFactory, MentorshipFactory, PostingFactory
from training.errors import InvalidInput, NotAllowed, WrongState
from training.mentoring.services import assign_mentor, end_mentorship

WHY = "Cùng công tác lâu năm"


def test_begin_and_again(cast):
    posting, mentor = PostingFactory(), MentorFactory()
    first = assign_mentor(posting, mentor, note=WHY, by=cast.committee_officer)
    assert assign_mentor(posting, mentor, note=WHY, by=cast.committee_officer) == first
    assert first.valid_from == today()


def test_begin_of_a_posting_to_come_starts_with_it(cast):
    posting = PostingFactory(effective_on=today() + timedelta(days=20), status="decided")
    assert (
        assign_mentor(posting, MentorFactory(), note=WHY, by=cast.committee_officer).valid_from == posting.effective_on
    )


def test_begin_is_refused_with_a_sentence(cast, en):
    by, posting = cast.committee_officer, PostingFactory()
    with pytest.raises(NotAllowed):
        assign_mentor(posting, MentorFactory(), note=WHY, by=cast.host_head)
    with pytest.raises(InvalidInput, match="mentor of himself"):
        assign_mentor(posting, MentorFactory(person=posting.person), note=WHY, by=by)
    with pytest.raises(WrongState, match="not available"):
        assign_mentor(posting, MentorFactory(is_active=False), note=WHY, by=by)
    assign_mentor(posting, MentorFactory(), note=WHY, by=by)
    with pytest.raises(WrongState, match="End that mentorship first"):
        assign_mentor(posting, MentorFactory(), note=WHY, by=by)
    ended = PostingFactory(status="ended", ended_on=today(), end_reason="returned")
    with pytest.raises(WrongState, match="has ended"):
        assign_mentor(ended, MentorFactory(), note=WHY, by=by)


def test_a_mentor_guides_three_at_most(cast, en):
    mentor = MentorFactory()
    for _each in range(3):
        assign_mentor(PostingFactory(), mentor, note=WHY, by=cast.committee_officer)
    with pytest.raises(WrongState, match="already guides 3 officials"):
        assign_mentor(PostingFactory(), mentor, note=WHY, by=cast.committee_officer)


def test_end_and_again(cast, en):
    mentorship = MentorshipFactory()
    ended = end_mentorship(mentorship, on=today(), by=cast.committee_officer)
    assert ended.valid_to == today()
    assert end_mentorship(mentorship, on=today(), by=cast.committee_officer) == ended
    with pytest.raises(WrongState, match="already ended on"):
        end_mentorship(mentorship, on=today() + timedelta(days=1), by=cast.committee_officer)
    with pytest.raises(NotAllowed):
        end_mentorship(mentorship, on=today(), by=cast.mentor)
