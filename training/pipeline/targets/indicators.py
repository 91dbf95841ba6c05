"""What each indicator counts: a part of a whole, taken from the posts or the postings of a day. Pure, no query."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from training.people.ages import age_on
from training.people.models import Person, PositionTitle
from training.pipeline.posts.posts import Post
from training.pipeline.targets.models import Indicator

HEAD = PositionTitle.RankLevel.HEAD
SECRETARY, CHAIRMAN = "party_secretary", "pc_chairman"


@dataclass(frozen=True)
class Move:
    """A posting of the two years before the day, with what the figures ask of it."""

    posting: int
    person: int
    title: str
    title_bloc: int | None
    home_bloc: int | None
    host: int
    effective_on: date
    birth_date: date | None
    sex: str


@dataclass(frozen=True)
class Ages:
    """Below which age somebody is young, as a leader and as one who is posted (None: no rule says it that day)."""

    leader: int
    posted: int | None


Line = Post | Move


@dataclass(frozen=True)
class Reading:
    """One indicator on one day: who counts, who does not, and of whom it is not known."""

    indicator: str
    counted: tuple[Line, ...]
    others: tuple[Line, ...]
    unknown: tuple[Line, ...] = ()

    @property
    def known(self) -> int:
        return len(self.counted) + len(self.others)

    @property
    def value(self) -> float | None:
        """Per cent with one decimal, or a number; None where there is nothing to take a share of."""
        if not INDICATORS[self.indicator].is_percent:
            return len(self.counted)
        return round(len(self.counted) / self.known * 100, 1) if self.known else None


@dataclass(frozen=True)
class Way:
    """How an indicator is counted: over posts or postings, which of them, and the question asked of each."""

    over: str  # "posts" or "moves"
    asks: Callable[[Any, Ages], bool | None]
    among: Callable[[Any], bool] = lambda line: True
    is_percent: bool = True


def _is_held(line: Any) -> bool:
    """A person counts once, in his main office."""
    return isinstance(line, Post) and line.holder is not None and not line.holder.held.is_concurrent


def _is_head(line: Any) -> bool:
    return _is_held(line) and line.title.rank_level == HEAD


def _with_title(code: str) -> Callable[[Any], bool]:
    return lambda line: _is_held(line) and line.title.code == code


def _woman(line: Any, ages: Ages) -> bool | None:
    sex = line.holder.human.sex if isinstance(line, Post) else line.sex
    return sex == Person.Sex.FEMALE if sex else None


def _young(line: Any, ages: Ages) -> bool | None:
    if isinstance(line, Post):
        return line.holder.age < ages.leader if line.holder.age is not None else None
    age = age_on(line.birth_date, line.effective_on)
    return None if age is None or ages.posted is None else age < ages.posted


def _not_local(line: Any, ages: Ages) -> bool | None:
    return None if line.holder.is_local is None else not line.holder.is_local


def _crosses(line: Any, ages: Ages) -> bool | None:
    return None if None in (line.home_bloc, line.title_bloc) else line.home_bloc != line.title_bloc


INDICATORS: dict[str, Way] = {
    Indicator.FILLED: Way("posts", lambda line, ages: not line.is_vacant, lambda line: not line.is_surplus),
    Indicator.WOMEN: Way("posts", _woman, _is_held),
    Indicator.WOMEN_HEADS: Way("posts", _woman, _is_head),
    Indicator.YOUNG: Way("posts", _young, _is_held),
    Indicator.SECRETARIES: Way("posts", _not_local, _with_title(SECRETARY)),
    Indicator.CHAIRMEN: Way("posts", _not_local, _with_title(CHAIRMAN)),
    Indicator.TRAINED: Way("posts", lambda line, ages: line.holder.is_trained, _is_held),
    Indicator.POSTED: Way("moves", lambda line, ages: True, is_percent=False),
    Indicator.YOUNG_POSTED: Way("moves", _young),
    Indicator.WOMEN_POSTED: Way("moves", _woman),
    Indicator.CROSS_BLOC: Way("moves", _crosses),
}


def read(indicator: str, posts: Iterable[Post], moves: Iterable[Move], ages: Ages) -> Reading:
    """The indicator over the posts and postings of a day."""
    way = INDICATORS[indicator]
    sorted_out: dict[bool | None, list[Line]] = {True: [], False: [], None: []}
    for line in posts if way.over == "posts" else moves:
        if way.among(line):
            sorted_out[way.asks(line, ages)].append(line)
    return Reading(indicator, tuple(sorted_out[True]), tuple(sorted_out[False]), tuple(sorted_out[None]))
