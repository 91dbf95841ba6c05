"""The soft rules of the exact model, in the units that ``problem.SOFT`` names."""

from collections import Counter, defaultdict

from .model import Model


def add_costs(model: Model, *, drop_price: int = 0) -> None:
    """Let the model look for the least price of all soft rules; of room changes only where rooms are named."""
    weights = model.facts.weights
    terms = []
    for rule, units in (
        ("compact", _compact),
        ("preference", _preference),
        ("balance", _balance),
        ("spread", _spread),
        ("published", _published),
        ("soft_duty", _soft_duty),
        ("room_changes", _room_changes),
    ):
        if weights[rule]:
            terms += [(one, times * weights[rule]) for one, times in units(model)]
    terms += [(one, drop_price) for one in model.dropped.values()]
    model.terms = terms
    model.cp.minimize(sum(one * times for one, times in terms))


def _compact(model: Model):
    facts, cp = model.facts, model.cp
    for g in sorted({facts.group_of[m] for m in model.free} - set(model.groups)):
        yield _standing(model, g), 1
    for g in model.groups:
        days = sorted(set(facts.open_days[g]) | {d for (other, d) in model.day if other == g})
        met = [model.meets(g, d) for d in days]
        above = cp.new_int_var(0, len(days), "")
        cp.add(above >= sum(met) - facts.fewest_days(g))
        yield above, 1
        begun, last = None, None
        since, until = [], []
        for here in met:
            begun = _rising(cp, here, begun)
            since.append(begun)
        for here in reversed(met):
            last = _rising(cp, here, last)
            until.append(last)
        until.reverse()
        inside = set(facts.open_days[g])
        for d, here, one, other in zip(days, met, since, until, strict=True):
            if d in inside and not isinstance(here, int):
                idle = cp.new_bool_var("")
                cp.add(idle >= one + other - 1 - here)
                yield idle, 1


def _standing(model: Model, g: int) -> int:
    """The days of a class whose meetings all stand."""
    facts = model.facts
    met = {facts.day_of[model.at[m]] for m in model.of_group[g]}
    idle = {d for d in facts.open_days[g] if min(met) < d < max(met)} - met
    return max(len(met) - facts.fewest_days(g), 0) + len(idle)


def _rising(cp, here, before):
    """True from the first day on which the class meets."""
    if any(isinstance(one, int) and one == 1 for one in (here, before)):
        return 1
    if before is None:
        return here
    now = cp.new_bool_var("")
    cp.add(now >= here)
    cp.add(now >= before)
    return now


def _preference(model: Model):
    for (_m, h, i), here in model.t.items():
        points = model.facts.dislike[i].get(h, 0)
        if points:
            yield here, points


def _balance(model: Model):
    facts, gives, standing = model.facts, defaultdict(list), Counter[int]()
    for (m, _h, i), here in model.t.items():
        gives[i].append(here * facts.meetings[m].periods)
    for m, (_h, _r, i) in model.fixed.items():
        if i is not None:
            standing[i] += facts.meetings[m].periods
    for i, terms in gives.items():
        most = sum(one.periods for one in facts.meetings)
        above = model.cp.new_int_var(max(standing[i] - facts.share[i], 0), most, "")
        model.cp.add(above >= sum(terms) + standing[i] - facts.share[i])
        yield above, 1


def _spread(model: Model):
    """Units whose leaders sit in the same classes are counted together."""
    facts, moving, whole = model.facts, set(model.groups), not model.fixed
    alike: Counter = Counter()
    for cover in facts.problem.cover:
        sits = [tuple(sorted(facts.group_index[key] for key in one.groups)) for one in cover.leaders]
        alike[tuple(sorted(one for one in sits if one))] += 1
    weeks = _Weeks(model)
    for leaders, times in alike.items():
        if len(leaders) > 1 and (whole or any(g in moving for groups in leaders for g in groups)):
            for week in sorted({w for groups in leaders for g in groups for w in weeks.possible(g)}):
                away = [one for groups in leaders if not _is_zero(one := weeks.any(groups, week))]
                if len(away) > 1 and all(isinstance(one, int) for one in away):
                    yield len(away) - 1, times
                elif len(away) > 1:
                    beyond = model.cp.new_int_var(0, len(away) - 1, "")
                    model.cp.add(beyond >= sum(away) - 1)
                    yield beyond, times


