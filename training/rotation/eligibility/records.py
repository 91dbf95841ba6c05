"""The records that only the rules of postings need: planning, confirmations, conclusions, kinship, exceptions.

Each keeps the least that a rule asks for (rules.md §9): a flag with its document, yes or no with its day.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput, NotAllowed, WrongState
from training.people.models import Person
from training.people.permissions import require
from training.rotation.eligibility.models import (
    ExceptionDecision,
    Kinship,
    PoliticalConclusion,
    PostingRule,
    SecondmentConfirmation,
    SuccessionEntry,
)
from training.rotation.models import RotationWave
from training.units.models import Unit


@transaction.atomic
def flag_succession(
    person: Person, *, valid_from: date, source_document: str, by, valid_to: date | None = None
) -> SuccessionEntry:
    """Note that the person is in succession planning by a document. Raises ``NotAllowed``, ``InvalidInput``."""
    require(by, "training.record_succession")
    Person.objects.select_for_update().get(pk=person.pk)
    document = nfc(source_document).strip()
    if not document:
        raise InvalidInput(_("Name the document the planning rests on. Nothing was saved."))
    if valid_to is not None and valid_to < valid_from:
        raise InvalidInput(_("The last day cannot come before the first."))
    if found := SuccessionEntry.objects.filter(person=person, valid_from=valid_from).first():
        if (found.source_document, found.valid_to) == (document, valid_to):
            return found
        raise InvalidInput(_("Another document holds from this day already. End it first."))
    overlapping = SuccessionEntry.objects.filter(person=person, valid_from__lte=valid_to or date.max)
    if (other := overlapping.exclude(valid_to__lt=valid_from).first()) is not None:
        raise InvalidInput(
            _("The person is in succession planning by “%(document)s” on these days already. End that flag first.")
            % {"document": other.source_document}
        )
    entry = SuccessionEntry.objects.create(
        person=person,
        valid_from=valid_from,
        valid_to=valid_to,
        source_document=document,
        recorded_by=by,
        recorded_at=now(),
    )
    log(entry, "training.succession.flag", user=by, data={"document": document, "from": str(valid_from)})
    return entry


@transaction.atomic
def end_succession(entry: SuccessionEntry, *, last_day: date, by) -> SuccessionEntry:
    """The last day of the flag. Raises ``NotAllowed``, ``WrongState``, ``InvalidInput``."""
    require(by, "training.record_succession")
    entry = SuccessionEntry.objects.select_for_update().get(pk=entry.pk)
    if entry.valid_to == last_day:
        return entry
    if entry.valid_to is not None and entry.valid_to < today():
        raise WrongState(_("This flag ended on %(day)s.") % {"day": f"{entry.valid_to:%d/%m/%Y}"})
    if last_day < entry.valid_from:
        raise InvalidInput(_("The last day cannot come before the first."))
    entry.valid_to = last_day
    entry.save(update_fields=["valid_to"])
    log(entry, "training.succession.end", user=by, data={"last_day": str(last_day)})
    return entry


@transaction.atomic
def confirm_exemption(person: Person, *, is_exempt: bool, confirmed_on: date, by) -> SecondmentConfirmation:
    """What the unit says about an exemption from secondment, yes or no; the reason is not asked and nowhere kept.

    Said by an officer of the person's unit, or by the Committee for it. Raises ``NotAllowed``, ``InvalidInput``.
    """
    if not by.has_perm("training.record_succession") and not (
        by.has_perm("training.put_forward") and Person.objects.visible_to(by).filter(pk=person.pk).exists()
    ):
        raise NotAllowed(_("Only the person's unit confirms this, or the Organisation Committee for it."))
    _expect_past(confirmed_on)
    last = person.secondment_confirmations.first()
    if last is not None and (last.confirmed_on, last.is_exempt) == (confirmed_on, is_exempt):
        return last
    row = SecondmentConfirmation.objects.create(
        person=person, is_exempt=is_exempt, confirmed_on=confirmed_on, recorded_by=by, recorded_at=now()
    )
    log(person, "training.secondment.confirm", user=by, data={"on": str(confirmed_on)})
    return row


@transaction.atomic
def record_conclusion(person: Person, *, is_met: bool, concluded_on: date, by) -> PoliticalConclusion:
    """The conclusion on political criteria: result and date, nothing else. Raises ``NotAllowed``, ``InvalidInput``."""
    require(by, "training.record_succession")
    _expect_past(concluded_on)
    last = person.political_conclusions.first()
    if last is not None and (last.concluded_on, last.is_met) == (concluded_on, is_met):
        return last
    row = PoliticalConclusion.objects.create(
        person=person, is_met=is_met, concluded_on=concluded_on, recorded_by=by, recorded_at=now()
    )
    log(person, "training.conclusion.record", user=by, data={"on": str(concluded_on)})
    return row


@transaction.atomic
def record_kinship(person: Person, relative: Person, *, kind: str, source: str, by) -> Kinship:
    """That two people are relatives. Named once, whoever comes first. Raises ``NotAllowed``, ``InvalidInput``."""
    require(by, "training.record_succession")
    if person == relative:
        raise InvalidInput(_("Nobody is his own relative. Choose the other person."))
    if kind not in Kinship.Kind.values or not nfc(source).strip():
        raise InvalidInput(_("Say how the two are related and where this is written. Nothing was saved."))
    known = Kinship.objects.filter(person__in=[person, relative], relative__in=[person, relative]).first()
    if known is not None:
        if known.kind == kind:
            return known
        raise InvalidInput(
            _("The two are recorded as “%(kind)s” already. Nothing was saved.") % {"kind": known.get_kind_display()}
        )
    row = Kinship.objects.create(
        person=person,
        relative=relative,
        kind=kind,
        source=nfc(source).strip(),
        recorded_by=by,
        recorded_at=now(),
    )
    log(person, "training.kinship.record", user=by, data={"kind": kind, "relative": relative.staff_code})
    return row


@transaction.atomic
def record_exception(
    person: Person,
    rule_code: str,
    *,
    decision_number: str,
    decided_on: date,
    reason: str,
    by,
    wave: RotationWave | None = None,
    host_unit: Unit | None = None,
) -> ExceptionDecision:
    """A decision that lifts one rule for one person, by the authority that the rule names.

    Raises ``NotAllowed``; ``InvalidInput`` for a rule that nobody may except, without number or reason, or a day to
    come. The same decision given twice is the first. It changes no answer; ask again to see what follows.
    """
    require(by, "training.record_exception")
    _expect_past(decided_on)
    rule = PostingRule.objects.filter(code=rule_code, valid_from__lte=wave.reference_date if wave else today()).last()
    rule = rule or PostingRule.objects.filter(code=rule_code).first()
    if rule is None:
        raise InvalidInput(_("There is no such rule. Nothing was saved."))
    if not rule.exceptable_by:
        raise InvalidInput(_("Nobody may except the rule “%(rule)s”. Nothing was saved.") % {"rule": rule.name})
    number, reason = nfc(decision_number).strip(), nfc(reason).strip()
    if not number or not reason:
        raise InvalidInput(_("An exception needs the number of its decision and the reason it gives."))
    if found := ExceptionDecision.objects.filter(person=person, rule_code=rule_code, decision_number=number).first():
        if not found.is_in_force:
            raise WrongState(
                _("Decision %(number)s was withdrawn on %(day)s. A new exception needs a new decision.")
                % {"number": number, "day": f"{found.withdrawn_on:%d/%m/%Y}"}
            )
        return found
    row = ExceptionDecision.objects.create(
        person=person,
        rule_code=rule_code,
        wave=wave,
        host_unit=host_unit,
        decision_number=number,
        decided_on=decided_on,
        authority=rule.exceptable_by,
        reason=reason,
        recorded_by=by,
        recorded_at=now(),
    )
    log(row, "training.exception.record", user=by, data={"rule": rule_code, "decision": number})
    return row


@transaction.atomic
def withdraw_exception(exception: ExceptionDecision, *, decision_number: str, on: date, by) -> ExceptionDecision:
    """The decision holds no longer; what was answered while it held stays. Raises ``NotAllowed``, ``InvalidInput``."""
    require(by, "training.record_exception")
    row = ExceptionDecision.objects.select_for_update().get(pk=exception.pk)
    if not row.is_in_force:
        return row
    number = nfc(decision_number).strip()
    if not number:
        raise InvalidInput(_("Name the decision that withdraws it. Nothing was changed."))
    if on < row.decided_on:
        raise InvalidInput(_("It cannot be withdrawn before it was decided."))
    _expect_past(on)
    row.withdrawn_on, row.withdrawing_decision = on, number
    row.save(update_fields=["withdrawn_on", "withdrawing_decision"])
    log(row, "training.exception.withdraw", user=by, data={"decision": number, "on": str(on)})
    return row


def _expect_past(day: date) -> None:
    if day > today():
        raise InvalidInput(_("This day lies in the future. Nothing was saved."))
