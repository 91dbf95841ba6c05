"""The stock of blanks: each serial once, each movement with its paper, in step with the register."""

from datetime import date

import pytest

from certificates.blanks.queries import balances, next_blank
from certificates.blanks.services import receive_blanks, use_blanks, write_off_blanks
from certificates.errors import InvalidInput, NotAllowed, WrongState
from certificates.models import Blank, BlankMovement
from certificates.register.books import row_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DAY = date(2026, 4, 9)
RUN = {"kind": "certificate", "series": "lhp-a", "happened_on": DAY, "document": "05/PGN"}


@pytest.fixture
def stock(school, cast):
    return receive_blanks(school, first=1, last=10, by=cast.registrar, **RUN)


def test_blanks_follow_the_numbers_and_stand_in_the_book(stock, issued, school, cast):
    use_blanks(issued, series="LHP-A", first=4, by=cast.registrar)
    assert [row_of(entry)["blank_serial"] for entry in issued] == ["LHP-A 000004", "LHP-A 000005", "LHP-A 000006"]
    [balance] = balances()
    assert (balance.received, balance.counts["in_stock"], balance.counts["used"]) == (10, 7, 3)
    assert balance.problems == []
    with pytest.raises(WrongState, match="printed on a blank already"):
        use_blanks(issued[:1], series="LHP-A", first=8, by=cast.registrar)


def test_misprint_frees_the_certificate_for_another_blank(stock, issued, school, cast):
    use_blanks(issued, series="LHP-A", first=1, by=cast.registrar)
    write_off_blanks(school, movement="spoiled", first=1, last=1, by=cast.registrar, **RUN)
    use_blanks(issued[:1], series="LHP-A", first=7, by=cast.registrar)
    write_off_blanks(school, movement="destroyed", first=1, last=1, by=cast.registrar, **RUN)
    [balance] = balances()
    assert dict(balance.counts) == {"in_stock": 6, "used": 3, "destroyed": 1}
    assert str(next_blank(institution=school, kind="certificate")) == "LHP-A 000004"
    assert balance.problems == []
    assert BlankMovement.objects.count() == 5


def test_serial_is_never_received_or_used_twice(stock, issued, school, cast):
    with pytest.raises(InvalidInput, match="LHP-A 000010"):
        receive_blanks(school, first=10, last=12, by=cast.registrar, **RUN)
    write_off_blanks(school, movement="lost", first=2, last=2, by=cast.registrar, **RUN)
    with pytest.raises(WrongState, match="000002"):
        use_blanks(issued, series="LHP-A", first=1, by=cast.registrar)
    with pytest.raises(WrongState, match="never received"):
        use_blanks(issued, series="LHP-A", first=9, by=cast.registrar)
    assert not Blank.objects.filter(state="used").exists()


def test_stock_that_does_not_agree_is_said(stock, issued, school, cast):
    use_blanks(issued, series="LHP-A", first=1, by=cast.registrar)
    Blank.objects.filter(number=10)._raw_delete("default")
    Blank.objects.filter(number=1).update(kind="appreciation")
    problems = [problem for balance in balances() for problem in balance.problems]
    assert any("10 were received" in problem for problem in problems)
    assert any("another book" in problem for problem in problems)


def test_stock_is_the_registrars_and_needs_papers(school, cast):
    with pytest.raises(NotAllowed):
        receive_blanks(school, first=1, last=2, by=cast.signatory, **RUN)
    with pytest.raises(InvalidInput, match="delivery note"):
        receive_blanks(school, first=1, last=2, by=cast.registrar, **{**RUN, "document": " "})
    with pytest.raises(InvalidInput, match="after the first"):
        receive_blanks(school, first=3, last=2, by=cast.registrar, **RUN)
