"""What people do with flags: raise a concern, acknowledge, assign, hand upwards, close; and what a night does."""

from datetime import date, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from curriculum.vietnamese.text import nfc
from training.errors import InvalidInput, NotAllowed, WrongState
from training.mentoring.flags.catalogue import WATCHES, WEIGHT, Responder
from training.mentoring.flags.models import Flag, FlagStep, PostingRecord
from training.mentoring.flags.rules import (
    can_answer_flag,
    can_close_flag,
    can_direct_flag,
    can_view_flag,
    rules_by_hand,
)
from training.regulations.queries import value_on
from training.rotation.models import Posting
from training.signals import flag_assigned, flags_escalated, flags_raised, posting_facts_changed

Status, Step = Flag.Status, FlagStep.Kind
BATCH = 200


def raise_flag(posting: Posting, rule: str, *, by, words: str = "", document: str = "") -> Flag:
    """Raise a concern by hand; where the same is open already, the words are added to it as a note.

    Raises ``NotAllowed`` (mentoring.md §6 says who raises what), ``InvalidInput`` (nothing said, or no number).
    """
    words, document = nfc(words).strip(), nfc(document).strip()
    if rule not in rules_by_hand(by, posting):
        raise NotAllowed(_("You cannot raise this here. Speak with the Organisation Committee."))
    watch = WATCHES[rule]
    if watch.asks == "words" and not words:
        raise InvalidInput(_("Say in a few words what gives concern."))
    if watch.asks == "document" and not document:
        raise InvalidInput(_("Give the number of the document; what it says is not kept here."))
    words, document = (words if watch.asks == "words" else ""), (document if watch.asks == "document" else "")
    with transaction.atomic():
        Posting.objects.select_for_update().get(pk=posting.pk)
        flag = Flag.objects.open().filter(posting=posting, rule=rule, about="").first()
        if flag is not None:
            if (words or document) and (words, document) != (flag.words, flag.document):
                _step(flag, Step.NOTED, by, note=words or document)
            return flag
        answer = watch.answers[watch.hand_level]
        flag = Flag.objects.create(
            rule=rule,
            level=watch.hand_level,
            weight=WEIGHT[watch.hand_level],
            posting=posting,
            occasion=f"hand:{uuid4()}",
            words=words,
            document=document,
            raised_on=today(),
            raised_by=by,
            responder=answer.by,
            due_on=today() + timedelta(days=value_on(answer.days)) if answer.days else None,
        )
        _step(flag, Step.RAISED, by)
        log(flag, "training.flag.raise", user=by)
        transaction.on_commit(lambda: flags_raised.send(Flag, flags=[flag]))
    return flag


def acknowledge_flag(flag: Flag, *, by, note: str = "") -> Flag:
    """Say that one has seen it and acts. Who did so first stays; a second time changes nothing."""
    with transaction.atomic():
        flag = _locked(flag, by)
        _check(can_answer_flag(by, flag), flag)
        if flag.acknowledged_at is not None:
            return flag
        flag.acknowledged_by, flag.acknowledged_at = by, now()
        flag.status = Status.IN_ACTION if flag.assigned_to_id else Status.ACKNOWLEDGED
        flag.save()
        _step(flag, Step.ACKNOWLEDGED, by, note=note)
        log(flag, "training.flag.acknowledge", user=by)
    return flag


def assign_flag(flag: Flag, *, to, due_on: date, by, note: str = "") -> Flag:
    """Give the flag to one person with a day. Only somebody who may read it; giving it twice changes nothing."""
    with transaction.atomic():
        flag = _locked(flag, by)
        _check(can_direct_flag(by, flag), flag)
        if not can_view_flag(to, flag):
            raise InvalidInput(_("This person may not read the flag; choose somebody who may."))
        if due_on < today():
            raise InvalidInput(_("The day lies in the past."))
        if (flag.assigned_to_id, flag.due_on) == (to.pk, due_on):
            return flag
        flag.assigned_to, flag.due_on, flag.status = to, due_on, Status.IN_ACTION
        flag.save()
        _step(flag, Step.ASSIGNED, by, note=note, data={"to": to.pk, "due_on": due_on})
        log(flag, "training.flag.assign", user=by)
        transaction.on_commit(lambda: flag_assigned.send(Flag, flag=flag))
    return flag


