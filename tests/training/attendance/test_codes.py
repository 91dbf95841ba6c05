"""Codes of a check-in: nobody makes one without the secret, and each is good for its own fifteen seconds only."""

from datetime import datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from django.utils import timezone

from training.attendance.codes import (
    GRACE,
    STEP,
    begins,
    code_for,
    is_genuine,
    new_secret,
    read_code,
    short_code_for,
    step_at,
    step_of_short_code,
    was_on_screen,
)

SECRET = new_secret()
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2099, 1, 1)).map(timezone.make_aware)
MEETINGS = st.integers(1, 2**63 - 1)


@given(meeting=MEETINGS, moment=MOMENTS)
def test_a_code_says_its_meeting_and_step_and_is_genuine_with_its_own_secret_only(meeting, moment):
    code = read_code(code_for(meeting, SECRET, step_at(moment)))
    assert (code.meeting_id, code.step) == (meeting, step_at(moment))
    assert is_genuine(code, SECRET)
    assert not is_genuine(code, new_secret())
    assert not is_genuine(code, "")


@given(moment=MOMENTS, seconds=st.floats(-60, 60))
@example(moment=timezone.make_aware(datetime(2026, 12, 7, 7, 30)), seconds=17.0)
@example(moment=timezone.make_aware(datetime(2026, 12, 7, 7, 30)), seconds=-2.0)
def test_a_code_is_good_from_two_seconds_before_to_two_after_its_fifteen(moment, seconds):
    step = step_at(moment)
    read_at = begins(step) + timedelta(seconds=seconds)
    age = read_at - begins(step)
    assert was_on_screen(step, read_at) == (-GRACE <= age <= STEP + GRACE)


@given(moment=MOMENTS)
def test_every_moment_has_a_code_on_the_screen(moment):
    assert was_on_screen(step_at(moment), moment)
    assert begins(step_at(moment)) <= moment < begins(step_at(moment) + 1)


@given(meeting=MEETINGS, moment=MOMENTS, later=st.integers(0, 90))
def test_a_typed_code_is_known_while_it_is_on_the_screen(meeting, moment, later):
    step = step_at(moment)
    typed = short_code_for(meeting, SECRET, step)
    read_at = begins(step) + timedelta(seconds=later)
    found = step_of_short_code(f" {typed[:4].lower()} {typed[4:]}", meeting, SECRET, read_at)
    assert found == (step if later <= 17 else None)


@given(text=st.text(max_size=60))
@example(text="--")
@example(text="ÀÀÀ-1-AAAAAAAAAAAA")
@example(text="1-ZZZZZZZZZZZZ-000000000000")
def test_anything_else_is_no_code(text):
    code = read_code(text)
    assert code is None or not is_genuine(code, SECRET)


def test_changing_one_letter_makes_a_code_worthless():
    code = code_for(17, SECRET, step_at(timezone.now()))
    for place, letter in enumerate(code):
        changed = code[:place] + ("2" if letter != "2" else "3") + code[place + 1 :]
        read = read_code(changed)
        assert read is None or not is_genuine(read, SECRET)
