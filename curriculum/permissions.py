"""Asking a permission inside a service, where "no" is a refusal with a sentence. The rooms above answer by name."""

from django.db.models import Model
from django.utils.translation import gettext as _

from curriculum.errors import NotAllowed


def require(by, permission: str, obj: Model | None = None) -> None:
    """Raise ``NotAllowed`` unless the acting person has the permission, for the object where one is given.

    ``by=None`` is the installation itself: a command at the console, the demonstration city.
    """
    if by is not None and not by.has_perm(permission, obj):
        raise NotAllowed(_("You are not allowed to do this. Nothing was changed."))
