"""The empty workbook for authors: one sheet, how to fill it above, the header and the choices of kinds below."""

from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from curriculum.questions.formats.xlsx import COLUMNS, KINDS, REQUIRED

TITLE = "MẪU NHẬP CÂU HỎI VÀO NGÂN HÀNG CÂU HỎI"
INSTRUCTIONS = (
    "Mỗi câu hỏi ghi trên một dòng, bên dưới dòng tiêu đề cột. Cột có dấu * là bắt buộc. Không xóa, không đổi tên cột.",
    "Mã câu hỏi: để lần nhập sau nhận ra câu hỏi cũ. Để trống thì nhận ra theo tên câu hỏi trong cùng nhóm.",
    "Nhóm câu hỏi: ghi từ nhóm lớn đến nhóm nhỏ, cách nhau bằng dấu / (ví dụ: Luật / Đất đai).",
    "Một lựa chọn đúng: ghi các phương án vào cột Phương án A, B, C…; cột Đáp án đúng ghi chữ cái của nó (B).",
    "Nhiều lựa chọn đúng: như trên; cột Đáp án đúng ghi các chữ cái, cách nhau bằng dấu phẩy (A, C).",
    "Đúng hoặc sai: cột Đáp án đúng ghi Đúng hoặc Sai.",
    "Số: cột Đáp án đúng ghi một số (3,14), số kèm sai số (3,14:0,005) hoặc khoảng (3..4).",
    "Trả lời ngắn: cột Đáp án đúng ghi các câu trả lời được chấp nhận, cách nhau bằng dấu | (mèo | con mèo).",
    "Ghép cặp: mỗi cột phương án ghi một cặp theo mẫu “Sa Pa -> Lào Cai”; đáp án thừa ghi “-> Huế”.",
    "Sắp xếp thứ tự: ghi các mục vào các cột phương án theo đúng thứ tự.",
    "Điền vào chỗ trống: trong Nội dung ghi {1:SA:=đáp án} (gõ chữ), {1:NM:=5:0} (số), {1:MC:=đúng~sai} (chọn).",
    "Tự luận: cột Đáp án đúng ghi gợi ý chấm, có thể để trống.",
)
_WIDTHS = {"text": 60, "right": 22, "feedback": 40, "category": 28, "name": 28, "kind": 16}
_READY_ROWS = 2000


def write_template(target: BinaryIO) -> None:
    """Write the workbook."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Câu hỏi"
    sheet.append([TITLE])
    sheet["A1"].font = Font(bold=True, size=14, color="8A1C1C")
    for words in INSTRUCTIONS:
        sheet.append([words])
    header = len(INSTRUCTIONS) + 3
    for place, (name, words) in enumerate(COLUMNS.items(), 1):
        cell = sheet.cell(header, place, f"{words} *" if name in REQUIRED else words)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="8A1C1C")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(name, 18)
    kinds = DataValidation(type="list", formula1=f'"{",".join(KINDS)}"', allow_blank=True)
    letter = get_column_letter(list(COLUMNS).index("kind") + 1)
    kinds.add(f"{letter}{header + 1}:{letter}{header + _READY_ROWS}")
    sheet.add_data_validation(kinds)
    sheet.freeze_panes = sheet.cell(header + 1, 1)
    book.save(target)
