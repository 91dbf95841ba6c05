"""Targets as papers, to calculate with."""

from datetime import date

from portal.office.targets.lines import Told
from portal.papers.issuers import COMMITTEE, issuer_on
from portal.papers.paper import Column, Paper, Table
from portal.papers.wording import in_figures
from training.pipeline.targets.queries import Readings


def standings_paper(readings: Readings) -> Paper:
    """Each indicator beside its target, then the way it went."""
    columns = (
        Column("Chỉ tiêu", 40),
        Column("Đạt được", 10, "right"),
        Column("Chỉ tiêu", 10, "right"),
        Column("Số được tính", 10, "right"),
        Column("Trên tổng số", 10, "right"),
        Column("Chưa rõ", 10, "right"),
        Column("So với một năm trước", 12, "right"),
        Column("Văn bản", 40),
    )
    rows = tuple(
        (
            str(one.indicator.label),
            one.value,
            one.target.value if one.target else None,
            len(one.reading.counted),
            one.reading.known,
            len(one.reading.unknown),
            one.change,
            one.target.legal_basis if one.target else "",
        )
        for one in readings.standings
    )
    days = [day for day, _value in readings.standings[0].trend] if readings.standings else []
    ways = (Column("Chỉ tiêu", 40), *(Column(in_figures(day), 11, "right") for day in days))
    trend = tuple((str(one.indicator.label), *(value for _day, value in one.trend)) for one in readings.standings)
    return _paper(
        "Chỉ tiêu cơ cấu cán bộ",
        readings.day,
        Table(columns, rows, title="Chỉ tiêu"),
        Table(ways, trend, title="Diễn biến"),
    )


def lines_paper(name: str, day: date, lines: list[Told]) -> Paper:
    columns = (
        Column("TT", 5, "center"),
        Column("Mã cán bộ", 12),
        Column("Họ và tên", 26),
        Column("Đơn vị", 26),
        Column("Chức danh", 30),
        Column("Từ ngày", 11, "center"),
        Column("Tuổi", 6, "right"),
    )
    rows = tuple(
        (number, one.staff_code, one.person, one.unit, one.title, in_figures(one.since), one.age)
        for number, one in enumerate(lines, 1)
    )
    return _paper(name, day, Table(columns, rows, title="Danh sách"))


def _paper(kind: str, day: date, *body: Table) -> Paper:
    return Paper(
        issuer=issuer_on(COMMITTEE, day),
        kind=kind,
        abbreviation="BC",
        abstract=f"tính đến ngày {in_figures(day)}",
        body=body,
        landscape=True,
    )
