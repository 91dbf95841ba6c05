"""F1: typed, saved, handed in, confirmed by the other side, locked."""

from datetime import timedelta
from threading import Thread
from uuid import uuid4

import pytest

from django.db import connection

from curriculum.clock.time import now, today
from training.errors import Incomplete, InvalidInput, NotAllowed, WrongState
from training.mentoring.contacts import answers_of
from training.mentoring.definitions import fingerprint
from training.mentoring.models import ActionPoint, MentoringContact, ParallelVersion
from training.mentoring.rules import can_confirm_contact, can_record_contact, can_view_contact
from training.mentoring.services import (
    confirm_contact,
    end_mentorship,
    reopen_contact,
    save_contact_draft,
    settle_contact,
    submit_contact,
)
from training.signals import contact_confirmed, contact_submitted

pytestmark = pytest.mark.usefixtures("instruments")


def whole(**changes):
    """A contact a mentor can hand in as it stands."""
    return {
        "happened_at": (now() - timedelta(hours=2)).isoformat(),
        "duration_minutes": "45",
        "kind": "meeting",
        "place": "Trụ sở UBND xã Ô Diên",
        "participants": "Người hướng dẫn, cán bộ được kèm cặp",
        "topics": "Cách chuẩn bị hội nghị đối thoại với nhân dân.",
        "competencies": ["C3", "C4"],
        "mentor_feedback": "Đã nắm chắc số liệu, cần nói ngắn hơn.",
        "concern_level": "0",
        "next_on": (today() + timedelta(days=30)).isoformat(),
        "action_points": [{"text": "Dự thảo kịch bản đối thoại", "owner": "mentee", "due_on": "2026-12-05"}],
    } | changes


@pytest.fixture
def save(cast):
    def run(answers, *, key=None, base=0, by=None):
        return save_contact_draft(cast.mentorship, answers, key=key or uuid4(), base_version=base, by=by or cast.mentor)

    return run


@pytest.fixture
def submitted(cast, save):
    contact = save(whole()).record
    return submit_contact(contact, by=cast.mentor)


def test_first_saving_makes_the_draft_and_a_second_arrival_is_one(cast, save):
    key = uuid4()
    first = save({"topics": "Đã gặp"}, key=key)
    again = save({"topics": "Đã gặp"}, key=key)
    assert first.record == again.record
    assert (first.version, again.version, again.conflict) == (1, 1, None)
    assert MentoringContact.objects.get().recorded_by == cast.mentor


def test_saving_keeps_every_answer(save):
    contact = save(whole()).record
    kept = answers_of(MentoringContact.objects.get(pk=contact.pk))
    assert (kept["competencies"], kept["duration_minutes"], kept["concern_level"]) == (["C3", "C4"], 45, 0)
    assert kept["action_points"] == [{"text": "Dự thảo kịch bản đối thoại", "owner": "mentee", "due_on": "2026-12-05"}]


def test_saving_part_leaves_the_rest(save):
    contact = save(whole()).record
    saved = save({"topics": "Chuyện khác"}, key=contact.key, base=1)
    assert saved.version == 2
    assert answers_of(saved.record)["competencies"] == ["C3", "C4"]


def test_each_side_writes_its_own_words_only(cast, save):
    contact = save({"topics": "x", "reflection": "không phải lời tôi"}).record
    assert contact.reflection == ""
    mine = save({"reflection": "Lời tôi", "mentor_feedback": "không"}, by=cast.young_official).record
    assert (mine.reflection, mine.mentor_feedback) == ("Lời tôi", "")


def test_lost_answer_and_more_typing_is_no_conflict(save):
    key = uuid4()
    save({"topics": "Đã gặp"}, key=key)
    saved = save({"topics": "Đã gặp bà con tổ 3"}, key=key, base=0)
    assert saved.conflict is None
    assert saved.record.topics == "Đã gặp bà con tổ 3"


def test_two_devices_that_disagree_keep_both(cast, save):
    key = uuid4()
    save({"topics": "Viết trên điện thoại"}, key=key)
    saved = save({"topics": "Viết trên máy tính"}, key=key, base=0)
    again = save({"topics": "Viết trên máy tính"}, key=key, base=0)
    assert saved.conflict == again.conflict == ParallelVersion.objects.get()
    assert saved.record.topics == "Viết trên điện thoại"
    assert saved.conflict.answers == {"topics": "Viết trên máy tính"}
    settled = settle_contact(saved.record, {"topics": "Cả hai"}, by=cast.mentor)
    assert settled.topics == "Cả hai"
    assert ParallelVersion.objects.get().settled_at is not None


