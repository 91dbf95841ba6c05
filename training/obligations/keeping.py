"""The rules of obligation: added, replaced and ended from a day on; what has bound somebody is never rewritten."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.models import ProgrammePage
from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput, WrongState
from training.obligations.models import Obligation, ObligationReckoning, ObligationRule
from training.obligations.services import recompute_obligations
from training.people.models import Person, Position, PositionTitle
from training.people.permissions import require
from training.signals import obligations_to_reckon

ONE_DAY = timedelta(days=1)
MOST_MONTHS = 120
AT_ONCE = 500  # people; beyond that it is work for the background
CHUNK = 1000
State = ObligationReckoning.State


@transaction.atomic
def add_rule(
    *,
    titles: Sequence[str],
    programme_code: str,
    months: int,
    valid_from: date,
    legal_basis: str,
    by,
    equivalents: Sequence[str] = (),
    earlier_months: int = 0,
    note: str = "",
) -> ObligationRule:
    """Let a new rule bind holders of these titles (mentors, where none is named) appointed from a day on.

    The same rule a second time is the first. Raises ``NotAllowed``; ``InvalidInput`` for what no rule can say.
    """
    require(by, "training.change_obligation_rules")
    rule = ObligationRule(
        subject=ObligationRule.Subject.TITLE if titles else ObligationRule.Subject.MENTOR,
        titles=list(titles),
        programme_code=programme_code,
        equivalents=list(equivalents),
        months=months,
        earlier_months=earlier_months,
        valid_from=valid_from,
        legal_basis=nfc(legal_basis).strip(),
        note=nfc(note).strip(),
    )
    _expect_sound(rule)
    same = ObligationRule.objects.filter(
        programme_code=programme_code, valid_from=valid_from, months=months, legal_basis=rule.legal_basis
    )
    if found := next((one for one in same if one.titles == rule.titles), None):
        return found
    rule.code = _free_code(programme_code)
    rule.save()
    log(rule, "training.obligation_rule.add", user=by, data=_said(rule))
    return rule


@transaction.atomic
def replace_rule(rule: ObligationRule, *, valid_from: date, legal_basis: str, by, **changes) -> ObligationRule:
    """Let another rule stand in the place of this one from a day on, today at the earliest.

    Whoever was appointed before that day stays bound by the old rule. Raises ``NotAllowed``; ``WrongState`` for a rule
    that has ended; ``InvalidInput`` for what no rule can say or a day on which it cannot begin.
    """
    require(by, "training.change_obligation_rules")
    held = ObligationRule.objects.select_for_update().get(pk=rule.pk)
    later = ObligationRule.objects.filter(code=held.code, valid_from=valid_from).exclude(pk=held.pk).first()
    if later is not None and held.valid_to == valid_from - ONE_DAY:
        return later
    _expect_standing(held)
    if valid_from < today() or valid_from <= held.valid_from:
        first = max(today(), held.valid_from + ONE_DAY)
        raise InvalidInput(
            _("The new rule can begin on %(day)s or later. Nothing was changed.") % {"day": f"{first:%d/%m/%Y}"}
        )
    new = ObligationRule(
        code=held.code,
        **{name: changes.get(name, getattr(held, name)) for name in _CHANGEABLE},
        valid_from=valid_from,
        legal_basis=nfc(legal_basis).strip(),
    )
    new.subject = ObligationRule.Subject.TITLE if new.titles else ObligationRule.Subject.MENTOR
    _expect_sound(new)
    held.valid_to = valid_from - ONE_DAY
    held.save(update_fields=["valid_to"])
    new.save()
    log(new, "training.obligation_rule.replace", user=by, data={"before": _said(held), "after": _said(new)})
    return new


@transaction.atomic
def end_rule(rule: ObligationRule, *, last_day: date, reason: str, by) -> ObligationRule:
    """Let the rule bind nobody who is appointed after the day; those bound until then stay bound.

    Raises ``NotAllowed``; ``WrongState`` where it ended otherwise; ``InvalidInput`` without a reason or for a past day.
    """
    require(by, "training.change_obligation_rules")
    held = ObligationRule.objects.select_for_update().get(pk=rule.pk)
    if held.valid_to == last_day:
        return held
    _expect_standing(held)
    if not nfc(reason).strip():
        raise InvalidInput(_("Name the document or the reason for which the rule ends. Nothing was changed."))
    if last_day < max(today(), held.valid_from):
        raise InvalidInput(
            _("The last day can be %(day)s or later. Nothing was changed.")
            % {"day": f"{max(today(), held.valid_from):%d/%m/%Y}"}
        )
    held.valid_to = last_day
    held.save(update_fields=["valid_to"])
    data = {"last_day": str(last_day), "reason": nfc(reason).strip()}
    log(held, "training.obligation_rule.end", user=by, data=data)
    return held


@transaction.atomic
def reckon_anew(rules: Sequence[ObligationRule], *, by) -> ObligationReckoning:
    """Recompute everybody whom these rules concern: a few at once, many in the background with their progress."""
    require(by, "training.change_obligation_rules")
    people = _concerned(rules)
    run = ObligationReckoning.objects.create(people=people, total=len(people), started_by=by, created_at=now())
    if len(people) <= AT_ONCE:
        return reckon(run.pk)
    transaction.on_commit(lambda: obligations_to_reckon.send(ObligationReckoning, run=run))
    return run


def reckon(run_id: int) -> ObligationReckoning:
    """Do what a reckoning still has to do, a thousand people at a time. Taken up again it goes on where it stood."""
    run = ObligationReckoning.objects.get(pk=run_id)
    while run.state in (State.WAITING, State.RUNNING):
        if run.is_cancel_asked:
            run.state = State.CANCELLED
        elif run.done >= run.total:
            run.state = State.DONE
        else:
            with transaction.atomic():
                changed = recompute_obligations(run.people[run.done : run.done + CHUNK])
                run.state, run.done = State.RUNNING, min(run.done + CHUNK, run.total)
                run.changed += changed
        run.heard_at = now()
        run.save(update_fields=["state", "done", "changed", "heard_at"])
        run.refresh_from_db(fields=["is_cancel_asked"])
    return run


def cancel_reckoning(run: ObligationReckoning, *, by) -> None:
    """Ask a reckoning to stop after the people at hand; each night everybody is recomputed anyway."""
    require(by, "training.change_obligation_rules")
    ObligationReckoning.objects.filter(pk=run.pk).update(is_cancel_asked=True)


def reckonings_left_lying(*, silent_for: timedelta) -> list[int]:
    """Those whose worker was killed or whose message was lost."""
    lost = ObligationReckoning.objects.filter(state__in=[State.WAITING, State.RUNNING], heard_at__lt=now() - silent_for)
    return list(lost.values_list("pk", flat=True))


_CHANGEABLE = ("titles", "programme_code", "equivalents", "months", "earlier_months", "note")


def _concerned(rules: Sequence[ObligationRule]) -> list[int]:
    """Whoever holds or held one of the titles, mentors where a rule binds them, and who is bound already."""
    titles = {title for rule in rules for title in rule.titles}
    held = Q(pk__in=Position.objects.filter(title__code__in=titles).values("person"))
    bound = Q(pk__in=Obligation.objects.filter(rule__in=[rule.pk for rule in rules]).values("person"))
    guiding = Q(mentor__isnull=False) if any(not rule.titles for rule in rules) else Q()
    return list(Person.objects.filter(held | bound | guiding).order_by("pk").values_list("pk", flat=True).distinct())


def _expect_standing(rule: ObligationRule) -> None:
    if rule.valid_to is not None and rule.valid_to < today():
        raise WrongState(_("This rule ended on %(day)s.") % {"day": f"{rule.valid_to:%d/%m/%Y}"})


def _expect_sound(rule: ObligationRule) -> None:
    if not rule.legal_basis:
        raise InvalidInput(_("Name the document that says so. Nothing was changed."))
    if not 1 <= rule.months <= MOST_MONTHS or not 0 <= rule.earlier_months <= MOST_MONTHS:
        raise InvalidInput(_("Give between 1 and %(most)s months. Nothing was changed.") % {"most": MOST_MONTHS})
    known = set(PositionTitle.objects.filter(code__in=rule.titles).values_list("code", flat=True))
    if missing := [code for code in rule.titles if code not in known]:
        raise InvalidInput(_("There is no title “%(code)s”. Nothing was changed.") % {"code": missing[0]})
    codes = rule.programme_codes
    programmes = set(ProgrammePage.objects.filter(code__in=codes).values_list("code", flat=True))
    if unknown := sorted(codes - programmes):
        raise InvalidInput(_("There is no programme “%(code)s”. Nothing was changed.") % {"code": unknown[0]})


def _free_code(programme_code: str) -> str:
    base = slugify(programme_code)[:50] or "rule"
    taken = set(ObligationRule.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for code in (f"{base}-{number}" for number in range(1, len(taken) + 2)) if code not in taken)


def _said(rule: ObligationRule) -> dict:
    facts = {name: getattr(rule, name) for name in (*_CHANGEABLE, "legal_basis")}
    return facts | {"valid_from": str(rule.valid_from), "valid_to": str(rule.valid_to or "")}
