"""Rows of the pipeline: one post with who could follow, put in order and chosen without another query."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.vietnamese.text import fold
from training.pipeline.posts.posts import Post
from training.pipeline.posts.successors import Following, Gap

GAPS = {
    Gap.OPEN: (_("vacant, nobody planned"), "bad"),
    Gap.SOON: (_("nobody ready"), "warn"),
    Gap.UNPLANNED: (_("nobody planned"), "plain"),
    Gap.COVERED: (_("covered"), "good"),
}


class State(StrEnum):
    """By what posts are picked out."""

    VACANT = "vacant"
    ENDING = "ending"
    LOCAL_HEAD = "local_head"
    UNTRAINED = "untrained"
    SURPLUS = "surplus"
    GAP = "gap"
    NOBODY_PLANNED = "nobody_planned"

    @property
    def is_of_planning(self) -> bool:
        return self in (State.GAP, State.NOBODY_PLANNED)


STATES = {
    State.VACANT: pgettext_lazy("posts", "vacant"),
    State.ENDING: pgettext_lazy("posts", "whose holder leaves within a year"),
    State.LOCAL_HEAD: pgettext_lazy("posts", "of heads who are local"),
    State.UNTRAINED: pgettext_lazy("posts", "whose holder is not trained for it"),
    State.SURPLUS: pgettext_lazy("posts", "beyond the number of seats"),
    State.GAP: pgettext_lazy("posts", "vacant or ending with nobody ready"),
    State.NOBODY_PLANNED: pgettext_lazy("posts", "with nobody planned"),
}


@dataclass(frozen=True)
class Row:
    """One post; ``following`` is None for those who may not see succession planning."""

    post: Post
    months: int
    following: Following | None = None

    def is_in(self, state: State) -> bool:
        post, holder = self.post, self.post.holder
        if state.is_of_planning and self.following is None:
            return False
        tests: dict[State, Callable[[], bool]] = {
            State.VACANT: lambda: post.is_vacant,
            State.ENDING: lambda: post.ends_within(self.months),
            State.LOCAL_HEAD: lambda: post.is_head and holder is not None and holder.is_local is True,
            State.UNTRAINED: lambda: holder is not None and holder.is_trained is False,
            State.SURPLUS: lambda: post.is_surplus,
            State.GAP: lambda: self.following.gap in (Gap.OPEN, Gap.SOON),
            State.NOBODY_PLANNED: lambda: not self.following.planned,
        }
        return tests[state]()

    def matches(self, words: str) -> bool:
        here = fold(f"{self.post.place.name} {self.post.holder.human.name if self.post.holder else ''}")
        return all(word in here for word in fold(words).split())

    @property
    def gap(self) -> tuple[str, str] | None:
        if self.following is None:
            return None
        label, tone = GAPS[self.following.gap]
        return str(label), tone


def _by_place(row: Row) -> tuple[Any, ...]:
    return row.post.place.sort_key, row.post.place.code, row.post.title.order, row.post.number


def _by(ask: Callable[[Row], Any]) -> Callable[[Row], tuple[Any, ...]]:
    """What is not known stands last."""

    def key(row: Row) -> tuple[Any, ...]:
        value = ask(row)
        return (value is None, value if value is not None else 0, *_by_place(row))

    return key


def _day(day: date | None) -> int | None:
    return day.toordinal() if day else None


_ORDERS: dict[str, Callable[[Row], tuple[Any, ...]]] = {
    "unit": _by_place,
    "title": lambda row: (row.post.title.order, *_by_place(row)),
    "holder": lambda row: (row.post.is_vacant, row.post.holder.human.sort_key if row.post.holder else ""),
    "since": _by(lambda row: _day(row.post.holder.since) if row.post.holder else None),
    "age": _by(lambda row: row.post.holder.age if row.post.holder else None),
    "ends": _by(lambda row: _day(row.post.holder.ends_on) if row.post.holder else None),
    "ready": _by(lambda row: len(row.following.ready) if row.following else None),
}
SORTS = {**_ORDERS, **{f"-{name}": order for name, order in _ORDERS.items()}}
