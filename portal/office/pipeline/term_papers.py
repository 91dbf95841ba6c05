"""Terms and outcomes as papers, to calculate with."""

from collections.abc import Iterable
from datetime import date

from portal.papers.issuers import COMMITTEE, issuer_on
from portal.papers.paper import Cell, Column, Paper, Table
from portal.papers.wording import in_figures
from training.pipeline.outcomes.queries import MONTHS, Outcome
from training.pipeline.terms import Group

FITS = {True: "Đúng", False: "Khác", None: ""}


def terms_paper(day: date, groups: Iterable[Group]) -> Paper:
    columns = (
        Column("Nhóm", 28),
        Column("Mã cán bộ", 12),
        Column("Họ và tên", 24),
        Column("Hình thức", 14),
        Column("Nơi đi", 24),
        Column("Nơi đến", 28),
        Column("Chức danh", 26),
        Column("Đợt", 20),
        Column("Từ ngày", 11, "center"),
        Column("Đến ngày", 11, "center"),
        Column("Trạng thái", 14),
    )
    rows = tuple(
        (
            str(group.common or "Không thuộc nhóm nào"),
            row.person.staff_code,
            row.person.full_name,
            str(row.get_kind_display()),
            row.sending_unit.display_name,
            row.host_display,
            str(row.title),
            str(row.wave or ""),
            in_figures(row.effective_on),
            in_figures(row.last_day),
            str(row.get_end_reason_display() or row.get_status_display()),
        )
        for group in groups
        for row in group.postings
    )
    return _paper("Thời hạn luân chuyển, điều động, biệt phái", day, Table(columns, rows, title="Thời hạn"))


def outcomes_paper(day: date, outcomes: Iterable[Outcome]) -> Paper:
    looks = tuple(
        column
        for month in MONTHS
        for column in (Column(f"Sau {month} tháng", 22), Column("Chức vụ khi đó", 34), Column("So với đề xuất", 10))
    )
    columns = (
        Column("Mã cán bộ", 12),
        Column("Họ và tên", 24),
        Column("Nơi đi", 24),
        Column("Nơi đến", 28),
        Column("Kết thúc ngày", 11, "center"),
        Column("Lý do", 18),
        Column("Đề xuất", 20),
        Column("Quyết định", 20),
        *looks,
    )
    return _paper(
        "Cán bộ sau luân chuyển", day, Table(columns, tuple(map(_outcome, outcomes)), title="Sau luân chuyển")
    )


def _outcome(one: Outcome) -> tuple[Cell, ...]:
    posting, proposal = one.posting, one.proposal
    cells: list[Cell] = [
        posting.person.staff_code,
        posting.person.full_name,
        posting.sending_unit.display_name,
        posting.host_display,
        in_figures(posting.ended_on),
        str(posting.get_end_reason_display()),
        str(proposal.get_direction_display()) if proposal else "",
        str(proposal.get_decided_display()) if proposal else "",
    ]
    for look, fits in one.looks:
        office = f"{look.office.title}, {look.office.unit.display_name}" if look.office else ""
        cells += [str(look.place.label), office, FITS[fits]]
    return tuple(cells)


def _paper(kind: str, day: date, *body: Table) -> Paper:
    return Paper(
        issuer=issuer_on(COMMITTEE, day),
        kind=kind,
        abbreviation="BC",
        abstract=f"tính đến ngày {in_figures(day)}",
        body=body,
        landscape=True,
    )
