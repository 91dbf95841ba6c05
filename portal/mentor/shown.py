"""What somebody was shown on another's device, read back as answers: is it still what the record says?"""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from portal.mentor.contacts import contact_form
from portal.mentor.term_form import DefinedForm
from training.errors import InvalidInput
from training.mentoring.contacts import answers_of, clean_answers
from training.mentoring.definitions import Definition
from training.mentoring.merging import is_empty
from training.mentoring.models import MentoringContact, TermForm
from training.mentoring.rules import side_of
from training.mentoring.signing.services import answers_shown
from training.rotation.rules import capacities_of

MOST_FIELDS = 600


def form_shown(form: TermForm, shown: Any, by) -> dict[str, Any]:
    """``{"revision", "fields"}``: the form at that revision with what stood in the inputs of the page."""
    answers = answers_shown(form, _number(shown, "revision"))
    if not shown.get("fields"):
        return answers
    data = fields_in(shown["fields"])
    written = Definition.of(form.version).fields_for(capacities_of(by, form.posting))
    there = [item for item in written if any(f"{name}-".startswith(f"{item.id}-") for name in data)]
    inputs = DefinedForm(data, fields=there, answers=answers)
    if not inputs.is_valid():
        raise InvalidInput(next(iter(inputs.errors.values()))[0])
    given = inputs.answers()
    return answers | {item.id: item.clean(given[item.id]) for item in there}


def contact_shown(contact: MentoringContact, shown: Any, by) -> bool:
    """``{"version", "fields"}``: whether the contact still says what stood in the inputs, or is at that version."""
    if not isinstance(shown, dict) or not shown.get("fields"):
        return _number(shown, "version") == contact.version
    data = fields_in(shown["fields"])
    form = contact_form(by, contact.mentorship, contact, data)
    if not form.is_valid():
        raise InvalidInput(next(iter(form.errors.values()))[0])
    said = clean_answers(form.answers(), side_of(by, contact.mentorship))
    # Handing in closed the earlier actions, so that the form no longer asks for them: they are compared as they stand.
    del said["previous_actions_reviewed"]
    if shown.get("by_device"):
        del said["happened_at"]  # put right for the clock of the device when it was taken in
    present = answers_of(contact)
    reviewed = {f"earlier-{item['action']}": item["status"] for item in present["previous_actions_reviewed"]}
    if reviewed != {name: data[name] for name in data if name.startswith("earlier-")}:
        return False
    return all(present[name] == value or (is_empty(present[name]) and is_empty(value)) for name, value in said.items())


def fields_in(fields: Any) -> QueryDict:
    """The inputs of a page as it would have posted them."""
    if not isinstance(fields, list) or len(fields) > MOST_FIELDS:
        raise InvalidInput(_("The device sent something the portal cannot read. It is kept on the device."))
    data = QueryDict(mutable=True)
    for pair in fields:
        if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(part, str) for part in pair):
            raise InvalidInput(_("The device sent something the portal cannot read. It is kept on the device."))
        data.appendlist(*pair)
    return data


def _number(shown: Any, name: str) -> int:
    value = shown.get(name) if isinstance(shown, dict) else None
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidInput(_("The device sent something the portal cannot read. It is kept on the device."))
    return value
