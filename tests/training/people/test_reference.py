"""The titles the product starts with."""

import pytest

from training.models import PositionTitle
from training.people.reference import load_titles

pytestmark = pytest.mark.usefixtures("hanoi")


def test_key_officials_are_secretary_chairmen_and_deputies():
    key = set(PositionTitle.objects.filter(is_key_official=True).values_list("code", flat=True))
    assert key == {
        "party_secretary",
        "standing_deputy_secretary",
        "deputy_secretary",
        "council_chairman",
        "council_vice_chairman",
        "pc_chairman",
        "pc_vice_chairman",
    }


def test_title_has_bloc_and_rank():
    title = PositionTitle.objects.get(code="party_secretary")
    assert (title.bloc.code, title.rank_level) == ("party", "head")
    assert PositionTitle.objects.get(code="division_head").bloc is None


def test_loading_again_adds_nothing():
    assert load_titles() == 0
