"""Entry and exit by decision, training, limits, and the numbers made of them."""

from datetime import date, timedelta

import pytest

from tests.factories.training import (
    MentorFactory,
    MentorshipFactory,
    PersonFactory,
    PositionFactory,
    PositionTitleFactory,
    PostingFactory,
)
from training.errors import InvalidInput, NotAllowed, ReasonNeeded, WrongState
from training.mentoring.register import services
from training.mentoring.register.load import load_of
from training.mentoring.register.models import Mentor, RegisterDecision
from training.mentoring.register.queries import entry_of, mentor_numbers, register_rows
from training.mentoring.services import assign_mentor

DAY = date(2026, 11, 23)  # as the clock of these tests stands
DECISION = {"number": "12-QĐ/BTCTU", "decided_on": DAY - timedelta(days=3), "effective_on": DAY}


def deputy(**kwargs):
    person = PersonFactory()
    PositionFactory(person=person, title=PositionTitleFactory(), **{"valid_from": date(2020, 1, 1)} | kwargs)
    return person


def test_entered_by_decision_once_and_again_after_leaving(cast):
    by, person = cast.committee_officer, deputy()
    mentor = services.enter_register(person, **DECISION, by=by)
    assert services.enter_register(person, **DECISION, by=by) == mentor
    with pytest.raises(WrongState):
        services.enter_register(person, **DECISION | {"number": "13"}, by=by)
    services.take_off_register(mentor, **DECISION | {"number": "14"}, by=by)
    mentor.refresh_from_db()
    assert (mentor.state, mentor.left_on) == (Mentor.State.TAKEN_OFF, DAY)
    with pytest.raises(WrongState):
        services.suspend_mentor(mentor, **DECISION | {"number": "15"}, by=by)
    again = services.enter_register(person, **DECISION | {"number": "16"}, by=by)
    assert again.pk == mentor.pk
    assert again.state == Mentor.State.REGISTERED
    assert list(again.decisions.values_list("kind", flat=True)) == ["entered", "taken_off", "entered"]


def test_conditions_not_met_need_a_reason(cast, en):
    by, beginner = cast.committee_officer, deputy(valid_from=date(2024, 1, 1))
    with pytest.raises(ReasonNeeded, match="at least 5 years of service; 2 are on record"):
        services.enter_register(beginner, **DECISION, by=by)
    assert services.enter_register(beginner, **DECISION, working_since=date(2010, 5, 1), by=by).exception == ""
    outsider = PersonFactory()
    with pytest.raises(ReasonNeeded) as refusal:
        services.enter_register(outsider, **DECISION, by=by)
    assert [one.code for one in refusal.value.findings] == ["not_leading", "too_short"]
    kept = services.enter_register(outsider, **DECISION, exception="Nguyên bí thư huyện ủy đã nghỉ hưu", by=by)
    assert kept.exception


def test_who_may_and_what_cannot_be_right(cast):
    mentor = MentorFactory()
    for user in (cast.training_office, cast.auditor, cast.host_head):
        with pytest.raises(NotAllowed):
            services.suspend_mentor(mentor, **DECISION, by=user)
    by = cast.committee_officer
    for wrong in ({"number": " "}, {"effective_on": DAY + timedelta(days=1)}, {"decided_on": DAY + timedelta(days=1)}):
        with pytest.raises(InvalidInput):
            services.suspend_mentor(mentor, **DECISION | wrong, by=by)
    services.suspend_mentor(mentor, **DECISION, by=by)
    assert services.suspend_mentor(mentor, **DECISION, by=by).state == Mentor.State.SUSPENDED
    with pytest.raises(WrongState):
        services.suspend_mentor(mentor, **DECISION | {"number": "20"}, by=by)
    with pytest.raises(WrongState):
        assign_mentor(PostingFactory(), mentor, by=by, note="Người duy nhất")
    assert services.resume_mentor(mentor, **DECISION | {"number": "21"}, by=by).state == Mentor.State.REGISTERED


