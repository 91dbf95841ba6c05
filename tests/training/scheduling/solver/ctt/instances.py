"""A week small enough to reckon by hand, and its timetables."""

SMALL = """Name: small
Courses: 3
Rooms: 2
Days: 2
Periods_per_day: 3
Curricula: 2
Constraints: 1

COURSES:
geo ann 2 2 30
alg bob 2 2 50
law ann 1 1 10

ROOMS:
big\t40
old\t20

CURRICULA:
first  2 geo alg
second 1 law

UNAVAILABILITY_CONSTRAINTS:
law 1 2

END.
"""

# alg sits 10 too many in the big room, twice; law is alone on its day in its curriculum; everything else is kept.
GOOD = """geo big 0 0
alg big 0 1
geo big 1 1
alg big 1 0
law old 0 2
"""
GOOD_COST = {"room_capacity": 20, "curriculum_compactness": 2}

# geo: its second line is skipped, so a lecture and a day (5) are missing. alg: at the same time and in the same room as
# geo, then in another room on the same day (5), 10 + 30 too many. law: not available there.
BAD = """geo big 0 0
geo old 0 0
alg big 0 0
alg old 0 2
law old 1 2
"""
BAD_COST = {
    "lectures": 1,
    "conflicts": 1,
    "availability": 1,
    "room_occupation": 1,
    "room_capacity": 40,
    "min_working_days": 10,
    "curriculum_compactness": 2 * (2 + 1 + 1),
    "room_stability": 1,
}
