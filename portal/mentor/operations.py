"""What was written in the log, in forms and in a diary without a network: saved, handed in, confirmed when it arrives.

Each stands on the version it was written on; what another device wrote meanwhile is joined answer by answer, and where
both wrote the same answer both are kept.
"""

from base64 import b64decode
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import is_naive, localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.mentor.contacts import contact_form, mentorship_of_key, readable_contact
from portal.mentor.diary import DiaryForm
from portal.mentor.forms import filing_of, inputs_for
from portal.mentor.receivers import tell_not_confirmed
from portal.mentor.shown import contact_shown, fields_in, form_shown
from portal.offline.operations import Answer, Operation, handles
from training.errors import Incomplete, InvalidInput, TrainingError
from training.mentoring.contacts import OWN_FIELD
from training.mentoring.diary.services import save_entry
from training.mentoring.evidence.services import add_photo
from training.mentoring.models import MentoringContact
from training.mentoring.rules import side_of
from training.mentoring.services import (
    confirm_contact,
    save_contact_draft,
    save_form,
    sign_form,
    submit_contact,
    submit_form,
)
from training.mentoring.services.saved import Saved
from training.mentoring.signing.services import Given, confirm_contact_beside, sign_form_beside
from training.models import Posting

A_DAY = timedelta(days=1)
UNREADABLE = gettext_lazy("The device sent something the portal cannot read. It is kept on the device.")


def take_contact(operation: Operation, *, by) -> Answer:
    """``{"posting", "key", "base_version", "touched", "fields": [[name, value], …], "action": "save" or "submit"}``.

    Where the device filled in its own now (``by_device``, with what its clock said as ``at``), its clock is put right.
    """
    body = operation.body
    key = key_in(body, "key")
    try:
        mentorship = mentorship_of_key(by, number_in(body, "posting"), key)
    except Http404 as error:
        raise InvalidInput(_("You do not write in this log any more. What you wrote is kept on the device.")) from error
    known = mentorship.contacts.filter(key=key).first()
    form = contact_form(by, mentorship, known, fields_in(body.get("fields")))
    if not form.is_valid():
        raise InvalidInput(next(iter(form.errors.values()))[0])
    answers = form.answers()
    if body.get("by_device") and "happened_at" not in (touched_in(body) or ()):
        answers["happened_at"] = _put_right(answers["happened_at"], operation)
    saved = save_contact_draft(
        mentorship,
        answers,
        key=key,
        base_version=number_in(body, "base_version"),
        touched=form.touched(touched_in(body)),
        by=by,
    )
    address = reverse("mentor:contact_write", args=[mentorship.posting_id])
    if saved.conflict or body.get("action") != "submit":
        return _saved(saved, str(mentorship.posting.person), address)
    try:
        contact = submit_contact(saved.record, by=by)
    except Incomplete as refusal:
        return Answer(_still_needed(refusal), _kept(saved, address))
    sentence = _("The contact with %(person)s is handed in.") % {"person": mentorship.posting.person}
    return Answer(sentence, _kept(saved, reverse("mentor:contact", args=[contact.key])))


def _put_right(happened_at: datetime | None, operation: Operation) -> datetime | None:
    """The moment less the error of the device's clock; as it was where the device said nothing that can be read."""
    error = _clock_error(operation)
    return happened_at if happened_at is None or error is None else happened_at - error


def _clock_error(operation: Operation) -> timedelta | None:
    said = operation.body.get("at")
    moment = parse_datetime(said) if isinstance(said, str) else None
    return None if moment is None or is_naive(moment) else moment - operation.made_at


def take_words(operation: Operation, *, by) -> Answer:
    """``{"contact", "base_version", "own_words", "action": "save" or "confirm"}``: the side that confirms."""
    body = operation.body
    contact, words = _contact(body, by), body.get("own_words")
    if not isinstance(words, str):
        raise InvalidInput(UNREADABLE)
    address = reverse("mentor:contact", args=[contact.key])
    if body.get("action") == "confirm":
        confirmed = confirm_contact(contact, words, by=by)
        return Answer(_("The contact is confirmed."), {"version": confirmed.version, "url": address})
    side = side_of(by, contact.mentorship)
    saved = save_contact_draft(
        contact.mentorship,
        {OWN_FIELD[side]: words},
        key=contact.key,
        base_version=number_in(body, "base_version"),
        by=by,
    )
    return _saved(saved, str(contact.mentorship.posting.person), address)


