"""Keeping papers: frozen words, numbers taken once, the version before readable."""

from dataclasses import replace
from datetime import date

import pytest

from portal.models import PreparedPaper
from portal.papers.issuers import issuer_on
from portal.papers.numbering import number_in, number_text, series_of
from portal.papers.services import keep_paper, next_number
from tests.factories.training import TrainingClassFactory
from tests.portal.papers.samples import DAY, decision
from training.errors import InvalidInput, NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def training_class():
    return TrainingClassFactory()


def keep(paper, about, by, template="opening_decision", **place):
    return keep_paper(paper, template=template, about=about, by=by, **place)


def test_kept_words_come_back_and_the_same_words_are_one_paper(cast, training_class):
    kept = keep(decision(), training_class, cast.training_office)
    again = keep(decision(), training_class, cast.training_office)
    assert again == kept
    assert kept.paper == decision()
    assert (kept.sequence, kept.series.key) == (15, "school:QĐ:2026")


def test_other_words_make_a_further_version_and_the_old_one_stays_readable(cast, training_class):
    first = keep(decision(people=3), training_class, cast.training_office)
    second = keep(decision(people=4), training_class, cast.training_office)
    first.refresh_from_db()
    assert (first.is_current, second.is_current) == (False, True)
    assert first.paper == decision(people=3)
    assert list(PreparedPaper.objects.about(training_class).current()) == [second]


def test_number_is_on_one_paper_of_its_series(cast, training_class):
    other = TrainingClassFactory()
    keep(decision(), training_class, cast.training_office)
    with pytest.raises(InvalidInput, match="15/QĐ-TLHP"):
        keep(decision(), other, cast.training_office)
    assert next_number(issuer_on("school", DAY), "QĐ", DAY) == 16
    keep(decision(number=16), other, cast.training_office)


def test_number_of_a_version_that_stepped_back_is_not_given_away(cast, training_class):
    keep(decision(number=15), training_class, cast.training_office)
    keep(decision(number=17), training_class, cast.training_office)
    with pytest.raises(InvalidInput):
        keep(decision(number=15), TrainingClassFactory(), cast.training_office)


def test_state_counts_anew_each_year_and_the_party_in_each_term_of_office(cast, training_class):
    school, committee = issuer_on("school", DAY), issuer_on("committee", DAY)
    assert series_of(school, "QĐ", date(2026, 12, 31)) != series_of(school, "QĐ", date(2027, 1, 1))
    assert series_of(committee, "QĐ", date(2026, 12, 31)) == series_of(committee, "QĐ", date(2027, 1, 1))
    assert series_of(committee, "QĐ", date(2025, 10, 1)) == "committee:QĐ:2020-2025"
    keep(decision(number=99), training_class, cast.training_office)
    next_year = date(2027, 1, 4)
    assert next_number(school, "QĐ", next_year) == 1


def test_papers_without_number_take_none(cast, training_class):
    paper = replace(decision(), number=number_text(issuer_on("school", DAY), "QĐ", None, DAY))
    kept = keep(paper, training_class, cast.training_office)
    assert kept.sequence is None
    assert number_in("15/QĐ-TLHP") == 15
    assert number_in(paper.number) is None


def test_those_without_the_office_keep_nothing(cast, training_class):
    for name in ("trainee", "lecturer", "unit_officer", "auditor", "stranger"):
        with pytest.raises(NotAllowed):
            keep(decision(), training_class, cast[name])
    assert not PreparedPaper.objects.exists()
