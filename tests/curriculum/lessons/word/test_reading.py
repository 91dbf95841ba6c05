"""What a Word document becomes, what is named because it cannot become anything, and what is not opened at all."""

import io
import unicodedata
import zipfile

import docx
import pytest
from docx.oxml.ns import nsdecls

from curriculum.lessons.word import opening
from curriculum.lessons.word.opening import UnreadableDocument
from curriculum.lessons.word.reading import read_document
from tests.curriculum.lessons.word.documents import (
    BOX,
    MATH,
    decomposed,
    file_of,
    lesson,
    link,
    picture,
    put_picture,
    put_xml,
    rewritten,
)

W = nsdecls("w")


def read(document, name: str = "bai.docx"):
    return read_document(file_of(document), name)


def kinds(reading) -> list[str]:
    return [part["type"] for part in reading.parts]


def values(reading, kind: str) -> list:
    return [part["value"] for part in reading.parts if part["type"] == kind]


def test_a_lesson_becomes_blocks():
    reading = read(lesson())
    assert (reading.title, reading.summary) == ("Tiếp công dân tại xã", "Ai tiếp, khi nào, ghi gì.")
    assert kinds(reading) == ["heading", "text", "image", "heading", "table", "quotation"]
    assert values(reading, "heading") == ["Trách nhiệm", "Lịch tiếp"]
    assert values(reading, "text") == [
        "<p>Chủ tịch <b>trực tiếp</b> tiếp ít nhất <i>hai ngày</i> mỗi tháng; xem "
        '<a href="https://vbpl.vn/luat-42">Luật Tiếp công dân</a></p>'
        "<h3>Chuẩn bị</h3><ul><li>niêm yết lịch;</li><li>phân công người ghi.</li></ul>"
    ]
    (image,) = values(reading, "image")
    assert image["alternative_text"] == "Sơ đồ ba bước tiếp công dân"
    assert image["caption"] == "Hình 1. Ba bước"
    assert reading.pictures[image["picture"]].content == picture().getvalue()
    (table,) = values(reading, "table")
    assert table["table_caption"] == "Bảng 1. Ai tiếp ngày nào"
    assert table["first_row_is_table_header"]
    assert table["data"] == [["Ngày", "Người tiếp"], ["Thứ Ba", "Chủ tịch"]]
    assert values(reading, "quotation") == [{"text": "Dân là gốc.", "source": "Hồ Chí Minh"}]
    assert reading.notes == []


def test_texts_are_composed_and_nothing_of_them_is_markup():
    document = docx.Document()
    document.add_paragraph(decomposed("Uỷ ban nhân dân xã") + " <script>alert(1)</script> & 5 < 6")
    reading = read(document, decomposed("Bài số một.docx"))
    text = values(reading, "text")[0]
    assert text == "<p>Uỷ ban nhân dân xã &lt;script&gt;alert(1)&lt;/script&gt; &amp; 5 &lt; 6</p>"
    assert unicodedata.is_normalized("NFC", text)
    assert reading.title == "Bài số một"


def test_bold_lines_are_headings_where_a_document_has_no_styles():
    document = docx.Document()
    document.add_paragraph().add_run("I. MỤC TIÊU").bold = True
    document.add_paragraph("Sau bài này, học viên nêu được ba việc.")
    document.add_paragraph().add_run("Một câu in đậm dài có dấu chấm.").bold = True
    reading = read(document)
    assert values(reading, "heading") == ["I. MỤC TIÊU"]
    assert "<b>Một câu in đậm dài có dấu chấm.</b>" in values(reading, "text")[0]
    assert any("headings" in note for note in reading.notes)


@pytest.mark.parametrize("alt", ["", "Picture 3", "IMG_2024.JPG", "A chart. Description automatically generated"])
def test_words_that_say_nothing_are_no_alternative_text(alt):
    document = docx.Document()
    put_picture(document, alt=alt)
    assert values(read(document), "image")[0]["alternative_text"] == ""


def test_merged_cells_are_written_out_and_frames_become_callouts():
    document = docx.Document()
    document.add_paragraph("Chữ.")
    table = document.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Gộp"
    table.cell(1, 2).text = "Cuối"
    frame = document.add_table(rows=1, cols=1)
    frame.cell(0, 0).text = "Lưu ý: không ghi thông tin mật."
    reading = read(document)
    assert values(reading, "table")[0]["data"] == [["Gộp", "", ""], ["", "", "Cuối"]]
    assert values(reading, "callout") == [{"kind": "note", "text": "<p>Lưu ý: không ghi thông tin mật.</p>"}]
    assert any("merged" in note for note in reading.notes)