def take_form(operation: Operation, *, by) -> Answer:
    """``{"form", "base_version", "fields", "action": "save", "submit" or "sign"}``."""
    body = operation.body
    try:
        filing = filing_of(by, number_in(body, "form"))
    except Http404 as error:
        raise InvalidInput(_("This form is not open to you any more. What you wrote is kept on the device.")) from error
    form, address = filing.form, reverse("mentor:form", args=[filing.form.pk])
    inputs = inputs_for(filing, fields_in(body.get("fields"))) if body.get("fields") else None
    saved = None
    if inputs is not None:
        if not inputs.is_valid():
            raise InvalidInput(next(iter(inputs.errors.values()))[0])
        saved = save_form(
            form,
            inputs.answers(),
            base_version=number_in(body, "base_version"),
            touched=inputs.touched(touched_in(body)),
            by=by,
        )
    action = body.get("action")
    if saved is not None and (saved.conflict or action == "save"):
        return _saved(saved, f"{form.code}, {form.posting.person}", address)
    try:
        done = submit_form(form, by=by) if action == "submit" else sign_form(form, by=by)
    except Incomplete as refusal:
        return Answer(_still_needed(refusal), {"url": address})
    values = {"form": done.code, "person": form.posting.person}
    sentence = _("%(form)s, %(person)s: handed in.") if action == "submit" else _("%(form)s, %(person)s: confirmed.")
    return Answer(sentence % values, {"version": done.revision_number, "url": address})


def take_page(operation: Operation, *, by) -> Answer:
    """``{"posting", "week", "key", "base_version", "touched", "fields", "action": "save"}``: a page of one's own diary.

    Where the device chose the week by its own clock (``by_device``, with what that said as ``at``), it is put right.
    """
    body = operation.body
    posting = Posting.objects.select_related("person").filter(pk=number_in(body, "posting"), person__user=by).first()
    if posting is None:
        raise InvalidInput(_("You do not write in this diary any more. What you wrote is kept on the device."))
    form = DiaryForm(fields_in(body.get("fields")))
    if not form.is_valid():
        raise InvalidInput(next(iter(form.errors.values()))[0])
    saved = save_entry(
        posting,
        form.cleaned_data,
        key=key_in(body, "key"),
        starts_on=_week_meant(operation),
        base_version=number_in(body, "base_version"),
        touched=touched_in(body),
        by=by,
    )
    title = _("Week of %(day)s") % {"day": saved.record.starts_on.strftime("%d/%m/%Y")}
    return _saved(saved, title, reverse("mentor:diary_page", args=[saved.record.key]))


def _week_meant(operation: Operation) -> date:
    """The week the page says; where a clock that is a day or more wrong chose it, that in which it was written."""
    said = operation.body.get("week")
    try:
        week = parse_date(said) if isinstance(said, str) else None
    except ValueError:
        week = None
    if week is None:
        raise InvalidInput(UNREADABLE)
    error = _clock_error(operation) if operation.body.get("by_device") else None
    return localdate(operation.made_at) if error and abs(error) >= A_DAY else week


def _saved(saved: Saved, title: str, address: str) -> Answer:
    """Nothing to say of a draft that was saved, unless another device wrote too."""
    if saved.conflict is None:
        return Answer("", _kept(saved, address))
    sentence = _("%(title)s: another device wrote too. Both texts are kept; compare and choose.") % {"title": title}
    return Answer(sentence, _kept(saved, reverse("mentor:version", args=[saved.conflict.pk])))


def _kept(saved: Saved, address: str) -> dict[str, Any]:
    return {"version": saved.version, "conflict": saved.conflict is not None, "joined": saved.joined, "url": address}


def _still_needed(refusal: Incomplete) -> str:
    return _("Saved as a draft. Still needed: %(what)s") % {"what": " ".join(refusal.by_field.values())}


