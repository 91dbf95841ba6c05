"""Change of mentor and early end (F8): what is written, what passes on, what stays with whoever leaves."""

from datetime import timedelta

import pytest

from curriculum.clock.time import now, today
from portal.mentor.earlier import earlier_versions
from portal.models import Notice
from tests.factories.training import MentorFactory, PersonFactory, UserFactory
from tests.training.mentoring.filling import hand_in, sign, sign_by_all, write
from training.errors import Incomplete, NotAllowed, WrongState
from training.mentoring.flags.computing import compute_flags
from training.mentoring.forms import Filing
from training.mentoring.handovers.holding import kept_by
from training.mentoring.handovers.reminders import remind_of_late_handovers
from training.mentoring.handovers.rules import can_read_sheet
from training.mentoring.handovers.services import (
    begin_handover,
    decide_early_end,
    hand_over,
    release_form,
    withdraw_handover,
)
from training.mentoring.handovers.sheet import sheet_of
from training.mentoring.models import ActionPoint, MentoringContact, TermForm
from training.mentoring.rules import can_view_contact, can_view_form
from training.mentoring.services import (
    assign_mentor,
    create_calendar,
    end_mentorship,
    recompute_calendar,
    return_form,
    save_form,
    submit_form,
)
from training.models import Flag, KeptForm, Posting
from training.rotation.services import end_posting

pytestmark = pytest.mark.usefixtures("instruments")


NAMED = {"note": "Đã xem xét, phù hợp nhiệm vụ"}


@pytest.fixture
def posting(cast):
    cast.everybody()
    create_calendar(cast.posting)
    return cast.posting


@pytest.fixture
def newcomer(db):
    return MentorFactory(person=PersonFactory(user=UserFactory(), full_name="Tạ Thị Mới"))


def begin(posting, by, **changes):
    facts = {"kind": "mentor", "reason": "mentor_moves", "on": today()} | changes
    return begin_handover(posting, **facts, by=by)


def form_of(posting, code, month):
    return TermForm.objects.select_related("posting__person", "version").get(posting=posting, code=code, month=month)


def test_f8_is_due_in_fifteen_days_and_the_new_mentor_in_thirty(posting, cast):
    handover = begin(posting, cast.mentor)
    assert begin(posting, cast.mentor) == handover
    assert handover.form.due_on == today() + timedelta(days=15)
    assert handover.mentor_due_on == today() + timedelta(days=30)
    assert handover.form.revisions.get().answers == {"reason": "mentor_moves", "takes_effect_on": today().isoformat()}
    recompute_calendar(posting)
    assert TermForm.objects.get(pk=handover.form_id).status == TermForm.Status.DRAFT
    with pytest.raises(WrongState):
        begin(posting, cast.committee_officer, reason="agreed")
    for stranger in (cast.young_official, cast.auditor, cast.stranger):
        with pytest.raises(NotAllowed):
            begin(posting, stranger, reason="agreed")


def test_signed_by_mentor_mentee_host_and_approved_by_the_committee(posting, cast):
    handover = begin(posting, cast.mentor)
    hand_in(handover.form, cast.mentor)
    with pytest.raises(WrongState):
        sign(handover.form, cast.host_head)
    for who in (cast.young_official, cast.host_head):
        sign(handover.form, who)
    assert not type(handover).objects.get().is_approved
    sign(handover.form, cast.committee_officer)
    assert type(handover).objects.select_related("form").get().is_approved


