"""The picture of a term: a strip for each year with its phases, forms and contacts. Geometry only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format

from curriculum.clock.time import today
from portal.mentor.words import PHASES, form_name, form_state
from training.mentoring.calendar import PHASES as PHASES_OF_TERM
from training.mentoring.models import TermForm
from training.rotation.models import Posting
from training.rotation.term import months_after

WIDTH, MONTH = 372, 31
BAND, FORMS, CONTACTS = 4, 62, 92
BESIDE = 26  # two forms due on one day stand side by side


@dataclass(frozen=True)
class Mark:
    """Something on a strip: where, what it looks like, what it says."""

    x: float
    y: float
    word: str
    title: str
    text: str = ""


@dataclass
class Strip:
    """One year of the term."""

    number: int
    start: date
    end: date
    bands: list[Mark] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    ticks: list[Mark] = field(default_factory=list)
    forms: list[Mark] = field(default_factory=list)
    contacts: list[Mark] = field(default_factory=list)
    today: float | None = None

    def x(self, day: date) -> float:
        """Where the day lies; days outside the strip at its edge."""
        share = (day - self.start).days / (self.end - self.start).days
        return round(min(max(share, 0), 1) * WIDTH, 1)

    @property
    def phases(self) -> list[tuple[Mark, float]]:
        return list(zip(self.bands, self.widths, strict=True))


def draw(posting: Posting, forms: Iterable[TermForm], contacts: Iterable[tuple]) -> list[Strip]:
    """Strips of twelve months from the effective date; a posting without a term gets two years, or up to today."""
    strips = _strips(posting)
    for strip in strips:
        _add_phases(strip)
        _add_ticks(strip)
        if strip.start <= today() < strip.end:
            strip.today = strip.x(today())
    taken: dict[tuple[int, float], int] = {}
    for form in forms:
        if form.status == TermForm.Status.CANCELLED or form.month < 0:
            continue
        strip = _strip_of(strips, form.due_on)
        x = min(max(strip.x(form.due_on), 14), WIDTH - 14)
        beside = taken.get((strip.number, x), 0)
        taken[strip.number, x] = beside + 1
        state = form_state(form)
        title = f"{form_name(form)}, {date_format(form.due_on, 'd/m/Y')}: {state.label}"
        strip.forms.append(Mark(max(x - beside * BESIDE, 14), FORMS, state.word, title, form.code))
    for day, kind, word in contacts:
        strip = _strip_of(strips, day)
        x = min(max(strip.x(day), 4), WIDTH - 4)
        strip.contacts.append(Mark(x, CONTACTS, word, f"{kind}, {date_format(day, 'd/m/Y')}"))
    return strips


def _strips(posting: Posting) -> list[Strip]:
    start = posting.effective_on
    last = posting.due_on or max(months_after(start, 24), today())
    strips: list[Strip] = []
    number = 0
    while not strips or strips[-1].end < last:
        strips.append(Strip(number, months_after(start, 12 * number), months_after(start, 12 * (number + 1))))
        number += 1
    return strips


def _strip_of(strips: list[Strip], day: date) -> Strip:
    """The strip in which the day lies; the last day of the term belongs to the last strip."""
    return next((strip for strip in strips if day < strip.end), strips[-1])


def _add_phases(strip: Strip) -> None:
    first, last = strip.number * 12, (strip.number + 1) * 12
    for index, phase in enumerate(PHASES_OF_TERM):
        begins = PHASES_OF_TERM[index - 1].last if index else 0
        ends = phase.last if index < len(PHASES_OF_TERM) - 1 else last
        left, right = max(begins, first), min(ends, last)
        if left < right:
            strip.bands.append(Mark((left - first) * MONTH, BAND, phase.code, str(PHASES[phase.code])))
            strip.widths.append((right - left) * MONTH)


def _add_ticks(strip: Strip) -> None:
    for quarter in range(4):
        day = months_after(strip.start, quarter * 3)
        strip.ticks.append(Mark(quarter * 3 * MONTH, 40, "tick", "", date_format(day, "m/Y")))
