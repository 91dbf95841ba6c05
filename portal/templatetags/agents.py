"""What a browser calls itself, in words people know. Display only: nothing is decided by it."""

import re

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# Order matters: each browser also carries the names of those after it.
_BROWSERS = (
    ("Cốc Cốc", r"coc_coc"),
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Zalo", r"Zalo"),
    ("Firefox", r"Firefox|FxiOS"),
    ("Chrome", r"Chrome|CriOS|Chromium"),
    ("Safari", r"Safari"),
)
_SYSTEMS = (
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("macOS", r"Macintosh"),
    ("Linux", r"Linux|X11"),
)


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, agent)), "")


@register.filter
def browser_name(agent: str) -> str:
    """``Chrome, Android``; "unknown browser" where it says nothing we know."""
    named = [name for name in (_first(_BROWSERS, agent), _first(_SYSTEMS, agent)) if name]
    return ", ".join(named) or _("unknown browser")


@register.filter
def is_phone(agent: str) -> bool:
    return bool(re.search(r"Android|iPhone|Mobile", agent))
