"""The classes of five years: when each programme ran, how large, in which rooms, taught by whom."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from curriculum.models import ProgrammePage
from portal.city.context import City
from portal.city.days import moment, working_day_on_or_after
from portal.city.school import ADDRESS, School
from portal.city.timetable import Bookings, HalfDay, half_days, hours, spend_periods
from portal.city.writing import write
from training.cohorts.facts import programme_facts
from training.cohorts.naming import class_code, class_name, intake
from training.models import Assessment, ClassMeeting, Enrolment, Lecturer, Nomination, Person, Room, TrainingClass, Unit
from training.regulations.queries import value_on

Status = TrainingClass.Status
YEARS_BACK = 4
DAYS_AHEAD = 120
CALL_DAYS = 60  # a class is announced about two months before it opens
SLACK_HALF_DAYS = 6  # a class without a timetable yet has some days more than it needs
ANNOUNCED_DAYS = 14  # its timetable is published two weeks before
REVIEW_DAYS = 14  # and its results are recognised within two weeks
MIX = {  # programme: classes a year and learners a class, at scale 1
    "BTX": (3, 65),
    "CTX": (4, 65),
    "LDP": (14, 70),
    "NCX": (6, 50),
    "CNKT": (5, 70),
    "NVCTD": (14, 140),
    "CDS": (12, 85),
    "QPAN3": (8, 85),
    "KNLD": (6, 36),
    "TLC": (2, 35),
    "NHD": (3, 25),
}
SMALLEST = 9
IN_THE_FIELD = ("field_study",)


@dataclass
class Programme:
    """A programme and what every class of it repeats."""

    page: ProgrammePage
    facts: dict

    @property
    def code(self) -> str:
        return self.facts["code"]


@dataclass(frozen=True)
class Told:
    """What the story says of one learner; the rest is drawn. ``absent``: meetings by order number."""

    talent: float
    resits: bool = True
    absent: tuple[int, ...] = ()
    late: tuple[int, ...] = ()


@dataclass
class Course:
    """A class with all that hangs on it, while it is being made."""

    row: TrainingClass
    programme: Programme
    size: int
    meetings: list[ClassMeeting] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    nominations: list[Nomination] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)
    story: str = ""
    told: dict[int, Told] = field(default_factory=dict)
    valid_months: int = 0


@dataclass(frozen=True)
class Wish:
    """What a class should be; ``story`` names those whose people and results are told, not drawn."""

    programme: str
    opens_on: date
    size: int
    story: str = ""
    lecturer: Lecturer | None = None
    lecturer_from: date | None = None
    status: str = ""
    capacity: int = 0
    is_timetabled: bool = True


def programmes() -> dict[str, Programme]:
    """The programmes by code, each with the facts its classes keep."""
    return {page.code: Programme(page, programme_facts(page)) for page in ProgrammePage.objects.live().order_by("code")}


class Planner:
    """Turns wishes into classes with meetings that clash with nothing."""

    def __init__(self, city: City, school: School, organiser: Unit, supervisor: Person):
        self.city, self.school, self.organiser, self.supervisor = city, school, organiser, supervisor
        self.programmes = programmes()
        self.bookings = Bookings(school.rooms, school.lecturers)
        self.dice = city.dice("courses")
        self.per_half_day = value_on("training.periods_per_half_day", city.day)
        self.courses: list[Course] = []
        self.numbers: dict[tuple[str, int], int] = {}

    def plan(self, wish: Wish) -> Course:
        """One class; where no room is free it opens a week later."""
        programme = self.programmes[wish.programme]
        parts = list(spend_periods(programme.facts["modules"], self.per_half_day))
        times, room = self._find_room(wish, len(parts))
        row = self._row(wish, programme, times, room)
        if not wish.is_timetabled:
            parts, times = [], []
        course = Course(row, programme, wish.size, story=wish.story)
        course.assessments = [
            Assessment(training_class=row, order=order, **part)
            for order, part in enumerate(programme.facts["assessments"], start=1)
        ]
        course.meetings = list(self._meetings(row, parts, times, room, wish))
        self.courses.append(course)
        return course

    def write(self) -> None:
        """Number the classes of each programme and year in the order of their opening, then write everything."""
        for course in sorted(self.courses, key=lambda course: course.row.opens_on):
            self._number(course)
        write([course.row for course in self.courses])
        write([part for course in self.courses for part in course.assessments])
        write([meeting for course in self.courses for meeting in course.meetings])

    def _find_room(self, wish: Wish, count: int) -> tuple[list[HalfDay], Room | None]:
        if not wish.is_timetabled:
            return half_days(wish.opens_on, count + SLACK_HALF_DAYS), None
        kinds = (Room.Kind.COMPUTER,) if wish.programme == "CDS" else (Room.Kind.CLASSROOM, Room.Kind.HALL)
        start, room = wish.opens_on, None
        for week in range(6):
            start = working_day_on_or_after(wish.opens_on + timedelta(weeks=week))
            room = self.bookings.room_for(max(wish.size, wish.capacity), kinds, half_days(start, count))
            if room is not None or wish.story:
                break
        return half_days(start, count), room

    def _row(self, wish: Wish, programme: Programme, times: list[HalfDay], room: Room | None) -> TrainingClass:
        opens_on, closes_on = times[0][0], times[-1][0]
        capacity = wish.capacity or min(programme.page.class_size_max, max(10, -(-wish.size // 5) * 5))
        status = wish.status or self._status(opens_on, closes_on)
        decided = status not in (Status.PLANNED, Status.ENROLLING)
        return TrainingClass(
            programme=programme.page,
            programme_facts=programme.facts,
            opens_on=opens_on,
            closes_on=closes_on,
            nominate_until=opens_on - timedelta(days=10),
            confirm_by=opens_on - timedelta(days=10),
            confirmed_at=moment(opens_on - timedelta(days=12), 16, 30) if decided else None,
            place=f"{room.name}, {ADDRESS}" if room else ADDRESS,
            capacity=capacity,
            minimum=max(1, capacity // 2),
            status=status,
            organiser=self.organiser,
            supervisor=self.supervisor.user,
            opening_decision=f"{100 + len(self.courses)}/QĐ-TLHP" if decided else "",
        )

    def _number(self, course: Course) -> None:
        row, code = course.row, course.programme.code
        key = (code, row.opens_on.year)
        self.numbers[key] = number = self.numbers.get(key, 0) + 1
        row.code = class_code(code, row.opens_on.year, number)
        row.intake = intake(number, row.opens_on.year)
        row.name = class_name(course.programme.facts["title"], number, row.opens_on.year)

    def _status(self, opens_on: date, closes_on: date) -> str:
        day = self.city.day
        if opens_on > day:
            return Status.ENROLLING if opens_on <= day + timedelta(days=CALL_DAYS) else Status.PLANNED
        if closes_on >= day:
            return Status.OPEN
        return Status.CLOSING if closes_on >= day - timedelta(days=REVIEW_DAYS) else Status.CLOSED

    def _meetings(
        self,
        row: TrainingClass,
        parts: list[tuple[dict, int]],
        times: list[HalfDay],
        room: Room | None,
        wish: Wish,
    ) -> Iterator[ClassMeeting]:
        first = self.dice.randrange(len(self.school.lecturers))
        published = ClassMeeting.Status.PLANNED if row.status == Status.PLANNED else ClassMeeting.Status.PUBLISHED
        announced_on = min(row.opens_on - timedelta(days=ANNOUNCED_DAYS), self.city.day - timedelta(days=1))
        announced_at = hours(announced_on, ClassMeeting.Slot.AFTERNOON)[0]
        for (module, periods), time in zip(parts, times, strict=True):
            in_the_field = module["kind"] in IN_THE_FIELD
            starts_at, ends_at = hours(*time)
            teacher = None
            if not in_the_field:
                teacher = self._told_lecturer(wish, time) or self.bookings.lecturer_for(first + module["page"], time)
            yield ClassMeeting(
                training_class=row,
                module_id=module["page"],
                topic=module["title"],
                date=time[0],
                slot=time[1],
                starts_at=starts_at,
                ends_at=ends_at,
                periods=periods,
                room=None if in_the_field else room,
                lecturer=teacher,
                status=published,
                published_at=announced_at if published == ClassMeeting.Status.PUBLISHED else None,
                changed_at=announced_at,
                uid=self.city.identifier(self.dice),
            )

    def _told_lecturer(self, wish: Wish, time: HalfDay) -> Lecturer | None:
        if wish.lecturer is None or (wish.lecturer_from and time[0] < wish.lecturer_from):
            return None
        return wish.lecturer if self.bookings.take_lecturer(wish.lecturer, time) else None


def ordinary_wishes(city: City) -> Iterator[Wish]:
    """The classes of each programme in each year, spread over its working weeks.

    Those that open late in the year that is being planned have their dates, and no timetable yet.
    """
    dice = city.dice("wishes")
    last = city.day + timedelta(days=DAYS_AHEAD)
    for year in range(city.day.year - YEARS_BACK, last.year + 1):
        for programme, (classes, size) in MIX.items():
            expected = classes * city.scale
            recent = year >= city.day.year - 1
            count = max(1 if recent else 0, round(expected))
            for number in range(count):
                opens_on = date(year, 2, 20) + timedelta(days=round((number + dice.random()) * 280 / count))
                opens_on -= timedelta(days=opens_on.weekday())
                share = min(1.0, expected / count)
                if opens_on > last:
                    yield Wish(programme, opens_on, max(SMALLEST, round(size * share)), is_timetabled=False)
                else:
                    yield Wish(programme, opens_on, max(SMALLEST, round(size * share * dice.uniform(0.8, 1.05))))
