"""F3 and F0: written by several hands, handed in, confirmed in order, locked."""

from datetime import timedelta

import pytest

from wagtail.models import ModelLogEntry

from curriculum.clock.time import now, today
from training.errors import Incomplete, InvalidInput, NotAllowed, WrongState
from training.mentoring.definitions import fingerprint
from training.mentoring.flags.computing import compute_flags
from training.mentoring.forms import Filing, latest_answers
from training.mentoring.models import FormRevision, ParallelVersion, TermForm
from training.mentoring.rules import can_view_form
from training.mentoring.services import (
    close_calendar,
    create_calendar,
    recompute_calendar,
    return_form,
    save_form,
    settle_form,
    sign_form,
    submit_form,
    unlock_form,
)
from training.models import Flag

pytestmark = pytest.mark.usefixtures("instruments")

MENTEE_PART = {
    "contacts_planned": "3",
    "contacts_held": "2",
    "goals": [{"goal": "Nắm địa bàn", "status": "in_progress"}],
    "results": [{"result": f"Kết quả {n}", "evidence": f"Biên bản {n}"} for n in range(3)],
    "difficulties": [{"difficulty": "Đường xa"}, {"difficulty": "Thiếu số liệu"}],
    "duties": "Phụ trách văn hóa - xã hội",
    "village_days": "12",
    "receptions": "3",
    "relationship_mentee": "2",
}
MENTOR_PART = {"mentor_note": "Tiến bộ rõ.", "relationship_mentor": "4"}


@pytest.fixture
def form(cast) -> TermForm:
    cast.everybody()
    create_calendar(cast.posting)
    return cast.posting.forms.get(code="F3", month=3)


@pytest.fixture
def submitted(cast, form) -> TermForm:
    save_form(form, MENTEE_PART, base_version=0, by=cast.young_official)
    return submit_form(form, by=cast.young_official)


def test_saving_adds_revisions_and_each_writes_ones_own_part(cast, form):
    first = save_form(form, MENTEE_PART | MENTOR_PART, base_version=0, by=cast.young_official)
    again = save_form(form, MENTEE_PART, base_version=1, by=cast.young_official)
    second = save_form(form, MENTOR_PART, base_version=1, by=cast.mentor)
    assert (first.version, again.version, second.version) == (1, 1, 2)
    answers = latest_answers(TermForm.objects.get(pk=form.pk))
    assert (answers["village_days"], answers["mentor_note"]) == (12, "Tiến bộ rõ.")
    assert "mentor_note" not in FormRevision.objects.get(number=1).answers
    assert TermForm.objects.get(pk=form.pk).status == "draft"


def test_two_devices_join_different_answers_and_keep_both_of_the_same(cast, form):
    by = cast.young_official
    save_form(form, {"duties": "Một"}, base_version=0, by=by)
    save_form(form, {"duties": "Một", "village_days": "4"}, base_version=1, by=by)
    joined = save_form(form, {"duties": "Một", "receptions": "2"}, base_version=1, by=by)
    assert joined.conflict is None
    save_form(form, {"duties": "Viết ở máy tính"}, base_version=3, by=by)
    kept = save_form(form, {"duties": "Viết ở điện thoại"}, base_version=3, by=by)
    assert kept.conflict.answers == {"duties": "Viết ở điện thoại"}
    settle_form(form, {"duties": "Cả hai"}, by=by)
    left_on_the_phone = save_form(form, {"duties": "Viết ở điện thoại"}, base_version=3, by=by)
    assert (left_on_the_phone.conflict, left_on_the_phone.joined) == (None, True)
    answers = latest_answers(TermForm.objects.get(pk=form.pk))
    assert (answers["duties"], answers["village_days"], answers["receptions"]) == ("Cả hai", 4, 2)
    assert ParallelVersion.objects.get().settled_at


