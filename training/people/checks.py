"""What cannot be right about a person or an office: pairs of field and sentence, for the caller to refuse or report."""

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from curriculum.clock.time import today
from training.people.models import PositionTitle
from training.regulations.queries import value_on
from training.units.models import Unit

OLDEST_BIRTH = date(1900, 1, 1)
_STAFF_CODE = re.compile(r"[\w./-]{1,30}", re.ASCII)
_NAME = re.compile(r"[^\W\d_]+(?:['’.-]?[^\W\d_]+)*\.?(?: [^\W\d_]+(?:['’.-]?[^\W\d_]+)*\.?)*")


def person_problems(staff_code: str, full_name: str, birth_date: date | None) -> Iterator[tuple[str, str]]:
    if not _STAFF_CODE.fullmatch(staff_code):
        yield "staff_code", _("A staff code has at most 30 letters without marks, digits, dots, dashes or slashes.")
    if not _NAME.fullmatch(full_name) or len(full_name) > 120:
        yield "full_name", _("“%(name)s” is no name of a person.") % {"name": full_name[:60]}
    elif max(map(len, full_name.split(" "))) > 40:
        yield "full_name", _("A part of the name is longer than 40 letters.")
    if birth_date and not OLDEST_BIRTH <= birth_date <= today():
        yield "birth_date", _("Nobody here was born on %(day)s.") % {"day": _shown(birth_date)}


def office_problems(
    birth_date: date | None,
    unit: Unit,
    title: PositionTitle,
    valid_from: date,
    valid_to: date | None,
    least_age: int | None = None,
) -> Iterator[tuple[str, str]]:
    """Why somebody born on ``birth_date`` cannot have held the office on these days.

    ``least_age`` spares whoever asks thousands of times the look-up of ``people.office_min_age``.
    """
    if valid_to and valid_to < valid_from:
        yield "valid_to", _("The last day cannot come before the first.")
        return
    if birth_date:
        yield from age_problems(birth_date, valid_from, least_age or value_on("people.office_min_age"))
    if not unit.is_valid_on(valid_from):
        yield (
            "unit",
            _("%(unit)s did not exist on %(day)s (it existed %(span)s).")
            % {
                "unit": unit.name,
                "day": _shown(valid_from),
                "span": _span(unit),
            },
        )
    elif unit.valid_to and (valid_to is None or valid_to > unit.valid_to):
        yield (
            "valid_to",
            _("%(unit)s ended on %(day)s, so the office there ended by that day.")
            % {
                "unit": unit.name,
                "day": _shown(unit.valid_to),
            },
        )
    if not title.is_valid_on(valid_from):
        yield "title", _("There was no title “%(title)s” on %(day)s.") % {"title": title, "day": _shown(valid_from)}


def age_problems(birth_date: date, valid_from: date, least: int) -> Iterator[tuple[str, str]]:
    """Why an office from ``valid_from`` on is too early in a life; ``least`` is the age in completed years."""
    if valid_from <= birth_date:
        yield "valid_from", _("The office begins on %(day)s, before the person was born.") % {"day": _shown(valid_from)}
        return
    had_birthday = (valid_from.month, valid_from.day) >= (birth_date.month, birth_date.day)
    age = valid_from.year - birth_date.year - (not had_birthday)
    if age < least:
        yield (
            "valid_from",
            _("On %(day)s the person was %(age)d; an office is held from the age of %(least)d.")
            % {
                "day": _shown(valid_from),
                "age": age,
                "least": least,
            },
        )


def _span(unit: Unit) -> str:
    if unit.valid_to is None:
        return _("from %(first)s on") % {"first": _shown(unit.valid_from)}
    return _("from %(first)s to %(last)s") % {"first": _shown(unit.valid_from), "last": _shown(unit.valid_to)}


def _shown(day: date) -> str:
    return day.strftime("%d/%m/%Y")
