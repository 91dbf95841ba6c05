"""A run of the planner: from the press to the draft, stopped, killed, overtaken by people, impossible."""

import json
from datetime import date, timedelta

import pytest

from django.core.management import call_command

from wagtail.models import ModelLogEntry

from curriculum.clock.time import now
from training.errors import InvalidInput, NotAllowed, WrongState
from training.models import ClassMeeting, DutyPeriod, PlanRun, TimetableDraft
from training.scheduling.drafts.services import discard_draft, lock_meeting, place_meeting, undo
from training.scheduling.planning import runs, wording, working
from training.scheduling.planning.runs import perform, runs_left_lying, start_run, stop_run
from training.scheduling.planning.working import Task
from training.signals import plan_run_asked

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both_databases,
    pytest.mark.usefixtures("november"),
]
State = PlanRun.State


def planned(draft, office, **kwargs):
    run = start_run(draft, by=office, seconds=2, in_background=False, **kwargs)
    return perform(run.pk)


def places(draft):
    rows = draft.meetings.order_by("module__path", "part")
    return [(row.date, row.slot, row.room_id, row.lecturer_id) for row in rows]


def test_what_is_missing_is_placed_by_one_edit_that_one_press_undoes(draft, held, room, lecturers, office):
    run = planned(draft, office)
    assert (run.state, run.report["placed"], run.report["moves"]) == (State.DONE, 3, 0)
    found = places(draft)
    assert all(held.opens_on <= day <= held.closes_on for day, *_rest in found)
    assert [place[:2] for place in found] == sorted(
        (place[:2] for place in found), key=lambda p: (p[0], p[1] != "morning")
    )
    assert {place[2] for place in found} == {room.pk}
    assert {place[3] for place in found} <= {one.pk for one in lecturers}
    assert run.progress["cost"] == run.report["cost"]
    assert run.edit.kind == "plan"
    assert not ClassMeeting.objects.exists()  # nothing is published
    assert any("3" in line for line in wording.summary(run.report))
    undo(draft, by=office)
    assert {place[0] for place in places(draft)} == {None}
    assert perform(run.pk).report == run.report  # a repeated task does no harm
    assert ModelLogEntry.objects.filter(action="training.plan_run.finish").count() == 1


def test_the_same_seed_makes_the_same_plan(draft, office):
    first = planned(draft, office)
    before = places(draft)
    undo(draft, by=office)
    second = planned(draft, office)
    assert (places(draft), second.report["cost"]) == (before, first.report["cost"])


def test_what_is_locked_stays_and_a_run_under_way_is_not_asked_twice(draft, held, office):
    run = start_run(draft, by=office, in_background=False)
    assert start_run(draft, by=office, in_background=False) == run
    row = draft.meetings.order_by("pk").last()
    place_meeting(row, date=date(2027, 3, 5), slot="afternoon", room=None, lecturer=None, revision=1, by=office)
    row.refresh_from_db()
    lock_meeting(row, revision=row.revision, by=office)
    assert perform(run.pk).state == State.DONE
    row.refresh_from_db()
    assert (row.date, row.slot, row.room) == (date(2027, 3, 5), "afternoon", None)
    assert draft.meetings.filter(date=None).count() == 0


def test_only_the_office_plans_and_only_an_open_draft(draft, cast, office):
    with pytest.raises(NotAllowed):
        start_run(draft, by=cast.lecturer)
    run = start_run(draft, by=office, in_background=False)
    with pytest.raises(NotAllowed):
        stop_run(run, by=cast.lecturer)
    with pytest.raises(InvalidInput):
        start_run(draft, by=office, seconds=0)
    stop_run(run, by=office)
    discard_draft(draft, by=office)
    with pytest.raises(WrongState):
        start_run(draft, by=office)


