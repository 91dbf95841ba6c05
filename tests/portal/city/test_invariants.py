"""Rows written past the services keep what the services promise."""

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise

import pytest

from django.db.models import Count, F, Q

from certificates.models import Certificate, CertificateRegister
from curriculum.clock.time import today
from portal.city.days import is_working_day
from portal.city.people import PEOPLE_AT_SCALE_1
from training.attendance.queries import attendance_of_class
from training.mentoring.calendar import forms_of_term
from training.mentoring.contacts import answers_of
from training.mentoring.definitions import fingerprint
from training.models import (
    ClassMeeting,
    Enrolment,
    Handover,
    Mark,
    MentoringContact,
    Mentorship,
    Nomination,
    Outcome,
    Panel,
    Person,
    Position,
    Posting,
    PostingChange,
    TermForm,
    TrainingClass,
)
from training.people.leading import gaps_on
from training.rotation.changes import interruptions_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_city(city):
    """Every test here looks at the same city."""


def test_people_are_about_as_many_as_the_scale_says(city_copy):
    wanted = PEOPLE_AT_SCALE_1 * city_copy.scale
    assert wanted <= Person.objects.count() <= 2 * wanted  # the leaders and agencies alone need a certain number


def test_every_office_lies_within_the_life_of_its_unit():
    outside = Q(valid_from__lt=F("unit__valid_from")) | Q(unit__valid_to__lt=F("valid_to"))
    outside |= Q(valid_to__isnull=True, unit__valid_to__isnull=False)
    assert not Position.objects.filter(outside).exists()


def test_offices_of_one_holder_are_held_by_one_at_a_time():
    single = ["party_secretary", "pc_chairman", "front_chairman", "council_chairman"]
    held = Position.objects.current().filter(title__code__in=single)
    assert not held.values("unit", "title").annotate(holders=Count("person")).filter(holders__gt=1).exists()


def test_each_staffed_commune_has_its_leaders():
    secretaries = Position.objects.current().filter(title__code="party_secretary").values("unit")
    chairmen = Position.objects.current().filter(title__code="pc_chairman").values("unit")
    assert set(secretaries.values_list("unit", flat=True)) == set(chairmen.values_list("unit", flat=True))


def test_no_day_of_study_leaves_a_unit_without_the_leaders_who_must_stay():
    classes, members = defaultdict(set), defaultdict(set)
    for day, held in ClassMeeting.objects.held().order_by().values_list("date", "training_class").distinct():
        classes[day].add(held)
    for held, person in Enrolment.objects.active().values_list("training_class", "person"):
        members[held].add(person)
    offices = list(Position.objects.filter(title__is_key_official=True).select_related("title", "unit"))
    gaps = [
        gap
        for day, held in classes.items()
        for gap in gaps_on(day, offices, set().union(*(members[one] for one in held)))
    ]
    assert not gaps


def test_about_half_of_the_secretaries_are_from_elsewhere():
    offices = Position.objects.current().filter(title__code="party_secretary").select_related("person", "unit")
    local = [
        office
        for office in offices
        if office.person.native_place_id
        and office.unit.predecessor_links.filter(predecessor=office.person.native_place_id).exists()
    ]
    assert 0.2 <= len(local) / len(offices) <= 0.7


def test_the_merger_of_2025_runs_through_careers():
    ended = Position.objects.filter(valid_to__month=6, valid_to__day=30, valid_to__year=2025)
    assert ended.filter(unit__type__level="commune").exists()
    assert ended.filter(unit__type__level="district").exists()


def test_nobody_is_in_two_classes_at_once():
    spans = defaultdict(list)
    rows = Enrolment.objects.active().exclude(training_class__status="cancelled")
    for person, first, last in rows.values_list("person", "training_class__opens_on", "training_class__closes_on"):
        spans[person].append((first, last))
    for mine in spans.values():
        mine.sort()
        assert all(before[1] < after[0] for before, after in pairwise(mine))


def test_no_class_holds_more_than_its_places():
    taken = Count("enrolments", filter=Q(enrolments__status__in=Enrolment.ACTIVE))
    assert not TrainingClass.objects.annotate(taken=taken).filter(taken__gt=F("capacity")).exists()


def test_meetings_are_on_working_days_and_spend_the_periods_of_the_programme():
    assert all(is_working_day(day) for day in ClassMeeting.objects.values_list("date", flat=True).distinct())
    unplanned = TrainingClass.objects.filter(meetings=None)
    assert set(unplanned.values_list("status", flat=True)) == {TrainingClass.Status.PLANNED}
    for training_class in TrainingClass.objects.exclude(pk__in=unplanned).prefetch_related("meetings"):
        periods = sum(meeting.periods for meeting in training_class.meetings.all())
        assert periods == sum(module["periods"] for module in training_class.programme_facts["modules"])


def test_rooms_are_large_enough():
    taken = Count("training_class__enrolments", filter=Q(training_class__enrolments__status__in=Enrolment.ACTIVE))
    assert (
        not ClassMeeting.objects.annotate(taken=taken)
        .filter(room__isnull=False, taken__gt=F("room__capacity"))
        .exists()
    )