def test_what_is_open_passes_on_and_what_was_begun_stays(posting, cast, newcomer):
    """Action points, flags and untouched forms go to the new mentor; a report begun stays with the old for a while."""
    contact = MentoringContact.objects.create(
        mentorship=cast.mentorship,
        status="confirmed",
        happened_at=now() - timedelta(days=3),
        topics="Điều đã tâm sự",
        recorded_by=cast.mentor,
        recorded_at=now(),
        confirmed_by=cast.young_official,
        confirmed_at=now(),
        sha256="0" * 64,
    )
    ActionPoint.objects.create(contact=contact, text="Nắm lại hồ sơ đất đai thôn 3", owner="mentee")
    begun = form_of(posting, "F4", 6)
    save_form(begun, {"mentor_note": "Đã bắt đầu viết"}, base_version=0, by=cast.mentor)
    level = {"level": 3, "evidence": "Chủ trì họp thôn"}
    save_form(begun, {"C1_mentor": level}, base_version=0, by=cast.mentor)
    handover = begin(posting, cast.mentor)
    hand_over(handover, newcomer, **NAMED, by=cast.committee_officer)
    hand_over(handover, newcomer, **NAMED, by=cast.committee_officer)
    old, new = cast.mentor, newcomer.person.user
    begun = form_of(posting, "F4", 6)

    assert {row.form.code for row in kept_by(old)} == {"F4", "F8"}
    assert can_view_form(old, begun)
    assert {item.id for item in Filing.of(begun, old).writable_fields()} >= {"C1_mentor"}
    assert not Filing.of(begun, new).writable_fields()
    assert not Posting.objects.visible_to(old).exists()
    assert Filing.of(form_of(posting, "F3", 9), new).capacities == {"mentor"}
    assert not can_view_form(old, form_of(posting, "F3", 9))

    sheet = sheet_of(posting)
    assert [action.text for action in sheet.actions] == ["Nắm lại hồ sơ đất đai thôn 3"]
    assert can_read_sheet(new, posting)
    assert can_read_sheet(cast.young_official, posting)
    for other in (old, cast.host_head, cast.committee_officer, cast.auditor):
        assert not can_read_sheet(other, posting)
    assert not can_view_contact(new, contact)  # what was confided stays confidential
    assert not MentoringContact.objects.visible_to(new).exists()

    kept = kept_by(old).get(form__code="F4")
    with pytest.raises(NotAllowed):
        release_form(kept, by=new)
    release_form(kept, by=old)
    release_form(kept, by=old)
    assert not can_view_form(old, begun)
    assert {item.id for item in Filing.of(begun, new).writable_fields()} >= {"C1_mentor"}
    assert Filing.of(begun, new).answers["C1_mentor"] == level


def test_what_the_mentor_confided_in_an_unfinished_form_is_not_his_successors(posting, cast, newcomer):
    review = form_of(posting, "F3", 3)
    save_form(review, {"mentor_note": "Tiến bộ", "relationship_mentor": "1"}, base_version=0, by=cast.mentor)
    save_form(review, {"duties": "Văn xã"}, base_version=1, by=cast.young_official)
    hand_over(begin(posting, cast.host_head, by_host=True), newcomer, **NAMED, by=cast.committee_officer)
    release_form(kept_by(cast.mentor).get(form__code="F3"), by=cast.mentor)
    new, officer = newcomer.person.user, cast.committee_officer
    told = Filing.of(form_of(posting, "F3", 3), new)
    assert told.answers == {"mentor_note": "Tiến bộ", "duties": "Văn xã"}
    assert "relationship_mentor" in {item.id for item in told.writable_fields()}, "he says it for himself"
    assert "relationship_mentor" in told.definition.missing(told.answers, ["mentor"])
    assert Filing.of(form_of(posting, "F3", 3), officer).answers["relationship_mentor"] == 1

    save_form(review, {"relationship_mentor": "4"}, base_version=2, by=new)
    assert Filing.of(form_of(posting, "F3", 3), new).answers["relationship_mentor"] == 4
    write(review, cast.young_official)
    submit_form(review, by=cast.young_official)
    sign(review, new)
    return_form(review, reason="Sửa", by=cast.host_head)
    end_mentorship(posting.mentorships.current().get(), on=today(), by=officer)
    third = MentorFactory(person=PersonFactory(user=UserFactory(), full_name="Vũ Thị Ba"))
    assign_mentor(posting, third, valid_from=today(), note="Gần nhất", by=officer)
    KeptForm.objects.update(released_at=now())
    page = Filing.of(form_of(posting, "F3", 3), third.person.user)
    assert "relationship_mentor" not in page.answers
    labels = {row["label"] for one in earlier_versions(page) for row in one["changed"]}
    assert not any("relationship" in str(label) or "Quan hệ" in str(label) for label in labels)


def test_a_form_kept_too_long_is_the_new_mentors(posting, cast, newcomer, time_machine):
    begun = form_of(posting, "F4", 6)
    save_form(begun, {"C1_mentor": {"level": 3, "evidence": "x"}}, base_version=0, by=cast.mentor)
    hand_over(begin(posting, cast.host_head, by_host=True), newcomer, **NAMED, by=cast.committee_officer)
    assert can_view_form(cast.mentor, begun)
    kept_by(cast.mentor).update(until=today() - timedelta(days=1))
    assert not can_view_form(cast.mentor, begun)
    assert Filing.of(begun, newcomer.person.user).writable_fields()


def test_the_flag_that_asked_for_a_mentor_closes(posting, cast, newcomer):
    cast.mentor.person.mentor.is_active = False
    cast.mentor.person.mentor.save()
    compute_flags(announce=False)
    flag = Flag.objects.get(rule="R7")
    hand_over(begin(posting, cast.host_head, by_host=True), newcomer, **NAMED, by=cast.committee_officer)
    flag.refresh_from_db()
    assert (flag.status, newcomer.person.full_name in flag.result) == ("resolved", True)


