"""Figures of targets: shares, changes, and the course of an indicator. ``{% load targets %}``."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal import charts
from portal.papers.wording import show_cell

register = template.Library()
WIDTH, HEIGHT, PAD = 300, 90, 10


@register.filter
def share(value: float | None, is_percent: bool) -> str:
    """12,5 % or 1.234; a dash where nothing is known."""
    if value is None:
        return "–"
    return f"{show_cell(value)} %" if is_percent else show_cell(value)


@register.filter
def signed(value: float) -> str:
    """A change with its sign: +2,5 or −1."""
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{show_cell(abs(value))}"


@register.simple_tag
def course(standing) -> SafeString:
    """An indicator over its days as a line, what is asked for as another; the last value is dotted."""
    known = [value for _day, value in standing.trend if value is not None]
    asked = standing.target.value if standing.target else None
    top = 100 if standing.is_percent else max([*known, asked or 0, 1]) * 1.1
    step = (WIDTH - 2 * PAD) / max(len(standing.trend) - 1, 1)

    def y(value: float) -> float:
        return HEIGHT - PAD - (HEIGHT - 2 * PAD) * min(value / top, 1)

    points = [(PAD + n * step, y(value)) for n, (_day, value) in enumerate(standing.trend) if value is not None]
    context = {
        "line": charts.path(points) if points else "",
        "dots": [(charts.number(px), charts.number(py)) for px, py in points],
        "asked": charts.path([(PAD, y(asked)), (WIDTH - PAD, y(asked))]) if asked is not None else "",
        "base": charts.path([(PAD, HEIGHT - PAD), (WIDTH - PAD, HEIGHT - PAD)]),
        "label": _("%(name)s over two years") % {"name": standing.indicator.label},
        "first": standing.trend[0][0],
        "last": standing.trend[-1][0],
    }
    return mark_safe(render_to_string("portal/charts/course.html", context))
