"""Who learned what in a quarter: one line for each person and class, in sums by unit, bloc and programme (A23, T12)."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, Sum

from certificates.models import Certificate
from curriculum.clock.time import today
from portal.papers.classes.results import BANDS
from portal.papers.issuers import SCHOOL, issuer_on
from portal.papers.paper import Cell, Column, Paper, Paragraph, Signature, Table
from portal.papers.wording import in_figures
from training.models import AttendanceRecord, Bloc, Enrolment, Unit
from training.nominations.eligibility import bloc_of, current_offices

NO_BLOC = "Khác"
STATES = {"enrolled": "Đang học", "completed": "Hoàn thành", "failed": "Không đạt"}


@dataclass(frozen=True)
class Quarter:
    year: int
    number: int

    @property
    def code(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        after = date(self.year + 1, 1, 1) if self.number == 4 else date(self.year, 3 * self.number + 1, 1)
        return after - timedelta(days=1)

    @property
    def words(self) -> str:
        return f"quý {('I', 'II', 'III', 'IV')[self.number - 1]} năm {self.year}"


@dataclass(frozen=True)
class Line:
    """One person in one class: the teaching periods of the quarter, and what the class came to."""

    enrolment: Enrolment
    bloc: str
    held: int
    attended: int
    certificate: str

    @property
    def is_completed(self) -> bool:
        return self.enrolment.status == Enrolment.Status.COMPLETED


@dataclass(frozen=True)
class Total:
    """The sum of some lines; somebody in two classes is one person."""

    name: str
    people: int
    enrolments: int
    completed: int
    failed: int
    attended: int


@dataclass(frozen=True)
class QuarterReport:
    quarter: Quarter
    lines: list[Line]

    @property
    def by_unit(self) -> list[Total]:
        return self._totals(lambda line: line.enrolment.unit.display_name)

    @property
    def by_bloc(self) -> list[Total]:
        return self._totals(lambda line: line.bloc)

    @property
    def by_programme(self) -> list[Total]:
        return self._totals(lambda line: line.enrolment.training_class.programme.title)

    @property
    def total(self) -> Total:
        return _total("Cộng", self.lines)

    def _totals(self, name: Callable[[Line], str]) -> list[Total]:
        groups: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            groups[name(line)].append(line)
        return sorted((_total(key, lines) for key, lines in groups.items()), key=lambda row: (-row.people, row.name))


def report_of(quarter: Quarter, *, unit: Unit | None = None, bloc: Bloc | None = None, programme=None) -> QuarterReport:
    """Everybody whose class met the quarter, as filtered. Five queries, however many people.

    The bloc is that of the main office held in the unit on the last day of the quarter, else the unit's own.
    """
    rows = Enrolment.objects.active().filter(
        training_class__opens_on__lte=quarter.last_day, training_class__closes_on__gte=quarter.first_day
    )
    rows = rows.exclude(training_class__status="cancelled")
    if unit:
        rows = rows.filter(unit=unit)
    if programme:
        rows = rows.filter(training_class__programme=programme)
    enrolments = list(
        rows.select_related("person", "unit__bloc", "training_class__programme", "outcome").order_by(
            "unit__sort_key", "person__sort_key", "training_class__opens_on"
        )
    )
    periods = _periods(quarter, rows)
    numbers = dict(
        Certificate.objects.standing()
        .filter(enrolment__in=rows.values("pk"))
        .values_list("enrolment", "register_number")
    )
    offices = current_offices(rows.values("person"), quarter.last_day)
    lines = []
    for row in enrolments:
        found = bloc_of(offices.get(row.person_id, []), row.unit)
        if bloc is None or found == bloc:
            name = found.name_vi if found else NO_BLOC
            lines.append(Line(row, name, *periods.get(row.pk, (0, 0)), numbers.get(row.pk, "")))
    return QuarterReport(quarter, lines)


def _periods(quarter: Quarter, rows) -> dict[int, tuple[int, int]]:
    """Teaching periods of the quarter whose roll names the person, and those attended."""
    found = (
        AttendanceRecord.objects.filter(
            enrolment__in=rows.values("pk"), meeting__date__range=(quarter.first_day, quarter.last_day)
        )
        .exclude(meeting__status="cancelled")
        .of_own_class()
        .as_counted()
        .values_list("enrolment")
        .annotate(
            held=Sum("meeting__periods"),
            attended=Sum("meeting__periods", filter=Q(counted__in=AttendanceRecord.ATTENDED)),
        )
        .order_by()
    )
    return {key: (held, attended or 0) for key, held, attended in found}


def people_paper(report: QuarterReport) -> Paper:
    """The workbook: a sheet of people, then a sheet for each sum."""
    columns = (
        Column("TT", 5, "center"),
        Column("Mã cán bộ", 10),
        Column("Họ và tên", 20),
        Column("Ngày sinh", 10, "center"),
        Column("Chức vụ", 20),
        Column("Đơn vị", 20),
        Column("Khối", 20),
        Column("Mã chương trình", 9),
        Column("Chương trình", 30),
        Column("Lớp", 12),
        Column("Từ ngày", 10, "center"),
        Column("Đến ngày", 10, "center"),
        Column("Số tiết trong quý", 8, "right"),
        Column("Số tiết tham dự", 8, "right"),
        Column("Tình trạng", 10),
        Column("Điểm TB", 7, "right"),
        Column("Xếp loại", 10),
        Column("Số vào sổ", 16),
    )
    rows = tuple(_person(place, line) for place, line in enumerate(report.lines, 1))
    return _paper(report, (Table(columns, rows, title="Theo người"), *_summaries(report)))


def summary_paper(report: QuarterReport) -> Paper:
    """The sums, to be signed and sent."""
    total = report.total
    opening = (
        f"Trong {report.quarter.words} có {total.people} người tham gia {total.enrolments} lượt bồi dưỡng, "
        f"{total.attended} lượt tiết học; {total.completed} lượt hoàn thành, {total.failed} lượt không đạt."
    )
    return _paper(report, (Paragraph(opening), *_summaries(report)))


def _paper(report: QuarterReport, body: tuple) -> Paper:
    return Paper(
        issuer=issuer_on(SCHOOL),
        kind="Báo cáo tổng hợp",
        abbreviation="BC",
        abstract=f"Kết quả đào tạo, bồi dưỡng {report.quarter.words}",
        issued_on=today(),
        body=body,
        recipients=("Ban Tổ chức Thành ủy", "Lưu: VT, QLĐT"),
        signatures=(Signature("Người lập biểu"), Signature("Hiệu trưởng")),
    )


def _summaries(report: QuarterReport) -> tuple[Table, ...]:
    return tuple(
        _summary(title, label, totals, report.total)
        for title, label, totals in (
            ("Theo khối", "Khối", report.by_bloc),
            ("Theo chương trình", "Chương trình", report.by_programme),
            ("Theo đơn vị", "Đơn vị", report.by_unit),
        )
    )


def _summary(title: str, label: str, totals: list[Total], total: Total) -> Table:
    columns = (
        Column("TT", 5, "center"),
        Column(label, 40),
        Column("Số người", 9, "right"),
        Column("Số lượt", 9, "right"),
        Column("Hoàn thành", 10, "right"),
        Column("Không đạt", 9, "right"),
        Column("Số tiết tham dự", 11, "right"),
    )
    rows = tuple((place, *_cells(row)) for place, row in enumerate(totals, 1))
    return Table(columns, rows, (("", *_cells(total)),), title=title)


def _cells(row: Total) -> tuple[Cell, ...]:
    return row.name, row.people, row.enrolments, row.completed, row.failed, row.attended


def _person(place: int, line: Line) -> tuple[Cell, ...]:
    row = line.enrolment
    person, training_class, outcome = row.person, row.training_class, getattr(row, "outcome", None)
    average: Decimal | None = outcome.average if outcome else None
    return (
        place,
        person.staff_code,
        person.full_name,
        in_figures(person.birth_date),
        row.position_text,
        row.unit.display_name,
        line.bloc,
        training_class.programme.code,
        training_class.programme.title,
        training_class.code,
        in_figures(training_class.opens_on),
        in_figures(training_class.closes_on),
        line.held,
        line.attended,
        STATES.get(row.status, ""),
        float(average) if average is not None else None,
        BANDS.get(outcome.band, "") if outcome else "",
        line.certificate,
    )


def _total(name: str, lines: list[Line]) -> Total:
    return Total(
        name=name,
        people=len({line.enrolment.person_id for line in lines}),
        enrolments=len(lines),
        completed=sum(line.is_completed for line in lines),
        failed=sum(line.enrolment.status == Enrolment.Status.FAILED for line in lines),
        attended=sum(line.attended for line in lines),
    )
