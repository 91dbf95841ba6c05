"""Taking and leaving a place in a class: what every way into it shares.

The class is locked before its places are counted, people before their other classes are looked at, several people
always in the order of their keys: parallel calls can neither overfill a class, nor put one person into two overlapping
classes, nor wait for each other in a ring.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from training.cohorts.models import TrainingClass
from training.errors import Clash, NoPlaceLeft, WrongState
from training.nominations.eligibility import overlapping
from training.nominations.findings import refusals_of_enrolment
from training.nominations.models import Enrolment, Nomination
from training.people.leading import leaders_beside
from training.people.models import Person
from training.signals import enrolment_confirmed, enrolment_ended


def take_place(training_class: TrainingClass, nomination: Nomination, *, by) -> Enrolment:
    """The place in a class that is held; somebody who had left it comes back to the record he had.

    Raises ``WrongState``, ``NoPlaceLeft``, ``Clash``.
    """
    expect_room(training_class)
    expect_free_person(nomination.person, training_class)
    enrolment, _created = Enrolment.objects.update_or_create(
        training_class=training_class,
        person=nomination.person,
        defaults={
            "nomination": nomination,
            "unit": nomination.unit,
            "position_text": nomination.position_text,
            "status": Enrolment.Status.ENROLLED,
            "enrolled_at": now(),
            "ended_at": None,
        },
    )
    log(enrolment, "training.enrolment.confirm", user=by, data={"nomination": nomination.pk})
    transaction.on_commit(lambda: enrolment_confirmed.send(Enrolment, enrolment=enrolment))
    return enrolment


def leave_place(nomination: Nomination, *, by, reason: str) -> Enrolment:
    """End the enrolment that came of the nomination; the place becomes free."""
    enrolment = Enrolment.objects.select_for_update().get(nomination=nomination)
    enrolment.status, enrolment.ended_at = Enrolment.Status.WITHDRAWN, now()
    enrolment.save(update_fields=["status", "ended_at"])
    log(enrolment, "training.enrolment.end", user=by, data={"reason": reason})
    transaction.on_commit(lambda: enrolment_ended.send(Enrolment, enrolment=enrolment))
    return enrolment


def free_places(training_class: TrainingClass) -> int:
    return max(training_class.capacity - training_class.enrolments.active().count(), 0)


def hold_people(people: Iterable[int]) -> None:
    """Hold these people until the transaction ends, and all who lead a unit with them, in the order of their keys."""
    keys = set(people)
    keys.update(leaders_beside(keys, today()))
    list(Person.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def expect_room(training_class: TrainingClass) -> None:
    expect_enrolling(training_class)
    if free_places(training_class) == 0:
        raise NoPlaceLeft(
            _("Class %(code)s is full: %(capacity)s of %(capacity)s places are taken. The waiting list is open.")
            % {"code": training_class.code, "capacity": training_class.capacity}
        )


def expect_enrolling(training_class: TrainingClass) -> None:
    if training_class.status not in (TrainingClass.Status.ENROLLING, TrainingClass.Status.OPEN):
        raise WrongState(
            _("Class %(code)s enrols nobody now (%(state)s).")
            % {"code": training_class.code, "state": training_class.get_status_display()}
        )


def expect_free_person(person: Person, training_class: TrainingClass) -> None:
    """Hold the person and refuse where another class of his shares a day with this one, or his going leaves his unit
    without the leaders who must stay.
    """
    hold_people([person.pk])
    other = (
        Enrolment.objects.active()
        .filter(overlapping(training_class), person=person)
        .select_related("training_class")
        .first()
    )
    if other is not None:
        raise Clash(
            _("%(person)s is in class %(class)s from %(from)s to %(to)s, which overlaps.")
            % {
                "person": person.full_name,
                "class": other.training_class.code,
                "from": other.training_class.opens_on.strftime("%d/%m/%Y"),
                "to": other.training_class.closes_on.strftime("%d/%m/%Y"),
            }
        )
    refusals = refusals_of_enrolment(person, training_class)
    if refusals:
        raise Clash(" ".join(refusals))
