"""The problem with numbers for keys, and what each meeting may take once the rules about it alone are asked.

Everything that builds on a problem (model, patterns, bound, rooms) reads these; ``evaluate.py`` does not, on purpose.
A rule that is switched off has left no trace here.
"""

from collections import defaultdict
from functools import cache, cached_property
from itertools import combinations, product

from .problem import CLOSING, SLOTS, SOFT, Meeting, Problem


class Facts:
    """Indices of half-days, days, weeks, rooms, lecturers, groups and meetings, in that spirit: ``h d w r l g m``."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.weights = {code: problem.weight(code) for code in SOFT}
        self._calendar()
        self.rooms, self.lecturers, self.groups = problem.rooms, problem.lecturers, problem.groups
        self.meetings = problem.meetings
        self.room_index = {room.key: r for r, room in enumerate(self.rooms)}
        self.lecturer_index = {lecturer.key: i for i, lecturer in enumerate(self.lecturers)}
        self.group_index = {group.key: g for g, group in enumerate(self.groups)}
        self.meeting_index = {meeting.key: m for m, meeting in enumerate(self.meetings)}
        self.group_of = [self.group_index[meeting.group] for meeting in self.meetings]
        self.meetings_of: list[list[int]] = [[] for _group in self.groups]
        for m, g in enumerate(self.group_of):
            self.meetings_of[g].append(m)
        self.group_open = [self._open_half_days(g) for g in range(len(self.groups))]
        self.open_days = [sorted({self.day_of[h] for h in open_}) for open_ in self.group_open]
        self.room_open = [self._room_open(r) for r in range(len(self.rooms))]
        self.free = [self._free(i) for i in range(len(self.lecturers))]
        self.dislike = [
            {self.half_day_index[key]: points for key, points in one.dislikes if key in self.half_day_index}
            for one in self.lecturers
        ]
        self.rooms_of = [self._rooms_of(meeting) for meeting in self.meetings]
        self.lecturers_of = [self._lecturers_of(meeting) for meeting in self.meetings]
        self.domain = [self._domain(m) for m in range(len(self.meetings))]
        for g in range(len(self.groups)):
            self._tighten(g)

    def is_on(self, code: str) -> bool:
        return self.problem.is_on(code)

    # --- the calendar -----------------------------------------------------------------------------------------------

    def _calendar(self) -> None:
        self.half_days = sorted(self.problem.half_days, key=lambda one: (one.date, SLOTS.index(one.slot)))
        self.half_day_index = {one.key: h for h, one in enumerate(self.half_days)}
        self.days = sorted({one.date for one in self.half_days})
        numbers = {day: d for d, day in enumerate(self.days)}
        self.day_of = [numbers[one.date] for one in self.half_days]
        self.slot_of = [SLOTS.index(one.slot) for one in self.half_days]
        self.half_days_of: list[list[int]] = [[] for _day in self.days]
        for h, d in enumerate(self.day_of):
            self.half_days_of[d].append(h)
        weeks = sorted({day.isocalendar()[:2] for day in self.days})
        self.week_of = [weeks.index(day.isocalendar()[:2]) for day in self.days]

    def beside(self, h: int) -> list[int]:
        """The half-days of the same day directly before and after."""
        same = self.half_days_of[self.day_of[h]]
        return [other for other in same if abs(self.slot_of[other] - self.slot_of[h]) == 1]

    def spans_of(self, h: int) -> dict[str, tuple]:
        """The week, month and year in which loads are counted."""
        day = self.half_days[h].date
        return {"week": day.isocalendar()[:2], "month": (day.year, day.month), "year": (day.year,)}

    # --- what may be taken ------------------------------------------------------------------------------------------

    def _open_half_days(self, g: int) -> set[int]:
        group = self.groups[g]
        blocked = set()
        if self.is_on("duty"):
            for duty in self.problem.duties:
                if duty.blocks and (not duty.groups or group.key in duty.groups):
                    blocked |= set(duty.half_days)
        found = set()
        for h, one in enumerate(self.half_days):
            closed = one.closed in CLOSING and self.is_on(one.closed)
            if one.closed == "weekend" and group.weekends:
                closed = False
            inside = group.first <= one.date <= group.last and one.slot in group.slots
            if not closed and one.key not in blocked and (inside or not self.is_on("window")):
                found.add(h)
        return found

    def _room_open(self, r: int) -> list[bool]:
        closed = set(self.rooms[r].closed) if self.is_on("room_closed") else set()
        return [one.key not in closed for one in self.half_days]

    def _free(self, i: int) -> list[bool]:
        lecturer = self.lecturers[i]
        away, free, weekly = set(lecturer.away), set(lecturer.free), set(lecturer.weekly)
        answer = []
        for one in self.half_days:
            if one.key in away:
                answer.append(not self.is_on("away"))
            elif one.key in free or not weekly or not self.is_on("availability"):
                answer.append(True)
            else:
                answer.append((one.date.weekday(), one.slot) in weekly)
        return answer

    def _rooms_of(self, meeting: Meeting) -> tuple[int, ...]:
        if not meeting.needs_room:
            return ()
        if meeting.locked and meeting.locked.room:
            return (self.room_index[meeting.locked.room],)
        size = self.groups[self.group_index[meeting.group]].size
        return self._fitting(size, meeting.kinds, meeting.rooms, meeting.equipment)

    @cache  # noqa: B019
    def _fitting(self, size: int, kinds: tuple, named: tuple, equipment: tuple) -> tuple[int, ...]:
        found = []
        for r, room in enumerate(self.rooms):
            has = dict(room.equipment)
            fits = size <= room.capacity or not self.is_on("capacity")
            right = (not named or room.key in named) and (not kinds or room.kind in kinds)
            equipped = all(has.get(kind, 0) >= number for kind, number in equipment)
            if fits and (right or not self.is_on("room_kind")) and (equipped or not self.is_on("equipment")):
                found.append(r)
        return tuple(found)

    def _lecturers_of(self, meeting: Meeting) -> tuple[int, ...]:
        if not meeting.needs_lecturer:
            return ()
        if meeting.locked and meeting.locked.lecturer:
            return (self.lecturer_index[meeting.locked.lecturer],)
        declined = meeting.declined if self.is_on("declined") else ()
        return tuple(i for i in self._able(meeting.module, meeting.lecturers) if self.lecturers[i].key not in declined)

    @cache  # noqa: B019
    def _able(self, module: str, thought_of: tuple[str, ...]) -> tuple[int, ...]:
        if not self.is_on("competence"):
            return tuple(range(len(self.lecturers)))
        return tuple(
            i
            for i, one in enumerate(self.lecturers)
            if (not thought_of or one.key in thought_of) and (not module or not one.modules or module in one.modules)
        )

    @cached_property
    def domain_set(self) -> list[set[int]]:
        return [set(domain) for domain in self.domain]

    def is_locked(self, m: int, *fields: str) -> bool:
        lock = self.meetings[m].locked
        return lock is not None and all(getattr(lock, name) for name in fields)

    def is_settled(self, m: int) -> bool:
        """Whether the lock says everything."""
        room = not self.meetings[m].needs_room or self.is_locked(m, "room")
        return room and self.is_locked(m, "half_day", "lecturer")

    def _domain(self, m: int) -> list[int]:
        meeting = self.meetings[m]
        if self.is_locked(m, "half_day"):
            return [self.half_day_index[meeting.locked.half_day]]
        first, last = (meeting.first, meeting.last) if self.is_on("window") else (None, None)
        found = [
            h
            for h in sorted(self.group_open[self.group_of[m]])
            if not (first and self.half_days[h].date < first) and not (last and self.half_days[h].date > last)
        ]
        if meeting.needs_room:
            found = [h for h in found if self._some_open(self.rooms_of[m])[h]]
        if meeting.needs_lecturer:
            found = [h for h in found if self._some_free(self.lecturers_of[m])[h]]
        return found

    @cache  # noqa: B019  facts live as long as one run
    def _some_open(self, rooms: tuple[int, ...]) -> list[bool]:
        return [any(self.room_open[r][h] for r in rooms) for h in range(len(self.half_days))]

    @cache  # noqa: B019
    def _some_free(self, lecturers: tuple[int, ...]) -> list[bool]:
        return [any(self.free[i][h] for i in lecturers) for h in range(len(self.half_days))]

    def _tighten(self, g: int) -> None:
        """What the order of the class leaves of the half-days: those before come first, those after last."""
        if not self.is_on("class"):
            return
        self._narrow(self.blocks[g], 1)
        self._narrow(self.blocks[g][::-1], -1)

    def _narrow(self, blocks: list[list[int]], sign: int) -> None:
        """Forwards in time with ``sign`` 1, backwards with -1."""
        reached = -len(self.half_days) - 1
        for block in blocks:
            free = [m for m in block if not self.is_locked(m, "half_day")]
            for m in free:
                self.domain[m] = [h for h in self.domain[m] if h * sign > reached]
            for first in sorted(min((h * sign for h in self.domain[m]), default=reached) for m in free):
                reached = max(reached + 1, first)
            reached = max([reached, *(self.domain[m][0] * sign for m in block if m not in free)])

    def rooms_at(self, m: int, h: int) -> list[int]:
        """The rooms the meeting may have in the half-day, whatever else is there."""
        if self.is_locked(m, "half_day", "room"):
            return list(self.rooms_of[m])
        return [r for r in self.rooms_of[m] if self.room_open[r][h]]

    def lecturers_at(self, m: int, h: int) -> list[int]:
        if self.is_locked(m, "half_day", "lecturer"):
            return list(self.lecturers_of[m])
        return [i for i in self.lecturers_of[m] if self.free[i][h]]

    def places_of(self, m: int) -> frozenset[str]:
        """Where the meeting may be."""
        if not self.meetings[m].needs_room:
            return frozenset([self.groups[self.group_of[m]].place])
        return frozenset(self.rooms[r].place for r in self.rooms_of[m])

    @cached_property
    def locked_rooms(self) -> list[set[int]]:
        """For each half-day, the rooms that locked meetings have there."""
        found: list[set[int]] = [set() for _half_day in self.half_days]
        for m in range(len(self.meetings)):
            if self.is_locked(m, "half_day", "room"):
                found[self.domain[m][0]] |= set(self.rooms_of[m])
        return found

    @cached_property
    def locked_lecturers(self) -> set[tuple[int, int]]:
        """``(lecturer, half-day)`` of locked meetings."""
        locked = [m for m in range(len(self.meetings)) if self.is_locked(m, "half_day", "lecturer")]
        return {(i, self.domain[m][0]) for m in locked for i in self.lecturers_of[m]}

    # --- order ------------------------------------------------------------------------------------------------------

    @cached_property
    def blocks(self) -> list[list[list[int]]]:
        """For each group, its meetings in steps that follow each other; those of one step may come in any order.

        Meetings that are alike in all respects make steps of one: exchanging two of them changes nothing.
        """
        return [self._blocks_of(g) for g in range(len(self.groups))]

    def _blocks_of(self, g: int) -> list[list[int]]:
        by_order = defaultdict(list)
        for m in self.meetings_of[g]:
            by_order[self.meetings[m].order if self.is_on("module_order") else 0].append(m)
        found = []
        for order in sorted(by_order):
            block = by_order[order]
            alike = len({self._likeness(m) for m in block}) == 1
            found += [[m] for m in block] if alike else [block]
        return found

    def _likeness(self, m: int) -> tuple:
        one = self.meetings[m]
        if one.locked or (one.published and self.weights["published"]):
            return (m,)
        return (one.module, one.periods, self.rooms_of[m], self.lecturers_of[m], one.needs_room, one.first, one.last)

    # --- rules between groups ---------------------------------------------------------------------------------------

    @cached_property
    def shared(self) -> set[tuple[int, int]]:
        """Pairs of groups in which somebody sits in both."""
        if not self.is_on("person"):
            return set()
        found = set()
        for person in self.problem.people:
            indices = sorted({self.group_index[key] for key in person.groups if key in self.group_index})
            found |= set(combinations(indices, 2))
        return found

    @cached_property
    def cover_rows(self) -> dict[tuple[tuple[int, int], ...], int]:
        """``{((group, how often), …): most}``: on one day the groups that meet, so often counted, are at most so many.

        One row for each choice of one class for each of ``most_away + 1`` leaders.
        """
        rows: dict[tuple[tuple[int, int], ...], int] = {}
        if not self.is_on("cover"):
            return rows
        for cover in self.problem.cover:
            sits = [[self.group_index[key] for key in one.groups if key in self.group_index] for one in cover.leaders]
            for leaders in combinations([one for one in sits if one], cover.most_away + 1):
                for choice in product(*leaders):
                    row = tuple(sorted((g, choice.count(g)) for g in set(choice)))
                    rows[row] = min(rows.get(row, cover.most_away), cover.most_away)
        return rows

    @cached_property
    def conflicts(self) -> list[set[int]]:
        """For each group, the groups that are never away on the same day."""
        found: list[set[int]] = [set() for _group in self.groups]
        for row, most in self.cover_rows.items():
            if most == 1 and len(row) == 2:
                (one, _times), (other, _times) = row
                found[one].add(other)
                found[other].add(one)
        return found

    @cached_property
    def share(self) -> list[int]:
        """The fair part of each lecturer, in periods."""
        asked = sum(one.periods for one in self.meetings if one.needs_lecturer)
        even = -(-asked // max(len(self.lecturers), 1))
        return [even if one.share is None else one.share for one in self.lecturers]

    @cached_property
    def soft_duty(self) -> list[dict[int, int]]:
        """For each group, the half-days with duties that do not block, and how many."""
        found: list[dict[int, int]] = [defaultdict(int) for _group in self.groups]
        for duty in self.problem.duties:
            for g, group in enumerate(self.groups):
                if not duty.blocks and (not duty.groups or group.key in duty.groups):
                    for key in duty.half_days:
                        if key in self.half_day_index:
                            found[g][self.half_day_index[key]] += 1
        return found

    def fewest_days(self, g: int) -> int:
        """Days the group needs at least: by its periods a day and by the half-days of a day."""
        periods = sum(self.meetings[m].periods for m in self.meetings_of[g])
        by_periods = -(-periods // self.groups[g].day_max) if self.is_on("day_max") else 0
        return max(by_periods, -(-len(self.meetings_of[g]) // max(len(self.groups[g].slots), 1)))
