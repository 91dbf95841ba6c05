"""The calendar of a posting as rows: made when it is recorded, moved when the term changes, closed when it ends."""

from training.mentoring.calendar import DueForm, forms_of_term
from training.mentoring.models import FormVersion, TermForm
from training.rotation.changes import interruptions_of
from training.rotation.models import Posting

UNFILED = (TermForm.Status.NOT_DUE, TermForm.Status.DRAFT)
FINAL = "F6"
OUTSIDE = ("F8",)  # opened when something changes, not by the months of the term


def create_calendar(posting: Posting) -> list[TermForm]:
    """Every form of the term; those that are there already stay."""
    there = set(posting.forms.exclude(status=TermForm.Status.CANCELLED).values_list("code", "month"))
    due = forms_of_term(posting.effective_on, posting.term_months, interruptions_of(posting))
    return _add(posting, [form for form in due if (form.code, form.month) not in there])


def recompute_calendar(posting: Posting) -> None:
    """Follow a changed term: unfiled forms are moved, added or no longer due.

    Filed ones are never touched, nor is one that was locked and is open once more: it has a day of its own.
    """
    of_the_table = posting.forms.exclude(status=TermForm.Status.CANCELLED).exclude(code__in=OUTSIDE)
    forms = {_slot(form): form for form in of_the_table}
    found = forms_of_term(posting.effective_on, posting.term_months, interruptions_of(posting))
    due = {_slot(form): form for form in found}
    for slot, form in forms.items():
        if form.status in UNFILED and form.unlocked_on is None:
            _move(form, due.get(slot))
    _add(posting, [form for slot, form in due.items() if slot not in forms])


def close_calendar(posting: Posting) -> None:
    """After an end: what was not due by then is no longer due; the final form is due now (170/2025 Art. 49)."""
    unfiled = posting.forms.filter(status__in=UNFILED, unlocked_on__isnull=True)
    if posting.end_reason == Posting.EndReason.WITHDRAWN:  # nothing is owed for a term that was not to be
        unfiled.update(status=TermForm.Status.CANCELLED)
        return
    later = unfiled.filter(due_on__gt=posting.ended_on).exclude(code__in=[FINAL, *OUTSIDE])
    later.update(status=TermForm.Status.CANCELLED)
    unfiled.filter(code=FINAL, due_on__gt=posting.ended_on).update(due_on=posting.ended_on)
    unfiled.filter(code=FINAL, opens_on__gt=posting.ended_on).update(opens_on=posting.ended_on)


def _slot(form: DueForm | TermForm) -> tuple[str, int]:
    """What stays the same when the term changes; the final form is one, whatever its month."""
    return (form.code, 0 if form.code == FINAL else form.month)


def _move(form: TermForm, due: DueForm | None) -> None:
    if due is None:
        form.status = TermForm.Status.CANCELLED
    else:
        form.month, form.opens_on, form.due_on = due.month, due.opens_on, due.due_on
    form.save(update_fields=["status", "month", "opens_on", "due_on"])


def _add(posting: Posting, due: list[DueForm]) -> list[TermForm]:
    rows = FormVersion.objects.valid_on(posting.effective_on).order_by("number")
    versions = {version.code: version for version in rows}
    return TermForm.objects.bulk_create(
        TermForm(
            posting=posting,
            version=versions[form.code],
            code=form.code,
            month=form.month,
            opens_on=form.opens_on,
            due_on=form.due_on,
        )
        for form in due
    )
