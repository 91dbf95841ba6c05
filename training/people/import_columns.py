"""The columns of the people sheet, the words its cells may hold, and its template."""

from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from training.people.models import Person, PositionTitle
from training.spreadsheets.templates import write_header
from training.spreadsheets.workbooks import Column

# Headers are part of the file format: Vietnamese whatever the language of the screen.
COLUMNS = (
    Column("staff_code", "Mã cán bộ", True, "Khóa để nhận ra một người; mỗi người một mã, không đổi."),
    Column("full_name", "Họ và tên", True, "Họ, tên đệm, tên; viết có dấu."),
    Column("birth_date", "Ngày sinh", True, "dd/mm/yyyy"),
    Column("sex", "Giới tính", hint="Nam hoặc Nữ"),
    Column("staff_category", "Nhóm đối tượng", hint="Cán bộ, Công chức, Viên chức, Người lao động, Không chuyên trách"),
    Column("political_theory_level", "Trình độ lý luận chính trị", hint="Sơ cấp, Trung cấp, Cao cấp, Cử nhân"),
    Column("native_place", "Mã xã quê quán", hint="Mã xã, phường hiện nay; nơi không còn thì ghi mã cũ"),
    Column("native_place_text", "Quê quán", hint="Ghi bằng chữ nếu quê ở ngoài Hà Nội"),
    Column("birth_place", "Mã xã nơi sinh", hint="Mã xã, phường hiện nay; nơi không còn thì ghi mã cũ"),
    Column("residence", "Mã xã thường trú", hint="Mã xã, phường hiện nay"),
    Column("email", "Thư điện tử"),
    Column("phone", "Điện thoại"),
    Column("unit", "Mã đơn vị", hint="Mã của đơn vị tại ngày bắt đầu giữ chức vụ"),
    Column("title", "Chức danh", hint="Tên hoặc mã chức danh trong danh mục"),
    Column("valid_from", "Từ ngày", hint="dd/mm/yyyy"),
    Column("valid_to", "Đến ngày", hint="dd/mm/yyyy; để trống nếu đang giữ"),
    Column("is_concurrent", "Kiêm nhiệm", hint="x nếu kiêm nhiệm"),
    Column("is_acting", "Phụ trách, giao quyền", hint="x nếu phụ trách hoặc giao quyền"),
    Column("decision_number", "Số quyết định"),
)
OFFICE_COLUMNS = ("unit", "title", "valid_from", "valid_to", "is_concurrent", "is_acting", "decision_number")

SEXES = {"nam": Person.Sex.MALE, "nu": Person.Sex.FEMALE}
CATEGORIES = {
    "can bo": Person.StaffCategory.CADRE,
    "cong chuc": Person.StaffCategory.CIVIL_SERVANT,
    "vien chuc": Person.StaffCategory.PUBLIC_EMPLOYEE,
    "nguoi lao dong": Person.StaffCategory.CONTRACT_WORKER,
    "khong chuyen trach": Person.StaffCategory.PART_TIME_WORKER,
}
THEORY_LEVELS = {
    "so cap": Person.TheoryLevel.ELEMENTARY,
    "trung cap": Person.TheoryLevel.INTERMEDIATE,
    "cao cap": Person.TheoryLevel.ADVANCED,
    "cu nhan": Person.TheoryLevel.BACHELOR,
}
CHOICES = {"sex": ("Nam", "Nữ"), "political_theory_level": ("Sơ cấp", "Trung cấp", "Cao cấp", "Cử nhân")}
EXAMPLE = {
    "staff_code": "VD-0001",
    "full_name": "Nguyễn Thị Minh Khai",
    "birth_date": "01/11/1988",
    "sex": "Nữ",
    "staff_category": "Công chức",
    "political_theory_level": "Cao cấp",
    "unit": "00004",
    "title": "Phó Chủ tịch Ủy ban nhân dân",
    "valid_from": "01/07/2025",
    "decision_number": "123-QĐ/TU",
}


def write_template(target: BinaryIO) -> None:
    """Write the empty sheet with its headers, hints, choices, one example on a second sheet and the list of titles."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Cán bộ"
    write_header(sheet, COLUMNS)
    for name, words in CHOICES.items():
        letter = get_column_letter([column.name for column in COLUMNS].index(name) + 1)
        choices = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        choices.add(f"{letter}2:{letter}5000")
        sheet.add_data_validation(choices)
    example = book.create_sheet("Ví dụ")
    write_header(example, COLUMNS)
    example.append([EXAMPLE.get(column.name) for column in COLUMNS])
    titles = book.create_sheet("Danh mục chức danh")
    titles.append(["Mã chức danh", "Tên chức danh"])
    for code, name in PositionTitle.objects.current().values_list("code", "name_vi"):
        titles.append([code, name])
    book.save(target)
