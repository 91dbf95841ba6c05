"""The numbers of an evaluation as the charts take them. ``{% load evaluations %}``"""

from django import template
from django.utils.translation import gettext as _

from training.evaluations.definitions import SCALE
from training.evaluations.queries import Line, Results

register = template.Library()

TONES = {1: "3", 2: "2", 3: "5", 4: "4", 5: "1"}


@register.filter
def means_of_groups(results: Results) -> list[tuple[str, float]]:
    return [(one.group.title, round(one.mean, 1)) for one in results.groups if one.mean is not None]


@register.filter
def spread_of_scores(line: Line) -> list[tuple[str, int, str]]:
    """How often each score was given, the lowest first; scores nobody gave are left out."""
    counts = zip(SCALE, line.counts, strict=True)
    return [(_("%(score)s points") % {"score": score}, count, TONES[score]) for score, count in counts if count]
