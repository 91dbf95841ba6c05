"""The report as papers: sums for the table, and one line for each official."""

from portal.papers.issuers import COMMITTEE, issuer_on
from portal.papers.paper import Cell, Column, Paper, Table
from portal.papers.wording import in_figures
from training.mentoring.reports.levels import Change
from training.mentoring.reports.scope import Scope
from training.mentoring.reports.sums import Sums
from training.mentoring.reports.terms import Term, Track

TRACKS = {Track.ON_TRACK: "Đúng tiến độ", Track.ATTENTION: "Cần chú ý", Track.OFF_TRACK: "Cần can thiệp"}
SUM_COLUMNS = (
    Column("Nhóm", 40),
    Column("Đang ở cơ sở", 10, "right"),
    Column("Đúng tiến độ", 10, "right"),
    Column("Cần chú ý", 10, "right"),
    Column("Cần can thiệp", 10, "right"),
    Column("Buổi kèm cặp đã có", 10, "right"),
    Column("Buổi phải có", 10, "right"),
    Column("Phiếu đến hạn", 10, "right"),
    Column("Nộp đúng hạn", 10, "right"),
    Column("Nộp chậm", 10, "right"),
    Column("Chưa nộp", 10, "right"),
    Column("Học trong năm trước khi đi", 10, "right"),
    Column("Học trong thời gian đi", 10, "right"),
    Column("Đã kết thúc", 10, "right"),
    Column("Số ngày đến khi bố trí (trung vị)", 12, "right"),
)
PERSON_COLUMNS = (
    Column("TT", 5, "center"),
    Column("Mã cán bộ", 12),
    Column("Họ và tên", 24),
    Column("Đợt", 20),
    Column("Nơi đi", 24),
    Column("Nơi đến", 24),
    Column("Chức danh", 24),
    Column("Từ ngày", 11, "center"),
    Column("Đến ngày", 11, "center"),
    Column("Tiến độ", 13),
    Column("Cảnh báo đang mở", 10, "right"),
    Column("Buổi kèm cặp đã có", 10, "right"),
    Column("Buổi phải có", 10, "right"),
    Column("Phiếu đến hạn", 10, "right"),
    Column("Nộp đúng hạn", 10, "right"),
    Column("Nộp chậm", 10, "right"),
    Column("Chưa nộp", 10, "right"),
    Column("Lớp hoàn thành trong kỳ", 10, "right"),
    Column("Kết thúc", 16),
)


def sums_paper(scope: Scope, whole: Sums, groups: list[Sums], changes: list[Change]) -> Paper:
    """The dashboard as two tables: the groups with their sum, and the competencies."""
    tables = [Table(SUM_COLUMNS, tuple(map(_sums_row, groups)), (_sums_row(whole, "Tất cả"),), title="Theo nhóm")]
    columns = (
        Column("Năng lực", 40),
        Column("Số cán bộ", 10, "right"),
        Column("Mức tháng 6", 10, "right"),
        Column("Mức tháng 24", 10, "right"),
        Column("Thay đổi", 10, "right"),
        Column("Tăng", 10, "right"),
        Column("Giảm", 10, "right"),
    )
    rows = tuple(
        (str(one.competency), one.people, one.mean_first, one.mean_last, one.mean_change, one.rose, one.fell)
        for one in changes
    )
    tables.append(Table(columns, rows, title="Năng lực tháng 6 đến tháng 24"))
    return _paper(scope, f"tính đến ngày {in_figures(scope.day)}", tuple(tables))


def people_paper(scope: Scope, terms: list[Term], words: str) -> Paper:
    """One line for each official; counts alone."""
    rows = tuple(_person_row(number, term) for number, term in enumerate(terms, 1))
    return _paper(scope, words, (Table(PERSON_COLUMNS, rows, title="Từng cán bộ"),))


def _paper(scope: Scope, words: str, body: tuple[Table, ...]) -> Paper:
    return Paper(
        issuer=issuer_on(COMMITTEE, scope.day),
        kind="Báo cáo kèm cặp cán bộ tại cơ sở",
        abbreviation="BC",
        abstract=words,
        body=body,
        landscape=True,
    )


def _sums_row(one: Sums, name: str = "") -> tuple[Cell, ...]:
    return (
        name or (str(one.place) if one.place else "Không thuộc nhóm nào"),
        len(one.running),
        *(one.count(track) for track in Track),
        one.contacts_held,
        one.contacts_due,
        one.forms_due,
        one.forms_on_time,
        one.forms_late,
        one.forms_missing,
        one.trained_before,
        one.trained_during,
        len(one.ended),
        one.days_to_placement,
    )


def _person_row(number: int, term: Term) -> tuple[Cell, ...]:
    posting = term.posting
    return (
        number,
        posting.person.staff_code,
        posting.person.full_name,
        str(posting.wave or ""),
        posting.sending_unit.display_name,
        posting.host_display,
        str(posting.title),
        in_figures(posting.effective_on),
        in_figures(term.ended_on or posting.due_on),
        TRACKS[term.track] if term.is_running else "Đã kết thúc",
        term.flags,
        term.contacts_held,
        term.contacts_due,
        term.forms_due,
        term.forms_on_time,
        term.forms_late,
        term.forms_missing,
        term.trained_during,
        posting.get_end_reason_display() if term.ended_on else "",
    )
