"""The forms of a term: saved as one types, handed in, confirmed by the signers in their order, locked."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from training.errors import Incomplete, InvalidInput, NotAllowed, WrongState
from training.mentoring.definitions import fingerprint
from training.mentoring.forms import Filing, latest_answers
from training.mentoring.merging import Merged, is_touched, merge, says
from training.mentoring.models import FormRevision, FormSignature, ParallelVersion, TermForm
from training.mentoring.services.documents import has_document
from training.mentoring.services.saved import Saved, keep_beside
from training.regulations.queries import value_on
from training.rotation.capacities import Capacity
from training.signals import form_submitted, form_unlocked

Status = TermForm.Status


def save_form(
    form: TermForm, answers: dict[str, Any], *, base_version: int, by, touched: Collection[str] | None = None
) -> Saved:
    """Add a revision with what the person may write; other answers stay as they are.

    The same answers twice add one revision. A version written on an older one is joined answer by answer; where both
    changed the same, both are kept and the second comes back as ``conflict``. ``touched`` names the answers the
    person changed on this device: a page that was joined shows others as they were when it was opened. Raises
    ``NotAllowed``, ``WrongState`` (not open yet, not one's turn, locked), ``InvalidInput``.
    """
    with transaction.atomic():
        filing = _locked(form, by)
        mine = filing.writable_fields()
        if not mine:
            raise _refusal_to_write(filing)
        _check_open(filing)
        shown = {item.id: _cleaned(item, answers[item.id]) for item in mine if item.id in answers}
        if filing.form.revision_number and touched is not None:
            answers = {name: value for name, value in answers.items() if name in touched}
        given = {item.id: _cleaned(item, answers[item.id]) for item in mine if item.id in answers}
        current = filing.answers
        is_behind = base_version != filing.form.revision_number
        if not is_behind:
            merged = Merged(current | given, {})
        else:
            base = _answers_at(filing.form, base_version)
            merged = merge(current, given, base)
            given = {name: value for name, value in given.items() if is_touched(name, value, base)}
        if merged.answers != current:
            _add_revision(filing.form, merged.answers, by)
        kept = keep_beside(filing.form, given, base_version=base_version, by=by) if merged.apart else None
        return Saved(
            filing.form, filing.form.revision_number, now(), kept, joined=is_behind and not says(merged.answers, shown)
        )


def settle_form(form: TermForm, answers: dict[str, Any], *, by) -> TermForm:
    """Write what the person chose from the versions of a form; the versions are kept, marked settled."""
    with transaction.atomic():
        saved = save_form(form, answers, base_version=_locked(form, by).form.revision_number, by=by)
        open_versions = ParallelVersion.objects.filter(form=form, written_by=by, settled_at__isnull=True)
        open_versions.update(settled_at=now())
    return saved.record


def submit_form(form: TermForm, *, by) -> TermForm:
    """Hand the form in; where the person is also the first signer, this is his confirmation as well.

    Raises ``NotAllowed``, ``WrongState`` (not open yet), ``Incomplete`` (with a sentence for each empty answer).
    """
    with transaction.atomic():
        filing = _locked(form, by)
        if not filing.definition.is_submitted_by(filing.capacities):
            raise NotAllowed(_("This form is handed in by somebody else."))
        if filing.form.status not in (Status.NOT_DUE, Status.DRAFT):
            return filing.form
        _check_open(filing)
        missing = filing.definition.missing(filing.answers, filing.capacities)
        if missing:
            raise Incomplete(missing)
        filing.form.status, filing.form.submitted_at = Status.SUBMITTED, now()
        filing.form.save(update_fields=["status", "submitted_at"])
        log(filing.form, "training.form.submit", user=by, data={"revision": filing.form.revision_number})
        if filing.next_signer in filing.capacities:
            _sign(filing, by)
        transaction.on_commit(lambda: form_submitted.send(TermForm, form=filing.form))
    return filing.form


def sign_form(form: TermForm, *, by) -> TermForm:
    """Confirm the form as the signer whose turn it is. The last confirmation locks it.

    Each confirmation carries the SHA-256 of the answers it confirms (rules.md E2: a confirmation in the system, not a
    digital signature). Raises ``NotAllowed`` (no signer of this form), ``WrongState`` (not handed in, another's turn),
    ``Incomplete`` (one's own part is not written yet).
    """
    with transaction.atomic():
        filing = _locked(form, by)
        signing = [capacity for capacity in filing.definition.signers if capacity in filing.capacities]
        if not signing:
            raise NotAllowed(_("You are not among those who confirm this form."))
        if filing.form.status == Status.LOCKED or (filing.signed and set(signing) <= set(filing.signed)):
            return filing.form
        if filing.form.status not in (Status.SUBMITTED, Status.COUNTERSIGNED):
            raise WrongState(_("This form has not been handed in yet."))
        if filing.next_signer not in filing.capacities:
            raise WrongState(
                _("It is not your turn yet: first this form must be confirmed by: %(signer)s.")
                % {"signer": FormSignature.Capacity(filing.next_signer).label}
            )
        missing = filing.definition.missing(filing.answers, [filing.next_signer])
        if missing:
            raise Incomplete(missing)
        if not has_document(filing):
            raise WrongState(_("This part is a signed document: attach it first, with its number and its day."))
        _sign(filing, by)
        transaction.on_commit(lambda: form_submitted.send(TermForm, form=filing.form))
    return filing.form


def return_form(form: TermForm, *, reason: str, by) -> TermForm:
    """The signer whose turn it is gives the form back for correction; confirmations so far must be given anew."""
    with transaction.atomic():
        filing = _locked(form, by)
        if filing.form.status not in (Status.SUBMITTED, Status.COUNTERSIGNED):
            raise WrongState(_("Only a form that was handed in and is not locked can be returned."))
        if filing.next_signer not in filing.capacities:
            raise NotAllowed(_("A form is returned by the person whose turn it is to confirm it."))
        if not reason.strip():
            raise InvalidInput(_("Say what should be corrected."))
        filing.form.status, filing.form.submitted_at = Status.DRAFT, None
        filing.form.save(update_fields=["status", "submitted_at"])
        log(filing.form, "training.form.return", user=by, data={"reason": reason.strip()})
    return filing.form


def unlock_form(form: TermForm, *, reason: str, by) -> TermForm:
    """Open a locked form once more, as the Committee's officer, for a reason that is kept.

    What was locked stays as it was, with its confirmations and fingerprints; what is written now is a further revision
    and must be confirmed by all anew, by its own day or, where that is near or past, within
    ``mentoring.unlocked_form_days`` from today. A form that is open already stays so.
    """
    with transaction.atomic():
        filing = _locked(form, by)
        if Capacity.COMMITTEE_OFFICER not in filing.capacities:
            raise NotAllowed(_("A locked form is unlocked by the officer of the Organisation Committee."))
        if filing.form.status != Status.LOCKED:
            return filing.form
        if not reason.strip():
            raise InvalidInput(_("Say why the form is unlocked."))
        revision = filing.form.revisions.get(number=filing.form.revision_number)
        filing.form.status, filing.form.submitted_at, filing.form.locked_at = Status.DRAFT, None, None
        filing.form.unlocked_on = today()
        was_due = filing.form.due_on
        filing.form.due_on = max(was_due, today() + timedelta(days=value_on("mentoring.unlocked_form_days")))
        filing.form.save(update_fields=["status", "submitted_at", "locked_at", "unlocked_on", "due_on"])
        data = {"reason": reason.strip(), "revision": revision.number, "sha256": revision.sha256}
        log(filing.form, "training.form.unlock", user=by, data=data | {"was_due": was_due.isoformat()})
        transaction.on_commit(lambda: form_unlocked.send(TermForm, form=filing.form))
    return filing.form


def _locked(form: TermForm, by) -> Filing:
    TermForm.objects.select_for_update().get(pk=form.pk)
    fresh = TermForm.objects.select_related("posting__person", "version").get(pk=form.pk)
    return Filing.of(fresh, by)


def _check_open(filing: Filing) -> None:
    if not filing.definition.is_fillable:
        raise WrongState(_("This form is not filled in here yet; the calendar shows it so that its day is known."))
    if today() < filing.form.opens_on:
        raise WrongState(_("This form opens on %(day)s.") % {"day": filing.form.opens_on.strftime("%d/%m/%Y")})


def _refusal_to_write(filing: Filing) -> Exception:
    if filing.definition.fields_for(filing.capacities):
        return WrongState(_("This form has been handed in; your part can no longer be changed."))
    return NotAllowed(_("You have nothing to write in this form."))


def _cleaned(item, value: Any) -> Any:
    try:
        return item.clean(value)
    except ValueError as error:
        raise InvalidInput(str(error)) from error


def _answers_at(form: TermForm, number: int) -> dict[str, Any] | None:
    revision = form.revisions.filter(number=number).first()
    return revision.answers if revision else None


def _add_revision(form: TermForm, answers: dict[str, Any], by) -> FormRevision:
    form.revision_number += 1
    if form.status == Status.NOT_DUE:
        form.status = Status.DRAFT
    form.save(update_fields=["revision_number", "status"])
    return FormRevision.objects.create(
        form=form,
        number=form.revision_number,
        answers=answers,
        written_by=by,
        written_at=now(),
        sha256=fingerprint(answers),
    )


def _sign(filing: Filing, by) -> None:
    form, capacity = filing.form, filing.next_signer
    revision = form.revisions.filter(number=form.revision_number).first()
    # A form that was returned and comes back unchanged is confirmed anew, on a revision of its own.
    if revision is None or revision.signatures.filter(capacity=capacity).exists():
        revision = _add_revision(form, latest_answers(form), by)
    FormSignature.objects.create(
        form=form, capacity=capacity, revision=revision, signed_by=by, signed_at=now(), sha256=revision.sha256
    )
    log(form, "training.form.sign", user=by, data={"capacity": capacity, "sha256": revision.sha256})
    filing.signed.append(capacity)
    left = [name for name in filing.definition.signers if name not in filing.signed]
    if not left:
        form.status, form.locked_at = Status.LOCKED, now()
        log(form, "training.form.lock", user=by, data={"sha256": revision.sha256})
    elif all(filing.definition.act_of(name) == "acknowledge" for name in left):
        form.status = Status.COUNTERSIGNED
    form.save(update_fields=["status", "locked_at"])
