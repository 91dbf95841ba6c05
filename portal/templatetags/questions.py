"""Display only: what the templates of questions need."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format

from curriculum.questions.comparing import in_words

register = template.Library()


@register.filter
def written_number(value: Decimal) -> str:
    """A number as Vietnamese writes it: 3,14."""
    return in_words(value)


@register.filter
def in_percent(value: Decimal) -> str:
    """What an answer earns: 100 %, −50 %."""
    return f"{in_words(value.quantize(Decimal('0.1')))} %".replace("-", "−")


@register.filter
def as_percent(value: float | None) -> str:
    """A share as 62 %; a dash where there is none."""
    return "–" if value is None else f"{round(value * 100)} %".replace("-", "−")


@register.filter
def as_figure(value: float | None) -> str:
    """A correlation as 0,41; a dash where there is none."""
    return "–" if value is None else number_format(round(value, 2), 2).replace("-", "−")
