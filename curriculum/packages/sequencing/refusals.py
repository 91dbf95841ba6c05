"""Why a request cannot be granted: the number the book gives it, and whom it concerns."""

from enum import Enum

from curriculum.packages.sequencing.tree import Activity


class Why(Enum):
    """The reasons a person is told, whatever exception of the book stands behind them."""

    NOTHING = "there is nothing more in this direction"
    NO_FLOW = "one does not move on here by next and previous"
    NO_CHOICE = "parts are not chosen here"
    HIDDEN = "the part is hidden from choice"
    NOT_DRAWN = "the part was not drawn for this attempt"
    DISABLED = "a rule of the package holds it closed"
    USED_UP = "all attempts are used up"
    STOPPED = "an earlier part stops the way forward"
    FORWARD_ONLY = "one does not go back here"
    STAY = "the part under way must be ended first"
    CONSTRAINED = "only what is next to the part under way may be chosen"
    UNKNOWN = "there is no such part"


class Refused(Exception):
    """A request is not granted, for this reason and because of this activity."""

    def __init__(self, why: Why, about: Activity | None = None) -> None:
        super().__init__(why.value)
        self.why, self.about = why, about


class SessionEnds(Exception):
    """Walking off the end of the package ends the session."""