def test_text_that_arrives_after_handing_in_is_kept_beside(cast, save, submitted):
    late = save({"topics": "Gõ tiếp trên máy khác"}, key=submitted.key, base=1)
    assert late.conflict.answers["topics"] == "Gõ tiếp trên máy khác"
    assert late.record.topics == whole()["topics"]
    assert save({"topics": whole()["topics"]}, key=submitted.key, base=1).conflict is None
    with pytest.raises(WrongState):
        settle_contact(submitted, {"topics": "x"}, by=cast.mentor)
    settle_contact(submitted, {}, by=cast.mentor)
    assert ParallelVersion.objects.get().settled_at is not None


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"happened_at": "hôm qua"}, "cannot be read"),
        ({"next_on": "31/31/2026"}, "cannot be read"),
        ({"duration_minutes": "-5"}, "in minutes"),
        ({"duration_minutes": "5000"}, "in minutes"),
        ({"kind": "dinner"}, "kind of contact"),
        ({"concern_level": "9"}, "level of concern"),
        ({"place": "x" * 201}, "at most 200"),
        ({"action_points": [{"text": "x" * 301}]}, "at most 300"),
        ({"action_points": [{"text": "x", "owner": "chairman"}]}, "who does each action"),
        ({"action_points": [{"text": str(n)} for n in range(11)]}, "At most 10 actions"),
    ],
)
def test_saving_what_can_never_be_right_is_refused(save, answers, sentence, en):
    with pytest.raises(InvalidInput, match=sentence):
        save(answers)
    assert not MentoringContact.objects.exists()


def test_unknown_competencies_and_empty_actions_are_left_out(save):
    contact = save({"competencies": ["C10", "C99", "C2"], "action_points": [{"text": " "}]}).record
    assert answers_of(contact)["competencies"] == ["C2", "C10"]
    assert not contact.action_points.exists()


def test_strangers_and_other_writers_may_not_save(cast, save):
    contact = save({"topics": "x"}).record
    for name in ("stranger", "host_head", "committee_officer", "administrator"):
        with pytest.raises(NotAllowed):
            save({"topics": "y"}, by=cast[name])
    with pytest.raises(NotAllowed):
        save({"topics": "y"}, key=contact.key, base=1, by=cast.young_official)


def test_a_key_of_another_log_is_refused(cast, save):
    from tests.factories.training import MentorshipFactory, PostingFactory

    contact = save({"topics": "x"}).record
    elsewhere = MentorshipFactory(mentor=cast.mentorship.mentor, posting=PostingFactory())
    with pytest.raises(NotAllowed):
        save_contact_draft(elsewhere, {"topics": "y"}, key=contact.key, base_version=1, by=cast.mentor)


def test_after_the_mentorship_drafts_can_be_finished_and_none_begun(cast, save):
    contact = save(whole()).record
    end_mentorship(cast.mentorship, on=today(), by=cast.committee_officer)
    assert can_view_contact(cast.mentor, MentoringContact.objects.get())
    submit_contact(contact, by=cast.mentor)
    with pytest.raises(WrongState):
        save({"topics": "mới"})
    confirm_contact(contact, "Tôi rút ra nhiều điều.", by=cast.young_official)
    assert not MentoringContact.objects.visible_to(cast.mentor).exists()
    assert MentoringContact.objects.visible_to(cast.young_official).exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"happened_at": ""}, "when the contact took place"),
        ({"happened_at": "2099-01-01T09:00"}, "in the future"),
        ({"duration_minutes": ""}, "how long"),
        ({"kind": "site_visit", "place": ""}, "needs its place"),
        ({"participants": ""}, "who took part"),
        ({"topics": ""}, "what was discussed"),
        ({"competencies": []}, "at least one competency"),
        ({"kind": "observation"}, "what was observed"),
        ({"action_points": []}, "at least one action"),
        ({"next_on": ""}, "next contact"),
        ({"mentor_feedback": ""}, "your feedback"),
    ],
)
def test_handing_in_names_what_is_missing(cast, save, change, sentence, en):
    contact = save(whole(**change)).record
    with pytest.raises(Incomplete, match=sentence) as refusal:
        submit_contact(contact, by=cast.mentor)
    assert len(refusal.value.missing) == 1
    contact.refresh_from_db()
    assert contact.status == "draft"


def test_the_official_owes_his_reflection(cast, save, en):
    contact = save(whole(), by=cast.young_official).record
    with pytest.raises(Incomplete, match="what you take from it"):
        submit_contact(contact, by=cast.young_official)


def test_handing_in_is_heard_once_and_by_its_writer_only(cast, save, django_capture_on_commit_callbacks):
    heard = []
    contact_submitted.connect(receiver := lambda contact, **kwargs: heard.append(contact))
    contact = save(whole()).record
    with pytest.raises(NotAllowed):
        submit_contact(contact, by=cast.young_official)
    with django_capture_on_commit_callbacks(execute=True):
        submit_contact(contact, by=cast.mentor)
        submit_contact(contact, by=cast.mentor)
    contact_submitted.disconnect(receiver)
    assert heard == [contact]


