"""Small pictures drawn on the server. ``{% load charts %}``; each has a name read aloud in place of the picture."""

from collections.abc import Sequence
from datetime import date

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from curriculum.clock.time import today
from portal import charts

register = template.Library()


def _draw(name: str, **context) -> SafeString:
    return mark_safe(render_to_string(f"portal/charts/{name}.html", context))


@register.simple_tag
def sparkline(values: Sequence[float | None], label: str) -> SafeString:
    """A line of a few values, oldest first, the last one dotted: ``{% sparkline levels _("Growth of C1") %}``."""
    points = charts.spark(values)
    if not points:
        return format_html('<span class="meta">{}</span>', "–")
    x, y = (charts.number(value) for value in points[-1])
    return _draw("sparkline", line=charts.path(points), x=x, y=y, label=label)


@register.simple_tag
def bars(rows: Sequence[tuple], total: float | None = None) -> SafeString:
    """Lying bars: rows of (label, value) or (label, value, tone); ``total`` is a full bar (else the largest value)."""
    full = total or max((row[1] for row in rows), default=0) or 1
    drawn = [
        {
            "label": row[0],
            "value": row[1],
            "width": charts.number(min(row[1] / full, 1) * 100),
            "tone": row[2] if len(row) > 2 else "1",
        }
        for row in rows
    ]
    return _draw("bars", rows=drawn)


@register.simple_tag
def columns(rows: Sequence[tuple[str, int, str]], label: str) -> SafeString:
    """Standing columns side by side: rows of (label, count, tone); ``{% columns spread _("Marks of the class") %}``."""
    step, height, base = 40, 170, 140
    most = max((row[1] for row in rows), default=0) or 1
    drawn = []
    for place, (name, value, tone) in enumerate(rows):
        tall = (base - 24) * value / most
        drawn.append(
            {
                "label": name,
                "value": value,
                "tone": tone,
                "x": charts.number(place * step + 4),
                "middle": charts.number(place * step + step / 2),
                "y": charts.number(base - tall),
                "above": charts.number(base - tall - 6),
                "width": charts.number(step - 8),
                "height": charts.number(tall),
            }
        )
    return _draw(
        "columns", columns=drawn, width=step * len(rows), height=height, base=base, foot=base + 18, label=label
    )


@register.simple_tag
def stacked_bar(parts: Sequence[tuple], label: str) -> SafeString:
    """One bar of parts that make a whole, with its legend: parts of (label, value) or (label, value, tone)."""
    spans = charts.shares([part[1] for part in parts])
    drawn = [
        {
            "label": part[0],
            "value": part[1],
            "x": x,
            "width": width,
            "tone": part[2] if len(part) > 2 else str(n % 5 + 1),
        }
        for n, (part, (x, width)) in enumerate(zip(parts, spans, strict=True))
    ]
    return _draw("stacked_bar", parts=drawn, label=label)


@register.simple_tag
def radar(axes: Sequence[str], series: Sequence[tuple[str, Sequence]], label: str, top: int = 5) -> SafeString:
    """Levels on axes around a centre, up to three series of (name, values), the newest first.

    >>> {% radar codes series _("Competencies of the second year") %}
    """
    web = charts.Radar(len(axes), top)
    labels = [(name, *web.label(axis)) for axis, name in enumerate(axes)]
    spokes = [charts.path([web.at(axis, 0), web.at(axis, top)]) for axis in range(len(axes))]
    shapes = [(name, web.shape(values), n) for n, (name, values) in enumerate(series, 1)]
    rings = [web.ring(level) for level in range(1, top + 1)]
    return _draw("radar", labels=labels, spokes=spokes, rings=rings, shapes=shapes[::-1], legend=shapes, label=label)


@register.simple_tag
def growth(seen: Sequence, own: Sequence, expected: Sequence, last: int, label: str) -> SafeString:
    """One of many small pictures of a term: (month, level) as seen, as one sees oneself, and as expected."""
    chart = charts.Growth(last)
    dots = [tuple(charts.number(value) for value in chart.at(*one)) for one in seen]
    rings = [tuple(charts.number(value) for value in chart.at(*one)) for one in own]
    grid = [charts.path([chart.at(0, level), chart.at(last, level)]) for level in range(1, 6)]
    return _draw(
        "growth",
        grid=grid,
        line=chart.line(seen),
        dots=dots,
        rings=rings,
        expected=chart.steps(expected),
        label=label,
    )


@register.simple_tag
def spread(counts: Sequence[int], mean: float, own: int | None, label: str) -> SafeString:
    """One of many small pictures of a survey: how often each of five scores was given, their mean, one's own view."""
    step, base = 28.0, 52.0
    most = max(counts, default=0) or 1
    columns = [
        {
            "score": score,
            "count": count,
            "x": charts.number((score - 1) * step + 8),
            "middle": charts.number((score - 1) * step + 18),
            "y": charts.number(base - 34 * count / most),
            "height": charts.number(34 * count / most),
            "above": charts.number(base - 34 * count / most - 3),
        }
        for score, count in enumerate(counts, 1)
    ]
    at = charts.number((mean - 1) * step + 18)
    ring = charts.number((own - 1) * step + 18) if own else ""
    return _draw("spread", columns=columns, mean=at, own=ring, label=label)


@register.simple_tag
def gantt(rows: Sequence[dict], start: date, end: date, legend: bool = True) -> SafeString:
    """Bars on a common time line, today marked; of several pictures beneath each other the last has the legend.

    Rows: ``{"label": …, "url": optional, "bars": [{"start", "end" or None, "tone", "title"}]}``.
    """
    span = charts.Span(start, end)
    drawn = [
        {**row, "bars": [{**bar, "place": span.bar(bar["start"], bar["end"])} for bar in row["bars"]]} for row in rows
    ]
    now = charts.number(span.x(today())) if span.holds(today()) else ""
    return _draw("gantt", rows=drawn, years=span.years(), now=now, span=span, legend=legend)


LANE = 22  # height of a bar with the room around it


@register.simple_tag
def year_plan(rows: Sequence[dict], start: date, end: date) -> SafeString:
    """The months of a year, a row for each programme, its classes as bars that lead to them; overlapping ones lie in
    lanes of their own.

    Rows: ``{"label", "note", "bars": [{"start", "end", "tone", "title", "url"}]}``; tones are stages of a class, or
    "planned" for the span in which a class not made yet is to open.
    """
    span = charts.Span(start, end, width=1200)
    drawn = []
    for row in rows:
        places = charts.lanes(row["bars"])
        bars = [
            {**bar, "place": span.bar(bar["start"], bar["end"]), "y": 3 + LANE * lane}
            for bar, lane in zip(row["bars"], places, strict=True)
        ]
        drawn.append({**row, "bars": bars, "height": 6 + LANE * (max(places, default=0) + 1)})
    now = charts.number(span.x(today())) if span.holds(today()) else ""
    return _draw("year_plan", rows=drawn, months=span.months(), now=now, span=span)
