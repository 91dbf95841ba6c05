"""The state of a survey as the desk says it: by the calendar of today, not only by what is stored."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from training.models import Survey, TermForm

STATES = {
    "due": (pgettext_lazy("survey", "not begun"), "warn"),
    "preparing": (Survey.Status.PREPARING.label, "warn"),
    "open": (Survey.Status.OPEN.label, "info"),
    "over": (_("last day passed, to close"), "warn"),
    "closed": (Survey.Status.CLOSED.label, "warn"),
    "released": (Survey.Status.RELEASED.label, "good"),
    "void": (Survey.Status.VOID.label, "neutral"),
}


def survey_state(form: TermForm) -> tuple[str, object, str]:
    """Word, label and tone."""
    survey = getattr(form, "survey", None)
    word = "due" if survey is None else "over" if survey.is_over else survey.status
    return (word, *STATES[word])