def test_flags_given_to_the_leaving_mentor_go_to_the_new_one(posting, cast, newcomer):
    compute_flags(announce=False)
    flag = Flag.objects.filter(rule="R1").get()
    Flag.objects.filter(pk=flag.pk).update(assigned_to=cast.mentor, status="in_action")
    hand_over(begin(posting, cast.mentor), newcomer, **NAMED, by=cast.committee_officer)
    flag.refresh_from_db()
    assert flag.assigned_to == newcomer.person.user
    assert flag.steps.filter(kind="assigned").exists()


def test_early_end_is_decided_after_all_have_signed(posting, cast, en):
    handover = begin(posting, cast.host_head, kind="early_end", reason="other_task")
    decision = {"ended_on": today(), "decision_number": "55-QĐ/TU", "decision_on": today()}
    with pytest.raises(WrongState, match="not signed by all"):
        decide_early_end(handover, **decision, by=cast.committee_officer)
    sign_by_all(handover.form, cast, by=cast.host_head)
    decide_early_end(handover, **decision, by=cast.committee_officer)
    decide_early_end(handover, **decision, by=cast.committee_officer)
    posting.refresh_from_db()
    assert (posting.status, posting.end_reason, posting.end_decision) == ("ended", "terminated", "55-QĐ/TU")
    assert posting.changes.get().kind == "ended_early"


def test_withdrawn_it_leaves_everything_as_it_was(posting, cast):
    handover = withdraw_handover(begin(posting, cast.mentor), by=cast.committee_officer)
    assert (handover.outcome, TermForm.objects.get(pk=handover.form_id).status) == ("withdrawn", "cancelled")
    assert cast.mentorship.valid_to is None


def test_at_the_end_of_the_term_the_mentor_still_gives_his_comment(posting, cast):
    """By a mentor whose term ended in mid-report: the final form is his to finish for the days of the tail."""
    posting.forms.filter(code="F6").update(opens_on=today(), due_on=today())
    end_posting(posting, ended_on=today(), reason="returned", decision_number="9-QĐ/TU", by=cast.committee_officer)
    final = form_of(posting, "F6", 36)
    assert final.pk in {row.form_id for row in kept_by(cast.mentor)}
    assert can_view_form(cast.mentor, final)
    assert Filing.of(final, cast.mentor).capacities == {"mentor"}


def test_a_contact_left_waiting_can_still_be_confirmed_by_the_old_mentor(posting, cast):
    contact = MentoringContact.objects.create(
        mentorship=cast.mentorship,
        status="submitted",
        happened_at=now(),
        submitted_at=now(),
        recorded_by=cast.young_official,
        recorded_at=now(),
    )
    end_mentorship(cast.mentorship, on=today(), by=cast.committee_officer)
    contact = MentoringContact.objects.select_related("mentorship__mentor__person", "mentorship__posting__person").get()
    assert can_view_contact(cast.mentor, contact)
    assert MentoringContact.objects.visible_to(cast.mentor).get() == contact


def test_past_its_day_those_whose_turn_it_is_are_reminded_on_the_regulated_days(posting, cast):
    handover = begin(posting, cast.mentor)
    Notice.objects.all().delete()

    def told_after(days: int, due=None) -> dict[str, set[str]]:
        Notice.objects.all().delete()
        remind_of_late_handovers((due or handover.form.due_on) + timedelta(days=days))
        rows = Notice.objects.values_list("key", "user__username")
        return {key: {name for one, name in rows if one == key} for key, _name in rows}

    writing = {cast.mentor.username, cast.committee_officer.username}
    assert told_after(0) == {}
    assert told_after(1) == {f"handover:{handover.pk}:late:assessment:1": writing}
    assert set(told_after(9)) == {f"handover:{handover.pk}:late:assessment:7"}
    hand_in(handover.form, cast.mentor)
    assert told_after(9)[f"handover:{handover.pk}:late:assessment:7"] == {
        cast.young_official.username,
        cast.committee_officer.username,
    }
    for who in (cast.young_official, cast.host_head, cast.committee_officer):
        sign(handover.form, who)
    late = told_after(1, handover.mentor_due_on)
    assert late == {f"handover:{handover.pk}:late:mentor:1": {cast.host_head.username, cast.committee_officer.username}}
    remind_of_late_handovers(handover.mentor_due_on + timedelta(days=2))
    assert Notice.objects.count() == 2, "told once of a step"
    withdraw_handover(handover, by=cast.committee_officer)
    assert told_after(30, handover.mentor_due_on) == {}


def test_submit_of_f8_needs_the_levels(posting, cast):
    handover = begin(posting, cast.mentor)
    with pytest.raises(Incomplete) as refusal:
        submit_form(handover.form, by=cast.mentor)
    assert "C1_mentor" in refusal.value.by_field
