"""The documents that came after a decision: number, date, the signer's title, what each changed."""

from datetime import date

import pytest

from curriculum.clock.time import now
from tests.factories.training import PostingFactory
from training.mentoring.placements.services import decide_placement
from training.mentoring.reference import load_competencies, load_forms
from training.models import PlacementProposal, Posting
from training.pipeline.later_steps import later_steps
from training.rotation.interrupting import interrupt_posting, resume_posting
from training.rotation.matching.decisions import withdraw_decision
from training.rotation.services import end_posting, extend_posting, start_posting

pytestmark = pytest.mark.django_db

HEAD, SECRETARY = "Trưởng Ban Tổ chức Thành ủy", "Phó Bí thư Thường trực Thành ủy"


def paper(number: int, day: date, signer: str = HEAD) -> dict:
    return {"decision_number": f"{number}-QĐ/BTCTU", "decision_on": day, "signer_title": signer}


@pytest.fixture(autouse=True)
def _instruments(db):
    load_competencies()
    load_forms()


@pytest.mark.both_databases
def test_each_later_step_is_known_by_its_document_and_says_what_it_changed(merger, cast, en, django_assert_num_queries):
    by = cast.committee_officer
    posting = PostingFactory(effective_on=date(2025, 7, 2), due_on=date(2028, 7, 2), title=merger.division)
    extend_posting(posting, term_months=42, **paper(1, date(2025, 12, 1)), by=by)
    interrupt_posting(posting, first=date(2026, 1, 1), last=date(2026, 1, 31), **paper(2, date(2025, 12, 20)), by=by)
    resume_posting(posting, on=date(2026, 1, 11), by=by)
    proposal = PlacementProposal.objects.create(
        posting=posting,
        direction="stays",
        document="3-TTr",
        dated_on=date(2026, 9, 1),
        proposed_by=by,
        proposed_at=now(),
    )
    decide_placement(proposal, decided="return", **paper(4, date(2026, 10, 1), SECRETARY), by=by)
    end_posting(posting, ended_on=date(2026, 11, 1), reason="terminated", **paper(5, date(2026, 10, 30)), by=by)
    on = {"sending_unit": posting.host_unit, "host_unit": merger.other, "title": merger.chairman, "kind": "transfer"}
    again = start_posting(
        person=posting.person, effective_on=date(2026, 11, 10), **on, **paper(6, date(2026, 11, 5), SECRETARY), by=by
    )
    with django_assert_num_queries(3):
        steps = later_steps(posting, seen_by=by)
    assert [(step.number, step.dated_on and step.dated_on.isoformat(), step.signer_title) for step in steps] == [
        ("1-QĐ/BTCTU", "2025-12-01", HEAD),
        ("2-QĐ/BTCTU", "2025-12-20", HEAD),
        ("", None, ""),
        ("3-TTr", "2026-09-01", ""),
        ("4-QĐ/BTCTU", "2026-10-01", SECRETARY),
        ("5-QĐ/BTCTU", "2026-10-30", HEAD),
        ("6-QĐ/BTCTU", "2026-11-05", SECRETARY),
    ]
    said = [step.effect for step in steps]
    assert said[0] == "The term ends on 02/01/2029 instead of 02/07/2028."
    assert said[1].startswith("The posting rests from 01/01/2026 to 31/01/2026. The term ends on 02/02/2029")
    assert said[2] == "Work is taken up again on 11/01/2026. The term ends on 12/01/2029 instead of 02/02/2029."
    assert said[4].startswith("Decided: ")
    assert "Proposed was: " in said[4]
    assert said[5] == "The posting ended on 01/11/2026; the term would have ended on 12/01/2029."
    assert said[6] == f"Sent on from 10/11/2026 by transfer to Xã Khác: {merger.chairman}."
    assert steps[6].leads_to == again.pk
    assert [step.number for step in later_steps(posting, seen_by=cast.stranger)] == [step.number for step in steps[:6]]


def test_a_decision_taken_back_is_told_and_not_named_as_a_further_movement(merger, cast, en):
    by = cast.committee_officer
    first = PostingFactory(effective_on=date(2025, 7, 2), due_on=date(2028, 7, 2))
    end_posting(first, ended_on=date(2026, 10, 1), reason="moved_on", **paper(1, date(2026, 9, 1)), by=by)
    gone = PostingFactory(person=first.person, effective_on=date(2026, 10, 2), host_unit=merger.other)
    withdraw_decision(gone, **paper(7, date(2026, 11, 2)), by=by)
    (step,) = later_steps(Posting.objects.get(pk=gone.pk), seen_by=by)
    assert (step.number, step.signer_title) == ("7-QĐ/BTCTU", HEAD)
    assert "no effect" in step.effect
    assert [step.number for step in later_steps(first, seen_by=by)] == ["1-QĐ/BTCTU"]
