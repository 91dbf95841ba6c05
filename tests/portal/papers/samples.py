"""A decision with an annex, in either form."""

from datetime import date

from portal.papers.issuers import issuer_on
from portal.papers.numbering import number_text
from portal.papers.paper import Annex, Article, Column, Paper, Paragraph, Signature, Table

DAY = date(2026, 3, 5)
COLUMNS = (Column("TT", 6, "center"), Column("Họ và tên", 30), Column("Điểm", 10, "right"))


def decision(issuer: str = "school", number: int | None = 15, people: int = 3, day: date = DAY) -> Paper:
    body = issuer_on(issuer, day)
    rows = tuple((place, "Nguyễn Thị Thu Hà", 8.5) for place in range(1, people + 1))
    table = Table(COLUMNS, rows, (("", "Cộng", 8.5 * people),), "Danh sách")
    return Paper(
        issuer=body,
        kind="Quyết định",
        abbreviation="QĐ",
        abstract="Về việc mở lớp Bồi dưỡng chủ tịch, phó chủ tịch UBND xã, phường",
        number=number_text(body, "QĐ", number, day),
        issued_on=day,
        authority=body.decides,
        grounds=("Căn cứ Nghị định số 171/2025/NĐ-CP", "Xét đề nghị của Phòng Quản lý đào tạo"),
        body=(
            Article("Điều 1.", "Mở lớp, gồm 60 học viên (có danh sách kèm theo).", ("- Tại Hội trường A.",)),
            Paragraph("Các ông, bà có tên chịu trách nhiệm thi hành."),
        ),
        recipients=("Như Điều 1", "Lưu: VT, QLĐT"),
        signatures=(Signature("Phó Hiệu trưởng", "Trần Quốc Việt", "kt", "Hiệu trưởng"),),
        annexes=(Annex("DANH SÁCH HỌC VIÊN", "Kèm theo Quyết định", (table,), landscape=True),),
    )
