"""``{% load surveys %}{% survey_beside form %}``: the released survey that belongs to an assessment, as pictures."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.survey_summary import summary_words
from training.mentoring.models import TermForm
from training.mentoring.surveys import queries

register = template.Library()


@register.simple_tag
def survey_beside(form: TermForm) -> SafeString | str:
    """Nothing for other forms, and before the release. Whoever reads the assessment reads the summary."""
    survey = queries.survey_beside(form)
    if survey is None:
        return ""
    context = {"shown": summary_words(survey), "heading": _("Multi-source feedback"), "survey": survey}
    return mark_safe(render_to_string("portal/mentor/_survey_beside.html", context))
