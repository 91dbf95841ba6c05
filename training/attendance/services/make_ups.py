"""Making a missed meeting up with another class (học bù): assigned, and taken back."""

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from curriculum.vietnamese.text import nfc
from training.attendance.make_ups import offers_for, why_not_made_up
from training.cohorts.models import TrainingClass
from training.errors import Clash, InvalidInput, WrongState
from training.nominations.models import Enrolment
from training.people.permissions import require
from training.scheduling.make_ups.models import MakeUp
from training.scheduling.models import ClassMeeting
from training.signals import make_up_assigned, make_up_withdrawn


@transaction.atomic
def assign_make_up(enrolment: Enrolment, missed: ClassMeeting, meeting: ClassMeeting, *, by) -> MakeUp:
    """Send the learner to a meeting of another class for one that was or will be missed.

    The same assignment a second time is the first. Another meeting for the same absence takes the earlier one back
    and keeps it readable. Raises ``NotAllowed``; ``InvalidInput`` where the rule does not allow it or the meeting is
    not of the same module and programme; ``Clash`` where the person is elsewhere or no seat is free.
    """
    require(by, "training.assign_make_up", missed)
    held, missed, meeting = _lock(enrolment, missed, meeting)
    standing = held.make_ups.standing().filter(missed=missed).first()
    if standing is not None and standing.meeting_id == meeting.pk:
        return standing
    if refusal := why_not_made_up(held, missed):
        raise InvalidInput(refusal)
    if standing is not None:
        _expect_not_attended(standing)
        _withdraw(standing, _("Another meeting was chosen."), by)
    offer = next(iter(offers_for(held, missed, only=meeting)), None)
    if offer is None:
        raise InvalidInput(
            _("Choose a published meeting of the same module in another class of the programme, near enough in time.")
        )
    if offer.against:
        words = {"person": held.person, "meeting": meeting, "against": offer.against}
        raise Clash(_("%(person)s cannot go to %(meeting)s: %(against)s. Nothing was changed.") % words)
    made = MakeUp.objects.create(enrolment=held, missed=missed, meeting=meeting, assigned_by=by, assigned_at=now())
    data = {"enrolment": held.pk, "missed": missed.pk, "meeting": meeting.pk}
    log(made, "training.make_up.assign", user=by, data=data)
    transaction.on_commit(lambda: make_up_assigned.send(MakeUp, make_up=made))
    return made


@transaction.atomic
def withdraw_make_up(make_up: MakeUp, *, reason: str, by) -> MakeUp:
    """Take an assignment back, with the reason. Whoever was there already keeps what was made up.

    Raises ``NotAllowed``; ``WrongState`` once the learner was there; ``InvalidInput`` without a reason.
    """
    held = MakeUp.objects.select_for_update(of=("self",)).select_related(*_RELATED).get(pk=make_up.pk)
    require(by, "training.assign_make_up", held.missed)
    if held.withdrawn_at:
        return held
    if not nfc(reason).strip():
        raise InvalidInput(_("Say why. The learner will read it."))
    _expect_not_attended(held)
    _withdraw(held, nfc(reason).strip()[:300], by)
    transaction.on_commit(lambda: make_up_withdrawn.send(MakeUp, make_up=held))
    return held


_RELATED = ("missed__training_class", "missed__lecturer__person", "meeting__training_class", "enrolment__person__user")


def _lock(enrolment: Enrolment, missed: ClassMeeting, meeting: ClassMeeting):
    """Everything as it is now; the class that takes the guest is locked, for its seats are counted."""
    TrainingClass.objects.select_for_update().get(pk=meeting.training_class_id)
    people = Enrolment.objects.select_for_update(of=("self",)).select_related("training_class", "person__user")
    rows = ClassMeeting.objects.select_related("training_class", "room")
    return people.get(pk=enrolment.pk), rows.get(pk=missed.pk), rows.get(pk=meeting.pk)


def _expect_not_attended(make_up: MakeUp) -> None:
    if make_up.enrolment.attendance.filter(meeting=make_up.meeting_id).exists():
        raise WrongState(_("The roll of the other class already names the learner. Nothing was changed."))


def _withdraw(make_up: MakeUp, reason: str, by) -> None:
    make_up.withdrawn_by, make_up.withdrawn_at, make_up.withdrawn_because = by, now(), reason
    make_up.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_because"])
    log(make_up, "training.make_up.withdraw", user=by, data={"reason": reason})
