"""What the public pages and the catalogue show beside their own text."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.translation import gettext as _

from wagtail.models import Page, Site

from curriculum.clock.time import today
from curriculum.programmes.models import ModulePage, ProgrammePage
from curriculum.programmes.queries import ModuleOutline, outline_of, periods_by_kind
from training.models import TrainingClass

register = template.Library()


@register.simple_tag(takes_context=True)
def site_menu(context: dict[str, Any]) -> list[Page]:
    """The pages below the site's first page that their editors put into the menu."""
    site = Site.find_for_request(context["request"])
    return list(site.root_page.get_children().live().in_menu()) if site else []


@register.simple_tag
def outline(programme: ProgrammePage) -> list[ModuleOutline]:
    return outline_of(programme)


@register.simple_tag(takes_context=True)
def may_read_lessons(context: dict[str, Any], programme: ProgrammePage) -> bool:
    return context["request"].user.has_perm("curriculum.open_lessons_of", programme)


@register.filter
def kinds_of_periods(outline: list[ModuleOutline]) -> list[tuple[str, int, str]]:
    """The periods of a programme by kind, as parts of a bar; kinds without any are left out."""
    return _parts(periods_by_kind(outline))


@register.filter
def module_periods(module: ModulePage) -> list[tuple[str, int, str]]:
    return _parts(
        {
            "theory": module.theory_periods,
            "discussion": module.discussion_periods,
            "practice": module.practice_periods,
            "other": module.other_periods,
        }
    )


@register.filter
def in_words(parts: Sequence[tuple[str, int, str]]) -> str:
    """Parts of a bar as a sentence: theory 4, discussion 2."""
    return ", ".join(f"{label.lower()} {value}" for label, value, _tone in parts)


@register.filter
def periods_before(parts: Sequence[tuple[str, int, str]], index: int) -> int:
    """How many periods stand before the part at ``index``: where it begins on the bar."""
    return sum(value for _label, value, _tone in parts[:index])


@register.filter
def most_periods(outline: list[ModuleOutline]) -> int:
    """The periods of the longest module: the length of a full bar."""
    return max((part.module.periods for part in outline), default=1)


@register.simple_tag
def upcoming_classes(programme: ProgrammePage) -> list[TrainingClass]:
    """Classes of the programme that call for nominations or have yet to open; at most five, the nearest first."""
    announced = (TrainingClass.Status.ENROLLING, TrainingClass.Status.OPEN)
    found = TrainingClass.objects.filter(programme=programme, status__in=announced, closes_on__gte=today())
    return list(found.order_by("opens_on")[:5])


def _parts(periods: dict[str, int]) -> list[tuple[str, int, str]]:
    names = {
        "theory": (_("Theory"), "1"),
        "discussion": (_("Discussion"), "2"),
        "practice": (_("Practice"), "4"),
        "other": (_("Field study, test, closing"), "5"),
    }
    return [(names[kind][0], value, names[kind][1]) for kind, value in periods.items() if value]
