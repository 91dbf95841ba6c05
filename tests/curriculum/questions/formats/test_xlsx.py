import io
from decimal import Decimal

from openpyxl import Workbook, load_workbook

from curriculum.questions.content import Accepted, AcceptedNumber, Kind
from curriculum.questions.formats.known import Format, format_of
from curriculum.questions.formats.xlsx import COLUMNS, read_xlsx
from curriculum.questions.formats.xlsx_template import write_template


def workbook(*rows: dict, book: Workbook | None = None) -> bytes:
    book = book or Workbook()
    sheet = book.active
    if sheet.max_row == 1:
        sheet.append(list(COLUMNS.values()))
    for row in rows:
        sheet.append([row.get(name) for name in COLUMNS])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def choices(*texts: str) -> dict:
    return {f"choice {place}": text for place, text in enumerate(texts)}


def test_the_template_is_read_by_the_reader_and_holds_no_question_yet():
    target = io.BytesIO()
    write_template(target)
    assert read_xlsx(target.getvalue()).problems == ()
    filled = load_workbook(io.BytesIO(target.getvalue()))
    data = workbook({"kind": "Đúng hoặc sai", "text": "Hỏi?", "right": "Sai"}, book=filled)
    assert read_xlsx(data).questions[0].content.options[1].credit == 100
    assert format_of(data) == Format.XLSX


def test_each_kind():
    reading = read_xlsx(
        workbook(
            {"kind": "một lựa chọn đúng", "text": "Hỏi?", "right": "b", **choices("Sai", "Đúng")},
            {"kind": "Nhiều lựa chọn đúng", "text": "Hỏi?", "right": "A, C", **choices("1", "2", "3")},
            {"kind": "Ghép cặp", "text": "Ghép", **choices("Sa Pa -> Lào Cai", "Hội An -> Quảng Nam", "-> Huế")},
            {"kind": "Sắp xếp thứ tự", "text": "Xếp", **choices("Một", "Hai")},
            {"kind": "Số", "text": "Pi?", "right": "3,14:0,005"},
            {"kind": "Số", "text": "Năm?", "right": 1945},
            {"kind": "Trả lời ngắn", "text": "Kêu meo?", "right": "mèo | con mèo"},
            {"kind": "Điền vào chỗ trống", "text": "Thủ đô là {1:SA:=Hà Nội}."},
            {"kind": "Tự luận", "text": "<b>Viết</b>", "right": "Ba ý", "points": 2.5},
        )
    )
    assert not reading.problems
    single, multiple, matching, ordering, pi, year, short, cloze, essay = (one.content for one in reading.questions)
    assert [o.credit for o in single.options] == [0, 100]
    assert [o.credit for o in multiple.options] == [50, -50, 50]
    assert [(p.prompt, p.answer) for p in matching.pairs][2] == ("", "Huế")
    assert [one.text for one in ordering.items] == ["Một", "Hai"]
    assert pi.numbers == (AcceptedNumber(Decimal("3.14"), Decimal("0.005")),)
    assert year.numbers == (AcceptedNumber(Decimal(1945)),)
    assert short.accepted == (Accepted("mèo"), Accepted("con mèo"))
    assert cloze.text == "Thủ đô là {{1}}."
    assert (essay.kind, essay.text, essay.points) == (Kind.ESSAY, "&lt;b&gt;Viết&lt;/b&gt;", Decimal("2.5"))


def test_where_a_question_belongs():
    row = {"identity": "CC-1", "category": "Luật / Đất đai", "tags": "khó, 2026", "name": "Tên"}
    (question,) = read_xlsx(workbook({"kind": "Tự luận", "text": "Viết", **row})).questions
    assert (question.identity, question.category, question.tags) == ("id:CC-1", ("Luật", "Đất đai"), ("khó", "2026"))


def test_errors_name_row_and_column_and_the_rest_is_read():
    reading = read_xlsx(
        workbook(
            {"kind": "Trắc nghiệm", "text": "Hỏi?"},
            {"kind": "Một lựa chọn đúng", "text": "Hỏi?", "right": "D", **choices("a", "b")},
            {"kind": "Số", "text": "Hỏi?", "right": "nhiều"},
            {"kind": "Tự luận", "text": "=1+1"},
            {"kind": "Tự luận", "text": "Viết"},
        )
    )
    assert [(problem.line, problem.sentence.split(" ")[0]) for problem in reading.problems] == [
        (2, "C2"),
        (3, "G3"),
        (4, "G4"),
        (5, "E5"),
    ]
    assert len(reading.questions) == 1


def test_what_is_no_workbook_is_refused():
    for data in (b"", b"PK\x03\x04", b"<quiz/>", workbook()[:500]):
        reading = read_xlsx(data)
        assert [problem.line for problem in reading.problems] == [0]
