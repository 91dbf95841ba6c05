"""The rows of a draft, and all that bears on them, as a ``Problem`` for the solver; a constant number of queries.

Every key says what it is of: ``row:12``, ``room:3``, ``lecturer:5``, ``class:7``, ``person:9``, ``unit:4``, so that a
report can name it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Q, Sum

from curriculum.clock.time import today
from training.cohorts.models import TrainingClass
from training.nominations.models import Enrolment, Nomination
from training.people.leading import cover_groups, offices_of_cover
from training.people.models import Person
from training.regulations.queries import value_on
from training.scheduling.drafts.models import DraftEdit, DraftMeeting, TimetableDraft
from training.scheduling.drafts.rule_settings import settings_on
from training.scheduling.drafts.rules_of_planning import RULES, Level
from training.scheduling.holidays import holiday_on, is_weekend, weekday_name
from training.scheduling.models import ClassMeeting, Lecturer, Room, TeachingInvitation
from training.scheduling.resources.models import (
    AvailabilityException,
    DutyPeriod,
    LoadLimit,
    ModuleNeed,
    RoomBlock,
    TaughtModule,
)
from training.scheduling.solver import problem as asked
from training.scheduling.solver.problem import Placement, Problem, half_day_key

SLOTS = tuple(ClassMeeting.Slot.values)
FULL_TIME = ("morning", "afternoon")
INDOORS = (Room.Kind.HALL, Room.Kind.CLASSROOM, Room.Kind.COMPUTER)
WITHOUT_ROOM = ("field_study",)
BY_HAND = (DraftEdit.Kind.PLACE, DraftEdit.Kind.UNDO)
ONE_DAY = timedelta(days=1)


def key(kind: str, pk: int) -> str:
    return f"{kind}:{pk}"


def key_of(text: str) -> int | None:
    """The number in a key; None for an empty one."""
    return int(text.partition(":")[2]) if text else None


@dataclass
class Gathered:
    """The problem; what each key is called; the revision of each row as it was read; where each row stands now; the
    rows that people were told of.
    """

    problem: Problem
    names: dict[str, str] = field(default_factory=dict)
    revisions: dict[int, int] = field(default_factory=dict)
    standing: dict[str, Placement] = field(default_factory=dict)
    announced: frozenset[str] = frozenset()


def gather(draft: TimetableDraft, *, only: Collection[int] | None = None, keep_placed: bool = False) -> Gathered:
    """The draft as a problem. What people locked, what has begun, and what was taken out stays as it is.

    ``only``: the classes (keys) that may be moved, all others stand where they stand. ``keep_placed``: only rows that
    stand nowhere are planned.
    """
    return _Gatherer(draft, only, keep_placed).gather()


class _Gatherer:
    def __init__(self, draft: TimetableDraft, only: Collection[int] | None, keep_placed: bool):
        self.draft, self.only, self.keep_placed = draft, only, keep_placed
        self.names: dict[str, str] = {}
        rows = DraftMeeting.objects.kept().filter(draft=draft).select_related("module", "last_edit").order_by("pk")
        self.rows = list(rows.only(*ROW_FIELDS))
        self.classes = TrainingClass.objects.only(*CLASS_FIELDS).in_bulk({row.training_class_id for row in self.rows})
        self.learners = self._learners()
        self.first = min((one.opens_on for one in self.classes.values()), default=date(draft.year, 1, 1))
        self.last = max((one.closes_on for one in self.classes.values()), default=date(draft.year, 12, 31))
        self.begins = today() + ONE_DAY

    def gather(self) -> Gathered:
        rooms = self._rooms()
        needs = self._needs()
        meetings = tuple(self._meetings(needs))
        problem = Problem(
            half_days=tuple(self._half_days()),
            rooms=rooms,
            lecturers=self._lecturers(),
            groups=tuple(self._groups()),
            meetings=meetings,
            people=self._people(),
            cover=tuple(self._cover()),
            duties=tuple(self._duties()),
            rules=self._rules(),
        )
        return Gathered(
            problem,
            self.names,
            {row.pk: row.revision for row in self.rows},
            {key("row", row.pk): _standing(row) for row in self.rows if row.date is not None},
            frozenset(
                key("row", row.pk) for row in self.rows if row.base.get("status") == ClassMeeting.Status.PUBLISHED
            ),
        )

    # --- Calendar, rooms, lecturers -------------------------------------------------------------------------------

    @cached_property
    def everyday(self) -> set[str]:
        return {half_day.key for half_day in self._half_days()}

    def _half_days(self) -> Iterable[asked.HalfDay]:
        """Every half-day on which some class may meet, and those on which something stands."""
        days = {
            one.opens_on + ONE_DAY * number
            for one in self.classes.values()
            for number in range((one.closes_on - one.opens_on).days + 1)
        } | {row.date for row in self.rows if row.date is not None}
        for day in sorted(days):
            closed, reason = "", ""
            if holiday := holiday_on(day):
                closed, reason = "holiday", holiday
            elif is_weekend(day):
                closed, reason = "weekend", weekday_name(day)
            for slot in SLOTS:
                yield asked.HalfDay(day, slot, closed, reason)

    def _rooms(self) -> tuple[asked.Room, ...]:
        closed: dict[int, set[str]] = defaultdict(set)
        for block in RoomBlock.objects.between(self.first, self.last):
            closed[block.room_id] |= self._keys(block)
        rooms = []
        used = {row.room_id for row in self.rows}
        there = Room.objects.filter(Q(is_active=True) | Q(pk__in=used)).order_by("code")
        for room in there.prefetch_related("equipment"):
            if not room.is_active:
                closed[room.pk] = self.everyday
            self.names[key("room", room.pk)] = room.name
            rooms.append(
                asked.Room(
                    key("room", room.pk),
                    room.capacity,
                    room.kind,
                    room.address or room.name,
                    tuple((one.kind, one.quantity) for one in room.equipment.all()),
                    tuple(sorted(closed[room.pk])),
                )
            )
        return tuple(rooms)

    def _lecturers(self) -> tuple[asked.Lecturer, ...]:
        modules: dict[int, list[str]] = defaultdict(list)
        away: dict[int, set[str]] = defaultdict(set)
        free: dict[int, set[str]] = defaultdict(set)
        for teacher, module in TaughtModule.objects.order_by("module").values_list("lecturer", "module"):
            modules[teacher].append(key("module", module))
        for row in AvailabilityException.objects.between(self.first, self.last):  # the later one counts
            (free if row.is_available else away)[row.lecturer_id] |= self._keys(row)
            (away if row.is_available else free)[row.lecturer_id] -= self._keys(row)
        limits = {row.lecturer_id: row for row in LoadLimit.objects.valid_on(self.first).order_by("valid_from")}
        usual = value_on("teaching.max_periods", self.first)
        before = self._taught_outside()
        lecturers = []
        used = {row.lecturer_id for row in self.rows}
        there = Lecturer.objects.filter(Q(is_active=True) | Q(pk__in=used)).select_related("person")
        for lecturer in there.prefetch_related("weekly").order_by("pk"):
            if not lecturer.is_active:
                away[lecturer.pk], free[lecturer.pk] = self.everyday, set()
            self.names[key("lecturer", lecturer.pk)] = str(lecturer)
            own = limits.get(lecturer.pk)
            most = {span: getattr(own, span) if own else usual[span] for span in ("week", "month", "year")}
            lecturers.append(
                asked.Lecturer(
                    key("lecturer", lecturer.pk),
                    tuple(modules[lecturer.pk]),
                    tuple((row.weekday, row.slot) for row in lecturer.weekly.all()),
                    tuple(sorted(away[lecturer.pk])),
                    tuple(sorted(free[lecturer.pk])),
                    most_week=most["week"],
                    most_month=most["month"],
                    most_year=max(0, most["year"] - before.get(lecturer.pk, 0)),
                )
            )
        return tuple(lecturers)

    def _taught_outside(self) -> dict[int, int]:
        """Periods of the year that lecturers give in classes the draft does not hold: those that are over."""
        held = ClassMeeting.objects.held().filter(date__year=self.draft.year, lecturer__isnull=False)
        held = held.exclude(training_class__in=self.classes).order_by()
        return dict(held.values_list("lecturer").annotate(periods=Sum("periods")))

    def _keys(self, span) -> set[str]:
        """The half-days of some days, within the draft's calendar."""
        first, last = max(span.starts_on, self.first), min(span.ends_on, self.last)
        slots = (span.slot,) if span.slot else SLOTS
        days = range((last - first).days + 1)
        return {half_day_key(first + ONE_DAY * number, slot) for number in days for slot in slots}

    # --- Classes and their meetings -------------------------------------------------------------------------------

    def _learners(self) -> dict[int, dict[int, int]]:
        """Who sits, or is accepted to sit, in each class: unit by person."""
        found: dict[int, dict[int, int]] = defaultdict(dict)
        proposed = Nomination.objects.proposed().filter(proposal=Nomination.Proposal.ACCEPT)
        for queryset in (proposed, Enrolment.objects.active()):
            rows = queryset.filter(training_class__in=self.classes).order_by()
            for held, person, unit in rows.values_list("training_class", "person", "unit"):
                found[held][person] = unit
        return found

    def _groups(self) -> Iterable[asked.Group]:
        used = defaultdict(set)
        for row in self.rows:
            if row.slot:
                used[row.training_class_id].add(row.slot)
        for pk, one in sorted(self.classes.items()):
            self.names[key("class", pk)] = one.code
            part_time = one.programme_facts.get("mode") == "part_time"
            slots = set(SLOTS if part_time else FULL_TIME) | used[pk]
            yield asked.Group(
                key("class", pk),
                self._size(one),
                one.opens_on,
                one.closes_on,
                tuple(slot for slot in SLOTS if slot in slots),
                weekends=part_time,
                day_max=value_on("training.periods_per_day", one.opens_on),
                place=one.place,
            )

    def _size(self, one: TrainingClass) -> int:
        """The seats the class needs: those of who is there, or of who may still come."""
        enrolled = len(self.learners[one.pk])
        return enrolled if one.status == TrainingClass.Status.OPEN else max(enrolled, one.capacity)

    def _needs(self) -> dict[int, list[ModuleNeed]]:
        needs = defaultdict(list)
        for need in ModuleNeed.objects.filter(module__in={row.module_id for row in self.rows if row.module_id}):
            needs[need.module_id].append(need)
        return needs

    def _meetings(self, needs: dict[int, list[ModuleNeed]]) -> Iterable[asked.Meeting]:
        declined = defaultdict(list)
        said_no = TeachingInvitation.objects.filter(state=TeachingInvitation.State.DECLINED)
        for meeting, lecturer in said_no.filter(meeting__draft_rows__draft=self.draft).values_list(
            "meeting", "lecturer"
        ):
            declined[meeting].append(key("lecturer", lecturer))
        orders = self._orders()
        for row in self.rows:
            one = self.classes[row.training_class_id]
            outside = row.module is not None and row.module.kind in WITHOUT_ROOM
            online = one.programme_facts.get("mode") == "online"
            size, stays = self._size(one), self._stays(row)
            self.names[key("row", row.pk)] = row.topic
            if row.module_id:
                self.names[key("module", row.module_id)] = row.topic
            yield asked.Meeting(
                key("row", row.pk),
                key("class", one.pk),
                key("module", row.module_id) if row.module_id else "",
                orders[row.pk],
                row.periods,
                needs_room=bool(row.room_id) if stays else not (outside or online) or bool(row.room_id),
                kinds=() if outside or online else tuple(map(str, INDOORS)),
                equipment=tuple(
                    (need.kind, max(size, 1) if need.for_each_learner else 1) for need in needs.get(row.module_id, ())
                ),
                needs_lecturer=bool(row.lecturer_id) if stays else not outside or bool(row.lecturer_id),
                declined=tuple(declined[row.meeting_id]),
                first=max(one.opens_on, self.begins) if one.opens_on < self.begins <= one.closes_on else None,
                locked=_standing(row) if stays else None,
                published=_published(row),
            )

    def _stays(self, row: DraftMeeting) -> bool:
        if row.date is None:
            return False
        outside = self.only is not None and row.training_class_id not in self.only
        return row.is_locked or row.date < self.begins or outside or self.keep_placed

    def _orders(self) -> dict[int, int]:
        """The place of each row in the programme of its class; a row without a module goes with the one before it."""
        of_class = defaultdict(list)
        for row in self.rows:
            of_class[row.training_class_id].append(row)
        orders: dict[int, int] = {}
        for rows in of_class.values():
            paths = sorted({row.module.path for row in rows if row.module is not None})
            number = {path: place for place, path in enumerate(paths, start=1)}
            before = 0
            for row in sorted(rows, key=lambda row: (row.date or date.max, SLOTS.index(row.slot) if row.slot else 0)):
                before = number[row.module.path] if row.module is not None else before
                orders[row.pk] = before
        return orders

    # --- People and units -----------------------------------------------------------------------------------------

    def _people(self) -> tuple[asked.Person, ...]:
        """Those who sit in several classes."""
        sits = defaultdict(list)
        for held, people in sorted(self.learners.items()):
            for person in people:
                sits[person].append(key("class", held))
        several = {person: tuple(groups) for person, groups in sorted(sits.items()) if len(groups) > 1}
        for pk, name in Person.objects.filter(pk__in=several).values_list("pk", "full_name"):
            self.names[key("person", pk)] = name
        return tuple(asked.Person(key("person", person), groups) for person, groups in several.items())

    def _cover(self) -> Iterable[asked.CoverSet]:
        """The leaders of each unit who study this year, with the classes during which they hold the office."""
        sits = defaultdict(list)
        for held, people in self.learners.items():
            for person in people:
                sits[person].append(self.classes[held])
        units = {unit for people in self.learners.values() for unit in people.values()}
        by_unit = defaultdict(list)
        for office in offices_of_cover(units, self.first, self.last):
            by_unit[office.unit_id].append(office)
        reference = min(max(self.begins, self.first), self.last)
        for unit, offices in sorted(by_unit.items()):
            self.names[key("unit", unit)] = offices[0].unit.name
            for group in cover_groups(reference):
                of_group = [office for office in offices if office.title.code in group.posts]
                groups = defaultdict(set)
                for office in of_group:
                    for one in sits.get(office.person_id, ()):
                        if office.is_valid_on(one.opens_on) or office.is_valid_on(one.closes_on):
                            groups[office.person_id].add(key("class", one.pk))
                holders = len({office.person_id for office in of_group if office.is_valid_on(reference)})
                most_away = holders - group.must_stay(holders)
                if len(groups) > most_away > 0:
                    names = {office.person_id: office.person.full_name for office in of_group}
                    self.names |= {key("person", person): names[person] for person in groups}
                    leaders = [
                        asked.Person(key("person", pk), tuple(sorted(held))) for pk, held in sorted(groups.items())
                    ]
                    yield asked.CoverSet(key("unit", unit), tuple(leaders), most_away)

    def _duties(self) -> Iterable[asked.Duty]:
        of_unit = defaultdict(set)
        for held, people in self.learners.items():
            for unit in people.values():
                of_unit[unit].add(key("class", held))
        for duty in DutyPeriod.objects.between(self.first, self.last).order_by("pk").select_related("unit"):
            groups = tuple(sorted(of_unit[duty.unit_id])) if duty.unit_id else ()
            if duty.unit_id and not groups:
                continue
            self.names[key("duty", duty.pk)] = f"{duty.title}, {duty.place}"
            half_days = tuple(sorted(self._keys(duty)))
            place = key("unit", duty.unit_id) if duty.unit_id else ""
            if duty.unit:
                self.names[place] = duty.unit.name
            yield asked.Duty(key("duty", duty.pk), half_days, groups, place, duty.blocks)

    def _rules(self) -> tuple[asked.Rule, ...]:
        """A rule that says nothing on the screens is not asked of the planner either."""
        rules = []
        for code, setting in settings_on(self.first).items():
            is_on = setting.is_on and (not RULES[code].is_hard or setting.level != Level.IGNORE)
            rules.append(asked.Rule(code, is_on, setting.weight or (1 if RULES[code].is_hard else 0)))
        return tuple(rules)


