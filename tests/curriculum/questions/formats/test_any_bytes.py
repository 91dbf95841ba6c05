"""Whatever a file holds, a reading comes out; and what is printed as GIFT is read as it was meant."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curriculum.questions.cleaning import clean_html, plain_to_html
from curriculum.questions.content import Kind
from curriculum.questions.formats.aiken import read_aiken
from curriculum.questions.formats.gift import ESCAPED, read_gift
from curriculum.questions.formats.known import format_of
from curriculum.questions.formats.moodle_xml import read_moodle_xml
from curriculum.questions.formats.qti import read_qti
from curriculum.questions.formats.reading import Reading
from curriculum.questions.formats.texts import Texts
from curriculum.questions.formats.xlsx import read_xlsx
from curriculum.vietnamese.text import nfc

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Pieces that mean something to one of the formats, so that chance comes near to real files.
MARKS = "{ } = ~ # : % / \\ [ ] < > & :: -> #### .. %50% {# TRUE $CATEGORY: // [html] [id: {1:SA: &#65; <!DOCTYPE é ệ"
TAGS = [
    "<quiz>",
    "</quiz>",
    '<question type="cloze">',
    "<text>",
    "ANSWER: A",
    "A. ",
    "\n",
    "\r",
    "\t",
    "\u0301",
    "\ue001",
]
PIECES = st.sampled_from([*MARKS.split(), *TAGS])
SOUP = st.lists(PIECES | st.text(max_size=5), max_size=60).map("".join)


@FEW
@given(SOUP)
@pytest.mark.parametrize("read", [read_gift, read_aiken, read_moodle_xml, read_qti])
def test_any_text_gives_a_reading(read, text):
    assert isinstance(read(text.encode("utf-8", "replace")), Reading)


@FEW
@given(st.binary(max_size=200))
@pytest.mark.parametrize("read", [read_gift, read_aiken, read_moodle_xml, read_qti, read_xlsx])
def test_any_bytes_give_a_reading(read, data):
    assert isinstance(read(data), Reading)
    assert isinstance(read(b"PK\x03\x04" + data), Reading)
    format_of(data)


@FEW
@given(SOUP)
@pytest.mark.parametrize(
    ("kind", "inside"), [("cloze", "{}"), ("multichoice", '<answer fraction="100"><text>{}</text></answer>')]
)
def test_any_text_within_a_question_gives_a_reading_with_clean_texts(kind, inside, text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\x00", "")
    written = f'<quiz><question type="{kind}"><questiontext format="html"><text>{escaped}</text></questiontext>'
    reading = read_moodle_xml(f"{written}{inside.replace('{}', escaped)}</question></quiz>".encode("utf-8", "replace"))
    for question in reading.questions:
        assert clean_html(question.content.text) == question.content.text


SHOWN = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn", "Zl", "Zp"))
WORDS = st.text(SHOWN, min_size=1, max_size=30)
# What looks like Vietnamese read in the wrong encoding is refused, and has tests of its own.
OTHERS = set("ÃÂÄÆµ¸¶·¹Ö«¬ª¨©®ø")  # which letters of another encoding or of an old font would look like
PLAIN = WORDS.map(nfc).filter(lambda text: text and nfc(text) == text and not set(text) & OTHERS)
NUMBERS = st.decimals(-(10**6), 10**6, places=3)


def escaped(text: str) -> str:
    for mark in "\\" + ESCAPED.replace("\\", "").replace("n", ""):
        text = text.replace(mark, f"\\{mark}")
    return text


def plain(text: str) -> str:
    return f"[plain]{escaped(text)}"


def line(text: str) -> str:
    return Texts().line(text, "plain")


@FEW
@given(PLAIN, PLAIN, st.lists(st.tuples(PLAIN, PLAIN), min_size=2, max_size=5, unique_by=lambda one: line(one[0])))
def test_choices_printed_as_gift_are_read_as_they_were(name, asked, choices):
    answers = "".join(
        f"\n{'~' if place else '='}{plain(text)}#{plain(feedback)}" for place, (text, feedback) in enumerate(choices)
    )
    (question,) = read_gift(f"::{escaped(name)}::{plain(asked)}{{{answers}\n}}\n".encode()).questions
    content = question.content
    assert (content.kind, content.name, content.text) == (Kind.SINGLE, name, plain_to_html(asked))
    assert [(o.text, o.feedback) for o in content.options] == [(line(t), plain_to_html(f)) for t, f in choices]
    assert [o.credit for o in content.options] == [100] + [0] * (len(choices) - 1)


@FEW
@given(PLAIN, st.lists(st.tuples(PLAIN, PLAIN), min_size=2, max_size=5, unique_by=lambda one: one[1].casefold()))
def test_pairs_printed_as_gift_are_read_as_they_were(name, pairs):
    pairs = [(prompt.replace("->", "–"), answer.replace("->", "–")) for prompt, answer in pairs]
    answers = "".join(f"\n={plain(prompt)} -> {escaped(answer)}" for prompt, answer in pairs)
    reading = read_gift(f"::{escaped(name)}::[plain]Ghép{{{answers}}}".encode())
    (question,) = reading.questions
    assert [(p.prompt, p.answer) for p in question.content.pairs] == [(line(a), b) for a, b in pairs]


@FEW
@given(NUMBERS, st.decimals(0, 100, places=3))
def test_numbers_printed_as_gift_are_read_as_they_were(value, tolerance):
    (question,) = read_gift(f"::Số::Bao nhiêu?{{#{value}:{tolerance}}}".encode()).questions
    (number,) = question.content.numbers
    assert (number.value, number.tolerance, number.credit) == (value, tolerance, Decimal(100))