def test_saving_is_refused_with_a_sentence(cast, form, en):
    with pytest.raises(InvalidInput, match="Days at villages"):
        save_form(form, {"village_days": "nhiều"}, base_version=0, by=cast.young_official)
    for name in ("host_head", "committee_officer", "stranger"):
        with pytest.raises(NotAllowed, match="nothing to write"):
            save_form(form, {"duties": "x"}, base_version=0, by=cast[name])
    later = cast.posting.forms.get(code="F3", month=33)
    with pytest.raises(WrongState, match="opens on"):
        save_form(later, {"duties": "x"}, base_version=0, by=cast.young_official)
    assert not FormRevision.objects.exists()


def test_a_survey_is_neither_written_nor_handed_in_as_a_form(cast, form, en):
    survey = cast.posting.forms.get(code="F7", month=6)
    with pytest.raises(NotAllowed):
        submit_form(survey, by=cast.committee_officer)
    with pytest.raises(NotAllowed):
        save_form(survey, {}, base_version=0, by=cast.young_official)


def test_handing_in_names_each_empty_answer_and_keeps_the_draft(cast, form, en):
    save_form(form, MENTEE_PART | {"results": MENTEE_PART["results"][:2]}, base_version=0, by=cast.young_official)
    with pytest.raises(Incomplete) as refusal:
        submit_form(form, by=cast.young_official)
    assert refusal.value.missing == [
        "“Three results with evidence” needs at least 3 complete lines, and no line half filled."
    ]
    with pytest.raises(NotAllowed):
        submit_form(form, by=cast.mentor)
    assert latest_answers(TermForm.objects.get(pk=form.pk))["duties"]


def test_signing_in_order_locks_with_fingerprints(cast, submitted, en):
    assert submitted.signatures.get().capacity == "mentee"
    with pytest.raises(WrongState, match=r"first this form must be confirmed by: mentor"):
        sign_form(submitted, by=cast.host_head)
    with pytest.raises(Incomplete, match="mentor's note"):
        sign_form(submitted, by=cast.mentor)
    save_form(submitted, MENTOR_PART, base_version=1, by=cast.mentor)
    assert sign_form(submitted, by=cast.mentor).status == "countersigned"
    locked = sign_form(submitted, by=cast.host_head)
    assert (locked.status, locked.locked_at is not None) == ("locked", True)
    signed = list(locked.signatures.select_related("revision"))
    assert [signature.capacity for signature in signed] == ["mentee", "mentor", "host_head"]
    assert all(signature.sha256 == fingerprint(signature.revision.answers) for signature in signed)
    assert signed[0].sha256 != signed[1].sha256 == signed[2].sha256


def test_signing_twice_does_no_harm_and_others_may_not(cast, submitted, en):
    assert sign_form(submitted, by=cast.young_official).signatures.count() == 1
    for name in ("committee_officer", "auditor", "stranger"):
        with pytest.raises(NotAllowed, match="not among those"):
            sign_form(submitted, by=cast[name])
    assert submit_form(submitted, by=cast.young_official).signatures.count() == 1


def test_a_draft_cannot_be_signed(cast, form, en):
    with pytest.raises(WrongState, match="not been handed in"):
        sign_form(form, by=cast.mentor)


def test_what_one_signed_stands_still(cast, submitted, en):
    with pytest.raises(WrongState, match="can no longer be changed"):
        save_form(submitted, {"duties": "Sửa sau khi ký"}, base_version=1, by=cast.young_official)
    save_form(submitted, MENTOR_PART | {"duties": "Sửa trộm"}, base_version=1, by=cast.mentor)
    assert latest_answers(TermForm.objects.get(pk=submitted.pk))["duties"] == MENTEE_PART["duties"]
    sign_form(submitted, by=cast.mentor)
    with pytest.raises(WrongState):
        save_form(submitted, {"mentor_note": "Sửa"}, base_version=2, by=cast.mentor)


def test_returned_form_is_signed_anew(cast, submitted, en):
    with pytest.raises(InvalidInput, match="should be corrected"):
        return_form(submitted, reason=" ", by=cast.mentor)
    with pytest.raises(NotAllowed, match="whose turn"):
        return_form(submitted, reason="x", by=cast.host_head)
    assert return_form(submitted, reason="Bổ sung minh chứng", by=cast.mentor).status == "draft"
    with pytest.raises(WrongState):
        return_form(submitted, reason="x", by=cast.mentor)
    submit_form(submitted, by=cast.young_official)
    assert [signature.capacity for signature in submitted.signatures.all()] == ["mentee", "mentee"]
    save_form(submitted, MENTOR_PART, base_version=2, by=cast.mentor)
    assert sign_form(submitted, by=cast.mentor).status == "countersigned"


