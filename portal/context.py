"""What the frame of every page needs to know about the visitor: workspaces to offer, theme, notices."""

from dataclasses import dataclass
from functools import cached_property

import rules

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.rules import glance_of

THEMES = ("light", "dark")
THEME_COOKIE = "theme"


@dataclass(frozen=True)
class Workspace:
    """A side of the portal made for one kind of person; ``permission`` empty means everybody signed in."""

    path: str
    label: str | Promise
    icon: str
    permission: str = ""


WORKSPACES = (
    Workspace("/admin/", _("Office"), "landmark", "portal.use_office"),
    Workspace("/mentor/", _("Mentoring"), "handshake", "portal.use_mentor"),
    Workspace("/teach/", _("Teaching"), "presentation", "portal.use_lecturer"),
    Workspace("/unit/", _("My unit"), "building-2", "portal.use_unit"),
    Workspace("/learn/", _("Learning"), "book-open"),
)


def workspaces_of(user) -> list[Workspace]:
    """The workspaces this person may enter, the one to land in after sign-in first."""
    if not user.is_authenticated:
        return []
    return [place for place in WORKSPACES if not place.permission or may_enter(user, place.permission)]


def may_enter(user, permission: str) -> bool:
    """The rule alone, which rows cannot widen: ``has_perm`` would look for rows after each "no", on every page.

    An administrator may open any page, but is led only where there is something of his own: the office.
    """
    return rules.has_perm(permission, user) or (user.is_superuser and permission == "portal.use_office")


class Frame:
    """Read by ``base.html`` as ``frame``; nothing is computed for answers that do not draw the frame."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def workspaces(self) -> list[Workspace]:
        return workspaces_of(self.request.user) if hasattr(self.request, "user") else []

    @property
    def current(self) -> str:
        """The path of the workspace the visitor is in; empty on the public side."""
        return next((w.path for w in WORKSPACES if self.request.path.startswith(w.path)), "")

    @property
    def theme(self) -> str:
        """``light`` or ``dark`` where the person chose; empty to follow the system."""
        chosen = self.request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else ""

    @property
    def here(self) -> str:
        """Where a switch of theme or language comes back to: this page, or the start after a posted form."""
        return self.request.get_full_path() if self.request.method == "GET" else self.request.path

    @property
    def words(self) -> dict[str, str]:
        """What the scripts say (``words.js``); names in braces are filled in there."""
        return {
            "saved_at": _("Saved at {time}"),
            "kept_here": _("Kept on this device; will be sent when the network is back"),
            "restored": _("Restored what you were writing at {time}"),
            "device_full": _("This device is full: what you type is not kept here. Free some room or connect."),
            "not_kept": _("This device cannot keep what you type. Do not close the page before it is saved."),
            "signed_out": _("You were signed out. Your text is kept on this device; sign in again to send it."),
            "conflict": _("Another device changed this. Both texts are kept; choose below."),
            "drafts_left": _("Some text has not reached the server yet. Signing out removes it from this device."),
            "offline": _("No network. Nothing was changed; try again when you are connected."),
            "passkey_failed": _("The passkey was not used. Try again, or choose another way to sign in."),
            "saved_copy": _("No network. This page was saved on this device at {time}."),
            "failed": _("The server did not take this. Nothing was changed; please try again."),
        }

    @property
    def notices_url(self) -> str:
        """The page of notices, where the installation has one."""
        try:
            return reverse("notices:list")
        except NoReverseMatch:
            return ""

    @cached_property
    def unread(self) -> int:
        return glance_of(self.request.user).unread


def frame(request: HttpRequest) -> dict[str, Frame]:
    return {"frame": Frame(request)}
