"""A decision of a wave as a paper: the steps that led to it with their documents, and whom it sends where."""

from django.utils.timezone import localtime

from portal.papers.issuers import COMMITTEE, issuer_on
from portal.papers.paper import Block, Column, Paper, Paragraph, Signature, Table
from portal.papers.wording import in_figures
from training.models import RotationWave, WaveDocument
from training.rotation.matching.decided import Decided


def decision_paper(
    wave: RotationWave, steps: list[tuple[str, str, list[WaveDocument]]], decided: list[Decided]
) -> Paper:
    first = decided[0].posting
    opening = (
        f"Quyết định số {first.decision_number} ngày {in_figures(first.decision_on)}, {wave.name}; "
        f"ngày mốc {in_figures(wave.reference_date)}; {len(decided)} cán bộ."
    )
    columns = (
        Column("TT", 5, "center"),
        Column("Họ và tên", 20),
        Column("Hình thức", 12),
        Column("Nơi đi", 24),
        Column("Nơi đến", 22),
        Column("Chức danh", 22),
        Column("Có hiệu lực từ", 13, "center"),
        Column("Thời hạn", 11, "center"),
        Column("Lựa chọn, ngoại lệ", 34),
    )
    return Paper(
        issuer=issuer_on(COMMITTEE, first.decision_on),
        kind="Danh sách",
        abbreviation="DS",
        abstract=f"Cán bộ theo Quyết định số {first.decision_number}",
        body=(
            Paragraph(opening),
            Paragraph("1. CÁC BƯỚC VÀ VĂN BẢN CỦA TỪNG BƯỚC", "heading"),
            steps_table(steps),
            Paragraph("2. CÁN BỘ VÀ NƠI ĐẾN", "heading"),
            Table(columns, tuple(_row(number, one) for number, one in enumerate(decided, 1))),
        ),
        recipients=("Ban Tổ chức Thành ủy", "Lưu: VT"),
        signatures=(Signature("Người lập biểu"), Signature("Trưởng ban")),
        landscape=True,
    )


def steps_table(steps: list[tuple[str, str, list[WaveDocument]]]) -> Block:
    """Each of the five steps with number and date of its documents."""
    rows: list[tuple] = []
    for place, (_step, label, documents) in enumerate(steps, 1):
        name = f"{place}. {label[:1].upper()}{label[1:]}"
        rows += [(name, row.number, in_figures(row.dated_on)) for row in documents] or [(name, "Chưa có văn bản", "")]
    return Table((Column("Bước", 40), Column("Số văn bản", 36), Column("Ngày", 16, "center")), tuple(rows))


def _row(number: int, one: Decided) -> tuple:
    posting = one.posting
    return (
        number,
        posting.person.full_name,
        str(posting.get_kind_display()).capitalize(),
        posting.sending_unit.name,
        posting.host_unit.name,
        posting.title.name_vi,
        in_figures(posting.effective_on),
        f"{posting.term_months} tháng" if posting.term_months else "Không có thời hạn",
        _why(one),
    )


def _why(one: Decided) -> str:
    words = []
    if one.place is not None:
        words.append(str(one.place.get_source_display()).capitalize())
    if one.change is not None:
        when = f"{localtime(one.change.at):%d/%m/%Y %H:%M}"
        words.append(f"“{one.change.justification}” ({one.change.by.get_full_name()}, {when})")
    words += [f"Ngoại lệ: {row.decision_number} ngày {in_figures(row.decided_on)}" for row in one.exceptions]
    if one.posting.exception_decision:
        words.append(f"Ngoại lệ về thời hạn: {one.posting.exception_decision}")
    return "; ".join(words)
