"""Exactly whom a release concerns: those whose own meetings change, each with which of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from training.nominations.models import Enrolment
from training.scheduling.drafts.changes import Change, changes_of
from training.scheduling.drafts.models import TimetableDraft
from training.scheduling.models import Lecturer

WHO = ("person__full_name", "person__user", "person__user__is_active", "person")


class Part(TextChoices):
    """What somebody is in a meeting."""

    LECTURER = "lecturer", pgettext_lazy("part", "lecturer")
    SUPERVISOR = "supervisor", pgettext_lazy("part", "class supervisor")
    TRAINEE = "trainee", pgettext_lazy("part", "trainee")


@dataclass
class Told:
    """One person, with the numbers of the changes that are his; ``user`` is empty for whoever has no account."""

    name: str
    user: int | None
    person: int | None
    parts: list[Part] = field(default_factory=list)
    changes: list[int] = field(default_factory=list)

    def add(self, part: Part, numbers: Sequence[int]) -> None:
        if part not in self.parts:
            self.parts.append(part)
        self.changes = sorted({*self.changes, *numbers})


def people_told(draft: TimetableDraft) -> list[Told]:
    """The people a release of the draft as it stands would tell, lecturers first, each once."""
    return people_of(changes_of(draft).changes)


def people_of(changes: Sequence[Change]) -> list[Told]:
    """The lecturers before and after, the active trainees and the supervisor of each class. Three queries.

    A change is known by its place in the list, from 1.
    """
    of_lecturer: dict[int, list[int]] = {}
    of_class: dict[int, list[int]] = {}
    supervisors: dict[int, list[int]] = {}
    for number, change in enumerate(changes, start=1):
        if not change.concerns_people:
            continue
        of_class.setdefault(change.row.training_class_id, []).append(number)
        for key in {change.before.get("lecturer"), change.after.get("lecturer")} - {None}:
            of_lecturer.setdefault(key, []).append(number)
        if change.row.training_class.supervisor_id:
            supervisors.setdefault(change.row.training_class.supervisor_id, []).append(number)
    people = _People()
    lecturers = Lecturer.objects.filter(pk__in=of_lecturer).order_by("person__sort_key", "pk")
    for key, *who in lecturers.values_list("pk", *WHO):
        people.known(*who).add(Part.LECTURER, of_lecturer[key])
    for user in get_user_model().objects.filter(pk__in=supervisors).select_related("person").order_by("pk"):
        person = getattr(user, "person", None)
        name = user.get_full_name() or user.get_username()
        people.known(name, user.pk, user.is_active, person.pk if person else None).add(
            Part.SUPERVISOR, supervisors[user.pk]
        )
    trainees = Enrolment.objects.active().filter(training_class__in=of_class).order_by("person__sort_key", "pk")
    for training_class, *who in trainees.values_list("training_class", *WHO):
        people.known(*who).add(Part.TRAINEE, of_class[training_class])
    return people.all


class _People:
    """Everybody once, whether met by account or by person."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], Told] = {}

    def known(self, name: str, user: int | None, is_active: bool | None, person: int | None) -> Told:
        key = ("user", user) if user else ("person", person)
        return self._known.setdefault(key, Told(name, user if is_active else None, person))

    @property
    def all(self) -> list[Told]:
        return list(self._known.values())
