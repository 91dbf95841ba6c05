"""Which offices there are to fill in a commune, an agency and the school, in the order in which they are filled."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, cycle, repeat

from training.models import Person

Category = Person.StaffCategory


@dataclass(frozen=True)
class Seat:
    """An office, and who is likely to hold it: ages on the day of loading, share of women, share from elsewhere."""

    title: str
    ages: tuple[int, int]
    women: float
    from_elsewhere: float
    category: str = Category.CIVIL_SERVANT
    rank: str = "staff"  # leader, division or staff: what the career before it looks like


def _leader(title: str, ages: tuple[int, int], women: float, from_elsewhere: float) -> Seat:
    return Seat(title, ages, women, from_elsewhere, Category.CADRE, "leader")


def _division(title: str, ages: tuple[int, int] = (33, 56), women: float = 0.4) -> Seat:
    return Seat(title, ages, women, 0.25, rank="division")


SECRETARY = _leader("party_secretary", (41, 56), 0.18, 0.6)
COUNCIL_CHAIRMAN = _leader("council_chairman", (42, 57), 0.25, 0.3)
LEADERS = (
    SECRETARY,
    _leader("standing_deputy_secretary", (39, 56), 0.28, 0.35),
    _leader("pc_chairman", (38, 55), 0.2, 0.5),
    _leader("pc_vice_chairman", (35, 54), 0.28, 0.3),
    _leader("pc_vice_chairman", (35, 54), 0.28, 0.3),
    _leader("council_vice_chairman", (38, 56), 0.38, 0.25),
    _leader("front_chairman", (40, 56), 0.38, 0.2),
    _leader("inspection_head", (37, 55), 0.32, 0.3),
)
DIVISIONS = (
    _division("party_building_head"),
    _division("office_chief"),
    _division("division_head"),
    _division("division_head"),
    _division("service_centre_director", (34, 55)),
    _division("deputy_division_head", (30, 52)),
    _division("deputy_division_head", (30, 52)),
    _division("deputy_office_chief", (30, 52)),
    _division("deputy_party_building_head", (30, 52)),
    _division("deputy_inspection_head", (32, 54)),
    _division("front_vice_chairman", (30, 55), 0.5),
    _division("women_union_chairman", (32, 52), 1.0),
    _division("youth_union_secretary", (26, 34), 0.45),
    _division("farmers_chairman", (38, 56), 0.25),
    _division("veterans_chairman", (48, 58), 0.02),
)
SPECIALIST = Seat("specialist", (25, 56), 0.52, 0.2)
YOUNG = Seat("specialist", (24, 34), 0.5, 0.45)
PRINCIPAL = Seat("principal_specialist", (36, 57), 0.48, 0.25)

AGENCY_LEADERS = (
    _leader("agency_head", (45, 58), 0.2, 0.5),
    _leader("deputy_agency_head", (40, 57), 0.28, 0.5),
    _division("division_head", (36, 56)),
    YOUNG,
)
AGENCY_STAFF = (
    _division("deputy_division_head", (31, 53)),
    YOUNG,
    SPECIALIST,
    _division("division_head", (36, 56)),
    YOUNG,
    YOUNG,
    SPECIALIST,
    PRINCIPAL,
    _division("deputy_division_head", (31, 53)),
    SPECIALIST,
    SPECIALIST,
)
LECTURER = Seat("lecturer", (28, 57), 0.5, 0.4, Category.PUBLIC_EMPLOYEE)
SCHOOL_LEADERS = (
    _leader("deputy_school_rector", (42, 57), 0.3, 0.4),
    _division("faculty_head", (38, 57), 0.45),
    _division("faculty_head", (38, 57), 0.45),
    *repeat(LECTURER, 9),
)


def commune_staff() -> Iterator[Seat]:
    """Offices below the leaders of a commune: divisions first, then specialists without end."""
    return chain(DIVISIONS, cycle((SPECIALIST, SPECIALIST, YOUNG, PRINCIPAL, SPECIALIST)))


def agency_staff() -> Iterator[Seat]:
    return cycle(AGENCY_STAFF)


def school_staff() -> Iterator[Seat]:
    return cycle((LECTURER, LECTURER, SPECIALIST))