def test_unlocked_after_its_day_it_has_days_again_and_is_not_late_the_same_night(cast, form, submitted):
    save_form(form, MENTOR_PART, base_version=1, by=cast.mentor)
    sign_form(form, by=cast.mentor)
    sign_form(form, by=cast.host_head)
    TermForm.objects.filter(pk=form.pk).update(due_on=today() - timedelta(days=40))
    assert unlock_form(form, reason="Sai số liệu", by=cast.committee_officer).due_on == today() + timedelta(days=10)
    compute_flags(postings=[cast.posting.pk], announce=False)
    assert not Flag.objects.filter(rule="R3", facts__form="F3", facts__month=3).exists()
    entry = ModelLogEntry.objects.get(action="training.form.unlock")
    assert entry.data["was_due"] == str(today() - timedelta(days=40))
    recompute_calendar(cast.posting)
    cast.posting.ended_on = today()
    close_calendar(cast.posting)
    form.refresh_from_db()
    assert (form.status, form.due_on) == ("draft", today() + timedelta(days=10)), "what was locked once keeps its day"
    compute_flags(today() + timedelta(days=21), [cast.posting.pk], announce=False)
    assert Flag.objects.filter(rule="R3", facts__form="F3", facts__month=3).exists()


def test_unlocked_before_its_day_it_keeps_it(cast, submitted):
    TermForm.objects.filter(pk=submitted.pk).update(status="locked", due_on=today() + timedelta(days=30))
    assert unlock_form(submitted, reason="x", by=cast.committee_officer).due_on == today() + timedelta(days=30)


def test_agreement_is_written_by_both_and_acknowledged_by_the_committee(cast, form):
    agreement = cast.posting.forms.get(code="F0")
    part = {
        "aims": [{"aim": f"Mục tiêu {n}"} for n in range(3)],
        "every_days": "30",
        "places": "Trụ sở",
        "confidential": "Chuyện riêng",
        "reported": "Kết quả",
        "recipients": "Ban Tổ chức",
        "disagreement": "Gặp Bí thư",
    }
    save_form(agreement, part, base_version=0, by=cast.mentor)
    submit_form(agreement, by=cast.mentor)
    for name in ("young_official", "mentor", "host_head", "committee_officer"):
        agreement = sign_form(agreement, by=cast[name])
    assert agreement.status == "locked"
    assert agreement.signatures.count() == 4


def test_who_reads_the_review(cast, submitted):
    readers = {name for name, user in cast.everybody().items() if can_view_form(user, submitted)}
    assert readers == {"young_official", "mentor", "host_head", "committee_officer"}


def test_a_draft_is_read_by_those_who_write_it(cast, form):
    readers = {name for name, user in cast.everybody().items() if can_view_form(user, form)}
    assert readers == {"young_official", "mentor"}


def test_relationship_by_the_official_is_for_the_committee(cast, submitted):
    seen = {}
    for name in ("young_official", "mentor", "host_head", "committee_officer", "auditor"):
        filing = Filing.of(submitted, cast[name])
        seen[name] = {item.id for item in filing.definition.fields() if filing.readable(item)}
    hidden = {name for name, ids in seen.items() if "relationship_mentee" not in ids}
    assert hidden == {"mentor", "host_head", "auditor"}
    assert {name for name, ids in seen.items() if "relationship_mentor" in ids} == {"mentor", "committee_officer"}


def test_overdue_is_a_matter_of_dates(cast, form):
    form.due_on = today() - timedelta(days=1)
    form.save()
    assert form in TermForm.objects.overdue()
    assert form.is_overdue
    form.status, form.submitted_at = "submitted", now()
    form.save()
    assert form not in TermForm.objects.overdue()
    assert not form.is_overdue
