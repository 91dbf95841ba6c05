"""The contact log (F1): drafted by one side as one types, handed in, confirmed by the other side, locked."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from training.errors import Incomplete, NotAllowed, WrongState
from training.mentoring.competencies.models import Competency
from training.mentoring.contacts import OWN_FIELD, PLAIN, answers_of, clean_answers, missing_in, missing_own
from training.mentoring.definitions import fingerprint
from training.mentoring.merging import Merged, merge, says
from training.mentoring.models import ActionPoint, MentoringContact, Mentorship, ParallelVersion
from training.mentoring.rules import can_confirm_contact, can_record_contact, side_of
from training.mentoring.services.saved import Saved, keep_beside
from training.regulations.queries import value_on
from training.rotation.capacities import Capacity
from training.signals import contact_confirmed, contact_submitted

Status = MentoringContact.Status


def save_contact_draft(
    mentorship: Mentorship,
    answers: dict[str, Any],
    *,
    key: UUID,
    base_version: int,
    by,
    touched: Collection[str] | None = None,
) -> Saved:
    """Save what has been typed so far into the draft that the device calls ``key``; the first saving makes it.

    A request that arrives twice changes nothing the second time. A version written on an older one is joined answer by
    answer where nothing is lost by it; ``touched`` names the answers the person changed on this device, the others are
    not his word. Where both changed the same, the record keeps its text, the other is kept beside it and comes back as
    ``conflict``. So does a text that arrives after the draft was handed in. Raises ``NotAllowed`` (neither mentor nor
    official, or another's draft), ``WrongState`` (posting ended), ``InvalidInput`` (a day that is no day).
    """
    with transaction.atomic():
        mentorship = _locked(mentorship)
        side = _side(mentorship, by)
        answers = clean_answers(answers, side)
        contact = MentoringContact.objects.select_related("mentorship").filter(key=key).first()
        if contact is None:
            contact = _new_contact(mentorship, key, by)
        if contact.mentorship_id != mentorship.pk:
            raise NotAllowed(_("This draft belongs to somebody else's log."))
        shown = answers
        if contact.version and touched is not None:
            answers = {name: value for name, value in answers.items() if name in touched}
        saved = _save(contact, answers, side, base_version, by)
        return replace(saved, joined=saved.joined and not says(answers_of(saved.record), shown))


def _save(contact: MentoringContact, answers: dict, side: Capacity, base_version: int, by) -> Saved:
    current = answers_of(contact)
    if contact.status == Status.DRAFT and contact.recorded_by_id != by.pk:
        raise NotAllowed(_("This draft belongs to somebody else's log."))
    if contact.status == Status.SUBMITTED and contact.recorded_by_id != by.pk:
        answers = {name: value for name, value in answers.items() if name == OWN_FIELD[side]}
    elif contact.status != Status.DRAFT:
        return _save_too_late(contact, current, answers, base_version, by)
    is_behind = base_version != contact.version
    merged = merge(current, answers) if is_behind else Merged(current | answers, {})
    if merged.answers != current:
        _write(contact, merged.answers)
    kept = keep_beside(contact, answers, base_version=base_version, by=by) if merged.apart else None
    return Saved(contact, contact.version, now(), kept, joined=is_behind)


def _save_too_late(contact: MentoringContact, current: dict, answers: dict, base_version: int, by) -> Saved:
    if all(current[name] == value for name, value in answers.items()):
        return Saved(contact, contact.version, now())
    kept = keep_beside(contact, answers, base_version=base_version, by=by)
    return Saved(contact, contact.version, now(), kept)


def settle_contact(contact: MentoringContact, answers: dict[str, Any], *, by) -> MentoringContact:
    """Write what the person chose from the versions of the draft; the versions themselves are kept, marked settled."""
    with transaction.atomic():
        mentorship = _locked(contact.mentorship)
        contact = MentoringContact.objects.select_related("mentorship").get(pk=contact.pk)
        side = _side(mentorship, by)
        if contact.status == Status.DRAFT and contact.recorded_by_id == by.pk:
            joined = answers_of(contact) | clean_answers(answers, side)
            if joined != answers_of(contact):
                _write(contact, joined)
        elif answers:
            raise WrongState(_("This contact has been handed in; the other version stays readable beside it."))
        open_versions = ParallelVersion.objects.filter(contact=contact, written_by=by, settled_at__isnull=True)
        open_versions.update(settled_at=now())
    return contact


def submit_contact(contact: MentoringContact, *, by) -> MentoringContact:
    """Hand the contact in; it now waits for the other side. Earlier action points take the state given to them.

    Raises ``NotAllowed`` (not the writer), ``Incomplete`` (with a sentence for each thing missing).
    """
    with transaction.atomic():
        mentorship = _locked(contact.mentorship)
        contact = MentoringContact.objects.select_related("mentorship").get(pk=contact.pk)
        if contact.recorded_by_id != by.pk:
            raise NotAllowed(_("Only the person who wrote this contact hands it in."))
        if contact.status != Status.DRAFT:
            return contact
        asked = open_actions(mentorship, before=contact).exists()
        missing = missing_in(answers_of(contact), _side(mentorship, by), open_actions=asked)
        if missing:
            raise Incomplete(missing)
        _apply_reviewed(mentorship, contact)
        contact.status, contact.submitted_at = Status.SUBMITTED, now()
        contact.save(update_fields=["status", "submitted_at"])
        log(contact, "training.contact.submit", user=by, data={"kind": contact.kind})
        transaction.on_commit(lambda: contact_submitted.send(MentoringContact, contact=contact))
    return contact


def confirm_contact(contact: MentoringContact, own_words: str | None = None, *, by) -> MentoringContact:
    """The other side adds its own words and confirms; the contact is locked with the fingerprint of all it says.

    Raises ``NotAllowed`` (a stranger, or the writer), ``WrongState`` (still a draft), ``Incomplete`` (no words of
    one's own). Confirming late is allowed and seen: a talk that was held is not lost for a missed deadline.
    """
    with transaction.atomic():
        mentorship = _locked(contact.mentorship)
        contact = MentoringContact.objects.select_related("mentorship", "recorded_by").get(pk=contact.pk)
        side = _side(mentorship, by)
        if contact.status == Status.CONFIRMED and contact.confirmed_by_id == by.pk:
            return contact
        if contact.status != Status.SUBMITTED:
            raise WrongState(_("Only a contact that was handed in can be confirmed."))
        if not can_confirm_contact(by, contact):
            raise NotAllowed(_("A contact is confirmed by the side that did not write it."))
        answers = answers_of(contact)
        if own_words is not None:
            answers |= clean_answers({OWN_FIELD[side]: own_words}, side)
        if missing := missing_own(answers, side):
            raise Incomplete(missing)
        _write(contact, answers)
        contact.status, contact.confirmed_by, contact.confirmed_at = Status.CONFIRMED, by, now()
        contact.sha256 = fingerprint(answers_of(contact))
        contact.save(update_fields=["status", "confirmed_by", "confirmed_at", "sha256"])
        log(contact, "training.contact.confirm", user=by, data={"sha256": contact.sha256})
        transaction.on_commit(lambda: contact_confirmed.send(MentoringContact, contact=contact))
    return contact


def reopen_contact(contact: MentoringContact, *, by) -> MentoringContact:
    """Make a contact that still waits a draft again, so that its writer can correct it.

    Either side may ask for it within ``mentoring.contact_edit_days`` days of handing in; after that the words stand.
    """
    with transaction.atomic():
        mentorship = _locked(contact.mentorship)
        contact = MentoringContact.objects.select_related("mentorship").get(pk=contact.pk)
        _side(mentorship, by)
        if contact.status == Status.DRAFT:
            return contact
        if contact.status == Status.CONFIRMED:
            raise WrongState(_("This contact is confirmed and locked."))
        if now() > contact.submitted_at + timedelta(days=value_on("mentoring.contact_edit_days")):
            raise WrongState(
                _("The days for corrections are over. Confirm it, and note the correction in the next one.")
            )
        contact.status, contact.submitted_at = Status.DRAFT, None
        contact.save(update_fields=["status", "submitted_at"])
        log(contact, "training.contact.reopen", user=by)
    return contact


def open_actions(mentorship: Mentorship, *, before: MentoringContact | None = None):
    """Action points of this posting that wait for a word on what became of them, across mentors.

    A mentor who finishes a draft after his time is not asked about what was agreed since.
    """
    found = ActionPoint.objects.filter(
        contact__mentorship__posting=mentorship.posting_id,
        status=ActionPoint.Status.OPEN,
    ).exclude(contact__status=Status.DRAFT)
    if mentorship.valid_to is not None:
        found = found.filter(contact__mentorship__valid_from__lte=mentorship.valid_from)
    return found.exclude(contact=before) if before else found


def _locked(mentorship: Mentorship) -> Mentorship:
    """The mentorship, locked: every saving of its log passes here one at a time."""
    Mentorship.objects.select_for_update().get(pk=mentorship.pk)
    return Mentorship.objects.select_related("mentor__person", "posting__person").get(pk=mentorship.pk)


def _side(mentorship: Mentorship, by) -> Capacity:
    side = side_of(by, mentorship)
    if side is None:
        raise NotAllowed(_("Only the official and the mentor write in this log."))
    return side


def _new_contact(mentorship: Mentorship, key: UUID, by) -> MentoringContact:
    if mentorship.valid_to is not None or not can_record_contact(by, mentorship.posting):
        raise WrongState(
            _("This mentorship has ended; no new contact can be added. Drafts begun before can be finished.")
        )
    return MentoringContact.objects.create(key=key, mentorship=mentorship, recorded_by=by, recorded_at=now())


def _write(contact: MentoringContact, answers: dict[str, Any]) -> None:
    for name in PLAIN:
        setattr(contact, name, answers[name])
    contact.happened_at = answers["happened_at"]
    contact.next_on = answers["next_on"]
    contact.previous_actions_reviewed = answers["previous_actions_reviewed"]
    contact.version += 1
    contact.save()
    contact.refresh_from_db(fields=["happened_at", "next_on"])
    _write_competencies(contact, answers["competencies"])
    _write_actions(contact, answers["action_points"])


def _write_competencies(contact: MentoringContact, codes: list[str]) -> None:
    if [competency.code for competency in contact.competencies.all()] != codes:
        contact.competencies.set(Competency.objects.current().filter(code__in=codes))


def _write_actions(contact: MentoringContact, actions: list[dict[str, Any]]) -> None:
    """Replace the actions of a draft; once handed in they no longer change and keep their rows."""
    if contact.status != Status.DRAFT:
        return
    contact.action_points.all().delete()
    ActionPoint.objects.bulk_create(
        ActionPoint(
            contact=contact,
            text=action["text"],
            owner=action["owner"],
            due_on=date.fromisoformat(action["due_on"]) if action["due_on"] else None,
            order=order,
        )
        for order, action in enumerate(actions)
    )


def _apply_reviewed(mentorship: Mentorship, contact: MentoringContact) -> None:
    known = {action.pk: action for action in open_actions(mentorship, before=contact)}
    for item in contact.previous_actions_reviewed:
        action = known.get(item["action"])
        if action and item["status"] in ActionPoint.Status.values:
            action.status = item["status"]
            action.save(update_fields=["status"])
