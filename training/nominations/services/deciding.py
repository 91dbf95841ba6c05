"""What the training office does with a nomination: accept, put on the waiting list, refuse, return, promote."""

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.vietnamese.text import nfc
from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class
from training.errors import Clash, InvalidInput, NoPlaceLeft, WrongState
from training.nominations.eligibility import overlapping
from training.nominations.models import Enrolment, Nomination
from training.nominations.services.locking import decided, lock_nomination
from training.people.models import Person
from training.people.permissions import require
from training.signals import enrolment_confirmed

Status = Nomination.Status


@transaction.atomic
def accept_nomination(nomination: Nomination, *, by) -> Enrolment:
    """Give the person a place in the class; returns the enrolment.

    The class is locked before its places are counted, the person before other classes are looked at, so that parallel
    calls can neither overfill a class nor put one person into two overlapping classes. Raises ``NotAllowed``,
    ``WrongState``, ``NoPlaceLeft`` (the caller may offer the waiting list), ``Clash``.
    """
    require(by, "training.decide_nomination", nomination)
    training_class, nomination = lock_nomination(nomination)
    if nomination.status == Status.APPROVED:
        return nomination.enrolment
    _expect(nomination, Status.SUBMITTED, Status.WAITING)
    _expect_room(training_class)
    _expect_free_person(nomination.person, training_class)
    enrolment = _enrol(nomination, by)
    decided(nomination, Status.APPROVED, "training.nomination.accept", by)
    transaction.on_commit(lambda: enrolment_confirmed.send(Enrolment, enrolment=enrolment))
    return enrolment


@transaction.atomic
def put_on_waiting_list(nomination: Nomination, *, by, reason: str = "") -> Nomination:
    """Keep the nomination for a place that becomes free. Raises ``NotAllowed``, ``WrongState``."""
    require(by, "training.decide_nomination", nomination)
    _class, nomination = lock_nomination(nomination)
    if nomination.status == Status.WAITING:
        return nomination
    _expect(nomination, Status.SUBMITTED)
    return decided(nomination, Status.WAITING, "training.nomination.wait", by, reason)


@transaction.atomic
def reject_nomination(nomination: Nomination, *, reason: str, by) -> Nomination:
    """Refuse the nomination; the unit reads the reason. Raises ``NotAllowed``, ``WrongState``, ``InvalidInput``."""
    require(by, "training.decide_nomination", nomination)
    _class, nomination = lock_nomination(nomination)
    if nomination.status == Status.REJECTED:
        return nomination
    _expect(nomination, Status.SUBMITTED, Status.WAITING, Status.RETURNED)
    _expect_reason(reason)
    return decided(nomination, Status.REJECTED, "training.nomination.reject", by, reason)


@transaction.atomic
def return_nomination(nomination: Nomination, *, reason: str, by) -> Nomination:
    """Send the nomination back to the unit, which may correct and submit it again. Raises as ``reject_nomination``."""
    require(by, "training.decide_nomination", nomination)
    _class, nomination = lock_nomination(nomination)
    if nomination.status == Status.RETURNED:
        return nomination
    _expect(nomination, Status.SUBMITTED)
    _expect_reason(reason)
    return decided(nomination, Status.RETURNED, "training.nomination.return", by, reason)


@transaction.atomic
def promote_from_waiting_list(training_class: TrainingClass, *, by) -> list[Enrolment]:
    """Give the free places to those waiting: first submitted first, then by the unit's order of priority.

    Somebody who meanwhile studies in an overlapping class is passed over and keeps waiting. Returns the new enrolments,
    none where no place is free. Raises ``NotAllowed``, ``WrongState``.
    """
    require(by, "training.change_class", training_class)
    held = lock_class(training_class)
    free = held.capacity - held.enrolments.active().count()
    enrolments: list[Enrolment] = []
    for nomination in held.nominations.waiting().order_by("submitted_at", "priority", "pk"):
        if len(enrolments) >= free:
            break
        try:
            enrolments.append(accept_nomination(nomination, by=by))
        except Clash:
            continue
    return enrolments


def _enrol(nomination: Nomination, by) -> Enrolment:
    """The place in the class; somebody who had left it comes back to the record he had."""
    enrolment, _created = Enrolment.objects.update_or_create(
        training_class=nomination.training_class,
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
    return enrolment


def _expect(nomination: Nomination, *statuses: str) -> None:
    if nomination.status not in statuses:
        raise WrongState(
            _("This nomination is already in the state “%(state)s”.") % {"state": nomination.get_status_display()}
        )


def _expect_reason(reason: str) -> None:
    if not nfc(reason):
        raise InvalidInput(_("Give a reason. The unit will read it."))


def _expect_room(training_class: TrainingClass) -> None:
    if training_class.status not in (TrainingClass.Status.ENROLLING, TrainingClass.Status.OPEN):
        raise WrongState(
            _("Class %(code)s enrols nobody now (%(state)s).")
            % {"code": training_class.code, "state": training_class.get_status_display()}
        )
    if training_class.enrolments.active().count() >= training_class.capacity:
        raise NoPlaceLeft(
            _("Class %(code)s is full: %(capacity)s of %(capacity)s places are taken. The waiting list is open.")
            % {"code": training_class.code, "capacity": training_class.capacity}
        )


def _expect_free_person(person: Person, training_class: TrainingClass) -> None:
    Person.objects.select_for_update().get(pk=person.pk)
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
