"""What the school plans with: equipment, modules of lecturers, their weeks, invitations, duties of the units."""

from datetime import date, timedelta

from curriculum.models import ModulePage, ProgrammePage
from portal.city.context import City
from portal.city.courses import DAYS_AHEAD, Course
from portal.city.days import working_day_on_or_after
from portal.city.learners import moment
from portal.city.places import TWO_LEVELS, Places
from portal.city.school import ADDRESS, School
from portal.city.writing import write
from training.models import (
    AvailabilityException,
    ClassMeeting,
    DutyPeriod,
    LoadLimit,
    ModuleNeed,
    RegulatedValue,
    Room,
    RoomEquipment,
    TaughtModule,
    TeachingInvitation,
    TravelTime,
    WeeklyAvailability,
)
from training.people.leading import COVER_POSTS
from training.regulations.queries import forget_cached_values
from training.scheduling.travel.queries import pair_of

State = TeachingInvitation.State
ASKED_DAYS = 45  # meetings within these days were asked for
BUSY = (
    "Tham gia đoàn khảo sát của Thành ủy.",
    "Trùng lịch hội thảo khoa học cấp thành phố.",
    "Đi công tác tỉnh ngoài.",
)


WAYS = (  # places where classes meet outside the school, and the minutes to get there
    ("Trung tâm chính trị Ba Vì, xã Quảng Oai", 95),
    ("Trung tâm chính trị Sóc Sơn, xã Sóc Sơn", 70),
    ("Trung tâm chính trị Sơn Tây, phường Sơn Tây", 75),
    ("Trung tâm chính trị Hà Đông, phường Hà Đông", 35),
)


def _order_modules() -> None:
    """Whoever leads a commune learns to listen to people before learning to speak to the press."""
    modules = ModulePage.objects.filter(path__startswith=ProgrammePage.objects.with_code("CTX").get().path)
    press, people = modules.get(slug="chuyen-de-10"), modules.get(slug="chuyen-de-7")
    press.prerequisites.add(people)
    press.save()


def equip(city: City, places: Places, school: School) -> None:
    """Rooms with what stands in them, and the duties of the coming weeks."""
    write([row for room in school.rooms for row in _equipment_of(room)])
    write([_way(place, minutes) for place, minutes in WAYS])
    _order_modules()
    computing = ModulePage.objects.filter(title__icontains="kỹ năng số").order_by("path")
    write([ModuleNeed(module=module, kind="computers", for_each_learner=True) for module in computing])
    first = working_day_on_or_after(city.day + timedelta(days=12))
    planned = (city.day + timedelta(days=DAYS_AHEAD)).year  # the year that is being planned
    plan = "Kế hoạch 214/KH-UBND ngày 02/11/2026"
    duties = [
        DutyPeriod(
            unit=places.demo_commune,
            kind=DutyPeriod.Kind.COUNCIL,
            title="Kỳ họp thường lệ cuối năm của HĐND xã",
            starts_on=first,
            ends_on=first + timedelta(days=1),
            legal_basis="Giấy triệu tập 18/GTT-HĐND",
        ),
        DutyPeriod(
            kind=DutyPeriod.Kind.COUNCIL,
            title="Kỳ họp cuối năm của HĐND Thành phố",
            starts_on=first + timedelta(days=7),
            ends_on=first + timedelta(days=9),
            legal_basis=plan,
        ),
        DutyPeriod(
            kind=DutyPeriod.Kind.CONGRESS,
            title="Hội nghị tổng kết năm của Thành ủy",
            starts_on=first + timedelta(days=14),
            ends_on=first + timedelta(days=14),
            legal_basis="Chương trình công tác năm của Thành ủy",
            blocks=True,
        ),
        DutyPeriod(
            kind=DutyPeriod.Kind.COUNCIL,
            title="Kỳ họp giữa năm của HĐND Thành phố",
            starts_on=date(planned, 7, 6),
            ends_on=date(planned, 7, 8),
            legal_basis="Dự kiến chương trình công tác năm của HĐND Thành phố",
            blocks=True,
        ),
        DutyPeriod(
            kind=DutyPeriod.Kind.FLOOD,
            title="Trực phòng, chống lụt, bão cao điểm",
            starts_on=date(planned, 8, 16),
            ends_on=date(planned, 8, 20),
            legal_basis="Phương án phòng, chống thiên tai của Thành phố",
        ),
    ]
    for duty in duties:
        duty.added_at = moment(city.day - timedelta(days=10), 9)
    write(duties)


