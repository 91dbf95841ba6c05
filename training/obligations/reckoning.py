"""What rules mean for one person: plain facts in, obligations out, no database.

A *holding* is one duty held without a break: the same title in the same unit, or in the unit that succeeded it when the
post was created again there within the reorganisation. A new holding begins with every other appointment, and every
rule in force on its first day binds it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

ONE_DAY = timedelta(days=1)
DUE, OVERDUE, MET, LAPSED = "due", "overdue", "met", "lapsed"


@dataclass(frozen=True)
class Office:
    """An office held: its key, the title's code, the unit, its first and last day (no last day while it is held)."""

    key: int
    title: str
    unit: int
    first: date
    last: date | None = None


@dataclass(frozen=True)
class Guiding:
    """Days on which somebody guides an official."""

    first: date
    last: date | None = None


@dataclass(frozen=True)
class Completion:
    """A programme completed: the enrolment's key, the programme's code, the day."""

    enrolment: int
    programme: str
    on: date


@dataclass(frozen=True)
class Binding:
    """A rule with the days on which it binds whoever is appointed."""

    key: int
    titles: frozenset[str]  # none: it binds mentors
    programmes: frozenset[str]
    months: int
    earlier_months: int
    first: date
    last: date | None = None

    def binds_on(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Holding:
    """One duty without a break; ``office`` and ``unit`` are the present ones (none for a mentor)."""

    title: str
    first: date
    last: date | None
    office: int | None = None
    unit: int | None = None


@dataclass(frozen=True)
class Reckoned:
    """What one rule means for one holding on a day."""

    rule: int
    since: date
    due_on: date
    state: str
    office: int | None
    unit: int | None
    met_by: int | None = None
    met_on: date | None = None
    lapsed_on: date | None = None


@dataclass(frozen=True)
class Succession:
    """Which units followed which, on what day, and the last days of units that ended."""

    followed_by: Mapping[int, Mapping[int, date]]
    ended: Mapping[int, date]
    recreated_within: int

    def last_day(self, office: Office) -> date | None:
        """The last day of an office; one never ended by name ends with its unit."""
        days = [day for day in (office.last, self.ended.get(office.unit)) if day is not None]
        return min(days, default=None)

    def continues(self, before: Office, after: Office) -> bool:
        """Whether the second office carries on the first."""
        last = self.last_day(before)
        if before.title != after.title or last is None:
            return False
        if before.unit == after.unit:
            return after.first <= last + ONE_DAY
        effective = self.followed_by.get(before.unit, {}).get(after.unit)
        if effective is None or last < effective - ONE_DAY:
            return False
        return effective <= after.first <= effective + timedelta(days=self.recreated_within)


def holdings_of(offices: Iterable[Office], succession: Succession) -> list[Holding]:
    """The duties of a person, each without its breaks, in the order of their first days."""
    chains: list[list[Office]] = []
    for office in sorted(offices, key=lambda one: (one.first, one.key)):
        chain = next((one for one in chains if succession.continues(one[-1], office)), None)
        if chain is None:
            chains.append([office])
        else:
            chain.append(office)
    return [
        Holding(chain[-1].title, chain[0].first, succession.last_day(chain[-1]), chain[-1].key, chain[-1].unit)
        for chain in chains
    ]


def mentoring_of(guidings: Iterable[Guiding], unit: int | None) -> list[Holding]:
    """The times in which somebody was a mentor without a break; mentorships that touch or overlap are one."""
    spans: list[tuple[date, date | None]] = []
    for one in sorted(guidings, key=lambda one: one.first):
        if spans and (spans[-1][1] is None or one.first <= spans[-1][1] + ONE_DAY):
            first, last = spans[-1]
            spans[-1] = first, None if last is None or one.last is None else max(last, one.last)
        else:
            spans.append((one.first, one.last))
    return [Holding("", first, last, None, unit) for first, last in spans]


def reckon(
    holdings: Iterable[Holding], completions: Sequence[Completion], rules: Iterable[Binding], day: date
) -> list[Reckoned]:
    """What the rules ask of these holdings on the day; at most one for each rule and first day."""
    found: dict[tuple[int, date], Reckoned] = {}
    for rule in rules:
        for holding in holdings:
            bound = holding.title in rule.titles if rule.titles else not holding.title
            if not bound or holding.first > day or not rule.binds_on(holding.first):
                continue
            one = _reckon(holding, completions, rule, day)
            known = found.get((rule.key, holding.first))
            if known is None or known.state == LAPSED:
                found[rule.key, holding.first] = one
    return list(found.values())


def _reckon(holding: Holding, completions: Sequence[Completion], rule: Binding, day: date) -> Reckoned:
    due_on = holding.first + relativedelta(months=rule.months)
    since = holding.first - relativedelta(months=rule.earlier_months)
    fitting = [one for one in completions if one.programme in rule.programmes and since <= one.on <= day]
    met = min(fitting, key=lambda one: (one.on, one.enrolment), default=None)
    is_over = holding.last is not None and holding.last < day
    if met is not None and not (is_over and met.on > holding.last):
        state, lapsed_on = MET, None
    elif is_over:
        state, lapsed_on, met = LAPSED, holding.last, None
    else:
        state, lapsed_on = OVERDUE if due_on < day else DUE, None
    return Reckoned(
        rule=rule.key,
        since=holding.first,
        due_on=due_on,
        state=state,
        office=holding.office,
        unit=holding.unit,
        met_by=met.enrolment if met else None,
        met_on=met.on if met else None,
        lapsed_on=lapsed_on,
    )
