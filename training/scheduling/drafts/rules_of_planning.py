"""The rules of planning in people's words: name, sentence, level and weight to begin with.

The planner, the board, the single-meeting screens and the reports speak of them by these codes. How much each counts on
a day stands in ``RuleSetting``.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(models.TextChoices):
    """How a screen takes what a rule says, from the gentlest."""

    IGNORE = "ignore", pgettext_lazy("rule", "say nothing")
    WARN = "warn", pgettext_lazy("rule", "warn")
    JUSTIFY = "justify", pgettext_lazy("rule", "ask for a reason")
    BLOCK = "block", pgettext_lazy("rule", "forbid")


STRENGTH = {level: number for number, level in enumerate(Level)}


def gentler(one: Level, other: Level) -> Level:
    return min(one, other, key=STRENGTH.__getitem__)


@dataclass(frozen=True)
class Rule:
    """One rule. ``is_hard``: the planner never breaks it; a soft one costs its weight each time it bends.

    ``is_fixed``: nobody may lower it, for nothing can be in two places at once.
    """

    code: str
    name: Promise
    sentence: Promise
    is_hard: bool
    level: Level
    weight: int = 0
    is_fixed: bool = False


def _hard(code: str, name: Promise, sentence: Promise, level: Level, *, is_fixed: bool = False) -> Rule:
    return Rule(code, name, sentence, True, level, is_fixed=is_fixed)


def _soft(code: str, name: Promise, sentence: Promise, weight: int) -> Rule:
    return Rule(code, name, sentence, False, Level.IGNORE, weight)


RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in [
        _hard(
            "room",
            _("One class in a room"),
            _("A room holds one class in a half-day, and is in use."),
            Level.BLOCK,
            is_fixed=True,
        ),
        _hard(
            "lecturer",
            _("A lecturer in one place"),
            _("A lecturer teaches one class in a half-day."),
            Level.BLOCK,
            is_fixed=True,
        ),
        _hard(
            "class",
            _("A class in one place"),
            _("A class has one meeting in a half-day."),
            Level.BLOCK,
            is_fixed=True,
        ),
        _hard(
            "person",
            _("A trainee in one class"),
            _("Nobody has two classes in the same half-day."),
            Level.BLOCK,
            is_fixed=True,
        ),
        _hard(
            "window",
            _("Within the days of the class"),
            _("A class meets between its opening and its closing day."),
            Level.BLOCK,
            is_fixed=True,
        ),
        _hard(
            "capacity",
            _("A seat for everybody"),
            _("The room seats all who are enrolled; fewer seats than places of the class is a warning."),
            Level.BLOCK,
        ),
        _hard(
            "cover",
            _("Secretary and chairman never away together"),
            _("The secretary and the chairman of one unit never have class on the same day."),
            Level.BLOCK,
        ),
        _hard(
            "away",
            _("A lecturer who is away"),
            _("A lecturer does not teach on days marked as away."),
            Level.BLOCK,
        ),
        _hard(
            "room_closed",
            _("A room that is closed"),
            _("A room is not used on days on which it is closed."),
            Level.BLOCK,
        ),
        _hard(
            "duty",
            _("Duties of units and of the City"),
            _("No class meets during a duty that forbids it; other duties are a warning."),
            Level.BLOCK,
        ),
        _hard(
            "day_max",
            _("Not too many periods a day"),
            _("A class has no more teaching periods a day than the rule of the day says."),
            Level.JUSTIFY,
        ),
        _hard(
            "day_min",
            _("Not too few periods a day"),
            _("A day on which people travel to class holds at least one whole half-day."),
            Level.WARN,
        ),
        _hard(
            "room_kind",
            _("The right kind of room"),
            _("Practice at computers, field study and online meetings have a room of their kind."),
            Level.WARN,
        ),
        _hard(
            "equipment",
            _("Equipment the module needs"),
            _("The room has what the module needs, in the number needed."),
            Level.WARN,
        ),
        _hard(
            "module_order",
            _("Modules in their order"),
            _("The modules of a programme are taught in the order of the programme."),
            Level.WARN,
        ),
        _hard(
            "availability",
            _("The usual week of a lecturer"),
            _("A lecturer teaches in the half-days of the week named as free."),
            Level.WARN,
        ),
        _hard(
            "holiday",
            _("Public holidays"),
            _("No class meets on a public holiday or a day off."),
            Level.WARN,
        ),
        _hard("weekend", _("Weekends"), _("Classes meet on working days."), Level.WARN),
        _hard(
            "declined",
            _("A declined invitation"),
            _("A meeting is not given to a lecturer who has declined it."),
            Level.WARN,
        ),
        _hard(
            "load",
            _("The most periods of a lecturer"),
            _("A lecturer teaches no more periods a week, a month and a year than the rule or the own limit."),
            Level.WARN,
        ),
        _hard(
            "competence",
            _("Modules a lecturer may teach"),
            _("A lecturer teaches modules named as theirs."),
            Level.WARN,
        ),
        _hard(
            "travel",
            _("Time to travel"),
            _("A lecturer has the time for the way between two places in half-days that follow each other."),
            Level.BLOCK,
        ),
        _soft(
            "compact",
            _("Compact classes"),
            _("The meetings of a class follow each other without empty half-days and days."),
            4,
        ),
        _soft("room_changes", _("Few changes of room"), _("A class stays in one room where it can."), 2),
        _soft(
            "preference",
            _("Wishes of lecturers"),
            _("Lecturers teach in the half-days they prefer."),
            3,
        ),
        _soft(
            "balance",
            _("Load shared evenly"),
            _("Lecturers who may teach the same module teach about as much."),
            2,
        ),
        _soft(
            "spread",
            _("Absences of a unit spread out"),
            _("No unit has many of its people in class on the same day."),
            3,
        ),
        _soft(
            "published",
            _("Close to the published timetable"),
            _("What people were told stays as it is where it can."),
            5,
        ),
    ]
}
