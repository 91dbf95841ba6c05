"""The wall calendar of a year: a line for each class, a stroke for each half-day it meets, on one large sheet."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from certificates.rendering.services import print_html
from portal.papers.issuers import SCHOOL, issuer_on
from portal.papers.pdf import FOLDER
from training.models import ClassMeeting, DutyPeriod, TrainingClass
from training.scheduling.holidays import holiday_on, is_weekend

# In millimetres of the sheet, A3 lying: names to the left, then the days of the year.
LEFT, WIDTH, TOP, ROWS_HEIGHT = 44.0, 352.0, 12.0, 216.0
MOST_HEIGHT = 8.0
# The drawing reads no style sheet; the legend has the same colours in wall.css.
COLOURS = ("#8c1d18", "#1f4e79", "#2e6b3e", "#8a5a00", "#5b3a86", "#0f6b6b", "#9c3f78", "#4a4a4a")
SLOT_AT = {"morning": 0, "afternoon": 1, "evening": 2}


@dataclass(frozen=True)
class Line:
    """A class: where its line stands, its span, and a stroke for each half-day."""

    code: str
    colour: str
    top: float
    baseline: float
    span: tuple[float, float]
    strokes: list[tuple[float, float, float]]  # x, y, height


def render_wall_calendar(year: int) -> bytes:
    """The PDF of the year, A3. Five queries, however many classes."""
    with override("vi"):
        html = render_to_string("portal/papers/wall_calendar.html", wall_context(year))
    return print_html(html, sheet="wall.css", folder=FOLDER)


def wall_context(year: int) -> dict[str, Any]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = (last - first).days + 1
    step = WIDTH / days

    def at(day: date) -> float:
        return round(LEFT + (min(max(day, first), last) - first).days * step, 2)

    classes = list(_classes(first, last))
    height = min(ROWS_HEIGHT / max(len(classes), 1), MOST_HEIGHT)
    meetings = defaultdict(list)
    held = ClassMeeting.objects.held().filter(published_at__isnull=False, date__year=year)
    for training_class, day, slot in held.order_by("date").values_list("training_class", "date", "slot"):
        meetings[training_class].append((day, slot))
    tones: dict[int, int] = {}
    lines = []
    for place, one in enumerate(classes):
        tone = tones.setdefault(one.programme_id, len(tones) % len(COLOURS) + 1)
        top = TOP + place * height
        third = height * 0.8 / 3
        strokes = [
            (at(day), round(top + height * 0.1 + SLOT_AT[slot] * third, 2), round(third, 2))
            for day, slot in meetings[one.pk]
        ]
        span = (at(one.opens_on), round(at(one.closes_on) + step - at(one.opens_on), 2))
        lines.append(Line(one.code, COLOURS[tone - 1], round(top, 2), round(top + height * 0.72, 2), span, strokes))
    bottom = round(TOP + max(len(classes), 1) * height, 2)
    return {
        "year": year,
        "issuer": issuer_on(SCHOOL, last),
        "lines": lines,
        "height": round(height, 2),
        "letter": round(min(height * 0.7, 3.2), 2),
        "stroke": round(step * 0.86, 2),
        "months": [(at(date(year, month, 1)), month) for month in range(1, 13)],
        "weeks": [at(first + timedelta(days=n)) for n in range(days) if (first + timedelta(days=n)).weekday() == 0],
        "off": [(at(day), round(step, 2)) for day in _days(first, days) if holiday_on(day)],
        "rest": [(at(day), round(step, 2)) for day in _days(first, days) if is_weekend(day) and not holiday_on(day)],
        "duties": _duties(first, last, at, step),
        "programmes": _legend(classes, tones),
        "top": TOP,
        "bottom": bottom,
        "left": LEFT,
        "right": LEFT + WIDTH,
        "rows": bottom - TOP,
    }


def _classes(first: date, last: date):
    classes = TrainingClass.objects.filter(opens_on__lte=last, closes_on__gte=first).exclude(status="cancelled")
    return classes.select_related("programme").order_by("programme__code", "opens_on", "code")


def _days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(count)]


def _duties(first: date, last: date, at, step: float) -> list[dict[str, Any]]:
    """Duties of the whole City, drawn through all the lines."""
    rows = DutyPeriod.objects.filter(unit=None).between(first, last).order_by("starts_on")
    return [
        {"x": at(row.starts_on), "width": round(at(row.ends_on) + step - at(row.starts_on), 2), "title": row.title}
        for row in rows
    ]


def _legend(classes: list[TrainingClass], tones: dict[int, int]) -> list[tuple[int, str, str]]:
    named = {one.programme_id: one.programme for one in classes}
    return [(tones[key], programme.code, programme.title) for key, programme in named.items()]
