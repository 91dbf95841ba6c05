"""Slips for people who are asked in a survey and read no mail: a code to scan, an address to type; cut, handed out."""

from collections.abc import Sequence

import segno

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from certificates.rendering.services import print_html
from portal.papers.issuers import COMMITTEE, issuer_on
from portal.papers.pdf import FOLDER
from training.mentoring.surveys.queries import least_answers
from training.models import Survey, SurveyRespondent


def render_slips(survey: Survey, slips: Sequence[tuple[SurveyRespondent, str]]) -> bytes:
    """The PDF, four slips a page; ``slips``: person and address of the link."""
    with override("vi"):
        context = {
            "survey": survey,
            "posting": survey.form.posting,
            "least": least_answers(survey),
            "issuer": issuer_on(COMMITTEE, survey.opens_on),
            "slips": [{"person": one, "address": address, "code": _qr(address)} for one, address in slips],
        }
        html = render_to_string("portal/papers/survey_slips.html", context)
    return print_html(html, sheet="slips.css", folder=FOLDER)


def _qr(text: str) -> SafeString:
    code = segno.make(text, error="m", micro=False)
    return mark_safe(code.svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None))
