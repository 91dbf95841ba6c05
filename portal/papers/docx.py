"""A paper as DOCX, for people who go on editing: the same words in the same form."""

from io import BytesIO

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from portal.papers.paper import Annex, Article, Block, Facts, Paper, Paragraph, Signature, Table
from portal.papers.wording import (
    grounds_of,
    held_together,
    numbered,
    place_and_day,
    recipients_of,
    show_cell,
    signing_lines,
)

FONT = "Times New Roman"
ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
SHORT_SIDE, LONG_SIDE = 210, 297
MARGINS = {"top": 20, "bottom": 20, "left": 30, "right": 20}  # millimetres, Decree 30/2020 Appendix I


def render_docx(paper: Paper) -> bytes:
    """The document as bytes."""
    document = Document()
    _set_font(document, 14 if paper.issuer.is_party else 13.5)
    document.core_properties.title = f"{paper.kind}: {paper.abstract}"
    document.core_properties.author = paper.issuer.name
    _set_page(document.sections[0], landscape=paper.landscape)
    _number_pages(document.sections[0])
    _write_head(document, paper)
    _write_title(document, paper)
    _write_blocks(document, paper.body, paper.landscape)
    _write_end(document, paper)
    for number, annex in numbered(paper.annexes):
        _write_annex(document, annex, number)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _set_font(document, size: float) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(size)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.paragraph_format.space_after = Pt(0)


def _set_page(section, *, landscape: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    width, height = (LONG_SIDE, SHORT_SIDE) if landscape else (SHORT_SIDE, LONG_SIDE)
    section.page_width, section.page_height = Mm(width), Mm(height)
    for side, length in MARGINS.items():
        setattr(section, f"{side}_margin", Mm(length))
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True


def _number_pages(section) -> None:
    """The number of the page in the middle of the top margin, but not on the first page."""
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def _count_pages_anew(section) -> None:
    mark = OxmlElement("w:pgNumType")
    mark.set(qn("w:start"), "1")
    section._sectPr.append(mark)


def _write_head(document, paper: Paper) -> None:
    issuer, table = paper.issuer, document.add_table(2, 2)
    _set_widths(table, (66, 94))
    left, right = table.rows[0].cells
    size = 14 if issuer.is_party else 12.5
    _line(left, issuer.above.upper(), size=size)
    _line(left, issuer.name.upper(), size=size, bold=True)
    if issuer.is_party:
        _line(left, "*", size=size)
        _line(right, "ĐẢNG CỘNG SẢN VIỆT NAM", size=15, bold=True)
        _stroke(right, indent=14)
    else:
        _stroke(left, indent=20)
        _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12.5, bold=True)
        _line(right, "Độc lập - Tự do - Hạnh phúc", size=13.5, bold=True)
        _stroke(right, indent=16)
    number, day = table.rows[1].cells
    if paper.number:
        _line(number, f"Số {paper.number}" if issuer.is_party else f"Số: {paper.number}", size=size)
    _line(day, place_and_day(issuer.place, paper.issued_on), size=13.5, italic=True)


def _write_title(document, paper: Paper) -> None:
    is_party = paper.issuer.is_party
    _centred(document, paper.kind.upper(), size=16 if is_party else 14, before=18)
    _centred(document, held_together(paper.abstract), size=14)
    if is_party:
        _centred(document, "-----", size=14, bold=False)
    else:
        _stroke(document, indent=58)
    if paper.authority:
        _centred(document, paper.authority.upper(), size=13.5, before=10, after=6)
    for ground in grounds_of(paper):
        _text(document, ground, italic=not is_party)
    if paper.authority:
        _centred(document, f"{paper.kind.upper()}:", size=13.5, before=6, after=6)


def _write_blocks(document, blocks: tuple[Block, ...], landscape: bool) -> None:
    for block in blocks:
        if isinstance(block, Table):
            _write_table(document, block, landscape)
        elif isinstance(block, Article):
            _text(document, f" {block.text}", label=block.label)
            for text in block.more:
                _text(document, text)
        elif isinstance(block, Facts):
            for label, text in block.rows:
                _write_paragraph(document, Paragraph(f"{label}: {text}", "plain"))
        else:
            _write_paragraph(document, block)


