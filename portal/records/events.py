"""What stands on the line of time of a record."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EventKind(models.TextChoices):
    """The parts of a record, as one filters by them."""

    OFFICES = "offices", _("offices held")
    STUDY = "study", pgettext_lazy("record", "study")
    OBLIGATIONS = "obligations", _("obligations to study")
    POSTINGS = "postings", _("postings")
    MENTORING = "mentoring", _("mentoring")
    CERTIFICATES = "certificates", _("certificates")


ICONS = {
    EventKind.OFFICES: "briefcase",
    EventKind.STUDY: "graduation-cap",
    EventKind.OBLIGATIONS: "target",
    EventKind.POSTINGS: "route",
    EventKind.MENTORING: "handshake",
    EventKind.CERTIFICATES: "award",
}


@dataclass(frozen=True)
class Event:
    """One entry of the record; ``url`` only where the reader may open what it leads to."""

    day: date
    kind: EventKind
    title: str
    note: str = ""
    state: str = ""
    state_label: str = ""
    url: str = ""

    @property
    def icon(self) -> str:
        return ICONS[self.kind]

    @property
    def kind_label(self) -> str:
        return str(self.kind.label)
