"""Recording, extending and ending postings."""

from datetime import date, timedelta

import pytest

from wagtail.models import ModelLogEntry

from curriculum.clock.time import today
from tests.factories.training import AgencyFactory, MentorFactory, PersonFactory, PositionTitleFactory, UnitFactory
from training.errors import InvalidInput, NotAllowed, ReasonNeeded, WrongState
from training.mentoring.models import TermForm
from training.models import Posting
from training.rotation.services import end_posting, extend_posting, start_posting
from training.rotation.term import months_after
from training.signals import posting_started
from training.tasks import activate_due_postings

pytestmark = pytest.mark.usefixtures("instruments")

EFFECTIVE = date(2026, 3, 31)


@pytest.fixture
def facts(cast):
    """A rotation that can be recorded as it stands."""
    return {
        "person": PersonFactory(birth_date=date(1994, 5, 20)),
        "kind": "rotation",
        "sending_unit": AgencyFactory(),
        "host_unit": UnitFactory(),
        "title": PositionTitleFactory(),
        "decision_number": "12-QĐ/BTCTU",
        "decision_on": date(2026, 3, 20),
        "effective_on": EFFECTIVE,
        "term_months": 36,
        "by": cast.committee_officer,
    }


def test_start_records_the_posting_with_its_end_calendar_and_mentor(facts, django_capture_on_commit_callbacks):
    heard = []
    posting_started.connect(receiver := lambda posting, **kwargs: heard.append(posting))
    mentor = MentorFactory()
    with django_capture_on_commit_callbacks(execute=True):
        posting = start_posting(**facts, mentor=mentor, mentor_note="Ở gần nhất")
    posting_started.disconnect(receiver)
    assert (posting.due_on, posting.status) == (date(2029, 3, 31), Posting.Status.ACTIVE)
    assert posting.mentorships.get().mentor == mentor
    assert ModelLogEntry.objects.get(action="training.mentorship.begin").data["note"] == "Ở gần nhất"
    assert posting.forms.filter(code="F6").get().due_on == posting.due_on
    assert heard == [posting]
    assert ModelLogEntry.objects.filter(action="training.posting.start").get().user == facts["by"]


def test_start_twice_is_one_posting(facts):
    first, second = start_posting(**facts), start_posting(**facts)
    assert first == second
    assert Posting.objects.count() == 1


def test_start_ahead_of_its_day_is_decided_and_becomes_active_on_it(facts):
    posting = start_posting(**facts | {"effective_on": today() + timedelta(days=10), "decision_on": today()})
    assert posting.status == Posting.Status.DECIDED
    assert activate_due_postings.delay().get() == 0
    Posting.objects.update(effective_on=today())
    assert activate_due_postings.delay().get() == 1
    assert Posting.objects.get().status == Posting.Status.ACTIVE


def test_transfer_has_no_end_and_no_final_form(facts):
    posting = start_posting(**facts | {"kind": "transfer", "term_months": None})
    assert posting.due_on is None
    assert posting.last_day is None
    assert not posting.forms.filter(code="F6").exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"decision_number": " "}, "needs the number of its decision"),
        ({"decision_on": EFFECTIVE + timedelta(days=1)}, "dated after the day it takes effect"),
        ({"decision_on": date(2099, 1, 1), "effective_on": date(2099, 2, 1)}, "lies in the future"),
        ({"kind": "transfer"}, "A transfer has no term"),
        ({"term_months": None}, "Give the term in months"),
        ({"term_months": 24}, "A rotation lasts at least 36 months"),
        ({"kind": "secondment", "term_months": 48}, "A secondment lasts at most 36 months"),
    ],
)
def test_start_is_refused_with_a_sentence(facts, change, sentence, en):
    with pytest.raises(InvalidInput, match=sentence):
        start_posting(**facts | change)
    assert not Posting.objects.exists()


@pytest.mark.parametrize(
    ("birth_date", "sentence"),
    [
        (EFFECTIVE, "was not born yet"),
        (date(2027, 1, 1), "was not born yet"),
        (date(2008, 4, 1), "is not 18 years old"),
    ],
)
def test_start_is_refused_before_birth_and_under_age(facts, birth_date, sentence, en):
    facts["person"] = PersonFactory(birth_date=birth_date)
    with pytest.raises(InvalidInput, match=sentence):
        start_posting(**facts)


def test_start_on_the_eighteenth_birthday_or_without_a_known_one(facts):
    facts["person"] = PersonFactory(birth_date=date(2008, 3, 31))
    assert start_posting(**facts).pk
    facts["person"] = PersonFactory(birth_date=None)
    assert start_posting(**facts).pk


def test_start_is_refused_for_units_that_do_not_fit(facts, en):
    with pytest.raises(InvalidInput, match="must differ"):
        start_posting(**facts | {"host_unit": facts["sending_unit"]})
    closed = UnitFactory(valid_to=date(2025, 6, 30))
    with pytest.raises(InvalidInput, match="does not exist on 31/03/2026"):
        start_posting(**facts | {"host_unit": closed})
    with pytest.raises(InvalidInput, match="does not exist yet"):
        start_posting(**facts | {"sending_unit": AgencyFactory(valid_from=date(2026, 6, 1))})


def test_start_with_a_decision_of_exception(facts):
    posting = start_posting(**facts | {"term_months": 24, "exception_decision": "13-QĐ/BTCTU"})
    assert posting.due_on == date(2028, 3, 31)


