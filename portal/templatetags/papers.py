"""Figures as official documents write them. ``{% load papers %}``."""

from django import template

from portal.papers.wording import show_cell

register = template.Library()


@register.filter
def figure(value: int | float | None) -> str:
    """1.234.567, 8,5: the same on the screen as on paper."""
    return show_cell(value)
