"""Filling in any form of the term as its people would, by its own definition."""

from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from curriculum.clock.time import today
from training.mentoring.definitions import Definition, FormField
from training.mentoring.forms import Filing
from training.mentoring.models import TermForm
from training.mentoring.services import attach_document, save_form, sign_form, submit_form

PDF = b"%PDF-1.7 van ban da ky"
SIGNERS = {
    "mentee": "young_official",
    "mentor": "mentor",
    "host_head": "host_head",
    "link_officer": "link_officer",
    "committee_officer": "committee_officer",
}


def fresh(form: TermForm) -> TermForm:
    return TermForm.objects.select_related("posting__person", "version").get(pk=form.pk)


def answer(field: FormField, *, level: int = 3) -> Any:
    """A fitting answer to any field."""
    if field.type == "rows":
        row = {column.id: answer(column) for column in field.columns}
        return [row] * field.data.get("minimum", 1)
    if field.type == "level":
        return {"level": level, "evidence": "Biên bản họp thôn"}
    if field.type == "choice":
        return field.choices[0][0]
    if field.type in ("integer", "scale"):
        return 4 if field.type == "scale" else field.data.get("min", 0) or 1
    if field.type == "date":
        return today().isoformat()
    return "Nội dung"


def write(form: TermForm, by, *, level: int = 3, changes: dict[str, Any] | None = None) -> None:
    """Everything the person may write now and has not yet."""
    filing = Filing.of(fresh(form), by)
    given = {item.id: answer(item, level=level) for item in filing.writable_fields() if not filing.answers.get(item.id)}
    if given or changes:
        save_form(form, given | (changes or {}), base_version=filing.form.revision_number, by=by)


def hand_in(form: TermForm, by, **how) -> None:
    write(form, by, **how)
    submit_form(form, by=by)


def sign(form: TermForm, by, *, number: str = "7-BB/ĐU", signed_on: date | None = None, **how) -> TermForm:
    """Write one's part, attach the signed document where the part is one, confirm."""
    write(form, by, **how)
    filing = Filing.of(fresh(form), by)
    if filing.is_my_turn and filing.definition.needs_document(filing.next_signer):
        file = ContentFile(PDF + f" {form.pk} {filing.next_signer}".encode(), "van-ban.pdf")
        day = signed_on or today()
        attach_document(form, file, number=number, signed_on=day, declares_no_secret=True, by=by)
    return sign_form(form, by=by)


def sign_by_all(form: TermForm, people, *, by=None, **how) -> TermForm:
    """The whole way of a form: both sides write, it is handed in, and everybody signs in the order of the form."""
    definition = Definition.of(fresh(form).version)
    by = by or people[SIGNERS[definition.data["submitted_by"][0]]]
    for name in ("young_official", "mentor"):
        if Filing.of(fresh(form), people[name]).writable_fields():
            write(form, people[name], **how)
    hand_in(form, by, **how)
    while (signer := Filing.of(fresh(form), people["committee_officer"]).next_signer) is not None:
        # whoever keeps the form to finish signs as the mentor
        sign(
            form, by if signer == "mentor" and Filing.of(fresh(form), by).is_my_turn else people[SIGNERS[signer]], **how
        )
    return fresh(form)
