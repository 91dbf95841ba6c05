"""The parts that know no database: the rubric as text, kinds of files, texts that are alike."""

import io
import zipfile
from decimal import Decimal

import pytest

from training.assignments.files import kind_of, words_of_docx
from training.assignments.rubric import read_rubric, rubric_of, write_rubric
from training.assignments.similarity import likeness, passages, pieces
from training.errors import InvalidInput

TEXT = "Nội dung\n- 6: Đầy đủ | có số liệu\n- 2,5: Còn thiếu\n\nTrình bày\n- 4: Mạch lạc\n- 0: Rời rạc"


def test_a_rubric_is_text_and_back():
    rubric = read_rubric(TEXT)
    assert write_rubric(rubric) == TEXT
    assert rubric_of(rubric.to_json()) == rubric
    assert rubric.mark({"c1": 1, "c2": 0}) == Decimal("6.5")
    assert rubric.missing({"c1": 9}) == ["Nội dung", "Trình bày"]
    assert not read_rubric("")


@pytest.mark.parametrize(
    "text", ["- 4: mồ côi", "Nội dung", "Nội dung\n- hay: x\n- 1: y", "Nội dung\n- NaN: x\n- 1: y"]
)
def test_a_rubric_that_cannot_be_read_names_the_line(text):
    with pytest.raises(InvalidInput):
        read_rubric(text)


def archive(**members) -> io.BytesIO:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in members.items():
            packed.writestr(name.replace("__", "/").replace("_x", ".x"), text)
    return content


def test_kinds_are_read_from_the_content():
    assert kind_of(io.BytesIO(b"\xff\xd8\xff\xe0 jpeg")) == "jpg"
    assert kind_of(io.BytesIO(b"<html>")) is None
    assert kind_of(io.BytesIO(b"PK\x03\x04 broken")) is None
    assert kind_of(archive(a="x")) is None
    office = archive(**{"[Content_Types]_xml": "", "word__document_xml": "", "word__vbaProject.bin": "x"})
    assert kind_of(office) is None, "macros are not taken"
    bomb = archive(**{"[Content_Types]_xml": "", "word__document_xml": "0" * 210_000_000})
    assert kind_of(bomb) is None
    entity = '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    assert words_of_docx(archive(**{"word__document_xml": entity})) == ""


def test_passages_are_found_whatever_the_tone_marks_and_capitals():
    words = " ".join(f"khu phố {n} đã họp bàn" for n in range(20))
    shorter, longer = passages(words.upper()), passages(f"Mở đầu riêng. {words} Kết luận của tôi.")
    assert likeness(shorter, longer) == 100
    assert likeness(shorter, passages("Không giống chút nào cả đâu nhé bạn ơi. " * 9)) == 0
    assert likeness(passages("một hai ba bốn năm"), longer) == 0, "too short to say anything"
    text = f"Riêng tôi. {words}. Hết."
    cut = pieces(text, longer)
    assert "".join(piece.text for piece in cut) == text
    assert [piece.is_shared for piece in cut] == [False, True, False]
