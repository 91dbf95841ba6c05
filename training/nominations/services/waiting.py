"""The waiting list: each place explained, and whoever is first called up when a place becomes free."""

from django.db import transaction

from wagtail.log_actions import log

from curriculum.clock.time import today
from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class
from training.errors import Clash
from training.nominations.models import Enrolment, Nomination
from training.nominations.priorities import rank
from training.nominations.services.locking import decided
from training.nominations.services.places import expect_enrolling, free_places, hold_people, take_place
from training.people.permissions import require
from training.regulations.queries import value_on

Status = Nomination.Status


@transaction.atomic
def promote_from_waiting_list(training_class: TrainingClass, *, by) -> list[Enrolment]:
    """Give the free places to those waiting, in the order of the priority rule.

    Somebody who meanwhile studies in an overlapping class is passed over and keeps waiting. Returns the new enrolments,
    none where no place is free. Raises ``NotAllowed``, ``WrongState``.
    """
    require(by, "training.change_class", training_class)
    return _promote(lock_class(training_class), by)


def fill_freed_place(training_class: TrainingClass) -> list[Enrolment]:
    """Call up whoever is first, where the rule lets this happen by itself and the class has not opened yet.

    The class is held by the caller. Nobody decides it, so nobody is named as having decided.
    """
    if training_class.status != TrainingClass.Status.ENROLLING or today() >= training_class.opens_on:
        return []
    return _promote(training_class, None) if value_on("nomination.promote_automatically") else []


def rank_waiting(training_class: TrainingClass) -> list[Nomination]:
    """Write down the place of everybody waiting for the class, which is held, and why; in that order."""
    waiting = list(training_class.nominations.waiting().select_related("person", "unit"))
    for ranked in rank(training_class, waiting):
        ranked.nomination.place, ranked.nomination.place_because = ranked.place, ranked.because
    Nomination.objects.bulk_update(waiting, ["place", "place_because"])
    training_class.nominations.exclude(status=Status.WAITING).exclude(place=None).update(place=None)
    return sorted(waiting, key=lambda row: row.place)


def _promote(held: TrainingClass, by) -> list[Enrolment]:
    free = free_places(held)
    if not free:
        return []
    expect_enrolling(held)
    waiting = rank_waiting(held)
    hold_people(row.person_id for row in waiting)
    enrolments: list[Enrolment] = []
    for nomination in waiting:
        if len(enrolments) == free:
            break
        nomination.training_class = held
        try:
            enrolments.append(take_place(held, nomination, by=by))
        except Clash:
            continue  # he keeps waiting, and reads why on the list
        data = {"place": nomination.place, "because": nomination.place_because, "automatic": by is None}
        decided(nomination, Status.APPROVED, "training.nomination.accept", by, nomination.reason)
        log(nomination, "training.nomination.promote", user=by, data=data)
    rank_waiting(held)
    return enrolments
