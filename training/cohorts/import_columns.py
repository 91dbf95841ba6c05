"""The columns of the sheet of classes and its template."""

from typing import BinaryIO

from openpyxl import Workbook

from curriculum.models import ProgrammePage
from training.spreadsheets.templates import write_header
from training.spreadsheets.workbooks import Column

# Headers are part of the file format: Vietnamese whatever the language of the screen.
COLUMNS = (
    Column("code", "Mã lớp", True, "Khóa để nhận ra một lớp; mỗi lớp một mã, không đổi. Ví dụ BTX-2027-03."),
    Column("name", "Tên lớp", True),
    Column("programme", "Mã chương trình", True, "Mã trong danh mục chương trình, ví dụ BTX"),
    Column("intake", "Khóa"),
    Column("opens_on", "Khai giảng", True, "dd/mm/yyyy"),
    Column("closes_on", "Bế giảng", True, "dd/mm/yyyy"),
    Column("nominate_until", "Hạn đề cử", True, "dd/mm/yyyy; trước hoặc trùng ngày khai giảng"),
    Column("confirm_by", "Hạn chốt mở lớp", hint="dd/mm/yyyy; để trống: bằng hạn đề cử"),
    Column("place", "Địa điểm", True),
    Column("capacity", "Số chỗ", True),
    Column("minimum", "Số lượng tối thiểu", hint="Để trống: 1"),
    Column("plan_item", "Mục kế hoạch", hint="Số thứ tự trong kế hoạch của năm khai giảng"),
)
EXAMPLE = (
    "BTX-2027-03",
    "Bồi dưỡng bí thư, phó bí thư đảng ủy xã, phường, khóa III năm 2027",
    "BTX",
    "Khóa III năm 2027",
    "15/03/2027",
    "26/03/2027",
    "05/03/2027",
    "05/03/2027",
    "Hội trường A, Trường Đào tạo cán bộ Lê Hồng Phong",
    "80",
    "40",
    "1",
)


def write_template(target: BinaryIO) -> None:
    """Write the empty sheet, one example on a second sheet, and the list of programmes."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Lớp học"
    write_header(sheet, COLUMNS)
    example = book.create_sheet("Ví dụ")
    write_header(example, COLUMNS)
    example.append(list(EXAMPLE))
    programmes = book.create_sheet("Danh mục chương trình")
    programmes.append(["Mã chương trình", "Tên chương trình", "Số ngày", "Số chỗ tối đa"])
    for row in ProgrammePage.objects.live().order_by("code").values_list("code", "title", "days", "class_size_max"):
        programmes.append(list(row))
    book.save(target)