def test_earlier_action_points_must_be_answered_and_take_their_state(cast, save, submitted, en):
    contact = save(whole()).record
    with pytest.raises(Incomplete, match="earlier action points"):
        submit_contact(contact, by=cast.mentor)
    action = submitted.action_points.get()
    reviewed = [{"action": action.pk, "text": action.text, "status": "done"}, {"action": 0, "text": "", "status": "x"}]
    save({"previous_actions_reviewed": reviewed}, key=contact.key, base=1)
    submit_contact(contact, by=cast.mentor)
    action.refresh_from_db()
    assert action.status == ActionPoint.Status.DONE


def test_confirmation_adds_ones_words_and_locks_with_a_fingerprint(cast, submitted, django_capture_on_commit_callbacks):
    heard = []
    contact_confirmed.connect(receiver := lambda contact, **kwargs: heard.append(contact))
    with django_capture_on_commit_callbacks(execute=True):
        confirmed = confirm_contact(submitted, "Tôi sẽ nói ngắn hơn.", by=cast.young_official)
        confirm_contact(submitted, "Lần nữa", by=cast.young_official)
    contact_confirmed.disconnect(receiver)
    kept = MentoringContact.objects.get()
    assert (kept.status, kept.reflection) == ("confirmed", "Tôi sẽ nói ngắn hơn.")
    assert kept.sha256 == confirmed.sha256 == fingerprint(answers_of(kept))
    assert kept.action_points.count() == 1
    assert heard == [kept]


def test_confirmation_by_whom_and_when(cast, save, submitted, en):
    with pytest.raises(NotAllowed, match="did not write it"):
        confirm_contact(submitted, by=cast.mentor)
    with pytest.raises(NotAllowed, match="Only the official and the mentor"):
        confirm_contact(submitted, by=cast.stranger)
    with pytest.raises(Incomplete, match="what you take from it"):
        confirm_contact(submitted, by=cast.young_official)
    with pytest.raises(WrongState, match="handed in"):
        confirm_contact(save(whole()).record, by=cast.young_official)


def test_own_words_saved_while_it_waits_are_enough_to_confirm(cast, save, submitted):
    saved = save({"reflection": "Đã rõ", "topics": "sửa trộm"}, key=submitted.key, base=1, by=cast.young_official)
    assert (saved.record.topics, saved.record.reflection) == (whole()["topics"], "Đã rõ")
    assert confirm_contact(submitted, by=cast.young_official).status == "confirmed"


def test_reopening_within_the_days_for_corrections(cast, submitted, en):
    assert reopen_contact(submitted, by=cast.young_official).status == "draft"
    assert reopen_contact(submitted, by=cast.mentor).status == "draft"
    with pytest.raises(NotAllowed):
        reopen_contact(submitted, by=cast.stranger)
    submit_contact(submitted, by=cast.mentor)
    MentoringContact.objects.update(submitted_at=now() - timedelta(days=8))
    with pytest.raises(WrongState, match="days for corrections are over"):
        reopen_contact(submitted, by=cast.mentor)
    confirm_contact(submitted, "Muộn nhưng có.", by=cast.young_official)
    with pytest.raises(WrongState, match="locked"):
        reopen_contact(submitted, by=cast.mentor)


def test_words_are_read_by_the_two_sides_alone(cast, submitted):
    readers = {name for name, user in cast.everybody().items() if can_view_contact(user, submitted)}
    assert readers == {"young_official", "mentor"}
    for name, user in cast.everybody().items():
        assert MentoringContact.objects.visible_to(user).exists() == (name in readers)
    assert not MentoringContact.objects.visible_to(cast.visitor).exists()
    assert not can_view_contact(cast.visitor, submitted)


def test_drafts_are_read_by_their_writer_alone(cast, save):
    contact = save(whole()).record
    for name, user in cast.everybody().items():
        assert can_view_contact(user, contact) == (name == "mentor")
        assert MentoringContact.objects.visible_to(user).exists() == (name == "mentor")


def test_recording_and_confirming_by_rule(cast, submitted):
    everybody = cast.everybody().items()
    assert {name for name, user in everybody if can_record_contact(user, cast.posting)} == {"young_official", "mentor"}
    assert {name for name, user in everybody if can_confirm_contact(user, submitted)} == {"young_official"}
    cast.posting.status = "ended"
    assert not can_record_contact(cast.mentor, cast.posting)


@pytest.mark.django_db(transaction=True)
def test_two_devices_saving_at_once_lose_nothing(cast, instruments):
    key, texts, errors = uuid4(), [f"Bản {n} " + "x" * n for n in range(1, 9)], []
    mentorship, by = cast.mentorship, cast.mentor

    def device(text):
        try:
            save_contact_draft(mentorship, {"topics": text}, key=key, base_version=0, by=by)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=device, args=(text,)) for text in texts]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert errors == []
    contact = MentoringContact.objects.get()
    kept = {contact.topics} | {version.answers["topics"] for version in contact.parallel_versions.all()}
    assert kept == set(texts)
