"""A class from the plan to its closing day: planned → enrolling → open → closing → closed, or cancelled."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.models import ProgrammePage
from curriculum.vietnamese.text import nfc
from training.cohorts.facts import programme_facts
from training.cohorts.models import TrainingClass
from training.errors import InvalidInput, WrongState
from training.people.models import Person
from training.people.permissions import require
from training.plans.limits import refuse_too_large
from training.plans.models import PlanItem
from training.signals import class_announced, class_cancelled, class_opened

Status = TrainingClass.Status
CHANGEABLE = (
    "name",
    "intake",
    "opens_on",
    "closes_on",
    "nominate_until",
    "confirm_by",
    "place",
    "capacity",
    "minimum",
    "plan_item",
)


@transaction.atomic
def create_class(
    *,
    programme: ProgrammePage,
    code: str,
    name: str,
    opens_on: date,
    closes_on: date,
    nominate_until: date,
    place: str,
    capacity: int,
    by,
    minimum: int = 1,
    confirm_by: date | None = None,
    intake: str = "",
    organiser=None,
    supervisor=None,
    plan_item: PlanItem | None = None,
) -> TrainingClass:
    """Plan one run of a live programme. The class keeps the programme's facts and assessments as they stand now.

    Without ``confirm_by`` it is to be confirmed when nominations end. With ``plan_item`` it is the next class of that
    item (rules.md T1). The same code for the same programme returns the class already there. Raises ``NotAllowed``;
    ``InvalidInput`` where the programme is not published or not the item's, the code is taken, the dates contradict or
    there are more places than the programme allows (programmes.md, "Class size").
    """
    require(by, "training.add_class")
    existing = TrainingClass.objects.filter(code=nfc(code)).first()
    if existing is not None:
        return _same_class(existing, programme)
    training_class = TrainingClass(
        programme=programme,
        code=nfc(code),
        name=nfc(name),
        opens_on=opens_on,
        closes_on=closes_on,
        nominate_until=nominate_until,
        place=nfc(place),
        capacity=capacity,
        minimum=minimum,
        confirm_by=confirm_by,
        intake=nfc(intake),
        organiser=organiser,
        supervisor=supervisor,
        plan_item=plan_item,
    )
    return write_new_class(training_class, by=by)


def write_new_class(training_class: TrainingClass, *, by) -> TrainingClass:
    """Save a class that is not known yet, with the facts of its programme; the caller has asked for permission."""
    programme, item = training_class.programme, training_class.plan_item
    if not programme.live:
        raise InvalidInput(_("“%(title)s” is not published. Publish the programme first.") % {"title": programme.title})
    refuse_too_large(programme, training_class.capacity)
    training_class.confirm_by = training_class.confirm_by or training_class.nominate_until
    training_class.plan_number = _number_in(item, programme) if item else None
    save_checked(training_class)
    _freeze_programme(training_class)
    log(training_class, "training.class.create", user=by, data={"programme": programme.code})
    return training_class


@transaction.atomic
def change_class(training_class: TrainingClass, *, by, **facts: Any) -> TrainingClass:
    """Change what is planned of a class before it is announced: name, days, place, size, item of the plan.

    Raises ``NotAllowed``; ``WrongState`` once it is announced; ``InvalidInput``.
    """
    require(by, "training.change_class", training_class)
    return write_changed_class(lock_class(training_class), facts, by=by)


def write_changed_class(held: TrainingClass, facts: dict[str, Any], *, by) -> TrainingClass:
    """Save what is different about a locked class; the caller has asked for permission."""
    unknown = set(facts) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"A class has no changeable {', '.join(sorted(unknown))}.")
    facts = {name: nfc(value) if isinstance(value, str) else value for name, value in facts.items()}
    changed = {name: value for name, value in facts.items() if getattr(held, name) != value}
    if not changed:
        return held
    _expect(held, Status.PLANNED)
    before = {name: str(getattr(held, name) or "") for name in changed}
    for name, value in changed.items():
        setattr(held, name, value)
    if "plan_item" in changed:
        held.plan_number = _number_in(held.plan_item, held.programme) if held.plan_item else None
    held.confirm_by = held.confirm_by or held.nominate_until
    refuse_too_large(held.programme, held.capacity)
    save_checked(held)
    after = {name: str(value or "") for name, value in changed.items()}
    log(held, "training.class.change", user=by, data={"before": before, "after": after})
    return held


@transaction.atomic
def announce_class(training_class: TrainingClass, *, by) -> TrainingClass:
    """Call for nominations (chiêu sinh). The programme's facts are taken once more: the units read today's edition.

    Raises ``NotAllowed``; ``WrongState`` unless the class is planned.
    """
    require(by, "training.change_class", training_class)
    held = lock_class(training_class)
    if held.status == Status.ENROLLING:
        return held
    _expect(held, Status.PLANNED)
    _freeze_programme(held)
    _move(held, Status.ENROLLING, "training.class.announce", by)
    transaction.on_commit(lambda: class_announced.send(TrainingClass, training_class=held))
    return held


@transaction.atomic
def open_class(training_class: TrainingClass, *, by, opening_decision: str = "", reason: str = "") -> TrainingClass:
    """Open the class for study (khai giảng), by a decision where there is one.

    Below the minimum number it opens only with a reason, which is logged. Raises ``NotAllowed``, ``InvalidInput``;
    ``WrongState`` unless the class is enrolling.
    """
    require(by, "training.change_class", training_class)
    held = lock_class(training_class)
    if held.status == Status.OPEN:
        return held
    _expect(held, Status.ENROLLING)
    enrolled = held.enrolments.active().count()
    if enrolled < held.minimum and not reason.strip():
        raise InvalidInput(
            ngettext(
                "%(count)s person is enrolled, the class needs %(minimum)s. To open it all the same, give a reason.",
                "%(count)s people are enrolled, the class needs %(minimum)s. To open it all the same, give a reason.",
                enrolled,
            )
            % {"count": enrolled, "minimum": held.minimum}
        )
    held.opening_decision = nfc(opening_decision) or held.opening_decision
    data = {"enrolled": enrolled, "decision": held.opening_decision, "reason": nfc(reason)}
    _move(held, Status.OPEN, "training.class.open", by, data)
    class_opened.send(TrainingClass, training_class=held, by=by)
    return held


@transaction.atomic
def close_class(training_class: TrainingClass, *, by) -> TrainingClass:
    """Close the class (bế giảng) once its results are recognised (rules.md C2, R5).

    Raises ``NotAllowed``; ``WrongState`` while the results are not recognised.
    """
    require(by, "training.change_class", training_class)
    held = lock_class(training_class)
    if held.status == Status.CLOSED:
        return held
    _expect(held, Status.CLOSING)
    if not TrainingClass.objects.filter(pk=held.pk, recognition__isnull=False).exists():
        raise WrongState(_("The results are not recognised yet. Record the decision first, then close the class."))
    return _move(held, Status.CLOSED, "training.class.close", by)


@transaction.atomic
def cancel_class(training_class: TrainingClass, *, reason: str, by) -> TrainingClass:
    """Call the class off: its meetings are cancelled, places are given back, everybody concerned is told.

    Nothing is deleted. Raises ``NotAllowed``; ``InvalidInput`` without a reason; ``WrongState`` once results are under
    review.
    """
    require(by, "training.cancel_class", training_class)
    held = lock_class(training_class)
    if held.status == Status.CANCELLED:
        return held
    _expect(held, Status.PLANNED, Status.ENROLLING, Status.OPEN)
    if not nfc(reason):
        raise InvalidInput(_("Say why the class is cancelled. Those who were enrolled will read it."))
    held.cancel_reason = nfc(reason)
    standing = held.nominations.standing()
    enrolled = held.enrolments.active()
    concerned = Q(pk__in=standing.values("person")) | Q(pk__in=enrolled.values("person"))
    people = list(Person.objects.filter(concerned).select_related("user"))
    meetings = held.meetings.held().cancel()
    enrolments = enrolled.leave(at=now())
    nominations = standing.refuse(reason=held.cancel_reason, by=by, at=now())
    held.enrolment_decisions.drop(reason=held.cancel_reason, by=by, at=now())
    data = {"reason": held.cancel_reason, "meetings": meetings, "enrolments": enrolments, "nominations": nominations}
    _move(held, Status.CANCELLED, "training.class.cancel", by, data)
    transaction.on_commit(lambda: class_cancelled.send(TrainingClass, training_class=held, people=people))
    return held


def lock_class(training_class: TrainingClass) -> TrainingClass:
    """The class as it stands now, held until the transaction ends; whoever counts its places comes here first."""
    return TrainingClass.objects.select_for_update().get(pk=training_class.pk)


def _same_class(existing: TrainingClass, programme: ProgrammePage) -> TrainingClass:
    if existing.programme_id != programme.pk:
        raise InvalidInput(_("The class code %(code)s is taken by another class.") % {"code": existing.code})
    return existing


def _freeze_programme(training_class: TrainingClass) -> None:
    facts = programme_facts(training_class.programme)
    training_class.programme_facts = facts
    training_class.save(update_fields=["programme_facts"])
    training_class.assessments.all().delete()
    for order, part in enumerate(facts["assessments"], start=1):
        training_class.assessments.create(order=order, **part)


def _number_in(item: PlanItem, programme: ProgrammePage) -> int:
    """The number of the item's next class."""
    if item.programme_id != programme.pk:
        raise InvalidInput(_("The item of the plan is about another programme. Choose one of this programme."))
    return (item.classes.aggregate(last=Max("plan_number"))["last"] or 0) + 1


def save_checked(training_class: TrainingClass) -> None:
    """Save the class, or say in a sentence what cannot be right about it."""
    try:
        training_class.full_clean(exclude=["programme_facts"])
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages)) from error
    training_class.save()


def _expect(training_class: TrainingClass, *statuses: str) -> None:
    if training_class.status not in statuses:
        raise WrongState(
            _("This cannot be done now: class %(code)s is in the state “%(state)s”.")
            % {"code": training_class.code, "state": training_class.get_status_display()}
        )


def _move(training_class: TrainingClass, status: str, action: str, by, data: dict | None = None) -> TrainingClass:
    training_class.status = status
    training_class.save()
    log(training_class, action, user=by, data=data or {})
    return training_class