ROW_FIELDS = (
    *("draft", "meeting", "training_class", "module", "topic", "periods", "date", "slot", "room", "lecturer"),
    *("is_locked", "is_removed", "revision", "base", "last_edit", "module__path", "module__kind", "last_edit__kind"),
)
CLASS_FIELDS = ("code", "status", "opens_on", "closes_on", "place", "capacity", "programme_facts")


def _standing(row: DraftMeeting) -> Placement:
    return Placement(
        half_day_key(row.date, row.slot),
        key("room", row.room_id) if row.room_id else "",
        key("lecturer", row.lecturer_id) if row.lecturer_id else "",
    )


def _published(row: DraftMeeting) -> Placement | None:
    """Where the meeting is outside the draft, announced or only planned; a new one where somebody has put it by hand.

    To go elsewhere has a price.
    """
    base = row.base
    if base.get("status") not in (ClassMeeting.Status.PUBLISHED, ClassMeeting.Status.PLANNED):
        by_hand = row.date is not None and row.last_edit is not None and row.last_edit.kind in BY_HAND
        return _standing(row) if by_hand else None
    return Placement(
        half_day_key(date.fromisoformat(base["date"]), base["slot"]),
        key("room", base["room"]) if base["room"] else "",
        key("lecturer", base["lecturer"]) if base["lecturer"] else "",
    )
