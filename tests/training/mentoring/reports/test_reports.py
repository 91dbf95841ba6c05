"""The numbers of mentoring.md §7, as of a day, and what they may not tell."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import make_aware

from curriculum.clock.time import now
from tests.factories.training import (
    EnrolmentFactory,
    MentorshipFactory,
    PersonFactory,
    PositionFactory,
    PositionTitleFactory,
    PostingFactory,
    RotationWaveFactory,
    TrainingClassFactory,
    UnitFactory,
    UserFactory,
)
from training.mentoring.reports.heads import heads_on
from training.mentoring.reports.levels import changes_of
from training.mentoring.reports.scope import Scope
from training.mentoring.reports.sums import Sums, grouped
from training.mentoring.reports.terms import Track, terms_of
from training.models import Flag, FormRevision, FormVersion, MentoringContact, TermForm, UnitLink

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
START, DAY = date(2024, 1, 1), date(2026, 11, 23)


@pytest.fixture
def posting(instruments):
    return PostingFactory(effective_on=START, decision_on=START, wave=RotationWaveFactory())


def term(day: date = DAY, **chosen):
    (found,) = terms_of(Scope(day, **chosen))
    return found


def file_form(posting, code: str, month: int, *, due: date, sent: date | None, levels: dict | None = None) -> TermForm:
    at = make_aware(datetime.combine(sent, datetime.min.time())) if sent else None
    form = TermForm.objects.create(
        posting=posting,
        version=FormVersion.objects.get(code=code),
        code=code,
        month=month,
        opens_on=due - timedelta(days=30),
        due_on=due,
        status="submitted" if sent else "not_due",
        submitted_at=at,
        revision_number=1 if levels else 0,
    )
    if levels:
        answers = {f"{name}_mentor": {"level": level} for name, level in levels.items()}
        writer = (MentorshipFactory._meta.get_model_class() and posting.created_by) or UserFactory()
        FormRevision.objects.create(form=form, number=1, answers=answers, written_by=writer, written_at=at, sha256="a")
    return form


def raise_a_flag(posting, rule: str, level: str, weight: int, raised: date, **facts) -> Flag:
    return Flag.objects.create(
        posting=posting,
        rule=rule,
        level=level,
        weight=weight,
        raised_on=raised,
        responder="mentor",
        occasion=str(uuid4()),
        **facts,
    )


def test_on_track_follows_the_flags_that_stood_open_on_the_day(posting):
    raise_a_flag(
        posting,
        "R1",
        "yellow",
        1,
        date(2026, 3, 1),
        closed_at=make_aware(datetime(2026, 4, 1)),
        status="resolved",
        result="Đã gặp",
    )
    raise_a_flag(posting, "R3", "red", 3, date(2026, 6, 1), ceased_on=date(2026, 7, 1))
    raise_a_flag(posting, "R10", "confidential", 2, date(2024, 2, 1))
    raise_a_flag(posting, "R13", "red", 3, date(2024, 2, 1))
    tracks = {day: term(day).track for day in (date(2026, 2, 1), date(2026, 3, 15), date(2026, 6, 15), DAY)}
    assert list(tracks.values()) == [Track.ON_TRACK, Track.ATTENTION, Track.OFF_TRACK, Track.ON_TRACK]
    assert term(date(2026, 6, 15)).flags == 1


def test_contacts_and_forms_are_counted_up_to_the_day_and_in_a_span(posting):
    mentorship = MentorshipFactory(posting=posting, valid_from=START)
    writer = UserFactory()
    for day in (date(2024, 2, 1), date(2024, 3, 1), date(2026, 10, 5)):
        at = make_aware(datetime.combine(day, datetime.min.time()))
        MentoringContact.objects.create(
            mentorship=mentorship, status="submitted", happened_at=at, recorded_by=writer, recorded_at=at
        )
    MentoringContact.objects.create(mentorship=mentorship, happened_at=now(), recorded_by=writer, recorded_at=now())
    file_form(posting, "F3", 3, due=date(2024, 4, 10), sent=date(2024, 4, 10))
    file_form(posting, "F4", 6, due=date(2024, 7, 1), sent=date(2024, 7, 9))
    file_form(posting, "F3", 9, due=date(2026, 10, 11), sent=None)
    whole, early = term(), term(date(2024, 4, 30))
    quarter = term(date(2026, 11, 23), since=date(2026, 10, 1))
    assert (whole.contacts_held, early.contacts_held, quarter.contacts_held) == (3, 2, 1)
    assert (early.contacts_due, quarter.contacts_due) == (4, 1)
    assert (whole.forms_due, whole.forms_on_time, whole.forms_late, whole.forms_missing) == (3, 1, 1, 1)
    assert (early.forms_due, early.forms_on_time) == (1, 1)
    assert (quarter.forms_due, quarter.forms_missing) == (1, 1)


def test_training_and_placement_of_an_ended_term(posting):
    for closed in (date(2023, 6, 1), date(2022, 1, 1), date(2025, 6, 1)):
        given = TrainingClassFactory(
            opens_on=closed - timedelta(days=9), closes_on=closed, nominate_until=closed - timedelta(days=20)
        )
        EnrolmentFactory(training_class=given, person=posting.person, status="completed")
    posting.status, posting.ended_on, posting.end_reason = "ended", date(2026, 6, 1), "returned"
    posting.save()
    assert term(date(2026, 5, 1)).is_running
    assert (term().trained_before, term().trained_during, term().days_to_placement) == (1, 1, None)
    PositionFactory(person=posting.person, valid_from=date(2026, 7, 1))
    assert term().days_to_placement == 30
    (group,) = grouped(terms_of(Scope(DAY)), "wave")
    assert (group.place, group.days_to_placement, group.awaiting_placement) == (posting.wave, 30, 0)
    assert ("returned", 1) in {(reason, count) for reason, _label, count in group.outcomes}


def test_filters_choose_and_groups_add_up(posting):
    other = PostingFactory(effective_on=START, decision_on=START)
    assert len(terms_of(Scope(DAY))) == 2
    assert terms_of(Scope(START - timedelta(days=1))) == []
    for chosen in ({"wave": posting.wave_id}, {"host": posting.host_unit_id}, {"sending": posting.sending_unit_id}):
        assert term(DAY, **chosen).posting == posting
    terms = terms_of(Scope(DAY))
    for by in ("wave", "bloc", "host", "sending"):
        groups = grouped(terms, by)
        assert sum(len(group.terms) for group in groups) == 2
    assert {group.place for group in grouped(terms, "host")} == {posting.host_unit, other.host_unit}


def test_levels_are_compared_only_where_both_months_were_assessed(posting):
    file_form(posting, "F4", 6, due=date(2024, 7, 1), sent=date(2024, 7, 1), levels={"C1": 2, "C2": 3})
    file_form(posting, "F5", 24, due=date(2026, 1, 1), sent=date(2026, 1, 1), levels={"C1": 4, "C2": 2})
    lonely = PostingFactory(effective_on=START, decision_on=START)
    file_form(lonely, "F4", 6, due=date(2024, 7, 1), sent=date(2024, 7, 1), levels={"C1": 5})
    first, second, third = changes_of(Scope(DAY))[:3]
    assert (first.people, first.mean_change, first.rose, first.fell) == (1, 2.0, 1, 0)
    assert (second.mean_change, second.rose, second.fell, third.people) == (-1.0, 0, 1, 0)
    assert changes_of(Scope(date(2025, 1, 1)))[0].people == 0


def test_head_born_in_what_was_merged_into_the_commune_is_local(db):
    old, new = UnitFactory(valid_to=date(2025, 6, 30)), UnitFactory(valid_from=date(2025, 7, 1))
    UnitLink.objects.create(
        predecessor=old, successor=new, extent="whole", is_default=True, effective_on=date(2025, 7, 1)
    )
    title = PositionTitleFactory(code="pc_chairman")
    people = [
        PersonFactory(native_place=old),
        PersonFactory(native_place=UnitFactory()),
        PersonFactory(native_place_text="Nam Định"),
        PersonFactory(),
    ]
    for person in people:
        PositionFactory(person=person, unit=new, title=title, valid_from=date(2025, 7, 1))
    (heads,) = heads_on(DAY)
    assert (heads.local, heads.non_local, heads.unknown, heads.percent) == (1, 2, 1, 67)


def test_ten_postings_ask_as_little_as_one(posting):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            Sums(None, terms_of(Scope(DAY))).on_track_percent  # noqa: B018
        return len(queries)

    asked()  # fills the caches of a process that has just started
    one = asked()
    for _number in range(9):
        PostingFactory(effective_on=START, decision_on=START)
    assert asked() == one <= 7
