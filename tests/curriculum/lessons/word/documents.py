"""Word documents for the tests: written by python-docx, with what it does not write put in as XML."""

import io
import unicodedata
import zipfile
from collections.abc import Callable

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from PIL import Image

Document = docx.document.Document

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
BOX = (
    '<w:r {w}><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="wps"><w:drawing><w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent>'
    "</w:drawing></mc:Choice></mc:AlternateContent></w:r>"
)


def file_of(document: Document) -> io.BytesIO:
    written = io.BytesIO()
    document.save(written)
    written.seek(0)
    return written


def picture(colour: str = "red", form: str = "PNG") -> io.BytesIO:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(drawn, form)
    drawn.seek(0)
    return drawn


def put_picture(document: Document, *, alt: str = "", colour: str = "red", form: str = "PNG") -> None:
    shape = document.add_picture(picture(colour, form))
    shape._inline.docPr.set("descr", alt)
    shape._inline.docPr.set("name", "Picture 1")


def link(paragraph, words: str, address: str) -> None:
    key = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), key)
    run = paragraph.add_run(words)
    element.append(run._r)
    paragraph._p.append(element)


def put_xml(paragraph, xml: str) -> None:
    paragraph._p.append(parse_xml(xml))


def lesson() -> Document:
    """A lesson as an office writes it: title, two levels of headings, lists, a picture, a table, a quotation."""
    document = docx.Document()
    document.add_heading("Tiếp công dân tại xã", 0)
    document.add_paragraph("Ai tiếp, khi nào, ghi gì.", style="Subtitle")
    document.add_heading("Trách nhiệm", 1)
    paragraph = document.add_paragraph("Chủ tịch ")
    paragraph.add_run("trực tiếp").bold = True
    paragraph.add_run(" tiếp ít nhất ")
    paragraph.add_run("hai ngày").italic = True
    paragraph.add_run(" mỗi tháng; xem ")
    link(paragraph, "Luật Tiếp công dân", "https://vbpl.vn/luat-42")
    document.add_heading("Chuẩn bị", 3)
    document.add_paragraph("niêm yết lịch;", style="List Bullet")
    document.add_paragraph("phân công người ghi.", style="List Bullet")
    put_picture(document, alt="Sơ đồ ba bước tiếp công dân")
    document.add_paragraph("Hình 1. Ba bước", style="Caption")
    document.add_heading("Lịch tiếp", 1)
    document.add_paragraph("Bảng 1. Ai tiếp ngày nào")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(table.rows[0].cells, ("Ngày", "Người tiếp"), strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    table.rows[1].cells[0].text = "Thứ Ba"
    table.rows[1].cells[1].text = "Chủ tịch"
    document.add_paragraph("Dân là gốc.", style="Quote")
    document.add_paragraph("(Hồ Chí Minh)", style="Quote")
    return document


def decomposed(words: str) -> str:
    return unicodedata.normalize("NFD", words)


def rewritten(document: Document, change: Callable[[str, bytes], bytes | None], **added: bytes) -> io.BytesIO:
    """The file with its members changed one by one (None: left out), and others added."""
    out = io.BytesIO()
    with zipfile.ZipFile(file_of(document)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = change(name, before.read(name))
            if content is not None:
                after.writestr(name, content)
        for name, content in added.items():
            after.writestr(name, content)
    out.seek(0)
    return out


FOOTNOTES = (
    f"<w:footnotes {nsdecls('w')}><w:footnote w:id='2'><w:p><w:r><w:t>Điều 18 Luật Tiếp công dân.</w:t></w:r></w:p>"
    "</w:footnote></w:footnotes>"
)
