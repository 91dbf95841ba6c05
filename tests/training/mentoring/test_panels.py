"""The yearly panel and placements: who may, what is frozen, what is refused. Nothing confidential is ever seen."""

from datetime import timedelta

import pytest

from curriculum.clock.time import today
from training.errors import InvalidInput, NotAllowed, WrongState
from training.mentoring.flags.services import raise_flag
from training.mentoring.panels.services import close_panel, conclude, convene_panel
from training.mentoring.placements.services import answer_follow_up, decide_placement, propose_placement
from training.mentoring.services import create_calendar
from training.models import FollowUp

pytestmark = pytest.mark.usefixtures("instruments")


@pytest.fixture
def posting(cast):
    cast.everybody()
    create_calendar(cast.posting)
    return cast.posting


def test_panel_concludes_freezes_and_closes_with_minutes(posting, cast, en):
    by = cast.committee_officer
    for rule in ("R9", "R10"):
        raise_flag(posting, rule, words="Lời kín", by=by)
    facts = {"name": "Hội nghị năm 2026", "held_on": today(), "postings": [posting], "by": by}
    panel = convene_panel(**facts)
    assert convene_panel(**facts) == panel
    item = panel.items.get()
    minutes = {"minutes_number": "5-BB/BTCTU", "minutes_on": today(), "by": by}
    with pytest.raises(WrongState, match="without a conclusion"):
        close_panel(panel, **minutes)
    with pytest.raises(InvalidInput, match="what is to be done"):
        conclude(item, conclusion="adjust", by=by)
    item = conclude(item, conclusion="adjust", note="Giao phụ trách lĩnh vực đất đai", by=by)
    assert [flag["rule"] for flag in item.seen["flags"]] == ["R9"]
    assert "Lời kín" not in str(item.seen)
    assert close_panel(panel, **minutes) == close_panel(panel, **minutes)
    raise_flag(posting, "R8", document="4-QĐ", by=by)
    item.refresh_from_db()
    assert [flag["rule"] for flag in item.seen["flags"]] == ["R9"]
    with pytest.raises(WrongState, match="minutes stand"):
        conclude(item, conclusion="continue", by=by)
    for name in ("auditor", "host_head", "young_official"):
        with pytest.raises(NotAllowed):
            convene_panel(**facts | {"by": cast[name]})


def test_placement_is_proposed_in_time_and_decided_once(posting, cast, en):
    by, facts = cast.committee_officer, {"direction": "stays", "document": "8-TTr", "dated_on": today()}
    with pytest.raises(WrongState, match="is proposed from"):
        propose_placement(posting, **facts, by=by)
    posting.due_on = today() + timedelta(days=150)
    posting.save()
    with pytest.raises(NotAllowed):
        propose_placement(posting, **facts, by=cast.host_head)
    proposal = propose_placement(posting, **facts, by=by)
    with pytest.raises(WrongState, match="waits for its decision"):
        propose_placement(posting, **facts | {"document": "9-TTr"}, by=by)
    decision = {"decided": "return", "decision_number": "90-QĐ", "decision_on": today(), "by": by}
    assert decide_placement(proposal, **decision) == decide_placement(proposal, **decision)
    with pytest.raises(WrongState, match="decided already"):
        decide_placement(proposal, **decision | {"decided": "moves"})


def test_follow_up_is_the_officials_own_and_read_by_the_committee_alone(posting, cast, en):
    answers = {"placed": "host", "fits": 4, "contacts": 5, "feedback": 3, "support": 4, "words": "Cần thêm thời gian"}
    with pytest.raises(WrongState, match="after the end"):
        answer_follow_up(posting, **answers, by=cast.young_official)
    posting.status, posting.end_reason, posting.ended_on = "ended", "returned", today() - timedelta(days=100)
    posting.save()
    with pytest.raises(NotAllowed):
        answer_follow_up(posting, **answers, by=cast.mentor)
    answer_follow_up(posting, **answers, by=cast.young_official)
    readers = {
        name
        for name in ("young_official", "committee_officer", "mentor", "host_head", "auditor", "stranger")
        if FollowUp.objects.visible_to(cast[name]).exists()
    }
    assert readers == {"young_official", "committee_officer"}
