"""What a unit does: propose people in order of priority, and take a proposal back."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc
from training.cohorts.models import TrainingClass
from training.cohorts.services import lock_class
from training.errors import InvalidInput, NotEligible, WrongState
from training.nominations.eligibility import bloc_of, current_offices, explain_eligibility, is_eligible, why_not
from training.nominations.models import Nomination
from training.nominations.services.locking import decided, lock_nomination
from training.nominations.services.places import leave_place
from training.nominations.services.waiting import fill_freed_place, rank_waiting
from training.people.models import Person
from training.people.permissions import require
from training.units.models import Unit

Status = Nomination.Status


@transaction.atomic
def nominate(
    training_class: TrainingClass, person: Person, *, unit: Unit, by, priority: int | None = None
) -> Nomination:
    """Propose a person of the unit for a class (cử đi học), with the eligibility explained as it stands now.

    A nomination that was returned is submitted again; one already standing is left as it is. Without ``priority`` the
    person comes after those the unit has already proposed. Raises ``NotAllowed`` for another unit's officer;
    ``NotEligible`` with the findings where a condition that decides is not met (office, target group, deadline, quota).
    """
    require(by, "training.nominate", unit)
    held = lock_class(training_class)
    standing = Nomination.objects.standing().filter(training_class=held, person=person, unit=unit).first()
    if standing is not None and standing.status not in (Status.RETURNED, Status.DRAFT):
        return standing
    findings = explain_eligibility(person, held, unit)
    if not is_eligible(findings):
        raise NotEligible(
            _("%(person)s cannot be nominated. %(reasons)s")
            % {"person": person.full_name, "reasons": " ".join(why_not(findings))},
            findings,
        )
    nomination = standing or Nomination(training_class=held, person=person, unit=unit)
    nomination.status = Status.SUBMITTED
    nomination.priority = priority or (nomination.pk and nomination.priority) or _next_priority(held, unit)
    write_office(nomination)
    nomination.explanation = findings
    nomination.submitted_by, nomination.submitted_at = by, now()
    nomination.save()
    log(nomination, "training.nomination.submit", user=by, data={"priority": nomination.priority})
    return nomination


@transaction.atomic
def order_nominations(
    training_class: TrainingClass, unit: Unit, nominations: Sequence[Nomination], *, by
) -> list[Nomination]:
    """Put the unit's undecided nominations for a class in this order of priority, first first.

    Raises ``NotAllowed``; ``InvalidInput`` unless exactly the unit's undecided nominations are given; ``WrongState``
    after the deadline.
    """
    require(by, "training.nominate", unit)
    held = lock_class(training_class)
    _expect_before_deadline(held)
    undecided = Nomination.objects.filter(
        training_class=held, unit=unit, status__in=[Status.SUBMITTED, Status.RETURNED, Status.DRAFT]
    )
    by_key = {nomination.pk: nomination for nomination in undecided}
    if sorted(by_key) != sorted(nomination.pk for nomination in nominations):
        raise InvalidInput(_("The list has changed meanwhile. Look at it again; the old order was kept."))
    ordered = [by_key[nomination.pk] for nomination in nominations]
    if [nomination.priority for nomination in ordered] == list(range(1, len(ordered) + 1)):
        return ordered
    for number, nomination in enumerate(ordered, start=1):
        nomination.priority = number
    Nomination.objects.bulk_update(ordered, ["priority"])
    data = {"unit": unit.code, "nominations": [nomination.pk for nomination in ordered]}
    log(held, "training.nomination.rank", user=by, data=data)
    return ordered


@transaction.atomic
def withdraw_nomination(nomination: Nomination, *, by, reason: str = "") -> Nomination:
    """Take a nomination back. Where the person was enrolled, the place becomes free, and whoever waits first is called
    up where the rule says so (``nomination.promote_automatically``).

    The unit may do so until the class opens, the training office until results are under review. Raises ``NotAllowed``,
    ``WrongState``; ``InvalidInput`` where a person already enrolled is withdrawn without a reason.
    """
    require(by, "training.withdraw_nomination", nomination)
    held, nomination = lock_nomination(nomination)
    if nomination.status == Status.WITHDRAWN:
        return nomination
    if nomination.status == Status.REJECTED:
        raise WrongState(_("This nomination was already refused."))
    _expect_still_withdrawable(held, nomination, by)
    was = nomination.status
    if was == Status.APPROVED:
        if not nfc(reason):
            raise InvalidInput(_("Say why the person leaves the class. The place becomes free."))
        leave_place(nomination, by=by, reason=nfc(reason))
    decided(nomination, Status.WITHDRAWN, "training.nomination.withdraw", by, reason, {"was": was})
    if was == Status.APPROVED:
        fill_freed_place(held)
    elif was == Status.WAITING:
        rank_waiting(held)
    return nomination


def write_office(nomination: Nomination) -> None:
    """Let the nomination keep the main office the person holds in the unit today, and the bloc it is counted in.

    The unit is not said in the words: it stands beside them wherever they are shown or printed.
    """
    held = current_offices([nomination.person], today())[nomination.person.pk]
    offices = [office for office in held if office.unit_id == nomination.unit.pk]
    nomination.position_text = offices[0].title.name_vi if offices else ""
    nomination.bloc = bloc_of(offices, nomination.unit)


def _next_priority(training_class: TrainingClass, unit: Unit) -> int:
    standing = Nomination.objects.standing().filter(training_class=training_class, unit=unit)
    return (standing.aggregate(last=Max("priority"))["last"] or 0) + 1


def _expect_before_deadline(training_class: TrainingClass) -> None:
    if not training_class.accepts_nominations or today() > training_class.nominate_until:
        raise WrongState(_("Nominations for class %(code)s have ended.") % {"code": training_class.code})


def _expect_still_withdrawable(training_class: TrainingClass, nomination: Nomination, by) -> None:
    if training_class.status not in (TrainingClass.Status.ENROLLING, TrainingClass.Status.OPEN):
        raise WrongState(_("The results of the class are under review; nobody can leave it now."))
    is_office = by.has_perm("training.decide_nomination", nomination)
    if not is_office and (training_class.status == TrainingClass.Status.OPEN or today() >= training_class.opens_on):
        raise WrongState(_("The class has opened. Please ask the training office to end this person's study."))
