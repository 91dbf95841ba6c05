"""The figures of a year: classes, places, attendance, teaching. Five queries, however large the year."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import ExtractMonth

from training.models import AttendanceRecord, Lecturer, TrainingClass
from training.scheduling.teaching import MonthOrYear, with_load

TOP = 10  # lecturers and classes that are drawn; the rest stands in the lists


@dataclass(frozen=True)
class Filling:
    """How full the classes of one programme are."""

    code: str
    title: str
    programme_id: int
    classes: int
    places: int
    taken: int

    @property
    def percent(self) -> int:
        return round(self.taken / self.places * 100) if self.places else 0


@dataclass
class Absence:
    """Entries of the rolls: all, absent with and without leave."""

    entries: int = 0
    excused: int = 0
    unexcused: int = 0

    @property
    def percent(self) -> float:
        return round((self.excused + self.unexcused) / self.entries * 100, 1) if self.entries else 0.0

    def add(self, entries: int, excused: int, unexcused: int) -> None:
        self.entries += entries
        self.excused += excused
        self.unexcused += unexcused


@dataclass(frozen=True)
class Year:
    """What the page shows of one year."""

    classes: list[TrainingClass]
    by_status: list[tuple[str, str, int]]
    filling: list[Filling]
    absence_by_month: list[tuple[int, Absence]]
    absence_by_class: list[tuple[TrainingClass, Absence]]
    lecturers: list[Lecturer]


def figures_of(year: int) -> Year:
    """The figures of the classes that open in the year, and of what was taught in it."""
    classes = list(
        TrainingClass.objects.filter(opens_on__year=year)
        .with_taken()
        .select_related("programme")
        .only("code", "name", "status", "capacity", "opens_on", "programme__title", "programme__code")
    )
    months, per_class = _absences(year)
    by_key = {row.pk: row for row in classes}
    worst = sorted(
        ((by_key[key], absence) for key, absence in per_class.items() if key in by_key and absence.percent),
        key=lambda row: (-row[1].percent, row[0].code),
    )
    lecturers = with_load(Lecturer.objects.select_related("person"), MonthOrYear(year)).filter(load_periods__gt=0)
    return Year(
        classes=classes,
        by_status=_by_status(classes),
        filling=_filling(classes),
        absence_by_month=sorted(months.items()),
        absence_by_class=worst[:TOP],
        lecturers=list(lecturers.order_by("-load_periods", "person__sort_key")[:TOP]),
    )


def _by_status(classes: list[TrainingClass]) -> list[tuple[str, str, int]]:
    return [
        (status, str(label), sum(row.status == status for row in classes))
        for status, label in TrainingClass.Status.choices
    ]


def _filling(classes: list[TrainingClass]) -> list[Filling]:
    """By programme, the fullest first; cancelled classes have no places to fill."""
    groups: dict[int, list[TrainingClass]] = defaultdict(list)
    for row in classes:
        if row.status != TrainingClass.Status.CANCELLED:
            groups[row.programme_id].append(row)
    found = [
        Filling(
            rows[0].programme.code,
            rows[0].programme.title,
            key,
            len(rows),
            sum(row.capacity for row in rows),
            sum(row.taken for row in rows),
        )
        for key, rows in groups.items()
    ]
    return sorted(found, key=lambda row: (-row.percent, row.code))


def _absences(year: int) -> tuple[dict[int, Absence], dict[int, Absence]]:
    """Entries of the rolls of the year by month and by class. One query."""
    status = AttendanceRecord.Status
    rows = (
        AttendanceRecord.objects.filter(meeting__date__year=year)
        .exclude(meeting__status="cancelled")
        .of_own_class()
        .annotate(month=ExtractMonth("meeting__date"))
        .values_list("month", "meeting__training_class")
        .annotate(
            entries=Count("pk"),
            excused=Count("pk", filter=Q(status=status.EXCUSED)),
            unexcused=Count("pk", filter=Q(status=status.UNEXCUSED)),
        )
        .order_by()
    )
    months: dict[int, Absence] = defaultdict(Absence)
    classes: dict[int, Absence] = defaultdict(Absence)
    for month, key, entries, excused, unexcused in rows:
        months[month].add(entries, excused, unexcused)
        classes[key].add(entries, excused, unexcused)
    return months, classes
