"""Display only: what the templates of questions need."""

from decimal import Decimal

from django import template

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
