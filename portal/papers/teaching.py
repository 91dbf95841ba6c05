"""The statement of a lecturer's teaching and its fee, for a month or a year (L7)."""

from curriculum.clock.time import today
from portal.papers.classes.details import Details
from portal.papers.classes.lists import SLOTS
from portal.papers.paper import Column, Paper, Paragraph, Signature, Table
from portal.papers.wording import in_figures, money_in_words, show_cell
from training.models import ClassMeeting, Lecturer
from training.scheduling.teaching import MonthOrYear, basis_on, meetings_of

TEMPLATE, ABBREVIATION = "teaching_statement", "BK"
KINDS = {"staff": "giảng viên cơ hữu", "visiting": "giảng viên thỉnh giảng", "speaker": "báo cáo viên"}


def words_of(period: MonthOrYear) -> str:
    return f"tháng {period.month} năm {period.year}" if period.month else f"năm {period.year}"


def statement(lecturer: Lecturer, period: MonthOrYear, details: Details) -> Paper:
    """The statement to be signed by the lecturer, the office and the head. Three queries."""
    rows = list(meetings_of(lecturer, period))
    periods, total = sum(row.periods for row in rows), sum(row.fee for row in rows)
    basis = basis_on(rows[-1].date if rows else today())
    columns = (
        Column("TT", 5, "center"),
        Column("Ngày", 12, "center"),
        Column("Buổi", 8, "center"),
        Column("Lớp", 16),
        Column("Nội dung giảng dạy", 36),
        Column("Số tiết", 7, "center"),
        Column("Đơn giá (đồng/tiết)", 13, "right"),
        Column("Thành tiền (đồng)", 14, "right"),
        Column("Ghi chú", 9),
    )
    lines = tuple(_line(place, row) for place, row in enumerate(rows, 1))
    person = lecturer.person
    kind = KINDS.get(lecturer.kind, "")
    return Paper(
        issuer=details.issuer,
        kind="Bảng kê",
        abbreviation=ABBREVIATION,
        abstract=f"Giờ giảng và thù lao giảng dạy {words_of(period)}",
        number=details.number,
        issued_on=details.issued_on,
        body=(
            Paragraph(f"Họ và tên: {f'{lecturer.degree} {person.full_name}'.strip()}", "plain"),
            Paragraph(f"Đối tượng: {kind}. Số buổi: {len(rows)}. Tổng số tiết: {periods}.", "plain"),
            Table(columns, lines, (("", "", "", "", "Cộng", periods, None, total, ""),)),
            Paragraph(f"Tổng số tiền: {show_cell(total)} đồng.", "plain"),
            Paragraph(f"Bằng chữ: {money_in_words(total)}.", "plain"),
            Paragraph(f"Căn cứ đơn giá: {basis}", "note"),
        ),
        recipients=details.recipients,
        signatures=(
            Signature("Người kê khai", person.full_name),
            Signature("Phòng Quản lý đào tạo", details.words.get("office", "")),
            details.signature,
        ),
        landscape=True,
    )


def _line(place: int, meeting: ClassMeeting) -> tuple:
    return (
        place,
        in_figures(meeting.date),
        SLOTS[meeting.slot],
        meeting.training_class.code,
        meeting.topic,
        meeting.periods,
        meeting.rate,
        meeting.fee,
        "",
    )
