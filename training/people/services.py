"""Adding and changing people, and the offices they hold. Every change is logged with what was before."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.vietnamese.text import fold, nfc
from training.errors import InvalidInput, NotAllowed, WrongState
from training.people.checks import office_problems, person_problems
from training.people.models import Person, Position, PositionTitle
from training.signals import duties_changed
from training.units.models import Unit

CHANGEABLE = (
    "full_name",
    "birth_date",
    "sex",
    "staff_category",
    "political_theory_level",
    "native_place",
    "native_place_text",
    "birth_place",
    "residence",
    "email",
    "phone",
)


class PossibleDuplicate(InvalidInput):
    """Somebody of the same name and birth date is known; the caller may insist that this is another person."""


@transaction.atomic
def create_person(
    *, staff_code: str, full_name: str, birth_date: date, by, is_namesake: bool = False, **facts: Any
) -> Person:
    """Add a person. The staff code is the key; the same person a second time is returned as he is.

    Raises ``PossibleDuplicate`` for a second code with the same name and birth date (unless ``is_namesake``),
    ``InvalidInput`` for a code that names somebody else, ``NotAllowed``.
    """
    _refuse_unless_office(by)
    staff_code, full_name = nfc(staff_code), nfc(full_name)
    known = Person.objects.select_for_update().filter(staff_code=staff_code).first()
    if known:
        if (fold(known.full_name), known.birth_date) == (fold(full_name), birth_date):
            return known
        raise InvalidInput(
            _("The staff code %(code)s belongs to %(name)s. Nobody was added.")
            % {"code": staff_code, "name": known.full_name}
        )
    _refuse(person_problems(staff_code, full_name, birth_date))
    if not is_namesake:
        _refuse_same_person(full_name, birth_date)
    person = Person(staff_code=staff_code, full_name=full_name, birth_date=birth_date)
    _set(person, facts)
    person.save()
    log(person, "training.person.create", user=by, data={"staff_code": staff_code})
    return person


@transaction.atomic
def change_person(person: Person, *, by, **facts: Any) -> Person:
    """Change facts about a person (not the staff code, which is the key). Raises ``NotAllowed``, ``InvalidInput``."""
    _refuse_unless_office(by)
    person = Person.objects.select_for_update().get(pk=person.pk)
    before = {name: str(getattr(person, name) or "") for name in facts if name in CHANGEABLE}
    _set(person, facts)
    _refuse(person_problems(person.staff_code, nfc(person.full_name), person.birth_date))
    _refuse_offices_too_early(person)
    changed = {name: old for name, old in before.items() if str(getattr(person, name) or "") != old}
    if changed:
        person.save()
        after = {name: str(getattr(person, name) or "") for name in changed}
        log(person, "training.person.change", user=by, data={"before": changed, "after": after})
    return person


@transaction.atomic
def begin_position(
    person: Person,
    unit: Unit,
    title: PositionTitle,
    valid_from: date,
    *,
    by,
    valid_to: date | None = None,
    is_concurrent: bool = False,
    is_acting: bool = False,
    decision_number: str = "",
) -> Position:
    """Let a person hold an office from a day on. The same office from the same day is returned as it is.

    Raises ``InvalidInput`` before birth or the least age, outside the days of the unit or title, or when the person
    holds this office already; ``NotAllowed``.
    """
    _refuse_unless_office(by)
    person = Person.objects.select_for_update().get(pk=person.pk)
    same = Position.objects.filter(person=person, unit=unit, title=title)
    if found := same.filter(valid_from=valid_from).first():
        return found
    _refuse(office_problems(person.birth_date, unit, title, valid_from, valid_to))
    overlapping = same.filter(valid_from__lte=valid_to or date.max).exclude(valid_to__lt=valid_from).first()
    if overlapping:
        raise InvalidInput(
            _("%(name)s holds this office already since %(day)s. Nothing was added.")
            % {"name": person.full_name, "day": overlapping.valid_from.strftime("%d/%m/%Y")}
        )
    position = Position.objects.create(
        person=person,
        unit=unit,
        title=title,
        valid_from=valid_from,
        valid_to=valid_to,
        is_concurrent=is_concurrent,
        is_acting=is_acting,
        decision_number=nfc(decision_number),
    )
    data = {"office": str(position), "from": str(valid_from), "to": str(valid_to or "")}
    log(person, "training.position.begin", user=by, data=data)
    transaction.on_commit(lambda: duties_changed.send(Position, people=[person.pk]))
    return position


@transaction.atomic
def end_position(position: Position, last_day: date, *, by) -> Position:
    """End an office: ``last_day`` is the last on which it is held. Raises ``WrongState``, ``InvalidInput``."""
    _refuse_unless_office(by)
    position = Position.objects.select_for_update(of=("self",)).select_related("person").get(pk=position.pk)
    if position.valid_to == last_day:
        return position
    if position.valid_to is not None and position.valid_to < last_day:
        raise WrongState(_("This office ended on %(day)s already.") % {"day": position.valid_to.strftime("%d/%m/%Y")})
    if last_day < position.valid_from:
        raise InvalidInput(_("The last day cannot come before the first."))
    position.valid_to = last_day
    position.save(update_fields=["valid_to"])
    log(position.person, "training.position.end", user=by, data={"office": str(position), "to": str(last_day)})
    transaction.on_commit(lambda: duties_changed.send(Position, people=[position.person_id]))
    return position


def move_person(position: Position, unit: Unit, title: PositionTitle, valid_from: date, *, by, **facts) -> Position:
    """A person leaves one office for another: the old one ends the day before the new one begins."""
    with transaction.atomic():
        end_position(position, valid_from - timedelta(days=1), by=by)
        return begin_position(position.person, unit, title, valid_from, by=by, **facts)


def _refuse_unless_office(by) -> None:
    if not by.has_perm("training.change_person"):
        raise NotAllowed(_("Only the training office and the Organisation Committee keep people's records."))


def _refuse(problems) -> None:
    sentences = [sentence for _field, sentence in problems]
    if sentences:
        raise InvalidInput(" ".join(sentences))


def _refuse_same_person(full_name: str, birth_date: date) -> None:
    for other in Person.objects.filter(birth_date=birth_date, search_name=fold(full_name)):
        raise PossibleDuplicate(
            _("%(name)s, born on %(day)s, is known as %(code)s. Confirm that this is another person of the same name.")
            % {"name": other.full_name, "day": birth_date.strftime("%d/%m/%Y"), "code": other.staff_code}
        )


def _refuse_offices_too_early(person: Person) -> None:
    for position in person.positions.select_related("unit", "title"):
        problems = office_problems(person.birth_date, position.unit, position.title, position.valid_from, None)
        _refuse(problem for problem in problems if problem[0] == "valid_from")


def _set(person: Person, facts: dict[str, Any]) -> None:
    unknown = set(facts) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"A person has no changeable {', '.join(sorted(unknown))}.")
    for name, value in facts.items():
        setattr(person, name, nfc(value) if isinstance(value, str) else value)