def test_what_cannot_be_a_block_is_named_at_its_place():
    document = docx.Document()
    paragraph = document.add_paragraph("Tỷ lệ là ")
    put_xml(paragraph, f"<m:oMath {MATH}><m:r><m:t>a+b</m:t></m:r></m:oMath>")
    put_xml(paragraph, BOX.format(w=W, words="Trong khung"))
    put_xml(paragraph, f"<w:ins {W} w:id='1' w:author='A'><w:r><w:t> thêm</w:t></w:r></w:ins>")
    put_xml(paragraph, f"<w:del {W} w:id='2' w:author='A'><w:r><w:delText> bỏ</w:delText></w:r></w:del>")
    put_xml(paragraph, f"<w:r {W}><w:rPr><w:vanish/></w:rPr><w:t> ẩn</w:t></w:r>")
    put_xml(paragraph, f"<w:r {W}><w:commentReference w:id='0'/></w:r>")
    link(paragraph, " bấm", "javascript:alert(1)")
    link(paragraph, " mạng", "file://server/share")
    put_picture(document, form="TIFF")
    document.sections[0].header.paragraphs[0].text = "Trường"
    reading = read(document)
    text = "".join(values(reading, "text"))
    assert "[formula: a+b]" in text
    assert "<p>Trong khung</p>" in text
    assert " thêm" in text
    assert not any(word in text for word in (" bỏ", "ẩn", "javascript", "file:"))
    assert "bấm" in text
    assert "cannot be shown here" in text
    assert not reading.pictures
    said = " ".join(reading.notes)
    for word in ("formula", "text box", "tracked", "hidden", "comment", "2 links", "picture", "head or foot"):
        assert word in said, word


def test_footnotes_stand_at_the_end_with_their_numbers():
    document = docx.Document()
    document.add_heading("Mục", 1)
    put_xml(document.add_paragraph("Công dân có quyền"), f"<w:r {W}><w:footnoteReference w:id='2'/></w:r>")
    note = f"<w:footnotes {W}><w:footnote w:id='2'><w:p><w:r><w:t>Điều 9.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    reading = read_document(
        rewritten(document, lambda _name, was: was, **{"word/footnotes.xml": note.encode()}), "a.docx"
    )
    assert values(reading, "text") == ["<p>Công dân có quyền<sup>[1]</sup></p>", "<ol><li>Điều 9.</li></ol>"]
    assert values(reading, "heading") == ["Mục", "Notes"]
    assert len(reading.notes) == 1


def test_a_picture_that_lies_outside_is_not_fetched():
    document = docx.Document()
    document.add_paragraph("Chữ.")
    put_picture(document, alt="Sơ đồ")
    outside = b'TargetMode="External" Target="file:///etc/passwd"'

    def leads_outside(name, was):
        return (
            was.replace(b'Target="media/image1.png"', outside).replace(b"r:embed", b"r:link")
            if "document" in name
            else was
        )

    reading = read_document(rewritten(document, leads_outside), "a.docx")
    assert not reading.pictures
    assert any("outside" in note for note in reading.notes)


def zipped(**members: bytes) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    out.seek(0)
    return out


def with_entities(name, was):
    return was.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b "c">]>', 1) if name == "word/document.xml" else was


def as_macros(name, was):
    return (
        was.replace(b"wordprocessingml.document.main", b"ms-word.macroEnabled.main") if "Content_Types" in name else was
    )


HOSTILE = {
    "no file at all": (lambda: io.BytesIO(b""), "no Word document"),
    "a text": (lambda: io.BytesIO("Chữ".encode()), "no Word document"),
    "an old Word file": (lambda: io.BytesIO(b"\xd0\xcf\x11\xe0" + bytes(600)), "old Word file"),
    "a damaged file": (lambda: io.BytesIO(file_of(lesson()).getvalue()[:3000]), "damaged"),
    "another zip": (lambda: zipped(**{"a.txt": b"a"}), "no Word document"),
    "a sheet": (lambda: zipped(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<a/>"}), "no Word document"),
    "macros by their part": (
        lambda: rewritten(lesson(), lambda _n, was: was, **{"word/vbaProject.bin": b"x"}),
        "macros",
    ),
    "macros by their type": (lambda: rewritten(lesson(), as_macros), "macros"),
    "entities": (lambda: rewritten(lesson(), with_entities), "entities"),
    "a bomb": (lambda: rewritten(lesson(), lambda _n, was: was, **{"word/media/a.png": bytes(30 * 1024**2)}), "unpack"),
    "endless depth": (
        lambda: rewritten(
            lesson(),
            lambda name, was: (
                was.replace(b"<w:body>", b"<w:body>" + b"<w:sdt>" * 150 + b"</w:sdt>" * 150)
                if name == "word/document.xml"
                else was
            ),
        ),
        "nested too deeply",
    ),
    "broken XML": (
        lambda: rewritten(lesson(), lambda n, was: was[:-20] if n == "word/document.xml" else was),
        "damaged",
    ),
    "absurd numbers": (
        lambda: rewritten(
            lesson(),
            lambda n, was: (
                was.replace(b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="x"/>') if n == "word/document.xml" else was
            ),
        ),
        "cannot be read",
    ),
    "nothing in it": (lambda: file_of(docx.Document()), "no text"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_and_mistaken_files_are_refused_in_words(name):
    make, word = HOSTILE[name]
    with pytest.raises(UnreadableDocument, match=word):
        read_document(make(), "bai.docx")


def test_too_large_a_file_is_refused(settings):
    settings.IMPORT_MAX_BYTES = 1000
    with pytest.raises(UnreadableDocument, match="larger than"):
        read(lesson())


def test_the_index_of_the_file_is_not_believed(monkeypatch):
    monkeypatch.setattr(opening, "LARGEST_PICTURE", 10)
    monkeypatch.setattr("curriculum.lessons.word.reading.LARGEST_PICTURE", 10)
    with pytest.raises(UnreadableDocument, match="too large"):
        read(lesson())