def test_outcomes_are_what_attendance_and_marks_say():
    training_class = TrainingClass.objects.filter(recognition__isnull=False).order_by("opens_on").last()
    attendance = attendance_of_class(training_class, training_class.closes_on)
    for outcome in Outcome.objects.filter(enrolment__training_class=training_class):
        assert outcome.attendance_percent == attendance[outcome.enrolment_id].percent
        standing = Mark.objects.standing().filter(enrolment=outcome.enrolment_id)
        failed = [mark for mark in standing if (mark.value is not None and mark.value < 5) or mark.is_passed is False]
        assert outcome.is_passed == (not failed and outcome.attendance_percent >= 80)


def test_recognised_classes_have_ended_enrolments():
    studying = Enrolment.objects.filter(training_class__recognition__isnull=False, status=Enrolment.Status.ENROLLED)
    assert not studying.exists()


def test_the_office_written_down_does_not_say_the_unit_again():
    rows = Enrolment.objects.values_list("position_text", "unit__name")
    assert rows.exists()
    assert [row for row in rows if not row[0] or row[1] in row[0]] == []


def test_certificates_name_the_unit_of_the_holder_once():
    holders = [facts["holder"] for facts in Certificate.objects.values_list("facts", flat=True) if facts]
    assert holders
    assert [holder for holder in holders if holder["unit"] in holder["position"]] == []


def test_registers_are_numbered_without_a_gap():
    for register in CertificateRegister.objects.all():
        numbers = list(register.certificates.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, register.last_number + 1))


def test_only_certificates_of_told_classes_are_electronic():
    kinds = Counter(Certificate.objects.values_list("is_electronic", flat=True))
    assert 0 < kinds[True] < kinds[False]


def test_the_register_shows_every_state():
    day = today()
    states = set(Certificate.objects.values_list("status", flat=True))
    assert {"issued", "replaced", "revoked"} <= states
    assert Certificate.objects.filter(status="issued", valid_until__lt=day).exists()


def test_calendars_of_postings_are_those_of_the_rules():
    for posting in Posting.objects.all():
        rests = interruptions_of(posting)
        calendar = forms_of_term(posting.effective_on, posting.term_months, rests)
        due = {(form.code, form.month, form.due_on) for form in calendar}
        there = set(TermForm.objects.filter(posting=posting).values_list("code", "month", "due_on"))
        opened_by_events = {row for row in there if row[0] == "F8"}
        if posting.end_reason == "terminated":  # its final form is due when it ends
            due = {row for row in due if row[0] != "F6"} | {("F6", posting.term_months, posting.ended_on)}
        assert there - opened_by_events == due


def test_confirmed_contacts_carry_the_fingerprint_of_what_they_say():
    contact = MentoringContact.objects.filter(status="confirmed").order_by("happened_at").last()
    assert contact.sha256 == fingerprint(answers_of(contact))


def test_nobody_meets_while_a_posting_rests():
    rested = Posting.objects.filter(changes__kind="interrupted")
    assert rested.count() == 2
    for posting in rested:
        held = MentoringContact.objects.filter(mentorship__posting=posting)
        for rest in interruptions_of(posting):
            assert not held.filter(happened_at__date__range=(rest.first, rest.last)).exists()
        assert held.exists()


def test_one_term_that_ended_holds_nearly_everything():
    told = Posting.objects.get(status="ended", flags__occasion="told:R7")
    assert set(told.changes.values_list("kind", flat=True)) >= {"extended", "host_continued", "ended"}
    assert told.mentorships.count() == 2
    assert told.handovers.get().form.status == "locked"
    assert set(told.forms.values_list("code", flat=True)) >= {"F5", "F6", "F8"}
    assert told.placement_proposals.get().is_decided
    kinds = set(PostingChange.objects.values_list("kind", flat=True))
    assert kinds >= {"extended", "interrupted", "ended_early", "host_continued"}
    assert Panel.objects.exclude(minutes_number="").exists()
    assert Handover.objects.open().exists()


def test_no_mentor_guides_more_than_three():
    loads = Mentorship.objects.current().values("mentor").annotate(mentees=Count("posting"))
    assert max(row["mentees"] for row in loads) == 3


def test_people_posted_work_at_the_host_today():
    for posting in Posting.objects.active():
        offices = Position.objects.current().filter(person=posting.person)
        assert offices.filter(valid_from__gte=posting.effective_on - timedelta(days=1)).exists()


def test_stories_are_there_to_be_told():
    sent = Counter(Nomination.objects.values_list("status", flat=True))
    assert all(sent[state] for state in ("waiting", "returned", "rejected", "submitted"))
    assert TrainingClass.objects.filter(status="cancelled").exclude(cancel_reason="").exists()
    assert Mark.objects.filter(kind="resit").exists()
    assert Enrolment.objects.filter(status="failed").exists()
