"""The rules that come with the portal, and a wave that counts on 1 March 2027."""

from datetime import date

import pytest

from tests.factories.training import AgencyFactory, PersonFactory, PositionFactory, PositionTitleFactory
from training.models import RotationWave
from training.rotation.eligibility.records import flag_succession
from training.rotation.eligibility.reference import load_posting_rules

REFERENCE = date(2027, 3, 1)


@pytest.fixture
def rules(db) -> None:
    load_posting_rules()


@pytest.fixture
def wave(rules) -> RotationWave:
    return RotationWave.objects.create(code="DLC-2027-03", name="Đợt 1", reference_date=REFERENCE)


@pytest.fixture
def young(rules, cast):
    """Makes a young official of an agency, in planning, who has never worked at the grassroots."""
    title = PositionTitleFactory(code="specialist", name_vi="Chuyên viên", is_key_official=False)

    def make(*, born: date | None = date(1995, 5, 20), planned: bool = True, **facts):
        person = PersonFactory(birth_date=born, **{"political_theory_level": "intermediate", **facts})
        PositionFactory(person=person, unit=AgencyFactory(), title=title, valid_from=date(2021, 1, 1))
        if planned:
            flag_succession(
                person, valid_from=date(2025, 1, 1), source_document="QĐ 12-QĐ/TU", by=cast.committee_officer
            )
        return person

    return make
