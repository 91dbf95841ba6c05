from datetime import date, datetime

import pytest

from django.utils import translation

from curriculum.clock.time import set_to
from tests.factories.training import (
    PersonFactory,
    PositionFactory,
    PositionTitleFactory,
    UnitFactory,
)
from training.models import Bloc, Unit, UnitLink
from training.rotation.eligibility.reference import load_posting_rules

LAST_OF_OLD, FIRST_OF_NEW = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture(autouse=True)
def _clock():
    with set_to(datetime(2026, 11, 23, 15, 0)):
        yield


@pytest.fixture
def en():
    with translation.override("en"):
        yield


class Merger:
    """Two communes of the old map that became one; the third gave a part to it and a part to another."""

    def __init__(self) -> None:
        self.bloc = Bloc.objects.create(
            code="party", name_vi="Khối Đảng", name_en="Party", valid_from=date(2008, 8, 1), order=1
        )
        facts = {"rank_level": "head", "bloc": self.bloc, "is_key_official": True}
        self.secretary = PositionTitleFactory(code="party_secretary", name_vi="Bí thư", order=10, **facts)
        self.chairman = PositionTitleFactory(code="pc_chairman", name_vi="Chủ tịch UBND", order=60, **facts)
        self.vice = PositionTitleFactory(code="pc_vice_chairman", name_vi="Phó Chủ tịch UBND", order=70, bloc=self.bloc)
        self.division = PositionTitleFactory(
            code="division_head", name_vi="Trưởng phòng", order=240, rank_level="head", is_key_official=False
        )
        self.one = UnitFactory(name="Xã Một", valid_to=LAST_OF_OLD)
        self.two = UnitFactory(name="Xã Hai", valid_to=LAST_OF_OLD)
        self.three = UnitFactory(name="Xã Ba", valid_to=LAST_OF_OLD)
        self.joined = UnitFactory(name="Xã Hợp", valid_from=FIRST_OF_NEW)
        self.other = UnitFactory(name="Xã Khác", valid_from=FIRST_OF_NEW)
        self.link(self.one, self.joined, "whole")
        self.link(self.two, self.joined, "whole")
        self.link(self.three, self.joined, "partial")
        self.link(self.three, self.other, "partial")

    @staticmethod
    def link(before: Unit, after: Unit, extent: str) -> UnitLink:
        return UnitLink.objects.create(predecessor=before, successor=after, extent=extent, effective_on=FIRST_OF_NEW)

    def leads(
        self, unit: Unit, title, *, first: date, last: date | None = None, person=None, concurrent=False, **facts
    ):
        """Somebody who holds the title in the unit; ``facts`` are those of the person."""
        person = person or PersonFactory(**facts)
        PositionFactory(
            person=person, unit=unit, title=title, valid_from=first, valid_to=last, is_concurrent=concurrent
        )
        return person


@pytest.fixture
def merger(db) -> Merger:
    load_posting_rules()
    return Merger()
