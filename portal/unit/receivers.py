"""Hears what becomes of plans, calls, nominations and classes, and tells units, leadership and office."""

from django.contrib.auth import get_user_model
from django.dispatch import receiver
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from curriculum.clock.time import now, today
from portal.notifications.audience import holders_of, office_users, officers_of
from portal.notifications.services import notify, notify_all
from training.models import Nomination, Role, RoleGrant
from training.signals import (
    class_announced,
    class_at_risk,
    class_cancelled,
    class_confirmed,
    nomination_decided,
    nomination_list_decided,
    nomination_list_submitted,
    plan_decided,
    plan_submitted,
)

LANGUAGE = "vi"  # notices are kept in the words in which they were told


@receiver(nomination_decided)
def tell_the_unit_of_the_decision(nomination: Nomination, **kwargs) -> None:
    """The unit's officers read what became of their proposal; what they did themselves they know."""
    training_class = nomination.training_class
    with override(LANGUAGE):
        state = nomination.get_status_display()
        officers = [user for user in officers_of(nomination.unit_id) if user.pk != nomination.decided_by_id]
        notify_all(
            officers,
            key=f"nomination:{nomination.pk}:{nomination.status}:{nomination.decided_at:%Y%m%d%H%M%S}",
            title=_("%(person)s, class %(class)s: %(state)s")
            % {"person": nomination.person.full_name, "class": training_class.code, "state": state},
            body=_what_the_unit_reads(nomination),
            url=f"/unit/classes/{training_class.pk}/",
        )


def _what_the_unit_reads(nomination: Nomination) -> str:
    """The reason of a refusal, the place of whoever waits, that somebody was called up."""
    if nomination.status == Nomination.Status.WAITING and nomination.place:
        return _("Place %(place)s: %(because)s.") % {
            "place": nomination.place,
            "because": "; ".join(nomination.place_because),
        }
    if nomination.status == Nomination.Status.APPROVED and nomination.decided_by_id is None:
        return _("A place became free; called up from the waiting list.")
    return nomination.stated_reason


@receiver(nomination_list_submitted)
def tell_the_leadership_of_a_list(decision, **kwargs) -> None:
    training_class = decision.training_class
    with override(LANGUAGE):
        notify_all(
            holders_of(Role.SIGNATORY, Role.COMMITTEE_LEADER),
            key=f"enrolment-decision:{decision.pk}:submitted",
            title=_("A list of class %(class)s awaits your approval") % {"class": training_class.code},
            body=decision.note or training_class.name,
            url=reverse("office:enrolment_decision", args=[decision.pk]),
        )


@receiver(nomination_list_decided)
def tell_the_office_of_the_decision(decision, **kwargs) -> None:
    """Those who reviewed learn what the leadership decided; what the office did itself it knows."""
    if decision.decided_by_id == decision.submitted_by_id:
        return
    with override(LANGUAGE):
        notify(
            decision.submitted_by,
            key=f"enrolment-decision:{decision.pk}:{decision.status}",
            title=_("The list of class %(class)s: %(state)s")
            % {"class": decision.training_class.code, "state": decision.get_status_display()},
            body=decision.reason or decision.number,
            url=reverse("office:enrolment_decision", args=[decision.pk]),
        )


@receiver(plan_submitted)
def tell_the_leadership_of_a_plan(plan, **kwargs) -> None:
    with override(LANGUAGE):
        notify_all(
            holders_of(Role.SIGNATORY, Role.COMMITTEE_LEADER),
            key=f"plan:{plan.pk}:{plan.submitted_at:%Y%m%d%H%M%S}:submitted",
            title=_("%(plan)s awaits your approval") % {"plan": plan},
            url=reverse("office:plan", args=[plan.pk]),
        )


@receiver(plan_decided)
def tell_the_office_of_its_plan(plan, reason, by, **kwargs) -> None:
    """Approved, or returned with the reason; who did it knows."""
    with override(LANGUAGE):
        title = _("%(plan)s was returned for correction") if reason else _("%(plan)s is approved")
        notify_all(
            office_users().exclude(pk=by.pk),
            key=f"plan:{plan.pk}:{now():%Y%m%d%H%M%S}:{'returned' if reason else 'approved'}",
            title=title % {"plan": plan},
            body=reason or plan.decision,
            url=reverse("office:plan", args=[plan.pk]),
        )


@receiver(class_announced)
def call_the_units(training_class, **kwargs) -> None:
    """The units that have a quota; where none was set, every unit."""
    quotas = training_class.quotas.filter(places__gt=0)
    grants = RoleGrant.objects.current().filter(role__in=[Role.UNIT_COORDINATOR, Role.UNIT_HEAD])
    if quotas.exists():
        grants = grants.filter(unit__in=quotas.values("unit"))
    with override(LANGUAGE):
        notify_all(
            get_user_model().objects.filter(pk__in=grants.values("user")),
            key=f"nomination:call:{training_class.pk}",
            title=_("Class %(class)s calls for nominations until %(day)s")
            % {"class": training_class.code, "day": date_format(training_class.nominate_until, "d/m/Y")},
            body=training_class.name,
            url=f"/unit/classes/{training_class.pk}/",
        )


@receiver(class_cancelled)
def tell_of_cancelled_class(training_class, people, **kwargs) -> None:
    with override(LANGUAGE):
        notify_all(
            [person.user for person in people],
            key=f"class:{training_class.pk}:cancelled",
            title=_("Class %(class)s is cancelled") % {"class": training_class.code},
            body=training_class.cancel_reason,
        )


@receiver(class_confirmed)
def tell_the_office_of_the_confirmed_class(training_class, **kwargs) -> None:
    with override(LANGUAGE):
        notify_all(
            office_users(),
            key=f"class:{training_class.pk}:confirmed",
            title=_("Class %(class)s is confirmed") % {"class": training_class.code},
            body=_("It has its minimum of %(minimum)s people or was confirmed by the office. Opens on %(day)s.")
            % {"minimum": training_class.minimum, "day": date_format(training_class.opens_on, "d/m/Y")},
            url=reverse("office:class", args=[training_class.pk]),
        )


@receiver(class_at_risk)
def warn_the_office_of_a_class_at_risk(training_class, taken, **kwargs) -> None:
    """Told once before the deadline and once when it has passed; another deadline is told anew."""
    is_past = training_class.confirm_by < today()
    with override(LANGUAGE):
        words = {
            "class": training_class.code,
            "taken": taken,
            "minimum": training_class.minimum,
            "day": date_format(training_class.confirm_by, "d/m/Y"),
        }
        title = _("Class %(class)s passed its day of confirmation with %(taken)s of %(minimum)s people")
        if not is_past:
            title = _("Class %(class)s has %(taken)s of %(minimum)s people; to be confirmed by %(day)s")
        notify_all(
            office_users(),
            key=f"class:{training_class.pk}:at_risk:{training_class.confirm_by}:{'past' if is_past else 'near'}",
            title=title % words,
            body=_("Extend the call, confirm the class with a reason, or cancel it. Nothing happens by itself."),
            url=reverse("office:class", args=[training_class.pk]),
        )
