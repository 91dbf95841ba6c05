"""Words of the way through a programme."""

from collections.abc import Sequence

from django import template
from django.utils.translation import gettext as _

from curriculum.progress.way import ModuleState

register = template.Library()


@register.filter
def numbers_in_words(states: Sequence[ModuleState]) -> str:
    """The numbers of modules as "2, 3 and 5"."""
    *first, last = [str(one.number) for one in states]
    return _("%(some)s and %(last)s") % {"some": ", ".join(first), "last": last} if first else last
