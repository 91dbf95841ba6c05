"""What may be kept of a wave before its decisions: the dated value ``rotation.pre_decision_tracking`` (rules.md §9).

``off``: the decisions alone. ``dates_only``: besides them dates and numbers of documents, and the posts units offer.
``full``: also who was put forward, what was proposed and what was changed by hand; on an independent network only.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from curriculum.clock.time import today
from training.errors import WrongState
from training.regulations.models import RegulatedValue
from training.regulations.queries import value_on

KEY = "rotation.pre_decision_tracking"


class Tracking(TextChoices):
    OFF = "off"
    DATES_ONLY = "dates_only"
    FULL = "full"


@dataclass(frozen=True)
class Secrecy:
    """What may be kept on a day, and the document that says so."""

    tracking: str
    legal_basis: str

    @property
    def keeps_people(self) -> bool:
        return self.tracking == Tracking.FULL

    @property
    def keeps_dates(self) -> bool:
        return self.tracking != Tracking.OFF

    @property
    def sentence(self) -> str:
        """One line for the head of every page of a wave."""
        words = {
            Tracking.FULL: _("Everything before the decision may be kept here: %(basis)s."),
            Tracking.DATES_ONLY: _("Before the decision only dates and numbers of documents are kept (%(basis)s)."),
            Tracking.OFF: _("Nothing before the decision is kept here (%(basis)s)."),
        }
        return words[Tracking(self.tracking)] % {"basis": self.legal_basis.rstrip(".")}


def secrecy_on(day: date | None = None) -> Secrecy:
    """Raises ``NoRegulatedValue`` where the rule has a gap. Two queries, the first of them cached."""
    day = day or today()
    tracking = value_on(KEY, day)
    basis = RegulatedValue.objects.valid_on(day).filter(key=KEY).values_list("legal_basis", flat=True).first()
    return Secrecy(tracking, basis or "")


def require_people() -> None:
    """Raise ``WrongState`` where nobody may be named before the decision."""
    if value_on(KEY) != Tracking.FULL:
        raise WrongState(
            _(
                "Who is put forward, proposals and changes by hand are not kept here before the decision: they may be "
                "state secrets, and the rule “%(rule)s” allows dates and numbers of documents only. Keep them on "
                "paper and record the posting after its decision. Nothing was saved."
            )
            % {"rule": _("What is kept before the decision")}
        )


def require_dates() -> None:
    """Raise ``WrongState`` where nothing at all is kept before the decision."""
    if value_on(KEY) == Tracking.OFF:
        raise WrongState(_("Nothing before the decision is kept here, documents neither. Nothing was saved."))