def test_the_worker_hears_of_it_after_the_commit(draft, office, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        run = start_run(draft, by=office, seconds=2)
    run.refresh_from_db()
    assert run.state == State.DONE


def test_stopped_before_it_begins_and_while_it_works(draft, office, monkeypatch):
    run = start_run(draft, by=office, in_background=False)
    assert stop_run(run, by=office).state == State.CANCELLED
    assert perform(run.pk).state == State.CANCELLED
    run = start_run(draft, by=office, seconds=2, in_background=False)
    solve = working.solver.solve

    def stopped_on_the_way(problem, *, should_stop, **kwargs):
        assert should_stop() is False
        stop_run(run, by=office)
        monkeypatch.setattr(runs, "LISTEN", 0)
        assert should_stop() is True
        return solve(problem, **kwargs)

    monkeypatch.setattr(working.solver, "solve", stopped_on_the_way)
    run = perform(run.pk)
    assert (run.state, run.report["is_stopped"], run.report["placed"]) == (
        State.DONE,
        True,
        3,
    )  # the best found is kept
    assert stop_run(run, by=office).state == State.DONE


def test_a_killed_run_is_begun_again_and_the_late_attempt_writes_nothing(draft, office, monkeypatch):
    run = start_run(draft, by=office, seconds=2, in_background=False)
    conclude = runs._conclude
    monkeypatch.setattr(runs, "_conclude", lambda held, *args, **kwargs: held)  # killed before its last word
    perform(run.pk)
    late = PlanRun.objects.select_related("draft", "by").get(pk=run.pk)
    assert (late.state, places(draft)[0][0]) == (State.RUNNING, None)
    assert runs_left_lying(silent_for=timedelta(minutes=2)) == []
    PlanRun.objects.update(heard_at=now() - timedelta(minutes=3))
    assert runs_left_lying(silent_for=timedelta(minutes=2)) == [run.pk]
    assert runs_left_lying(silent_for=timedelta(minutes=2)) == []
    monkeypatch.setattr(runs, "_conclude", conclude)
    done = perform(run.pk)
    assert (done.state, done.attempt) == (State.DONE, 2)
    edits = draft.edits.count()
    found = working.find(draft, Task(), seconds=2)
    assert conclude(late, Task(), found, is_stopped=False).state == State.DONE
    assert draft.edits.count() == edits
    PlanRun.objects.filter(pk=run.pk).update(state=State.STOPPING, heard_at=now() - timedelta(minutes=3))
    runs_left_lying(silent_for=timedelta(minutes=2))
    assert PlanRun.objects.get(pk=run.pk).state == State.CANCELLED


def test_whoever_moves_a_row_meanwhile_keeps_it_and_the_plan_gives_way(draft, room, lecturers, office, monkeypatch):
    run = start_run(draft, by=office, seconds=2, in_background=False)
    find, tries = runs.find, []

    def overtaken(*args, **kwargs):
        found = find(*args, **kwargs)
        if not tries:
            row = draft.meetings.order_by("pk").last()
            place = {"date": date(2027, 3, 4), "slot": "morning", "room": room, "lecturer": lecturers[0]}
            place_meeting(row, **place, revision=row.revision, by=office)
            row.refresh_from_db()
            lock_meeting(row, revision=row.revision, by=office)
        tries.append(kwargs["seconds"])
        return found

    monkeypatch.setattr(runs, "find", overtaken)
    monkeypatch.setattr(runs, "AGAIN_SECONDS", 2)
    assert perform(run.pk).state == State.DONE
    assert len(tries) == 2
    assert places(draft)[2][:2] == (date(2027, 3, 4), "morning")


def test_an_impossible_year_says_why_and_changes_nothing(draft, held, office):
    DutyPeriod.objects.create(
        kind="election",
        title="Bầu cử",
        starts_on=held.opens_on,
        ends_on=held.closes_on - timedelta(days=1),
        blocks=True,
    )
    run = planned(draft, office)
    assert (run.state, places(draft)[0][0]) == (State.IMPOSSIBLE, None)
    words = " ".join(wording.conflict_sentences(run.report))
    assert "KNLD-01" in words
    assert "%(" not in words
    assert "Bầu cử" in words


def test_the_command_prints_what_was_found(held, room, lecturers, office, capsys):
    call_command("plan_timetable", "--year", "2027", "--seconds", "2")
    printed = json.loads(capsys.readouterr().out)
    assert (printed["state"], printed["moves"], printed["placed"]) == ("done", 0, 3)
    assert {"status", "cost", "bound", "gap", "seconds"} <= set(printed)
    assert TimetableDraft.objects.get().meetings.filter(date=None).count() == 0


def test_the_signal_carries_the_run(draft, office, django_capture_on_commit_callbacks):
    heard = []

    def hear(sender, run, **kwargs):
        heard.append(run)

    plan_run_asked.connect(hear)
    with django_capture_on_commit_callbacks():
        run = start_run(draft, by=office)
    plan_run_asked.disconnect(hear)
    assert heard == []  # not before the commit
    assert run.state == State.QUEUED
