"""Numbers: gap-free, never twice, per institution, kind and year."""

from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django.db import transaction

from certificates.designs.reference import load_designs
from certificates.errors import InvalidInput, NotAllowed, WrongState
from certificates.models import Certificate, CertificateRegister, Institution
from certificates.register.services import approve_batch, close_register, issue_batch, issue_certificate, prepare_batch
from certificates.register.services.numbering import pattern_on, register_number, take_numbers
from curriculum.clock.time import set_to
from tests.factories.certificates import load_certificate_settings, recognised_class
from training.models import RegulatedValue
from training.regulations.queries import forget_cached_values

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


class Interrupted(Exception):
    """The machine dies here."""


steps = st.lists(
    st.tuples(
        st.sampled_from(["LHP", "HDGDQPAN"]),
        st.sampled_from(["certificate", "completion_attestation"]),
        st.sampled_from([2025, 2026]),
        st.integers(min_value=1, max_value=4),
        st.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_any_sequence_of_takings_and_crashes_leaves_no_gap(db, steps):
    with transaction.atomic():
        load_certificate_settings()
        institutions = load_designs()
        expected: dict[tuple, int] = {}
        for code, kind, year, count, dies in steps:
            try:
                with transaction.atomic():
                    _book, numbers = take_numbers(institutions[code], kind, date(year, 6, 1), count)
                    last = expected.get((code, kind, year), 0)
                    assert list(numbers) == list(range(last + 1, last + count + 1))
                    if dies:
                        raise Interrupted
                expected[code, kind, year] = last + count
            except Interrupted:
                pass
        found = {
            (register.institution.code, register.kind, register.year): register.last_number
            for register in CertificateRegister.objects.select_related("institution")
            if register.last_number
        }
        assert found == expected
        transaction.set_rollback(True)


def test_crash_inside_the_transaction_leaves_no_gap(training_class, cast):
    first, second, third = training_class.enrolments.filter(outcome__is_passed=True)
    registrar = cast.registrar
    issue_certificate(first, by=registrar)

    def die_after_issue():
        with transaction.atomic():
            issue_certificate(second, by=registrar)
            raise Interrupted

    with pytest.raises(Interrupted):
        die_after_issue()
    issue_certificate(third, by=registrar)
    issue_certificate(second, by=registrar)
    assert list(Certificate.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    assert CertificateRegister.objects.get().last_number == 3


@pytest.mark.django_db(transaction=True)
def test_numbers_are_taken_inside_a_transaction_only(school):
    with pytest.raises(RuntimeError, match="inside the transaction"):
        take_numbers(school, "certificate", date(2026, 6, 1), 1)


def test_taking_no_number_is_a_mistake(school):
    with pytest.raises(ValueError, match="At least one"), transaction.atomic():
        take_numbers(school, "certificate", date(2026, 6, 1), 0)


@pytest.mark.parametrize(
    "pattern",
    ["{seq}", "{year}/CC", "{seq:04d}/CC-{inst}", "{seq:04d}/{year}", "{nothing}", "{seq:zz}/{year}/{inst}", "{0}"],
)
def test_pattern_that_cannot_tell_numbers_apart_is_refused(school, pattern):
    RegulatedValue.objects.filter(key="certificate.register_pattern").update(value=pattern)
    forget_cached_values()
    with pytest.raises(InvalidInput):
        pattern_on(school, "certificate", date(2026, 6, 1))


def test_book_keeps_its_pattern_when_the_rule_changes(training_class, cast):
    first, second, _third = training_class.enrolments.filter(outcome__is_passed=True)
    issue_certificate(first, by=cast.registrar)
    RegulatedValue.objects.filter(key="certificate.register_pattern").update(value="{year}-{inst}-{seq}")
    forget_cached_values()
    assert issue_certificate(second, by=cast.registrar).register_number == "0002/2026/CC-LHP"


@given(number=st.integers(1, 99_999), year=st.integers(2000, 2100))
def test_numbers_beyond_four_digits_are_shown_whole(number, year):
    register = CertificateRegister(year=year, pattern="{seq:04d}/{year}/CC-{inst}")
    shown = register_number(register, Institution(code="LHP"), number)
    assert shown.split("/") == [f"{number:04d}", str(year), "CC-LHP"]


# --- The end of the year ------------------------------------------------------------------------------------------


@pytest.fixture
def book(certificate):
    return certificate.register


def test_book_is_closed_after_its_year(book, cast):
    with set_to(datetime(2027, 1, 4, 9, 0)):
        closed = close_register(book, by=cast.registrar)
        assert closed.closed_at is not None
        assert close_register(book, by=cast.registrar).closed_at == closed.closed_at


def test_book_stays_open_while_its_year_runs(book, cast):
    with set_to(datetime(2026, 12, 31, 23, 59)), pytest.raises(WrongState, match="not over"):
        close_register(book, by=cast.registrar)


def test_book_stays_open_while_an_issue_of_its_year_waits(book, cast):
    prepare_batch(recognised_class(passed=1), by=cast.registrar)
    with set_to(datetime(2027, 1, 4, 9, 0)), pytest.raises(WrongState, match="still wait"):
        close_register(book, by=cast.registrar)


@pytest.mark.parametrize("member", ["signatory", "auditor", "training_office", "stranger"])
def test_closing_is_the_registrars(book, cast, member):
    with set_to(datetime(2027, 1, 4, 9, 0)), pytest.raises(NotAllowed):
        close_register(book, by=cast[member])


def test_closed_book_takes_no_entry(book, training_class, cast):
    _first, second, third = training_class.enrolments.filter(outcome__is_passed=True)
    with set_to(datetime(2027, 1, 4, 9, 0)):
        close_register(book, by=cast.registrar)
        with pytest.raises(WrongState, match="2026 is closed"):
            issue_certificate(second, by=cast.registrar)
        late = issue_certificate(third, issued_on=date(2027, 1, 4), by=cast.registrar)
    assert late.register_number == "0001/2027/CC-LHP"


def test_list_dated_in_the_old_year_goes_into_the_old_book(school, cast):
    training_class = recognised_class(
        passed=2, opens_on=date(2026, 12, 14), closes_on=date(2026, 12, 25), nominate_until=date(2026, 12, 1)
    )
    batch = prepare_batch(training_class, by=cast.registrar)
    approve_batch(batch, by=cast.signatory)
    with set_to(datetime(2027, 1, 2, 9, 0)):
        numbers = [certificate.register_number for certificate in issue_batch(batch, by=cast.registrar)]
    assert numbers == ["0001/2026/CC-LHP", "0002/2026/CC-LHP"]