def _is_zero(one) -> bool:
    return isinstance(one, int) and one == 0


class _Weeks:
    """Whether a class, or any of several, meets in a week."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.known: dict = {}
        self.days: dict = defaultdict(lambda: defaultdict(list))
        facts = model.facts
        for (g, d), here in model.day.items():
            self.days[g][facts.week_of[d]].append(here)
        for m, h in model.at.items():
            if facts.group_of[m] not in model.groups:
                self.days[facts.group_of[m]][facts.week_of[facts.day_of[h]]] = [1]

    def possible(self, g: int):
        return self.days[g].keys() if g in self.days else ()

    def any(self, groups: tuple[int, ...], week: int):
        if (groups, week) not in self.known:
            days = [one for g in groups if g in self.days for one in self.days[g].get(week, ())]
            self.known[groups, week] = self._or(days)
        return self.known[groups, week]

    def _or(self, days: list):
        if not days or any(isinstance(one, int) and one for one in days):
            return int(bool(days))
        here = self.model.cp.new_bool_var("")
        self.model.cp.add_max_equality(here, days)
        return here


def _published(model: Model):
    facts = model.facts
    for m in model.free:
        was = facts.meetings[m].published
        if was is None:
            continue
        if m in model.at:
            yield int(facts.half_days[model.at[m]].key != was.half_day), 1
        else:
            stays = model.x.get((m, facts.half_day_index.get(was.half_day, -1)))
            yield 1 - stays if stays is not None else 1, 1
        for (key, chosen), index, there in (
            ((was.lecturer, model.t), facts.lecturer_index, facts.meetings[m].needs_lecturer),
            ((was.room, model.p), facts.room_index, facts.meetings[m].needs_room and model.names_rooms),
        ):
            if there:
                same = [chosen[m, h, index[key]] for h, _x in model.spots(m) if (m, h, index.get(key)) in chosen]
                yield 1 - sum(same), 1


def _soft_duty(model: Model):
    facts = model.facts
    for m in model.free:
        for h, here in model.spots(m):
            duties = facts.soft_duty[facts.group_of[m]].get(h, 0)
            if duties:
                yield here, duties


def _room_changes(model: Model):
    if not model.names_rooms:
        return
    facts = model.facts
    for g in sorted({facts.group_of[m] for m in model.free}):
        by_time: dict = defaultdict(lambda: defaultdict(list))
        for m in model.of_group[g]:
            if m in model.fixed and facts.meetings[m].needs_room:
                h, r, _i = model.fixed[m]
                by_time[_moment(model, m, h)][r].append(1)
        for (m, h, r), here in model.p.items():
            if facts.group_of[m] == g:
                by_time[_moment(model, m, h)][r].append(here)
        yield from _changes(model, by_time)


def _moment(model: Model, m: int, h: int) -> tuple[int, int]:
    """One meeting at a time; those that people have locked into one half-day come in their order."""
    return h, m if m in model.at or not model.facts.is_on("class") else -1


def _changes(model: Model, by_time):
    """The room of the meeting before is carried over the half-days without one."""
    cp = model.cp
    rooms = sorted({r for there in by_time.values() for r in there})
    last: dict = dict.fromkeys(rooms, 0)
    for h in sorted(by_time):
        here = {r: sum(by_time[h].get(r, ())) for r in rooms}
        met = sum(here.values())
        change = cp.new_bool_var("")
        for r in rooms:
            if by_time[h].get(r):
                cp.add(change >= here[r] + sum(last[other] for other in rooms if other != r) - 1)
        yield change, 1
        now: dict = {}
        for r in rooms:
            now[r] = cp.new_bool_var("")
            cp.add(now[r] >= here[r])
            cp.add(now[r] >= last[r] - met)
            cp.add(now[r] <= here[r] + last[r])
            cp.add(now[r] <= 1 + here[r] - met)
        last = now
