"""Lists that belong to no class: mentors whose time is over, people who are thanked."""

from datetime import date

import pytest

from django.db import IntegrityError, transaction

from certificates.errors import InvalidInput, NotAllowed, WrongState
from certificates.models import Certificate
from certificates.register.queries import due_mentorships
from certificates.register.services import approve_batch, issue_batch, prepare_list, replace_certificate
from certificates.rendering.services import render_certificate
from tests.factories.training import MentorshipFactory, PersonFactory, PositionFactory
from training.models import Mentorship

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DAY = date(2026, 4, 9)
DECISION = {"decision_number": "31/QĐ", "decision_on": date(2026, 4, 10), "signer": "Nguyễn Văn Hiệu", "reason": "Đơn"}


@pytest.fixture
def mentorship(school):
    found = MentorshipFactory(valid_from=date(2024, 3, 1), valid_to=date(2026, 3, 1))
    PositionFactory(person=found.mentor.person, valid_from=date(2020, 1, 1))
    return found


@pytest.fixture
def values(school, cast):
    return {
        "by": cast.registrar,
        "issue_on": DAY,
        "decision_number": "12/QĐ-TLHP",
        "decision_on": DAY,
        "signatory": school.signatories.get(),
    }


def prepared(kind, values, school, **which):
    return prepare_list(kind, design=school.designs.get(kind=kind), **values, **which)


def test_mentor_is_attested_once_without_a_word_of_whom_he_guided(mentorship, values, school, cast):
    batch = prepared("mentoring_attestation", values, school, mentorships=[mentorship])
    [line] = batch.lines
    assert line["holder"]["name"] == mentorship.mentor.person.full_name
    assert mentorship.posting.host_unit.name in line["course"]["programme"]
    assert mentorship.posting.person.full_name not in str(line)
    approve_batch(batch, by=cast.signatory)
    [certificate] = issue_batch(batch, by=cast.registrar)
    assert certificate.register_number == "0001/2026/XNKC-LHP"
    assert certificate.mentorship == mentorship
    assert not due_mentorships().exists()
    assert render_certificate(certificate).startswith(b"%PDF")
    with pytest.raises(WrongState, match="attested already"):
        prepared("mentoring_attestation", values, school, mentorships=[mentorship])
    copy = Certificate.objects.get(pk=certificate.pk)
    copy.pk, copy.number, copy._state.adding = None, 2, True
    copy.register_number, copy.verification_code = "0002/2026/XNKC-LHP", "0" * 20
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_mentorship_that_runs_is_not_attested(values, school):
    running = MentorshipFactory(valid_from=date(2026, 1, 1))
    with pytest.raises(WrongState, match="not over"):
        prepared("mentoring_attestation", values, school, mentorships=[running])
    assert Mentorship.objects.get().valid_to is None


def test_lost_attestation_of_mentoring_is_replaced_by_its_own_kind(mentorship, values, school, cast):
    batch = approve_batch(
        prepared("mentoring_attestation", values, school, mentorships=[mentorship]), by=cast.signatory
    )
    [certificate] = issue_batch(batch, by=cast.registrar)
    successor = replace_certificate(certificate, ground="loss", by=cast.registrar, **DECISION)
    assert (successor.kind, successor.mentorship) == ("mentoring_attestation", mentorship)


def test_people_are_thanked_in_name_order(values, school, cast):
    people = [PersonFactory(full_name=name, birth_date=None) for name in ("Trần Thị Yến", "Vũ Thị An")]
    batch = prepared("appreciation", values, school, people=people, citation=" Đóng góp cho  khóa bồi dưỡng 2026 ")
    assert [line["holder"]["name"] for line in batch.lines] == ["Vũ Thị An", "Trần Thị Yến"]
    approve_batch(batch, by=cast.signatory)
    first, _second = issue_batch(batch, by=cast.registrar)
    assert first.facts["course"]["programme"] == "Đóng góp cho khóa bồi dưỡng 2026"
    assert first.register_number == "0001/2026/GN-LHP"
    assert render_certificate(first).startswith(b"%PDF")


def test_changed_name_stops_the_approval(values, school, cast):
    person = PersonFactory(full_name="Lê Thị Hoa")
    batch = prepared("appreciation", values, school, people=[person], citation="Đóng góp")
    person.full_name = "Lê Thị Hoa Mai"
    person.save()
    with pytest.raises(WrongState, match="Hoa Mai"):
        approve_batch(batch, by=cast.signatory)


@pytest.mark.parametrize(
    ("kind", "which", "sentence"),
    [
        ("appreciation", {"people": [], "citation": "x"}, "at least one"),
        ("appreciation", {"people": [], "citation": " "}, "thanked for"),
        ("certificate", {"people": []}, "to a class"),
    ],
)
def test_incomplete_lists_are_refused(values, school, kind, which, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        prepared(kind, values, school, **which)


def test_preparing_is_the_registrars(values, school, cast):
    with pytest.raises(NotAllowed):
        prepared("appreciation", values | {"by": cast.signatory}, school, people=[PersonFactory()], citation="x")
