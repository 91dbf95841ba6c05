"""A plan from its draft to its decision, and what may still change afterwards: draft → submitted → approved."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput, WrongState
from training.people.permissions import require
from training.plans.limits import refuse_too_large
from training.plans.models import PlanAmendment, PlanItem, TrainingPlan
from training.signals import plan_decided, plan_submitted
from training.units.models import Unit

Status = TrainingPlan.Status
FACTS = (
    "programme",
    "class_count",
    "capacity",
    "minimum",
    "openings",
    "place",
    "target_group",
    "budget_source",
)


@transaction.atomic
def create_plan(*, year: int, institution: Unit, by) -> TrainingPlan:
    """Begin the plan of a year; the plan already there is returned. Raises ``NotAllowed``, ``InvalidInput``."""
    require(by, "training.change_plan")
    if not 2000 <= year <= today().year + 5:
        raise InvalidInput(_("%(year)s is no year to plan for.") % {"year": year})
    plan, is_new = TrainingPlan.objects.get_or_create(year=year, institution=institution)
    if is_new:
        log(plan, "training.plan.create", user=by, data={"year": year, "institution": institution.code})
    return plan


@transaction.atomic
def add_item(plan: TrainingPlan, *, by, **facts: Any) -> PlanItem:
    """Add a programme to a draft. The same facts a second time return the item already there.

    Raises ``NotAllowed``, ``WrongState`` once the plan is submitted, ``InvalidInput``.
    """
    held = _lock_draft(plan, by)
    facts = _tidy(facts)
    same = held.items.filter(**facts).first()
    if same is not None:
        return same
    item = PlanItem(plan=held, order=_next_order(held), **facts)
    _save_checked(item)
    log(held, "training.plan.change", user=by, data={"item": item.order, "after": _told(item)})
    return item


@transaction.atomic
def change_item(item: PlanItem, *, by, **facts: Any) -> PlanItem:
    """Change an item of a draft. Raises as ``add_item``."""
    held = _lock_draft(item.plan, by)
    item = PlanItem.objects.select_related("programme").get(pk=item.pk, plan=held)
    item.plan = held
    before = _told(item)
    _set(item, _tidy(facts))
    if _told(item) == before:
        return item
    _save_checked(item)
    log(held, "training.plan.change", user=by, data={"item": item.order, "before": before, "after": _told(item)})
    return item


@transaction.atomic
def remove_item(item: PlanItem, *, by) -> None:
    """Take an item out of a draft. Raises as ``add_item``; ``WrongState`` where classes stand on it."""
    held = _lock_draft(item.plan, by)
    item = held.items.select_related("programme").filter(pk=item.pk).first()
    if item is None:
        return
    if item.classes.exists():
        raise WrongState(_("Classes were made from this item; it stays in the plan. Change their number instead."))
    data = {"item": item.order, "before": _told(item)}
    item.delete()
    log(held, "training.plan.change", user=by, data=data)


@transaction.atomic
def submit_plan(plan: TrainingPlan, *, by) -> TrainingPlan:
    """Lay the plan before the leadership. Raises ``NotAllowed``, ``WrongState``; ``InvalidInput`` for an empty one."""
    require(by, "training.change_plan", plan)
    held = _lock(plan)
    if held.status == Status.SUBMITTED:
        return held
    _expect(held, Status.DRAFT)
    if not held.items.exists():
        raise InvalidInput(_("The plan has no item yet. Add the programmes of the year first."))
    held.status, held.submitted_at = Status.SUBMITTED, now()
    held.save()
    log(held, "training.plan.submit", user=by, data={"items": held.items.count()})
    transaction.on_commit(lambda: plan_submitted.send(TrainingPlan, plan=held))
    return held


@transaction.atomic
def return_plan(plan: TrainingPlan, *, reason: str, by) -> TrainingPlan:
    """Make a submitted plan a draft again. Raises ``NotAllowed``, ``WrongState``; ``InvalidInput`` without a reason."""
    require(by, "training.approve_plan", plan)
    held = _lock(plan)
    if held.status == Status.DRAFT:
        return held
    _expect(held, Status.SUBMITTED)
    if not nfc(reason):
        raise InvalidInput(_("Say what has to be changed."))
    held.status, held.submitted_at = Status.DRAFT, None
    held.save()
    log(held, "training.plan.return", user=by, data={"reason": nfc(reason)})
    transaction.on_commit(lambda: plan_decided.send(TrainingPlan, plan=held, reason=nfc(reason), by=by))
    return held


@transaction.atomic
def approve_plan(plan: TrainingPlan, *, number: str, decided_on: date, signer: str, by) -> TrainingPlan:
    """Record the decision that approves the plan. From then on only amendments change it.

    Raises ``NotAllowed``, ``WrongState`` unless it is submitted, ``InvalidInput``.
    """
    require(by, "training.approve_plan", plan)
    held = _lock(plan)
    number, signer = nfc(number), nfc(signer)
    if held.is_approved and held.decision_number == number:
        return held
    _expect(held, Status.SUBMITTED)
    _expect_decision(number, decided_on, signer)
    held.status, held.approved_at = Status.APPROVED, now()
    held.decision_number, held.decided_on, held.signer = number, decided_on, signer
    held.save()
    data = {"decision": number, "decided_on": str(decided_on), "signer": signer}
    log(held, "training.plan.approve", user=by, data=data)
    transaction.on_commit(lambda: plan_decided.send(TrainingPlan, plan=held, reason="", by=by))
    return held


@transaction.atomic
def amend_plan(
    plan: TrainingPlan,
    *,
    number: str,
    decided_on: date,
    signer: str,
    reason: str,
    by,
    item: PlanItem | None = None,
    **facts: Any,
) -> PlanAmendment:
    """Change one item of an approved plan, or add one, by a decision; what was before stays written in the amendment.

    Several changes by one decision come one after the other and stand in one amendment; the same change again adds
    nothing. Raises ``NotAllowed``, ``WrongState`` unless the plan is approved, ``InvalidInput``.
    """
    require(by, "training.approve_plan", plan)
    held = _lock(plan)
    _expect(held, Status.APPROVED)
    number, signer, reason = nfc(number), nfc(signer), nfc(reason)
    _expect_decision(number, decided_on, signer)
    if decided_on < held.decided_on:
        raise InvalidInput(_("An amendment cannot be older than the decision that approved the plan."))
    if not reason:
        raise InvalidInput(_("Say why the plan is changed."))
    facts = _tidy(facts)
    existing = held.amendments.filter(decision_number=number).first()
    if item is None:
        same = held.items.filter(**facts).first()
        if existing is not None and same is not None:
            return existing
        changed, before = PlanItem(plan=held, order=_next_order(held), **facts), {}
    else:
        changed = held.items.select_related("programme").get(pk=item.pk)
        changed.plan = held
        before = _told(changed)
        _set(changed, facts)
        if before == _told(changed):
            if existing is not None:
                return existing
            raise InvalidInput(_("Nothing is different from the plan as it stands."))
    _save_checked(changed)
    amendment = existing or PlanAmendment(
        plan=held, decision_number=number, decided_on=decided_on, signer=signer, reason=reason, changes=[]
    )
    change = {"item": changed.order, "before": before, "after": _told(changed)}
    amendment.changes = [*amendment.changes, change]
    amendment.recorded_by, amendment.recorded_at = by, now()
    amendment.save()
    log(held, "training.plan.amend", user=by, data={"decision": number, "reason": reason, **change})
    return amendment


def lock_plan(plan: TrainingPlan) -> TrainingPlan:
    """The plan as it stands now, held until the transaction ends; whoever makes classes of it comes here first."""
    return _lock(plan)


def _lock(plan: TrainingPlan) -> TrainingPlan:
    return TrainingPlan.objects.select_for_update(of=("self",)).select_related("institution").get(pk=plan.pk)


def _lock_draft(plan: TrainingPlan, by) -> TrainingPlan:
    require(by, "training.change_plan", plan)
    held = _lock(plan)
    _expect(held, Status.DRAFT)
    return held


def _expect(plan: TrainingPlan, status: str) -> None:
    if plan.status != status:
        raise WrongState(
            _("This cannot be done now: the plan is in the state “%(state)s”.") % {"state": plan.get_status_display()}
        )


def _expect_decision(number: str, decided_on: date, signer: str) -> None:
    if not number or not signer:
        raise InvalidInput(_("A decision has a number and somebody who signed it."))
    if decided_on > today():
        raise InvalidInput(_("The decision is dated in the future."))


def _next_order(plan: TrainingPlan) -> int:
    return (plan.items.aggregate(last=Max("order"))["last"] or 0) + 1


def _tidy(facts: dict[str, Any]) -> dict[str, Any]:
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"An item has no {', '.join(sorted(unknown))}.")
    return {name: nfc(value) if isinstance(value, str) else value for name, value in facts.items()}


def _set(item: PlanItem, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(item, name, value)


def _told(item: PlanItem) -> dict[str, Any]:
    """The facts of an item as plain values that JSON can hold."""
    facts = {name: getattr(item, name) for name in FACTS}
    facts["programme"] = item.programme.code
    return facts


def _save_checked(item: PlanItem) -> None:
    try:
        item.full_clean()
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages)) from error
    refuse_too_large(item.programme, item.capacity)
    made = item.classes.count() if item.pk else 0
    if item.class_count < made:
        raise InvalidInput(
            ngettext(
                "%(count)s class was made from this item already; the plan cannot hold fewer.",
                "%(count)s classes were made from this item already; the plan cannot hold fewer.",
                made,
            )
            % {"count": made}
        )
    item.save()