def keep_leaders_at_home() -> None:
    """Since the communes have two levels, the school also keeps two of a chairman and his deputies in their office."""
    before = RegulatedValue.objects.get(key=COVER_POSTS, valid_to=None)
    before.valid_to = TWO_LEVELS - timedelta(days=1)
    before.save()
    RegulatedValue.objects.create(
        key=COVER_POSTS,
        value=[*before.value, {"posts": ["pc_chairman", "pc_vice_chairman"], "stay": 2}],
        valid_from=TWO_LEVELS,
        legal_basis="Quy chế quản lý đào tạo của trường (dữ liệu minh họa)",
        note=before.note,
    )
    forget_cached_values()


def engage(city: City, school: School, courses: list[Course]) -> None:
    """Lecturers may teach what they have taught, are free in their weeks, and were asked for what comes."""
    dice = city.dice("lecturers")
    meetings = [meeting for course in courses for meeting in course.meetings if meeting.lecturer]
    taught = {(meeting.lecturer_id, meeting.module_id) for meeting in meetings if meeting.module_id}
    write([TaughtModule(lecturer_id=lecturer, module_id=module) for lecturer, module in sorted(taught)])
    busy = {(meeting.lecturer_id, meeting.date.weekday(), meeting.slot) for meeting in meetings}
    weeks, away = [], []
    for lecturer in school.lecturers:
        for weekday in range(5):
            for slot in ("morning", "afternoon"):
                if (lecturer.pk, weekday, slot) in busy or dice.random() < 0.8:
                    weeks.append(WeeklyAvailability(lecturer=lecturer, weekday=weekday, slot=slot))
        if dice.random() < 0.25 or lecturer is school.demo_lecturer:
            day = city.day + timedelta(days=dice.randrange(60, 110))
            away.append(
                AvailabilityException(
                    lecturer=lecturer, starts_on=day, ends_on=day + timedelta(days=2), reason=dice.choice(BUSY)
                )
            )
    write(weeks)
    write(away)
    demo = school.demo_lecturer
    first = city.day.replace(month=1, day=1)
    basis = "Quyết định phân công năm học"
    write([LoadLimit(lecturer=demo, valid_from=first, week=24, month=80, year=320, legal_basis=basis)])
    _ask(city, school, meetings)


def _ask(city: City, school: School, meetings: list[ClassMeeting]) -> None:
    """Most have accepted, some have not answered, a few declined; the demonstration's lecturer has some to answer."""
    dice = city.dice("invitations")
    batches: dict[tuple[int, int], object] = {}
    rows, left = [], 4
    last = city.day + timedelta(days=ASKED_DAYS)
    asked_at, answered_at = moment(city.day - timedelta(days=6), 9), moment(city.day - timedelta(days=4), 15)
    for meeting in sorted(meetings, key=lambda one: (one.date, one.slot, str(one.uid))):
        if not city.day < meeting.date <= last or meeting.status == ClassMeeting.Status.CANCELLED:
            continue
        state = dice.choices((State.ACCEPTED, State.PENDING, State.DECLINED), (80, 15, 5))[0]
        if meeting.lecturer_id == school.demo_lecturer.pk:
            to_answer = left > 0 and meeting.date > city.day + timedelta(days=2)
            state = State.PENDING if to_answer else State.ACCEPTED
            left -= to_answer
        key = (meeting.training_class_id, meeting.lecturer_id)
        if key not in batches:
            batches[key] = city.identifier(dice)
        rows.append(
            TeachingInvitation(
                meeting=meeting,
                lecturer=meeting.lecturer,
                batch=batches[key],
                state=state,
                invited_at=asked_at,
                answered_at=None if state == State.PENDING else answered_at,
                reason=dice.choice(BUSY) if state == State.DECLINED else "",
            )
        )
    write(rows)


def _equipment_of(room: Room):
    yield RoomEquipment(room=room, kind="projector", quantity=2 if room.kind == Room.Kind.HALL else 1)
    if room.kind == Room.Kind.HALL:
        yield RoomEquipment(room=room, kind="microphones", quantity=6)
        yield RoomEquipment(room=room, kind="speakers", quantity=4)
    if room.kind == Room.Kind.COMPUTER:
        yield RoomEquipment(room=room, kind="computers", quantity=room.capacity)
    if room.kind == Room.Kind.CLASSROOM:
        yield RoomEquipment(room=room, kind="boards", quantity=4)


def _way(place: str, minutes: int) -> TravelTime:
    one, two = pair_of(ADDRESS, place)
    return TravelTime(
        place=one, other_place=two, minutes=minutes, valid_from=date(2026, 1, 1), basis="Đo lúc 11 giờ 30 ngày làm việc"
    )
