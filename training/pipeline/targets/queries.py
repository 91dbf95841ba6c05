"""Targets beside what is reached, on any day and on that day's map, with the way it went."""

from dataclasses import dataclass
from datetime import date

from training.pipeline.posts.facts import Facts, gather
from training.pipeline.posts.posts import Post, posts_from
from training.pipeline.posts.staffing import LEADING_POSTS
from training.pipeline.targets.indicators import INDICATORS, Ages, Move, Reading, read
from training.pipeline.targets.models import Indicator, Target
from training.regulations.models import RegulatedValue
from training.regulations.queries import value_on
from training.rotation.eligibility.versions import Versions, youth
from training.rotation.models import Posting
from training.rotation.term import months_after

STEPS, STEP_MONTHS, TWO_YEARS = 8, 3, 24


@dataclass(frozen=True)
class Standing:
    """One indicator on the day: the reading, what is asked for, and the readings of the quarters before."""

    reading: Reading
    target: Target | None
    trend: tuple[tuple[date, float | None], ...]

    @property
    def indicator(self) -> Indicator:
        return Indicator(self.reading.indicator)

    @property
    def is_percent(self) -> bool:
        return INDICATORS[self.reading.indicator].is_percent

    @property
    def value(self) -> float | None:
        return self.reading.value

    @property
    def is_reached(self) -> bool | None:
        if self.target is None or self.value is None:
            return None
        return self.value >= self.target.value

    @property
    def missing(self) -> float | None:
        """How much is wanting to the target; 0 where it is reached."""
        if self.is_reached is None:
            return None
        return max(round(self.target.value - self.value, 1), 0)

    @property
    def change(self) -> float | None:
        """Against a year before; None where that is not known."""
        year = self.trend[-5][1] if len(self.trend) > 4 else None
        return None if year is None or self.value is None else round(self.value - year, 1)


@dataclass(frozen=True)
class Readings:
    """Everything of one day: how many communes and posts the map has, and each indicator."""

    day: date
    units: int
    posts: tuple[Post, ...]
    standings: tuple[Standing, ...]


def standings_on(day: date, *, bloc: int | None = None, trend: bool = True, young: Versions | None = None) -> Readings:
    """Each indicator on the day beside its target; ``bloc`` is that of the title. Twelve queries, trend included.

    ``young`` is given by whoever asks for several days, so that the rule is read once.
    Raises ``NoRegulatedValue`` for a day on which no table of posts is in force.
    """
    days = _days_before(day) if trend else []
    titles = {code for one in [*days, day] for code in value_on(LEADING_POSTS, one)}
    facts = gather(days[0] if days else day, day, titles)
    moves = _moves(months_after(days[0] if days else day, -TWO_YEARS), day)
    targets = {row.indicator: row for row in Target.objects.valid_on(day)}
    young = young or youth()
    before = {one: _read_all(facts, moves, one, bloc, young)[1] for one in days}
    posts, now = _read_all(facts, moves, day, bloc, young)
    standings = tuple(
        Standing(
            now[name],
            targets.get(name),
            (*((one, before[one][name].value) for one in days), (day, now[name].value)),
        )
        for name in INDICATORS
    )
    return Readings(day, len(facts.places_on(day)), tuple(posts), standings)


def reading_on(indicator: str, day: date, *, bloc: int | None = None) -> Reading:
    """One indicator on the day, with the people behind it."""
    facts = gather(day, day, value_on(LEADING_POSTS, day))
    return _read_all(facts, _moves(months_after(day, -TWO_YEARS), day), day, bloc, youth())[1][indicator]


def first_day_of_posts() -> date:
    """The first day for which a table of leading posts is in force."""
    return (
        RegulatedValue.objects.filter(key=LEADING_POSTS).order_by("valid_from").values_list("valid_from", flat=True)[0]
    )


def _days_before(day: date) -> list[date]:
    """The same day of the quarters before, as far as a table of posts reaches; the oldest first."""
    first = first_day_of_posts()
    days = [months_after(day, -STEP_MONTHS * step) for step in range(STEPS, 0, -1)]
    return [one for one in days if one >= first]


def _read_all(
    facts: Facts, moves: list[Move], day: date, bloc: int | None, young: Versions
) -> tuple[list[Post], dict[str, Reading]]:
    every = posts_from(facts, day, value_on(LEADING_POSTS, day), with_ends=False)
    posts = [post for post in every if _is_in(bloc, post.title.bloc_id)]
    since = months_after(day, -TWO_YEARS)
    gone = [move for move in moves if since < move.effective_on <= day and _is_in(bloc, move.title_bloc)]
    ages = Ages(value_on("targets.young_leader_age_exclusive", day), young.years_on(day))
    return posts, {name: read(name, posts, gone, ages) for name in INDICATORS}


def _is_in(bloc: int | None, other: int | None) -> bool:
    return bloc is None or bloc == other


def _moves(first: date, last: date) -> list[Move]:
    """Postings that took effect in a span. The bloc of origin is that of the sending unit. One query."""
    columns = ("pk", "person", "title__code", "title__bloc", "sending_unit__bloc", "host_unit", "effective_on")
    rows = Posting.objects.not_withdrawn().filter(effective_on__gt=first, effective_on__lte=last)
    rows = rows.order_by("person__sort_key", "pk")
    return [Move(*row) for row in rows.values_list(*columns, "person__birth_date", "person__sex")]
