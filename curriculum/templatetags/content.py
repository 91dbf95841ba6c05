"""Display only: what the templates of content blocks need."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils import formats
from django.utils.safestring import SafeString, mark_safe

from curriculum.questions.cleaning import html_to_plain
from curriculum.questions.pictures import shown

register = template.Library()

UNITS = ("B", "KB", "MB", "GB")


@register.filter
def bytes_in_words(size: int | None) -> str:
    """A number of bytes as 812 KB or 1,4 MB (thousands, not 1024, as telephones count)."""
    amount, unit = float(size or 0), UNITS[0]
    for unit in UNITS:
        if amount < 1000 or unit == UNITS[-1]:
            break
        amount /= 1000
    places = 1 if unit in ("MB", "GB") and amount < 100 else 0
    return f"{formats.number_format(round(amount, places), places)} {unit}"


@register.filter
def at(values: Sequence[Any], place: int) -> Any:
    """The value at a place, counted from nought; nothing where the row is longer than the head."""
    return values[place] if place < len(values) else ""


@register.filter
def question_html(html: str) -> SafeString:
    """A text of a question as it is shown. It was cleaned when it was stored; pictures get their addresses."""
    return mark_safe(shown(html))


@register.filter
def question_words(html: str) -> str:
    """The words alone of a text of a question."""
    return html_to_plain(html)
