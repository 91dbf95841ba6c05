"""Facts from the database, the second run of a day, levels that rise, causes that cease, nights, who hears of it."""

from datetime import datetime, timedelta

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from curriculum.clock.time import now, set_to, today
from tests.factories.training import (
    MentorFactory,
    MentorshipFactory,
    PositionFactory,
    PostingFactory,
    RotationWaveFactory,
    UnitFactory,
)
from training.mentoring.flags import computing
from training.mentoring.flags.computing import Computed, compute_flags
from training.mentoring.flags.models import Flag, PostingRecord
from training.mentoring.flags.services import close_flag, escalate_overdue_flags
from training.mentoring.models import FormRevision, FormVersion, MentoringContact, TermForm
from training.mentoring.services.calendar import create_calendar
from training.signals import flags_escalated, flags_raised
from training.tasks import look_at_flags
from training.units.models import UnitLink

pytestmark = [pytest.mark.usefixtures("instruments"), pytest.mark.both_databases]
NOTHING = Computed()


def guided(days=180, *, posting=None, **changes):
    """A posting with its calendar kept on another day, and a mentor who works at the host."""
    posting = posting or PostingFactory(effective_on=today() - timedelta(days=days), **changes)
    mentor = MentorFactory()
    PositionFactory(person=mentor.person, unit=posting.host_unit)
    MentorshipFactory(posting=posting, mentor=mentor)
    return posting


def talk(posting, days_ago, *, concern=0, confirmed=True):
    mentorship = posting.mentorships.get()
    by = posting.person.user or PositionFactory().person.user
    made = {"status": "confirmed", "confirmed_by": by, "confirmed_at": now(), "sha256": "x"} if confirmed else {}
    return MentoringContact.objects.create(
        mentorship=mentorship,
        happened_at=now() - timedelta(days=days_ago),
        concern_level=concern,
        recorded_by=by,
        recorded_at=now(),
        **({"status": "submitted"} | made),
    )


def raised(posting) -> dict[str, str]:
    return dict(Flag.objects.open().filter(posting=posting).values_list("rule", "level"))


@pytest.fixture
def official(cast):
    cast.mentor  # noqa: B018 - names the mentor of the posting
    return cast.posting


def test_a_second_run_makes_nothing_and_what_rises_or_ceases_is_the_same_flag(official):
    talk(official, 50)
    talk(official, 10, confirmed=False)
    assert compute_flags() == Computed(raised=1)
    assert compute_flags() == NOTHING
    flag = Flag.objects.get()
    assert (flag.rule, flag.level, flag.responder, flag.facts["days"]) == ("R1", "yellow", "mentor", 50)
    assert flag.due_on == today() + timedelta(days=7)
    with set_to(datetime(2026, 12, 20, 1, 0)):
        assert compute_flags() == Computed(risen=1)
        assert compute_flags() == NOTHING
        flag.refresh_from_db()
        assert (flag.level, flag.responder) == ("red", "host_head")
        talk(official, 1)
        assert compute_flags() == Computed(ceased=1)
        assert compute_flags() == NOTHING
        flag.refresh_from_db()
        assert (flag.ceased_on, flag.status) == (today(), "open")  # only a person closes it
    with set_to(datetime(2027, 2, 10, 1, 0)):
        assert compute_flags() == Computed(recurred=1)
    assert [step.kind for step in flag.steps.all()] == ["raised", "rose", "ceased", "recurred"]


def test_what_a_person_closed_is_not_raised_again_until_something_new_happens(cast, official):
    talk(official, 50)
    compute_flags()
    close_flag(Flag.objects.get(), result="Đã gọi điện, hẹn gặp ngày 25", by=cast.mentor)
    assert compute_flags() == NOTHING
    with set_to(datetime(2026, 12, 25, 1, 0)):  # the higher level is something new
        assert compute_flags() == Computed(raised=1)
    assert Flag.objects.count() == 2


def test_facts_come_from_contacts_forms_mentors_and_records(official):
    talk(official, 3, concern=1)
    talk(official, 33, concern=1)
    create_calendar(official)
    review = official.forms.get(code="F3", month=3)
    FormRevision.objects.create(
        form=review, number=1, answers={"relationship_mentee": 2}, written_by=official.person.user, written_at=now()
    )
    TermForm.objects.filter(pk=review.pk).update(status="submitted", revision_number=1)
    compute_flags()
    agreement_is_no_watched_form = official.forms.get(code="F0").is_overdue
    assert agreement_is_no_watched_form
    assert raised(official) == {"R2": "yellow", "R10": "confidential"}
    TermForm.objects.filter(pk=review.pk).update(status="draft", due_on=today() - timedelta(days=31))
    compute_flags()
    assert raised(official)["R3"] == "red"
    assert Flag.objects.get(rule="R3").facts["days"] == 31
    official.mentorships.get().mentor.person.positions.all().delete()
    look_at_flags([official.pk])
    assert Flag.objects.get(rule="R7").facts["cause"] == "left"


