"""The lists as papers, to calculate with."""

from datetime import date

from portal.office.pipeline.choosing import Row
from portal.papers.issuers import COMMITTEE, issuer_on
from portal.papers.paper import Cell, Column, Paper, Table
from portal.papers.wording import in_figures
from training.pipeline.posts.balance import Balance

YES_NO = {True: "Có", False: "Không", None: "Chưa rõ"}
POST_COLUMNS = (
    Column("TT", 5, "center"),
    Column("Đơn vị", 24),
    Column("Huyện, quận cũ", 18),
    Column("Chức danh", 28),
    Column("Người giữ", 24),
    Column("Từ ngày", 11, "center"),
    Column("Tuổi", 6, "right"),
    Column("Giới tính", 8),
    Column("Là người địa phương", 10),
    Column("Đã bồi dưỡng theo chức danh", 12),
    Column("Hết thời hạn", 11, "center"),
    Column("Ghi chú", 20),
)
PLANNING_COLUMNS = (Column("Số người quy hoạch", 9, "right"), Column("Đã qua luân chuyển", 9, "right"))
SEXES = {"male": "Nam", "female": "Nữ"}


def posts_paper(day: date, rows: list[Row], *, with_planning: bool) -> Paper:
    """One line for each post; of succession planning only numbers, and only where the reader may see them."""
    columns = (*POST_COLUMNS, *PLANNING_COLUMNS) if with_planning else POST_COLUMNS
    lines = tuple(_post(number, row, with_planning) for number, row in enumerate(rows, 1))
    return _paper("Chức danh lãnh đạo cấp xã", day, Table(columns, lines, title="Chức danh"))


def balances_paper(day: date, balances: list[Balance]) -> Paper:
    columns = (
        Column("TT", 5, "center"),
        Column("Đơn vị", 26),
        Column("Huyện, quận cũ", 20),
        Column("Vị trí lãnh đạo", 9, "right"),
        Column("Có người", 9, "right"),
        Column("Khuyết", 9, "right"),
        Column("Vượt", 9, "right"),
        Column("Vị trí cấp phòng", 9, "right"),
        Column("Có người", 9, "right"),
        Column("Khuyết", 9, "right"),
        Column("Vượt", 9, "right"),
        Column("Cán bộ luân chuyển đến", 9, "right"),
        Column("Hết hạn trong kỳ", 9, "right"),
        Column("Thiếu sau khi hết hạn", 9, "right"),
    )
    lines = tuple(
        (
            number,
            row.place.name,
            row.place.district,
            *(
                cell
                for side in (row.leading, row.divisions)
                for cell in (side.seats, side.held, side.vacant, side.surplus)
            ),
            row.posted,
            row.ending,
            row.after_ends,
        )
        for number, row in enumerate(balances, 1)
    )
    return _paper("Thừa, thiếu cán bộ theo đơn vị", day, Table(columns, lines, title="Đơn vị"))


def _post(number: int, row: Row, with_planning: bool) -> tuple[Cell, ...]:
    post, holder = row.post, row.post.holder
    note = "Vượt số vị trí" if post.is_surplus else "Kiêm nhiệm" if holder and holder.held.is_concurrent else ""
    cells: tuple[Cell, ...] = (number, post.place.name, post.place.district, post.title.name_vi)
    if holder is None:
        cells += ("Khuyết", "", None, "", "", "", "", note)
    else:
        cells += (
            holder.human.name,
            in_figures(holder.since),
            holder.age,
            SEXES.get(holder.human.sex, ""),
            YES_NO[holder.is_local],
            YES_NO[holder.is_trained],
            in_figures(holder.ends_on),
            note,
        )
    if with_planning and row.following:
        cells += (len(row.following.planned), len(row.following.ready))
    return cells


def _paper(kind: str, day: date, *body: Table) -> Paper:
    return Paper(
        issuer=issuer_on(COMMITTEE, day),
        kind=kind,
        abbreviation="BC",
        abstract=f"tính đến ngày {in_figures(day)}",
        body=body,
        landscape=True,
    )
