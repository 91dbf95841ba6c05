"""Levels of competencies in the half-year form, and the profile drawn from them."""

from datetime import datetime, time

import pytest

from curriculum.clock.time import set_to
from training.errors import Incomplete
from training.mentoring.competencies.models import Competency
from training.mentoring.models import TermForm
from training.mentoring.profiles import MENTOR, SELF, expected_level, profile_of
from training.mentoring.rules import can_view_profile
from training.mentoring.services import create_calendar, save_form, sign_form, submit_form

pytestmark = pytest.mark.usefixtures("instruments")
CODES = [f"C{number}" for number in range(1, 11)]


def levels(rater: str, **given: int) -> dict:
    return {f"{code}_{rater}": {"level": str(given.get(code, 2)), "evidence": f"Biên bản {code}"} for code in CODES}


@pytest.fixture
def form(cast) -> TermForm:
    cast.everybody()
    create_calendar(cast.posting)
    found = cast.posting.forms.get(code="F4", month=6)
    with set_to(datetime.combine(found.due_on, time(9))):
        yield found


def hand_in(form, cast, **given: int) -> TermForm:
    save_form(form, levels(SELF, **given), base_version=0, by=cast.young_official)
    return submit_form(form, by=cast.young_official)


def mentor_writes(form, cast, answers: dict) -> None:
    number = TermForm.objects.get(pk=form.pk).revision_number
    save_form(form, answers, base_version=number, by=cast.mentor)


def test_both_give_levels_each_for_himself(cast, form, en):
    with pytest.raises(Incomplete, match="choose a level"):
        submit_form(form, by=cast.young_official)
    hand_in(form, cast)
    with pytest.raises(Incomplete):
        sign_form(form, by=cast.mentor)
    mentor_writes(form, cast, levels(MENTOR, C3=3) | levels(SELF, C1=5))
    assert sign_form(form, by=cast.mentor).status == "submitted"
    profile = profile_of(cast.posting)
    by_code = {growth.competency.code: growth for growth in profile.growths}
    assert (by_code["C1"].at(6, SELF).level, by_code["C3"].at(6, MENTOR).level) == (2, 3)
    assert by_code["C3"].expected(6) == 2
    assert profile.months == [6]


def test_a_level_without_evidence_is_kept_as_such(cast, form):
    hand_in(form, cast)
    mentor_writes(form, cast, levels(MENTOR) | {"C5_mentor": {"level": "3", "evidence": " "}})
    sign_form(form, by=cast.mentor)
    growth = next(one for one in profile_of(cast.posting).growths if one.competency.code == "C5")
    assert (growth.last(MENTOR).level, growth.last(MENTOR).has_evidence) == (3, False)


def test_views_two_levels_apart_are_talked_over_first(cast, form, en):
    hand_in(form, cast, C2=4)
    mentor_writes(form, cast, levels(MENTOR))
    with pytest.raises(Incomplete, match="C2"):
        sign_form(form, by=cast.mentor)
    mentor_writes(form, cast, {"talk_on": form.due_on, "talk_note": "Thống nhất mức 3"})
    assert sign_form(form, by=cast.mentor).signatures.count() == 2


def test_two_devices_give_levels_of_different_competencies(cast, form):
    by = cast.young_official
    save_form(form, {"C1_self": {"level": "2", "evidence": ""}}, base_version=0, by=by)
    joined = save_form(form, {"C2_self": {"level": "3", "evidence": "Sổ"}}, base_version=0, by=by)
    assert joined.conflict is None
    kept = save_form(form, {"C1_self": {"level": "4", "evidence": ""}}, base_version=0, by=by)
    assert kept.conflict.answers == {"C1_self": {"level": 4, "evidence": None}}


@pytest.mark.parametrize(("month", "level"), [(3, 2), (6, 2), (12, 3), (18, 3), (30, 4), (48, 4)])
def test_the_expected_path(month, level):
    assert expected_level(Competency.objects.get(code="C1"), month) == level


def test_the_profile_is_read_by_those_who_read_the_forms(cast, form):
    readers = {name for name, user in cast.everybody().items() if can_view_profile(user, cast.posting)}
    assert readers == {"young_official", "mentor", "host_head", "committee_officer"}