def test_training_is_valid_for_its_months_and_updated_each_year(cast):
    by, mentor = cast.committee_officer, MentorFactory()
    assert mentor.training == Mentor.Training.NONE
    services.record_training(mentor, kind="full", held_on=date(2024, 3, 1), name="NHD", by=by)
    mentor.refresh_from_db()
    assert (mentor.trained_until, mentor.training) == (date(2027, 3, 1), Mentor.Training.UPDATE_DUE)
    for _again in range(2):
        services.record_training(mentor, kind="update", held_on=date(2026, 6, 1), name="Phản hồi", by=by)
    mentor.refresh_from_db()
    assert (mentor.update_due_on, mentor.training) == (date(2027, 6, 1), Mentor.Training.IN_FORCE)
    assert mentor.training_on(date(2027, 3, 2)) == Mentor.Training.EXPIRED
    assert mentor.trainings.count() == 2
    for state in Mentor.Training:
        assert (mentor in Mentor.objects.with_training(state)) == (state == mentor.training)
    with pytest.raises(InvalidInput):
        services.record_training(mentor, kind="full", held_on=DAY + timedelta(days=1), name="NHD", by=by)


def test_own_limit_holds_for_its_days_and_never_above_the_rule(cast, en):
    mentor = cast.mentorship.mentor
    services.set_limit(mentor, most=1, starts_on=DAY, ends_on=DAY + timedelta(days=30), by=cast.mentor)
    assert (load_of(mentor, DAY).most, load_of(mentor, DAY + timedelta(days=31)).most) == (1, 3)
    with pytest.raises(WrongState, match="takes on 1 officials at most"):
        assign_mentor(PostingFactory(), mentor, by=cast.committee_officer, note="Gần nhất")
    with pytest.raises(InvalidInput):
        services.set_limit(mentor, most=4, starts_on=DAY, by=cast.mentor)
    with pytest.raises(NotAllowed):
        services.set_limit(mentor, most=0, starts_on=DAY, by=cast.host_head)
    services.set_limit(mentor, most=0, starts_on=DAY, by=cast.committee_officer)
    row = register_rows().get(pk=mentor.pk)
    assert (row.guided, row.most, row.room) == (1, 0, -1)
    assert load_of(mentor, DAY).is_over


def test_numbers_of_a_day_follow_the_history(cast, django_assert_max_num_queries):
    by = cast.committee_officer
    guide = cast.mentorship.mentor
    for _each in range(3):
        MentorshipFactory(mentor=guide)
    suspended, left = MentorFactory(), MentorFactory()
    services.record_training(guide, kind="full", held_on=date(2026, 9, 1), name="NHD", by=by)
    services.record_training(suspended, kind="full", held_on=date(2022, 9, 1), name="NHD", by=by)
    earlier = {"decided_on": date(2026, 10, 1), "effective_on": date(2026, 10, 1)}
    services.suspend_mentor(suspended, number="1", **earlier, by=by)
    services.take_off_register(left, number="2", **earlier, by=by)
    PostingFactory()
    with django_assert_max_num_queries(12):
        numbers = mentor_numbers(DAY)
    assert numbers == {
        "registered": 2,
        "available": 1,
        "suspended": 1,
        "guiding": 1,
        "guided": 4,
        "full": 1,
        "over_limit": 1,
        "free_places": 0,
        "trained": 1,
        "update_due": 0,
        "expired": 1,
        "untrained": 0,
        "postings_without_mentor": 1,
        "reviews_due": 0,
        "reviews_signed": 0,
    }
    before = mentor_numbers(date(2026, 8, 1))
    assert (before["registered"], before["suspended"], before["trained"], before["expired"]) == (3, 0, 0, 1)
    entry = entry_of(guide)
    assert len(entry.present) == 4
    assert RegisterDecision.objects.count() == 2
