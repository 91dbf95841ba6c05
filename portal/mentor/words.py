"""How the state of a posting, a form or a cadence is said and toned on these screens."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from curriculum.clock.time import today
from portal.flag_words import flag_sentence, flag_time, flag_tone
from portal.form_states import FormState, form_state
from training.mentoring.definitions import Definition
from training.mentoring.models import TermForm
from training.mentoring.queries import Card
from training.models import Flag, KeptForm
from training.rotation.term import months_between

PHASES = {
    "settling": gettext_lazy("settling in"),
    "learning": gettext_lazy("learning the work"),
    "independent": gettext_lazy("independent charge"),
    "leading": gettext_lazy("leading and handing over"),
}


def form_name(form: TermForm) -> str:
    return f"{form.code} {Definition.of(form.version).name}"


@dataclass(frozen=True)
class CardWords:
    """A card with the words and the picture its template needs."""

    card: Card
    phase: str
    cadence: str
    tone: str
    bar: float
    mark: float
    form_name: str
    form_state: FormState | None


def card_words(card: Card) -> CardWords:
    tone = cadence_tone(card)
    most = card.cadence * 2
    return CardWords(
        card=card,
        phase=str(PHASES[card.phase.code]) if card.phase else _("not begun yet"),
        cadence=cadence_words(card),
        tone=tone,
        bar=round(min(card.days_since or 0, most) / most * 100, 1),
        mark=50,
        form_name=form_name(card.next_form) if card.next_form else "",
        form_state=form_state(card.next_form) if card.next_form else None,
    )


def cadence_tone(card: Card) -> str:
    """Within the cadence good; up to half of it beyond, a warning; then late."""
    days = card.days_since or 0
    if days <= card.cadence:
        return "good"
    return "warn" if days <= card.cadence * 1.5 else "bad"


def cadence_words(card: Card) -> str:
    if card.posting.is_interrupted:
        return _("The posting rests until %(day)s.") % {"day": date_format(card.posting.interrupted_to, "d/m/Y")}
    if card.days_since is None:
        return _("The posting has not begun yet.")
    if card.last_contact is None:
        return ngettext(
            "No contact yet, %(days)d day since the posting began",
            "No contact yet, %(days)d days since the posting began",
            card.days_since,
        ) % {"days": card.days_since}
    if card.days_since == 0:
        return _("Last contact today")
    return ngettext("%(days)d day since the last contact", "%(days)d days since the last contact", card.days_since) % {
        "days": card.days_since
    }


def month_of_term(effective_on: date, term_months: int | None) -> str:
    """Where the posting stands: month 14 of 36."""
    month = months_between(effective_on, today()) + 1
    if month < 1:
        return ""
    if term_months is None:
        return _("month %(month)d") % {"month": month}
    return _("month %(month)d of %(term)d") % {"month": min(month, term_months), "term": term_months}


def flag_line(flag: Flag) -> dict:
    """A flag as one line of a list."""
    return {"flag": flag, "tone": flag_tone(flag), "sentence": flag_sentence(flag), "time": flag_time(flag)}


def kept_line(kept: KeptForm) -> dict:
    """A form left to finish from a mentorship that ended, as one line of a list."""
    return {"kept": kept, "form": kept.form, "name": form_name(kept.form), "state": form_state(kept.form)}


def answer_words(value: Any) -> str:
    """An answer as somebody would read it aloud."""
    if value in (None, "", [], {}):
        return _("(empty)")
    if isinstance(value, list):
        return "\n".join(answer_words(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(str(part) for part in value.values() if part)
    return str(value)
