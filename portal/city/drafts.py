"""The draft of the timetable of the year that is being planned: some classes placed by the office, the rest waiting."""

from collections import Counter, defaultdict
from datetime import date

from portal.city.accounts import user_of
from portal.city.context import City
from portal.city.courses import Planner
from portal.city.timetable import FULL_TIME, HalfDay
from training.models import DraftMeeting, DutyPeriod, Lecturer, Person, Room, TaughtModule, WeeklyAvailability
from training.regulations.queries import value_on
from training.scheduling.drafts.models import DraftEdit
from training.scheduling.drafts.services import Placement, apply_placements, open_draft
from training.scheduling.holidays import is_working_day
from training.scheduling.planning.demand import complete_draft

PLACED = 0.6  # of the classes without a timetable, the earliest first


class DraftStory:
    """What the office has placed so far, clashing with nothing."""

    def __init__(self, city: City, planner: Planner, accounts: dict[str, Person]):
        self.city, self.planner, self.office = city, planner, user_of(accounts["daotao"])
        self.teachers: dict[int | None, list[int]] = defaultdict(list)
        for lecturer, module in TaughtModule.objects.order_by("lecturer", "module").values_list("lecturer", "module"):
            self.teachers[module].append(lecturer)
        self.weeks = set(WeeklyAvailability.objects.values_list("lecturer", "weekday", "slot"))
        self.lecturers = {lecturer.pk: lecturer for lecturer in Lecturer.objects.all()}
        self.given: Counter[tuple] = Counter()
        duties = DutyPeriod.objects.filter(unit=None, blocks=True).values_list("starts_on", "ends_on")
        self.duties = list(duties)

    def tell(self) -> None:
        """Open the draft with what the programmes ask for, and place the earlier classes."""
        waiting = [course.row for course in self.planner.courses if not course.meetings]
        if not waiting:
            return
        draft = open_draft(max(row.opens_on.year for row in waiting), by=self.office)
        complete_draft(draft, by=self.office)
        rows: dict[int, list[DraftMeeting]] = defaultdict(list)
        for row in draft.meetings.filter(date=None).select_related("module", "training_class").order_by("pk"):
            rows[row.training_class_id].append(row)
        earliest = sorted(rows.values(), key=lambda several: (several[0].training_class.opens_on, several[0].pk))
        placements = [
            place for several in earliest[: round(PLACED * len(earliest))] for place in self._place_class(several)
        ]
        apply_placements(draft, placements, kind=DraftEdit.Kind.PLACE, by=self.office)

    def _place_class(self, rows: list[DraftMeeting]) -> list[Placement]:
        """The half-days of one class one after the other; those without room or lecturer wait."""
        held = rows[0].training_class
        times = self._times(held.opens_on, held.closes_on, len(rows))
        kinds = (Room.Kind.CLASSROOM, Room.Kind.HALL, Room.Kind.COMPUTER)
        room = self.planner.bookings.room_for(held.capacity, kinds, times)
        placed = []
        for row, (day, slot) in zip(rows, times, strict=False):
            outside = row.module is not None and row.module.kind == "field_study"
            lecturer = None if outside else self._lecturer(row, day, slot)
            if outside or (room and lecturer):
                placed.append(Placement(row.pk, day, slot, None if outside or room is None else room.pk, lecturer))
        return placed

    def _times(self, first: date, last: date, count: int) -> list[HalfDay]:
        found: list[HalfDay] = []
        day = first
        while day <= last and len(found) < count:
            if is_working_day(day) and not any(starts <= day <= ends for starts, ends in self.duties):
                found += [(day, str(slot)) for slot in FULL_TIME]
            day = date.fromordinal(day.toordinal() + 1)
        return found[:count]

    def _lecturer(self, row: DraftMeeting, day: date, slot: str) -> int | None:
        most = value_on("teaching.max_periods", day)
        for pk in self.teachers[row.module_id]:
            spans = (pk, day.isocalendar()[:2]), (pk, "month", day.month), (pk, "year")
            limits = (most["week"], most["month"], most["year"])
            full = any(self.given[span] + row.periods > limit for span, limit in zip(spans, limits, strict=True))
            if full or (pk, day.weekday(), slot) not in self.weeks:
                continue
            if self.planner.bookings.take_lecturer(self.lecturers[pk], (day, slot)):
                self.given.update(dict.fromkeys(spans, row.periods))
                return pk
        return None
