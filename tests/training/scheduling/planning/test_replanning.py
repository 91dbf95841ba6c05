"""Planning anew after a change: what would move is proposed with the fewest moves, and done when somebody says so."""

from datetime import date

import pytest

from training.errors import NotAllowed, Stale, WrongState
from training.models import PlanRun
from training.scheduling.drafts.services import place_meeting, undo
from training.scheduling.planning import wording
from training.scheduling.planning.changes import Change
from training.scheduling.planning.runs import accept_run, perform, start_run, stop_run
from training.scheduling.planning.working import Task

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("november")]
State = PlanRun.State
MONDAY, TUESDAY = date(2027, 3, 1), date(2027, 3, 2)


@pytest.fixture
def planned(draft, office, room, lecturers):
    """The first lecturer gives Monday morning and afternoon, the second Tuesday morning."""
    run = start_run(draft, by=office, in_background=False)
    stop_run(run, by=office)
    first, second = lecturers
    places = [(MONDAY, "morning", first), (MONDAY, "afternoon", first), (TUESDAY, "morning", second)]
    for row, (day, slot, lecturer) in zip(draft.meetings.order_by("module__path", "part"), places, strict=True):
        place_meeting(row, date=day, slot=slot, room=room, lecturer=lecturer, revision=row.revision, by=office)
    return draft


def proposed(draft, office, change):
    run = start_run(draft, by=office, task=Task(change=change), seconds=5, in_background=False)
    return perform(run.pk)


def places(draft):
    rows = draft.meetings.order_by("module__path", "part")
    return [(row.date, row.slot, row.lecturer_id) for row in rows]


def test_an_absence_is_proposed_first_and_then_done(planned, lecturers, office, cast):
    before = places(planned)
    run = proposed(planned, office, Change.of_absence(lecturers[0], MONDAY, MONDAY, "afternoon"))
    assert (run.state, run.report["touched"], run.report["moves"]) == (State.PROPOSED, 1, 1)
    (move,) = wording.moved(run.report)
    assert str(lecturers[0]) in move["before"]
    assert str(lecturers[1]) in move["after"]
    assert places(planned) == before  # nothing is done before somebody says so
    with pytest.raises(NotAllowed):
        accept_run(run, by=cast.lecturer)
    done = accept_run(run, by=office)
    assert (done.state, done.edit.kind) == (State.DONE, "replan")
    assert places(planned)[1] == (MONDAY, "afternoon", lecturers[1].pk)
    assert accept_run(run, by=office).edit == done.edit
    undo(planned, by=office)
    assert places(planned) == before


def test_a_day_off_moves_what_lies_on_it_and_nothing_else_goes_far(planned, office):
    run = proposed(planned, office, Change.of_holiday(TUESDAY, TUESDAY))
    assert (run.state, run.report["moves"]) == (State.PROPOSED, 1)
    accept_run(run, by=office)
    assert places(planned)[2][0] > TUESDAY


def test_a_room_lost_for_good_says_what_stands_against_it(planned, room, office):
    run = proposed(planned, office, Change.of_room(room, MONDAY, date(2027, 3, 5)))
    assert run.state in (State.IMPOSSIBLE, State.FAILED)
    assert run.refusal or wording.conflict_sentences(run.report)


def test_a_proposal_that_was_overtaken_is_refused_and_one_given_up_is_gone(planned, lecturers, office, room):
    change = Change.of_absence(lecturers[0], MONDAY, MONDAY, "afternoon")
    run = proposed(planned, office, change)
    row = planned.meetings.get(slot="afternoon")
    place = {"date": date(2027, 3, 3), "slot": "afternoon", "room": room, "lecturer": lecturers[0]}
    last = planned.meetings.get(date=TUESDAY)
    place_meeting(last, **(place | {"date": date(2027, 3, 4)}), revision=last.revision, by=office)
    place_meeting(row, **place, revision=row.revision, by=office)
    with pytest.raises(Stale):
        accept_run(run, by=office)
    assert stop_run(run, by=office).state == State.CANCELLED
    with pytest.raises(WrongState):
        accept_run(run, by=office)