def _contact(body, by) -> MentoringContact:
    try:
        return readable_contact(by, key_in(body, "contact"))
    except Http404 as error:
        raise InvalidInput(
            _("This contact is not open to you any more. What you wrote is kept on the device.")
        ) from error


def touched_in(body) -> set[str] | None:
    touched = body.get("touched")
    return {name for name in touched if isinstance(name, str)} if isinstance(touched, list) else None


def number_in(body, name: str) -> int:
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise InvalidInput(UNREADABLE)
    return value


def key_in(body, name: str) -> UUID:
    try:
        return UUID(str(body.get(name)))
    except ValueError as error:
        raise InvalidInput(UNREADABLE) from error


def take_cosignature(operation: Operation, *, by) -> Answer:
    """``{"form" or "contact", "signer", "shown", "letter"}``: somebody confirmed on the device of ``by``.

    ``shown`` is the page as JSON text, ``letter`` the signer's secret, sealed to the server with the fingerprint of
    ``shown``. Where it does not hold, the record stays without his confirmation and both are told.
    """
    body = operation.body
    signer = get_user_model().objects.filter(pk=number_in(body, "signer"), is_active=True).first()
    shown = body.get("shown")
    if signer is None or not isinstance(shown, str):
        raise InvalidInput(UNREADABLE)
    given = Given(shown, body.get("letter"), operation.made_at)
    confirm = _confirm_contact_beside if body.get("contact") else _confirm_form_beside
    title, address, confirmed = confirm(body, given, signer, by)
    try:
        with transaction.atomic():
            confirmed()
    except TrainingError as refusal:
        tell_not_confirmed(title, str(refusal), operation.id, address, [signer, by])
        return Answer(f"{title}: {refusal}", {"signed": False, "url": address})
    sentence = _("%(title)s: confirmed by %(who)s.") % {"title": title, "who": signer}
    return Answer(sentence, {"signed": True, "url": address})


def take_photo(operation: Operation, *, by) -> Answer:
    """``{"posting", "contact", "photo", "data"}``: one photograph in Base64; its draft may be on its way."""
    body = operation.body
    key, data = key_in(body, "contact"), body.get("data")
    if not isinstance(data, str):
        raise InvalidInput(UNREADABLE)
    try:
        content = b64decode(data, validate=True)
        mentorship = mentorship_of_key(by, number_in(body, "posting"), key)
    except (ValueError, Http404) as error:
        raise InvalidInput(UNREADABLE) from error
    contact = MentoringContact.objects.visible_to(by).filter(key=key, mentorship=mentorship).first()
    if contact is None:
        contact = save_contact_draft(mentorship, {}, key=key, base_version=0, by=by).record
    photo = add_photo(contact, content, key=key_in(body, "photo"), by=by)
    return Answer("", {"photo": str(photo.key), "url": reverse("mentor:photo", args=[photo.key])})


Confirming = tuple[str, str, Callable[[], object]]


def _confirm_form_beside(body, given: Given, signer, by) -> Confirming:
    try:
        form = filing_of(by, number_in(body, "form")).form
    except Http404 as error:
        raise InvalidInput(_("This form is not open to you any more. What you wrote is kept on the device.")) from error
    address = reverse("mentor:form", args=[form.pk])

    def expected(shown: Any) -> dict[str, Any]:
        return form_shown(form, shown, by)

    return (
        f"{form.code}, {form.posting.person}",
        address,
        lambda: sign_form_beside(form, given, expected, signer=signer, by=by),
    )


def _confirm_contact_beside(body, given: Given, signer, by) -> Confirming:
    contact = _contact(body, by)
    address = reverse("mentor:contact", args=[contact.key])

    def unchanged(shown: Any) -> bool:
        return contact_shown(contact, shown, by)

    return (
        _("The contact with %(person)s") % {"person": contact.mentorship.posting.person},
        address,
        lambda: confirm_contact_beside(contact, given, unchanged, signer=signer, by=by),
    )


handles("mentoring_contact", take_contact)
handles("mentoring_words", take_words)
handles("mentoring_form", take_form)
handles("mentoring_photo", take_photo)
handles("diary_entry", take_page)
handles("mentoring_cosign", take_cosignature)
