"""How large a class may be."""

from datetime import date

from django.utils.translation import gettext as _

from curriculum.models import ProgrammePage
from training.errors import InvalidInput
from training.regulations.queries import value_on


def largest_class(programme: ProgrammePage, day: date | None = None) -> int:
    """The most places a class of the programme has: its own limit, else the regulated one (rules.md §12)."""
    return programme.class_size_max or value_on("training.class_size_max", day)


def refuse_too_large(programme: ProgrammePage, capacity: int) -> None:
    """Raise ``InvalidInput`` where a class of the programme may not have so many places."""
    most = largest_class(programme)
    if capacity > most:
        raise InvalidInput(
            _("A class of “%(title)s” has at most %(most)s places.") % {"title": programme.title, "most": most}
        )