def test_levels_and_the_official_rank_are_read_from_the_forms(official):
    for code, month, own, mentor in (("F4", 6, 3, 1), ("F5", 12, 5, 2)):
        form = TermForm.objects.create(
            posting=official,
            version=FormVersion.objects.get(code=code),
            code=code,
            month=month,
            opens_on=today(),
            due_on=today(),
            status="submitted",
            revision_number=1,
        )
        answers = {f"{one}_self": level(own) for one in ("C1", "C2", "C3")}
        answers |= {"C1_mentor": level(mentor), "C2_mentor": level(3), "C3_mentor": level(3)}
        answers |= {"C4_mentor": {"level": 1, "evidence": None}, "official_rank": "not_done"}
        FormRevision.objects.create(
            form=form, number=1, answers=answers, written_by=official.person.user, written_at=now()
        )
    talk(official, 3)
    compute_flags()
    assert raised(official) == {"R4": "yellow", "R6": "yellow", "R8": "red"}
    assert Flag.objects.get(rule="R4").facts["levels"] == [1, 2]


def level(number: int) -> dict:
    return {"level": number, "evidence": "Biên bản"}


def test_a_merger_moves_no_mentor_away(official):
    talk(official, 3)
    mentor = official.mentorships.get().mentor.person
    successor = UnitFactory(valid_from=today() - timedelta(days=30))
    old = official.host_unit
    mentor.positions.update(valid_to=today() - timedelta(days=31))
    old.valid_to = today() - timedelta(days=31)
    old.save()
    PositionFactory(person=mentor, unit=successor, valid_from=successor.valid_from)
    compute_flags()
    assert raised(official) == {"R7": "yellow"}
    UnitLink.objects.create(predecessor=old, successor=successor, extent="whole", effective_on=successor.valid_from)
    assert compute_flags() == Computed(ceased=1)


def test_several_flags_at_one_host_are_a_pattern_and_restricted_ones_do_not_count(cast):
    wave, host = RotationWaveFactory(), UnitFactory()
    postings = [guided(50, wave=wave, host_unit=host) for _each in range(2)]
    Flag.objects.create(
        rule="R13", level="red", posting=postings[0], occasion="x", raised_on=today(), responder="committee_leader"
    )
    compute_flags()
    assert not Flag.objects.filter(rule="R14").exists()
    guided(50, wave=wave, host_unit=host)
    assert compute_flags() == Computed(raised=2)
    assert compute_flags() == NOTHING
    flag = Flag.objects.get(rule="R14")
    assert (flag.unit, flag.wave, flag.facts) == (host, wave, {"count": 3})


def test_flags_of_hosts_that_became_one_unit_are_counted_there(db):
    wave, present = RotationWaveFactory(), UnitFactory(valid_from=today() - timedelta(days=1))
    moved = [guided(50, wave=wave, host_unit=UnitFactory(), host_unit_now=present) for _each in range(2)]
    compute_flags()
    assert not Flag.objects.filter(rule="R14").exists()
    guided(50, wave=wave, host_unit=present)
    compute_flags()
    pattern = Flag.objects.get(rule="R14")
    assert (pattern.unit, pattern.facts) == (present, {"count": 3})
    assert compute_flags(postings=[moved[0].pk]) == NOTHING


def test_an_ended_posting_has_no_cause_left(official):
    compute_flags()
    assert raised(official)
    type(official).objects.filter(pk=official.pk).update(status="ended", ended_on=today(), end_reason="returned")
    done = compute_flags()
    assert (done.raised, done.ceased) == (0, Flag.objects.count())
    assert compute_flags() == NOTHING


def test_placement_and_guard_are_lifted_by_their_documents(official):
    type(official).objects.filter(pk=official.pk).update(due_on=today() + timedelta(days=80))
    talk(official, 3)
    compute_flags()
    assert raised(official) == {"R11": "red"}
    PostingRecord.objects.create(
        posting=official, kind="placement_proposal", document="12-TTr/BTC", dated_on=today(), recorded_at=now()
    )
    assert compute_flags() == Computed(ceased=1)


def test_questions_do_not_grow_with_postings(django_assert_max_num_queries):
    for _each in range(3):
        guided(60)
    with CaptureQueriesContext(connection) as few:
        compute_flags()
    for _each in range(9):
        guided(60)
    with CaptureQueriesContext(connection) as many:
        compute_flags()
    assert Flag.objects.count() == 12
    assert len(many) <= len(few)


def test_every_batch_is_looked_at(monkeypatch):
    monkeypatch.setattr(computing, "BATCH", 2)
    for _each in range(5):
        guided(60)
    assert compute_flags().raised == 5


def test_a_night_hands_what_is_late_upwards_once(official, django_capture_on_commit_callbacks):
    heard = []

    def hear(flags, **kwargs):
        heard.append([flag.rule for flag in flags])

    flags_raised.connect(hear)
    flags_escalated.connect(hear)
    talk(official, 50)
    with django_capture_on_commit_callbacks(execute=True):
        compute_flags()
    assert escalate_overdue_flags() == 0
    with set_to(datetime(2026, 12, 2, 1, 0)), django_capture_on_commit_callbacks(execute=True):
        assert escalate_overdue_flags() == 1
        assert escalate_overdue_flags() == 0
    assert heard == [["R1"], ["R1"]]
    flag = Flag.objects.get()
    assert (flag.status, flag.responder, flag.escalated_to) == ("escalated", "committee_officer", "committee_officer")
    assert timezone.localtime(flag.escalated_at).date().isoformat() == "2026-12-02"
    assert flag.steps.filter(kind="escalated", by=None).count() == 1


def test_a_flag_whose_cause_is_gone_is_not_handed_upwards(official):
    talk(official, 50)
    compute_flags()
    talk(official, 1)
    compute_flags()
    with set_to(datetime(2026, 12, 2, 1, 0)):
        assert escalate_overdue_flags() == 0
