"""Proposals with reasons, and naming a mentor with open eyes."""

from datetime import date, timedelta

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from curriculum.clock.time import today
from tests.factories.training import (
    MentorFactory,
    MentorshipFactory,
    PersonFactory,
    PositionFactory,
    PostingFactory,
    UnitFactory,
)
from training.errors import InvalidInput, NotAllowed, ReasonNeeded, WrongState
from training.mentoring.register.models import KeptApart, Mentor
from training.mentoring.register.proposals import (
    new_mentor_due,
    pair_of,
    postings_without_mentor,
    proposals_for,
)
from training.mentoring.register.services import keep_apart, lift_kept_apart, set_limit, suspend_mentor
from training.mentoring.services import assign_mentor, change_mentor
from training.models import Flag, Posting, RegulatedValue
from training.regulations.queries import forget_cached_values

DAY = date(2026, 11, 23)


def mentor_at(unit, *, trained=True, **kwargs) -> Mentor:
    person = PersonFactory(**kwargs)
    PositionFactory(person=person, unit=unit, valid_from=date(2020, 1, 1))
    until = {"trained_on": date(2026, 1, 1), "trained_until": date(2029, 1, 1), "update_due_on": date(2027, 1, 1)}
    return MentorFactory(person=person, **(until if trained else {}))


def codes(pair) -> set[str]:
    return {remark.code for remark in pair.remarks()}


def test_the_best_five_with_reasons_in_a_constant_number_of_queries(db, django_assert_num_queries, en):
    posting = PostingFactory()
    here, elsewhere = mentor_at(posting.host_unit), mentor_at(UnitFactory())
    untrained = mentor_at(posting.host_unit, trained=False)
    full, suspended = mentor_at(posting.host_unit), mentor_at(posting.host_unit)
    for _each in range(3):
        MentorshipFactory(mentor=full)
    Mentor.objects.filter(pk=suspended.pk).update(is_active=False)
    proposals = proposals_for(posting)
    assert [pair.mentor for pair in proposals] == [here, untrained, elsewhere]
    assert codes(proposals[0]) == {"at_host", "trained", "free"}
    assert [remark.code for remark in proposals[1].against()] == ["untrained"]
    assert "every visit is a journey" in proposals[2].against()[0].sentence
    with CaptureQueriesContext(connection) as asked:
        proposals_for(Posting.objects.get(pk=posting.pk))
    for _each in range(6):
        mentor_at(UnitFactory())
    assert len(proposals_for(posting)) == 5
    with django_assert_num_queries(len(asked)):
        proposals_for(Posting.objects.get(pk=posting.pk))
    assert [pair.mentor for pair in proposals_for(posting, at_host=True)] == [here, untrained]


def test_sex_and_age_never_change_a_score(db):
    posting = PostingFactory(person__sex="female")
    pairs = [
        pair_of(posting, mentor_at(posting.host_unit, sex=sex, birth_date=born))
        for sex, born in (("male", date(1970, 1, 1)), ("female", date(1990, 1, 1)), ("", None))
    ]
    assert len({pair.score for pair in pairs}) == 1


def test_worked_together_and_heading_the_host_speak_against(cast):
    posting = cast.posting
    PositionFactory(person=posting.person, unit=cast.commune, valid_from=DAY - timedelta(days=100))
    head = MentorFactory(person=cast.host_head.person)
    pair = pair_of(posting, head)
    assert {"colleague", "at_host"} <= codes(pair)
    assert not pair.is_superior
    head.person.positions.get().title.__class__.objects.filter(code="party_secretary").update(
        rank_level="head", is_key_official=True
    )
    pair = pair_of(posting, head)
    assert "superior" in codes(pair)
    assert pair.obstacle() == ""
    RegulatedValue.objects.filter(key="mentoring.superior_may_guide").update(value=False)
    forget_cached_values()
    assert pair_of(posting, head).obstacle()
    forget_cached_values()


