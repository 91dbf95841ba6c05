"""What lecturers taught in a month or a year, and what it is paid (L7)."""

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, ExtractMonth

from curriculum.clock.time import today
from training.regulations.models import RegulatedValue
from training.scheduling.models import ClassMeeting, Lecturer

FEES = "training.teaching_fees"
OTHERWISE = "*"


@dataclass(frozen=True)
class MonthOrYear:
    """A month of a year, or the whole year; written 2026-03, 2026."""

    year: int
    month: int | None = None

    @property
    def code(self) -> str:
        return f"{self.year}-{self.month:02d}" if self.month else str(self.year)

    @classmethod
    def parse(cls, code: str) -> "MonthOrYear | None":
        """The period so written; None where there is none."""
        found = re.fullmatch(r"(20\d\d)(?:-(0[1-9]|1[0-2]))?", code)
        return cls(int(found[1]), int(found[2]) if found[2] else None) if found else None


@dataclass(frozen=True)
class Load:
    """How much was taught in one month."""

    month: int
    meetings: int
    periods: int
    fee: int


def given(period: MonthOrYear, prefix: str = "") -> Q:
    """Meetings that were given in the period: published, up to today. ``prefix`` leads to them."""
    wanted = {"status": ClassMeeting.Status.PUBLISHED, "date__year": period.year, "date__lte": today()}
    if period.month:
        wanted["date__month"] = period.month
    return Q(**{f"{prefix}{name}": value for name, value in wanted.items()})


def meetings_of(lecturer: Lecturer, period: MonthOrYear) -> QuerySet[ClassMeeting]:
    """What the lecturer gave in the period, earliest first, each with ``rate`` and ``fee``."""
    return (
        lecturer.meetings.filter(given(period))
        .annotate(rate=rate("", "lecturer__"), fee=F("periods") * F("rate"))
        .select_related("training_class", "room")
        .order_by("starts_at", "pk")
    )


def months_of(lecturer: Lecturer, year: int) -> list[Load]:
    """The months of the year in which the lecturer taught. One query, and one for the rates."""
    rows = (
        lecturer.meetings.filter(given(MonthOrYear(year)))
        .annotate(month=ExtractMonth("date"), fee=F("periods") * rate("", "lecturer__"))
        .values("month")
        .annotate(meetings=Count("pk"), taught=Sum("periods"), paid=Sum("fee"))
        .order_by("month")
    )
    return [Load(row["month"], row["meetings"], row["taught"], row["paid"]) for row in rows]


def with_load(lecturers: QuerySet[Lecturer], period: MonthOrYear) -> QuerySet[Lecturer]:
    """Lecturers with ``load_meetings``, ``load_periods`` and ``load_fee`` of the period."""
    there = given(period, "meetings__")
    return lecturers.annotate(
        load_meetings=Count("meetings", filter=there),
        load_periods=Coalesce(Sum("meetings__periods", filter=there), 0),
        load_fee=Coalesce(Sum(F("meetings__periods") * rate("meetings__", ""), filter=there), 0),
    )


def rate(meeting: str, lecturer: str) -> Case:
    """The fee of one teaching period, as the regulated value of the meeting's day says: by kind of lecturer and
    academic title, else the rate of the kind, else nothing. One query, for the values.
    """
    cases = []
    for row in RegulatedValue.objects.filter(key=FEES).order_by("-valid_from"):
        days = {f"{meeting}date__gte": row.valid_from}
        if row.valid_to:
            days[f"{meeting}date__lte"] = row.valid_to
        for kind, rates in row.value.items():
            titles = sorted(rates, key=lambda title: title == OTHERWISE)  # the general rate comes last
            for title in titles:
                whom = {f"{lecturer}kind": kind}
                if title != OTHERWISE:
                    whom[f"{lecturer}degree"] = title
                cases.append(When(**days, **whom, then=Value(rates[title])))
    return Case(*cases, default=Value(0), output_field=IntegerField())


def basis_on(day: date) -> str:
    """The document the rates of the day come from, with the note that stands beside them."""
    row = RegulatedValue.objects.valid_on(day).filter(key=FEES).first()
    return f"{row.legal_basis}. {row.note}".strip() if row else ""
