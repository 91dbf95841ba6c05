from hypothesis import given
from hypothesis import strategies as st

from certificates.models import new_verification_code
from certificates.register.models import CODE_ALPHABET, CODE_LENGTH
from certificates.verification.codes import is_code, normalise

codes = st.text(alphabet=CODE_ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH)


def test_new_code_is_a_code():
    assert is_code(new_verification_code())


@given(codes, st.data())
def test_code_survives_how_it_is_typed(code, data):
    misread = {"0": "0Oo", "1": "1IiLl", "V": "VvUu"}
    typed = "".join(
        data.draw(st.sampled_from(misread.get(char, char + char.lower())))
        + data.draw(st.sampled_from(["", " ", "-", "\n"]))
        for char in code
    )
    assert normalise(typed) == code


@given(st.text(max_size=60))
def test_normalising_again_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(max_size=60))
def test_what_passes_as_a_code_is_made_of_its_letters(text):
    code = normalise(text)
    if is_code(code):
        assert set(code) <= set(CODE_ALPHABET)


def test_full_width_letters_are_read():
    assert normalise("７Ｋ３Ｍ９") == "7K3M9"
