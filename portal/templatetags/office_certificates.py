"""Display only: frozen facts of certificates in words of the screen."""

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from training.models import Outcome

register = template.Library()


@register.filter
def day(iso: str | None) -> str:
    """An ISO day of frozen facts, written out."""
    return date_format(date.fromisoformat(iso), "SHORT_DATE_FORMAT") if iso else "–"


@register.filter
def band_label(band: str) -> str:
    return str(Outcome.Band(band).label) if band else "–"


@register.filter
def missing(field: str) -> str:
    """What is missing, as the office would say it."""
    words = {"name": _("no name"), "birth_date": _("no date of birth"), "unit": _("no unit")}
    return words[field]