def test_start_is_refused_while_posted_and_for_a_decision_used_before(facts, en):
    posting = start_posting(**facts)
    with pytest.raises(WrongState, match="already posted to"):
        start_posting(**facts | {"decision_number": "99-QĐ/BTCTU"})
    end_posting(posting, ended_on=today(), reason="returned", decision_number="20-QĐ", by=facts["by"])
    with pytest.raises(WrongState, match="already been recorded"):
        start_posting(**facts | {"effective_on": today(), "decision_on": today()})


def test_start_is_for_the_committee(facts, cast):
    for name in ("host_head", "unit_officer", "training_office", "stranger"):
        with pytest.raises(NotAllowed):
            start_posting(**facts | {"by": cast[name]})


def test_a_mentor_who_cannot_be_named_leaves_nothing_behind(facts, en):
    with pytest.raises(WrongState):
        start_posting(**facts, mentor=MentorFactory(is_active=False), mentor_note="Ở gần nhất")
    with pytest.raises(ReasonNeeded, match="No office is on record"):
        start_posting(**facts, mentor=MentorFactory())
    assert not Posting.objects.exists()
    assert not TermForm.objects.exists()


def test_extension_moves_only_what_is_not_filed(facts):
    posting = start_posting(**facts | {"kind": "reinforcement", "term_months": 24})
    filed = posting.forms.get(code="F3", month=3)
    filed.status, filed.due_on = TermForm.Status.SUBMITTED, date(2026, 7, 3)
    filed.save()
    extend_posting(posting, term_months=36, decision_number="44-QĐ", by=facts["by"])
    posting.refresh_from_db()
    assert (posting.term_months, posting.due_on) == (36, date(2029, 3, 31))
    assert posting.forms.get(code="F6").due_on == posting.due_on
    assert posting.forms.filter(code="F3").count() == 6
    filed.refresh_from_db()
    assert filed.due_on == date(2026, 7, 3)


def test_extension_twice_does_no_harm_and_refuses_what_is_none(facts, en):
    posting = start_posting(**facts)
    extend_posting(posting, term_months=48, decision_number="44-QĐ", by=facts["by"])
    extend_posting(posting, term_months=48, decision_number="44-QĐ", by=facts["by"])
    assert ModelLogEntry.objects.filter(action="training.posting.extend").count() == 1
    with pytest.raises(InvalidInput, match="longer than the present one"):
        extend_posting(posting, term_months=40, decision_number="45-QĐ", by=facts["by"])
    with pytest.raises(InvalidInput, match="needs the number of its decision"):
        extend_posting(posting, term_months=60, decision_number=" ", by=facts["by"])


def test_a_secondment_beyond_three_years_is_extended_by_a_decision_of_exception(facts, en):
    posting = start_posting(**facts | {"kind": "secondment", "term_months": 36})
    given = {"term_months": 48, "decision_number": "44-QĐ", "by": facts["by"]}
    with pytest.raises(InvalidInput, match="at most 36 months"):
        extend_posting(posting, **given)
    posting.refresh_from_db()
    assert (posting.term_months, posting.changes.count()) == (36, 0)
    extended = extend_posting(posting, **given, exception_decision="9-QĐ/TU")
    assert (extended.term_months, extended.exception_decision) == (48, "9-QĐ/TU")


def test_extension_of_a_transfer_an_ended_posting_and_by_a_stranger_is_refused(facts, cast, en):
    posting = start_posting(**facts | {"kind": "transfer", "term_months": None})
    with pytest.raises(WrongState, match="no term"):
        extend_posting(posting, term_months=48, decision_number="44-QĐ", by=facts["by"])
    end_posting(posting, ended_on=today(), reason="moved_on", by=facts["by"])
    with pytest.raises(WrongState, match="ended on"):
        extend_posting(posting, term_months=48, decision_number="44-QĐ", by=facts["by"])
    with pytest.raises(NotAllowed):
        extend_posting(posting, term_months=48, decision_number="44-QĐ", by=cast.stranger)


def test_end_closes_mentorship_and_calendar(facts):
    posting = start_posting(**facts, mentor=MentorFactory(), mentor_note="Ở gần nhất")
    ended = end_posting(posting, ended_on=today(), reason="terminated", decision_number="50-QĐ", by=facts["by"])
    assert (ended.status, ended.last_day) == (Posting.Status.ENDED, today())
    assert posting.mentorships.get().valid_to is not None
    open_forms = posting.forms.open()
    assert all(form.due_on <= today() for form in open_forms)
    assert open_forms.get(code="F6").opens_on <= today()
    assert end_posting(posting, ended_on=today(), reason="terminated", decision_number="50-QĐ", by=facts["by"]) == ended


@pytest.mark.parametrize(
    ("ended_on", "reason", "sentence"),
    [
        (EFFECTIVE - timedelta(days=1), "returned", "before it took effect"),
        (date(2099, 1, 1), "returned", "lies in the future"),
        (date(2026, 6, 1), "bored", "Give the reason"),
        (date(2026, 6, 1), "returned", "before the regulated term needs"),
    ],
)
def test_end_is_refused_with_a_sentence(facts, ended_on, reason, sentence, en):
    posting = start_posting(**facts)
    with pytest.raises(InvalidInput, match=sentence):
        end_posting(posting, ended_on=ended_on, reason=reason, by=facts["by"])


def test_end_on_time_needs_no_decision(facts):
    start = months_after(today(), -40)
    posting = start_posting(**facts | {"effective_on": start, "decision_on": start})
    assert end_posting(posting, ended_on=today(), reason="promoted", by=facts["by"]).end_reason == "promoted"
    with pytest.raises(WrongState):
        end_posting(posting, ended_on=today(), reason="returned", by=facts["by"])