def test_kept_apart_says_the_same_whatever_the_reason(cast, en):
    by, posting = cast.committee_officer, PostingFactory()
    marked, troubled, free = (mentor_at(posting.host_unit) for _each in range(3))
    kept = keep_apart(marked, posting.person, by=by)
    assert keep_apart(marked, posting.person, by=by) == kept
    over = DAY - timedelta(days=200)
    earlier = PostingFactory(
        person=posting.person,
        effective_on=DAY - timedelta(days=900),
        status="ended",
        ended_on=over,
        end_reason="returned",
    )
    MentorshipFactory(mentor=troubled, posting=earlier, valid_to=over)
    raised = earlier.mentorships.get().valid_from
    Flag.objects.create(
        rule="R10", level="confidential", posting=earlier, occasion="form:1", raised_on=raised,
        responder="committee_officer",
    )  # fmt: skip
    assert [pair.mentor for pair in proposals_for(posting)] == [free]
    sentences = []
    for mentor in (marked, troubled):
        with pytest.raises(InvalidInput) as refusal:
            assign_mentor(posting, mentor, by=by, note="Cần")
        sentences.append(str(refusal.value).replace(str(mentor), "X"))
    assert sentences[0] == sentences[1]
    assert "not to be paired" in sentences[0]
    assert not {field.name for field in KeptApart._meta.get_fields()} & {"reason", "kind", "note"}
    lift_kept_apart(kept, by=by)
    assert assign_mentor(posting, marked, by=by)


def test_what_speaks_against_needs_a_word(cast):
    by, posting = cast.committee_officer, PostingFactory()
    mentor = mentor_at(posting.host_unit, trained=False)
    with pytest.raises(ReasonNeeded) as refusal:
        assign_mentor(posting, mentor, by=by)
    assert [finding.code for finding in refusal.value.findings] == ["untrained"]
    mentorship = assign_mentor(posting, mentor, note="Sẽ học lớp tháng 12", by=by)
    assert assign_mentor(posting, mentor, by=by) == mentorship
    assert mentorship.valid_from == today()


def test_head_of_the_host_names_his_own_people_only(cast, en):
    head = cast.host_head
    posting = PostingFactory(host_unit=cast.commune)
    own, other = mentor_at(cast.commune), mentor_at(UnitFactory())
    with pytest.raises(NotAllowed, match="works at the host unit"):
        assign_mentor(posting, other, note="Giỏi", by=head)
    with pytest.raises(NotAllowed, match="Only officers"):
        assign_mentor(PostingFactory(), own, by=head)
    assert assign_mentor(posting, own, by=head).mentor == own


def test_change_of_mentor_is_both_or_neither(cast):
    by, first = cast.committee_officer, MentorshipFactory()
    second = mentor_at(first.posting.host_unit)
    set_limit(second, most=0, starts_on=DAY, by=by)
    with pytest.raises(WrongState):
        change_mentor(first, second, on=DAY, by=by)
    first.refresh_from_db()
    assert first.valid_to is None
    set_limit(second, most=2, starts_on=DAY, by=by)
    begun = change_mentor(first, second, on=DAY, by=by)
    assert begun.valid_from == DAY + timedelta(days=1)
    assert change_mentor(first, second, on=DAY, by=by) == begun
    with pytest.raises(InvalidInput):
        change_mentor(begun, second, on=DAY + timedelta(days=5), by=by)


def test_postings_that_wait_and_until_when(cast):
    by = cast.committee_officer
    guided, waiting = MentorshipFactory(), PostingFactory(effective_on=DAY - timedelta(days=12))
    changed = MentorshipFactory(valid_to=DAY - timedelta(days=4)).posting
    suspended = MentorshipFactory()
    days = {"decided_on": DAY - timedelta(days=2), "effective_on": DAY - timedelta(days=2)}
    suspend_mentor(suspended.mentor, number="1", by=by, **days)
    found = {row.pk: row for row in postings_without_mentor()}
    assert guided.posting_id not in found
    since = {pk: (DAY - row.since).days for pk, row in found.items()}
    assert since == {waiting.pk: 12, changed.pk: 4, suspended.posting_id: 2}
    assert found[suspended.posting_id].leaving == str(suspended.mentor)
    assert new_mentor_due(found[waiting.pk].since) == DAY + timedelta(days=18)
