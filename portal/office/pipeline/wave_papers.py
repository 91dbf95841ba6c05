"""The results of waves as a paper: to sign, to edit, to calculate with."""

from datetime import date

from portal.papers.issuers import COMMITTEE, issuer_on
from portal.papers.paper import Cell, Column, Paper, Paragraph, Signature, Table
from portal.papers.wording import in_figures, show_cell
from training.pipeline.waves import By, Structure

LABELS = {By.WAVE: "Đợt", By.BLOC: "Khối", By.KIND: "Hình thức", By.SENDING: "Nơi đi", By.HOST: "Nơi đến"}


def waves_paper(day: date, whole: Structure, groups: list[Structure], by: By) -> Paper:
    columns = (
        Column("TT", 5, "center"),
        Column(LABELS[by], 40),
        Column("Số người", 9, "right"),
        Column("Đang thực hiện", 9, "right"),
        Column("Cán bộ trẻ", 9, "right"),
        Column("Nữ", 7, "right"),
        Column("Không là người địa phương", 11, "right"),
        Column("Đã tập huấn trước luân chuyển", 11, "right"),
        Column("Liên thông giữa các khối", 11, "right"),
        Column("Tuổi bình quân", 9, "right"),
        Column("Kết thúc sớm", 9, "right"),
    )
    rows = tuple(
        (number, *_cells(str(one.common or "Không thuộc nhóm nào"), one)) for number, one in enumerate(groups, 1)
    )
    opening = (
        f"Tính đến ngày {in_figures(day)} đã có {show_cell(whole.total)} lượt cán bộ được luân chuyển, điều động, "
        f"biệt phái, tăng cường; {show_cell(whole.running)} người đang thực hiện nhiệm vụ."
    )
    return Paper(
        issuer=issuer_on(COMMITTEE, day),
        kind="Báo cáo",
        abbreviation="BC",
        abstract="Kết quả luân chuyển, điều động, biệt phái cán bộ",
        issued_on=day,
        body=(Paragraph(opening), Table(columns, rows, (("", *_cells("Cộng", whole)),), title="Kết quả")),
        recipients=("Thường trực Thành ủy (để báo cáo)", "Lưu: VT"),
        signatures=(Signature("Người lập biểu"), Signature("Trưởng ban")),
        landscape=True,
    )


def _cells(name: str, one: Structure) -> tuple[Cell, ...]:
    return (
        name,
        one.total,
        one.running,
        one.young,
        one.women,
        one.non_local,
        one.prepared,
        one.crossing,
        one.mean_age,
        one.ended_early,
    )
