"""The state of a form of the term as every screen says it: by the calendar of today, not only by what is stored."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from training.mentoring.definitions import Definition
from training.mentoring.models import TermForm


@dataclass(frozen=True)
class FormState:
    """The state of a form today: a word for marks and tones, and its label."""

    word: str
    label: str
    tone: str


SURVEY = "F7"  # answered through links by people without a part in the term


def form_state(form: TermForm) -> FormState:
    """Done, waiting for a confirmation, late, to fill in now, or still to come."""
    if form.status == TermForm.Status.CANCELLED:
        return FormState("cancelled", _("no longer due"), "neutral")
    if form.code == SURVEY and form.is_open:
        return _survey_state(form)
    if form.status == TermForm.Status.LOCKED:
        return FormState("done", _("confirmed by all"), "good")
    if form.is_open and not Definition.of(form.version).is_fillable:
        return FormState("paper", _("on paper for now"), "neutral")
    if not form.is_unfiled:
        return FormState("waiting", _("awaiting confirmation"), "info")
    if form.is_overdue:
        return FormState("late", pgettext("form", "late"), "bad")
    if form.is_open:
        return FormState("due", _("to fill in"), "warn")
    return FormState("coming", _("to come"), "neutral")


def _survey_state(form: TermForm) -> FormState:
    if form.status == TermForm.Status.LOCKED:
        return FormState("done", pgettext("survey", "done"), "good")
    if form.is_unfiled:
        return FormState("due", pgettext("survey", "names can be proposed"), "info")
    return FormState("waiting", pgettext("survey", "people are being asked"), "info")