def _write_paragraph(document, block: Paragraph) -> None:
    if block.tone == "centre":
        _centred(document, block.text, bold=False)
    else:
        indent = 0 if block.tone in ("plain", "note") else 10
        _text(document, block.text, bold=block.tone == "heading", italic=block.tone == "note", indent=indent)


def _write_table(document, table: Table, landscape: bool) -> None:
    if table.title:
        _centred(document, table.title, before=6, after=3)
    rows = [*table.rows, *table.foot]
    drawn = document.add_table(1 + len(rows), len(table.columns))
    drawn.style = "Table Grid"
    drawn.alignment = WD_TABLE_ALIGNMENT.CENTER
    room = (LONG_SIDE if landscape else SHORT_SIDE) - MARGINS["left"] - MARGINS["right"]
    total = sum(column.width for column in table.columns) or 1
    _set_widths(drawn, tuple(room * column.width / total for column in table.columns))
    lines = list(drawn.rows)  # each access to ``rows`` counts them anew
    _repeat_on_each_page(lines[0])
    for cell, column in zip(lines[0].cells, table.columns, strict=True):
        _line(cell, column.label, size=11.5, bold=True)
    for place, (line, row) in enumerate(zip(lines[1:], rows, strict=True)):
        is_foot = place >= len(table.rows)
        for cell, column, value in zip(line.cells, table.columns, row, strict=True):
            _line(cell, show_cell(value), size=11.5, bold=is_foot, align=column.align)
    document.add_paragraph()


def _write_end(document, paper: Paper) -> None:
    document.add_paragraph()
    signatures = list(paper.signatures)
    if len(signatures) > 1:
        table = document.add_table(1, len(signatures))
        for cell, signature in zip(table.rows[0].cells, signatures, strict=True):
            _write_signature(cell, signature, paper.issuer.style)
    if paper.recipients or len(signatures) == 1:
        left, right = document.add_table(1, 2).rows[0].cells
        if paper.recipients:
            _line(left, "Nơi nhận:", size=12, bold=True, italic=True, align="left")
        for recipient in recipients_of(paper):
            _line(left, f"- {recipient}", size=11, align="left")
        if len(signatures) == 1:
            _write_signature(right, signatures[0], paper.issuer.style)


def _write_signature(cell, signature: Signature, style: str) -> None:
    for line in signing_lines(signature, style):
        _line(cell, line.upper(), size=13.5, bold=True)
    for _gap in range(4):
        _line(cell, "", size=13.5)
    _line(cell, signature.name, size=13.5, bold=True)


def _write_annex(document, annex: Annex, number: str) -> None:
    section = document.add_section()
    _set_page(section, landscape=annex.landscape)
    _count_pages_anew(section)
    if number:
        _centred(document, f"Phụ lục {number}", size=14)
    _centred(document, held_together(annex.title), size=14)
    _centred(document, f"({annex.note})", bold=False, italic=True, after=6)
    _write_blocks(document, annex.body, annex.landscape)


# --- The small parts of a page ---


def _line(cell, text: str, *, size: float, bold: bool = False, italic: bool = False, align: str = "center"):
    """A line in a cell; the first one takes the empty paragraph every cell begins with."""
    first = cell.paragraphs[0]
    paragraph = first if len(cell.paragraphs) == 1 and not first.runs else cell.add_paragraph()
    paragraph.alignment = ALIGNMENTS[align]
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    return paragraph


def _text(
    document, text: str, *, label: str = "", bold: bool = False, italic: bool = False, indent: float = 10
) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.first_line_indent = Mm(indent)
    paragraph.paragraph_format.space_after = Pt(6)
    if label:
        paragraph.add_run(label).bold = True
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic


def _centred(
    document, text: str, *, size: float = 13.5, bold: bool = True, italic: bool = False, before: int = 0, after: int = 0
) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _stroke(place, *, indent: float) -> None:
    """A fine line, ``indent`` millimetres shorter on either side: the lower border of an almost empty paragraph."""
    paragraph = place.add_paragraph()
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(indent)
    paragraph.paragraph_format.line_spacing = Pt(3)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr"
    )


def _set_widths(table, widths: tuple[float, ...]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


def _repeat_on_each_page(row) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
