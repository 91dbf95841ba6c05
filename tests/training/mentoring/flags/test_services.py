"""Raising by hand, acknowledging, assigning, handing upwards, closing: each refused with a sentence, each once."""

from datetime import timedelta

import pytest

from curriculum.clock.time import today
from training.errors import InvalidInput, NotAllowed, WrongState
from training.mentoring.flags.models import Flag, FlagStep
from training.mentoring.flags.services import (
    acknowledge_flag,
    assign_flag,
    close_flag,
    escalate_flag,
    raise_flag,
    record_for_posting,
)

pytestmark = [pytest.mark.usefixtures("instruments")]


@pytest.fixture
def concern(cast) -> Flag:
    cast.everybody()
    return raise_flag(cast.posting, "R2", words="Hai tháng không được giao việc", by=cast.mentor)


def kinds(flag) -> list[str]:
    return [step.kind for step in flag.steps.all()]


def test_a_concern_is_raised_once_and_more_words_become_a_note(cast, concern):
    assert (concern.level, concern.responder, concern.due_on) == ("red", "host_head", today() + timedelta(days=5))
    assert raise_flag(cast.posting, "R2", words="Hai tháng không được giao việc", by=cast.mentor) == concern
    assert raise_flag(cast.posting, "R2", words="Vẫn chưa có việc", by=cast.young_official) == concern
    assert kinds(concern) == ["raised", "noted"]


def test_raising_is_refused_with_a_sentence(cast, en):
    cast.everybody()
    with pytest.raises(InvalidInput, match="few words"):
        raise_flag(cast.posting, "R2", words=" ", by=cast.mentor)
    with pytest.raises(NotAllowed):
        raise_flag(cast.posting, "R8", document="12-QĐ", by=cast.host_head)
    with pytest.raises(NotAllowed):
        raise_flag(cast.posting, "R13", document="12-ĐT", by=cast.administrator)
    with pytest.raises(InvalidInput, match="number of the document"):
        raise_flag(cast.posting, "R8", words="vi phạm", by=cast.committee_officer)


def test_only_what_may_be_kept_is_kept(cast):
    cast.everybody()
    leave = raise_flag(cast.posting, "R12", words="nghỉ thai sản", by=cast.young_official)
    discipline = raise_flag(cast.posting, "R8", words="vi phạm", document="12-QĐ/UBKT", by=cast.committee_officer)
    assert (leave.words, leave.document) == ("", "")
    assert (discipline.words, discipline.document) == ("", "12-QĐ/UBKT")


def test_acknowledge_assign_close_each_once(cast, concern, en):
    acknowledge_flag(concern, by=cast.host_head)
    assert acknowledge_flag(concern, by=cast.committee_officer).acknowledged_by == cast.host_head
    day = today() + timedelta(days=9)
    with pytest.raises(NotAllowed):
        assign_flag(concern, to=cast.mentor, due_on=day, by=cast.host_head)
    with pytest.raises(InvalidInput, match="may not read"):
        assign_flag(concern, to=cast.training_office, due_on=day, by=cast.committee_officer)
    for _twice in range(2):
        flag = assign_flag(concern, to=cast.mentor, due_on=day, by=cast.committee_officer)
    assert (flag.status, flag.assigned_to, flag.due_on) == ("in_action", cast.mentor, day)
    with pytest.raises(InvalidInput, match="what came of it"):
        close_flag(concern, result="", by=cast.mentor)
    with pytest.raises(NotAllowed):
        close_flag(concern, result="không đúng", unfounded=True, by=cast.mentor)
    for _twice in range(2):
        flag = close_flag(concern, result="Đã giao phụ trách hai thôn", by=cast.mentor)
    assert flag.status == "resolved"
    assert kinds(flag) == ["raised", "acknowledged", "assigned", "closed"]
    with pytest.raises(WrongState, match="is closed"):
        acknowledge_flag(flag, by=cast.host_head)


def test_handing_upwards_by_hand_once(cast, concern):
    for _twice in range(2):
        flag = escalate_flag(concern, note="Cần Ban Tổ chức làm việc", by=cast.host_head)
    assert (flag.responder, flag.status) == ("committee_officer", "escalated")
    assert kinds(flag) == ["raised", "escalated"]


def test_no_reader_no_act(cast, en):
    cast.everybody()
    flag = Flag.objects.create(
        rule="R13", level="red", posting=cast.posting, occasion="x", raised_on=today(), responder="committee_leader"
    )
    for user in (cast.committee_officer, cast.administrator, cast.auditor, cast.mentor):
        with pytest.raises(NotAllowed):
            close_flag(flag, result="xong", by=user)


def test_nothing_is_deleted_and_no_step_changed(concern):
    with pytest.raises(TypeError):
        concern.delete()
    step = FlagStep.objects.get()
    for change in (step.save, step.delete, FlagStep.objects.all().delete):
        with pytest.raises(TypeError):
            change()


def test_a_document_is_recorded_once(cast, en):
    cast.everybody()
    given = {"document": "12-TTr/BTC", "dated_on": today()}
    with pytest.raises(NotAllowed):
        record_for_posting(cast.posting, "placement_proposal", **given, by=cast.host_head)
    for _twice in range(2):
        record_for_posting(cast.posting, "placement_proposal", **given, by=cast.committee_officer)
    with pytest.raises(WrongState, match="Another document"):
        record_for_posting(
            cast.posting, "placement_proposal", document="13-TTr", dated_on=today(), by=cast.committee_officer
        )
