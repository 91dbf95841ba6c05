"""Where classes meet and who teaches them: rooms, lecturers, those who sign certificates."""

from dataclasses import dataclass

from certificates.designs.reference import load_designs
from certificates.models import Institution
from portal.city.careers import Careers
from portal.city.context import City
from portal.city.days import ONE_DAY, add_months
from portal.city.names import DrawnName, name_person
from portal.city.people import Population
from portal.city.places import SCHOOL, Places
from portal.city.writing import write
from training.models import Lecturer, Person, Position, Room

ADDRESS = "220 đường Láng, phường Đống Đa, Hà Nội"
ROOMS = (
    ("HT-A", "Hội trường A", Room.Kind.HALL, 250),
    ("HT-B", "Hội trường B", Room.Kind.HALL, 180),
    ("HT-C", "Hội trường C", Room.Kind.HALL, 120),
    *((f"P{number}", f"Phòng {number}", Room.Kind.CLASSROOM, 80) for number in (201, 202, 203, 301, 302, 303)),
    *((f"P{number}", f"Phòng {number}", Room.Kind.CLASSROOM, 45) for number in (401, 402, 403, 404)),
    ("MT-1", "Phòng máy tính 1", Room.Kind.COMPUTER, 100),
    ("MT-2", "Phòng máy tính 2", Room.Kind.COMPUTER, 45),
)
VISITING_AT_SCALE_1 = 36
DEGREES = ("ThS.", "ThS.", "TS.", "TS.", "PGS.TS.", "")
DEMO_DEGREE = "TS."


@dataclass
class School:
    """The rooms, the lecturers by kind, the institutions that issue, by code."""

    rooms: list[Room]
    lecturers: list[Lecturer]
    institutions: dict[str, Institution]
    demo_lecturer: Lecturer


def open_school(city: City, places: Places, population: Population, accounts: dict[str, Person]) -> School:
    """Make rooms and lecturers; name those who sign for the institutions."""
    dice = city.dice("school")
    rooms = [
        Room(code=code, name=name, kind=kind, capacity=seats, address=ADDRESS) for code, name, kind, seats in ROOMS
    ]
    write(rooms)
    demo = Lecturer(person=accounts["giangvien"], kind=Lecturer.Kind.STAFF, degree=DEMO_DEGREE)
    lecturers = [demo]
    for person in _holding(population, ("lecturer", "faculty_head"), SCHOOL):
        if person is not accounts["giangvien"]:
            lecturers.append(Lecturer(person=person, kind=Lecturer.Kind.STAFF, degree=dice.choice(DEGREES[:5])))
    heads = _holding(population, ("deputy_agency_head", "agency_head"), None)
    for person in dice.sample(heads, min(len(heads), max(6, round(VISITING_AT_SCALE_1 * city.scale)))):
        kind = dice.choice((Lecturer.Kind.VISITING, Lecturer.Kind.SPEAKER))
        lecturers.append(Lecturer(person=person, kind=kind, degree=dice.choice(DEGREES)))
    write(lecturers)
    return School(rooms, lecturers, _name_signatories(city, places, population, accounts["kyten"]), demo)


def _holding(population: Population, titles: tuple[str, ...], unit_code: str | None) -> list[Person]:
    return [
        office.person
        for office in population.offices
        if office.valid_to is None and office.title.code in titles and unit_code in (None, office.unit.code)
    ]


def _name_signatories(city: City, places: Places, population: Population, rector: Person) -> dict[str, Institution]:
    """The rector signs since he took office; before him his predecessor did. The Council's chairman is of the City."""
    school = places.agencies[SCHOOL]
    since = next(office.valid_from for office in population.offices if office.person is rector)
    former = Person(staff_code="MH900090", birth_date=add_months(city.day, -12 * 63), sex=Person.Sex.MALE)
    name_person(former, DrawnName("Lưu", "Đình", "Chiến"))
    former.save()
    careers = Careers(places, city.day, city.dice("rector"))
    first = add_months(city.day, -12 * 9).replace(day=1)
    office: Position = careers.hold(former, school, "school_rector", first, since - ONE_DAY)
    office.save()
    council = _holding(population, ("agency_head",), "VPUBND")[0]
    signatories = [
        {"institution": "LHP", "person": former, "title": "Hiệu trưởng", "valid_from": first},
        {"institution": "LHP", "person": rector, "title": "Hiệu trưởng", "valid_from": since},
        {"institution": "HDGDQPAN", "person": council, "title": "Chủ tịch Hội đồng", "valid_from": first},
    ]
    institutions = load_designs(signatories)
    institutions["LHP"].signatories.filter(person=former).update(valid_to=since - ONE_DAY)
    return institutions