def escalate_flag(flag: Flag, *, by, note: str = "") -> Flag:
    """Hand it upwards before its day. Where it went already, nothing changes."""
    with transaction.atomic():
        flag = _locked(flag, by)
        if flag.escalated_at is not None and not flag.is_closed:
            return flag
        _check(can_answer_flag(by, flag), flag)
        if flag.watch.escalates_to is None:
            raise WrongState(_("There is nobody above to whom this flag could go."))
        _escalate(flag, by=by, note=note)
        log(flag, "training.flag.escalate", user=by)
        transaction.on_commit(lambda: flags_escalated.send(Flag, flags=[flag]))
    return flag


def close_flag(flag: Flag, *, result: str, by, unfounded: bool = False) -> Flag:
    """Close it with what came of it, or as unfounded with the reason. It stays in the register for good."""
    result = nfc(result).strip()
    with transaction.atomic():
        flag = _locked(flag, by)
        status = Status.UNFOUNDED if unfounded else Status.RESOLVED
        if flag.is_closed and (flag.status, flag.result, flag.closed_by_id) == (status, result, by.pk):
            return flag
        _check(can_direct_flag(by, flag) if unfounded else can_close_flag(by, flag), flag)
        if not result:
            raise InvalidInput(_("Say why it is unfounded.") if unfounded else _("Say what came of it."))
        flag.status, flag.result, flag.closed_by, flag.closed_at = status, result, by, now()
        flag.save()
        _step(flag, Step.CLOSED, by, note=result, data={"status": status})
        log(flag, "training.flag.close", user=by)
    return flag


def escalate_overdue_flags() -> int:
    """Each night: flags whose day passed go to whoever stands above, once. Returns how many."""
    upwards = [rule for rule, watch in WATCHES.items() if watch.escalates_to is not None]
    done = 0
    while batch := _overdue(upwards):
        with transaction.atomic():
            locked = Flag.objects.select_for_update().filter(pk__in=batch, escalated_at__isnull=True).order_by("pk")
            flags = [flag for flag in locked if flag.is_overdue]
            for flag in flags:
                _escalate(flag)
            transaction.on_commit(lambda flags=flags: flags_escalated.send(Flag, flags=flags))
        done += len(flags)
    return done


def record_for_posting(posting: Posting, kind: str, *, document: str, dated_on: date, by) -> PostingRecord:
    """Write down that a placement was proposed, or the guard of a secondment confirmed: number and day alone."""
    if not by.has_perm("training.change_posting", posting):
        raise NotAllowed(_("Only officers of the Organisation Committee record this."))
    document = nfc(document).strip()
    if kind not in PostingRecord.Kind.values or not document:
        raise InvalidInput(_("Give the number of the document; what it says is not kept here."))
    if dated_on > today():
        raise InvalidInput(_("The document is dated in the future."))
    with transaction.atomic():
        Posting.objects.select_for_update().get(pk=posting.pk)
        record, created = PostingRecord.objects.get_or_create(
            posting=posting,
            kind=kind,
            defaults={"document": document, "dated_on": dated_on, "recorded_by": by, "recorded_at": now()},
        )
        if created:
            log(posting, "training.posting.record", user=by, data={"kind": kind, "document": document})
            transaction.on_commit(lambda: posting_facts_changed.send(Posting, postings=[posting.pk]))
        elif (record.document, record.dated_on) != (document, dated_on):
            raise WrongState(_("Another document is recorded for this already: %(record)s.") % {"record": record})
    return record


def _overdue(rules: list[str]) -> list[int]:
    late = Flag.objects.overdue().filter(rule__in=rules, escalated_at__isnull=True).order_by("pk")
    return list(late.values_list("pk", flat=True)[:BATCH])


def _escalate(flag: Flag, *, by=None, note: str = "") -> None:
    to = flag.watch.escalates_to
    flag.status, flag.responder, flag.escalated_to, flag.escalated_at = Status.ESCALATED, to, to, now()
    flag.acknowledged_by = flag.acknowledged_at = None  # whoever it went to has not seen it yet
    flag.save()
    _step(flag, Step.ESCALATED, by, note=note, data={"to": Responder(to).value})


def _locked(flag: Flag, by) -> Flag:
    Flag.objects.select_for_update().get(pk=flag.pk)
    fresh = Flag.objects.select_related("posting__person").get(pk=flag.pk)
    if not can_view_flag(by, fresh):
        raise NotAllowed(_("There is no such flag for you."))
    return fresh


def _check(may: bool, flag: Flag) -> None:
    if flag.is_closed:
        raise WrongState(_("This flag is closed."))
    if not may:
        raise NotAllowed(_("This is done by whoever has to act, or by the Organisation Committee."))


def _step(flag: Flag, kind: str, by=None, *, note: str = "", data: dict | None = None) -> None:
    FlagStep.objects.create(flag=flag, kind=kind, by=by, at=now(), note=nfc(note).strip(), data=data or {})
