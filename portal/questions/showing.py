"""A question as people look at it: its text with gaps drawn as places to fill in, what its author should know, how it
did.
"""

import re
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from curriculum.models import QuestionStatistics, QuestionVersion
from curriculum.questions.checking import GAP
from curriculum.questions.content import Kind, QuestionContent
from curriculum.questions.marking import WHOLE
from curriculum.questions.pictures import shown
from portal.questions.verdicts import discrimination_in_words, facility_in_words, lines_of, spread_of


def blanks_of(said: QuestionContent) -> SafeString:
    """The stored text (clean HTML) with its pictures; in a cloze text each ``{{key}}`` becomes a field."""
    html = shown(said.text)
    if said.kind is not Kind.CLOZE:
        return mark_safe(html)
    gaps = {gap.key: gap for gap in said.gaps}

    def field(found: re.Match) -> str:
        gap = gaps.get(found[1])
        return render_to_string("portal/questions/_gap.html", {"gap": gap}).strip() if gap else found[0]

    return mark_safe(GAP.sub(field, html))


def figures_of(version: QuestionVersion) -> dict[str, Any]:
    """How the version did, in what ``_figures.html`` asks for; nothing where it was never asked."""
    figures = QuestionStatistics.objects.filter(version=version).first()
    if figures is None:
        return {}
    return {
        "figures": figures,
        "facility_words": facility_in_words(figures.facility),
        "discrimination_words": discrimination_in_words(figures.discrimination),
        "lines": lines_of(version.said, figures),
        "spread": spread_of(figures),
    }


def remarks_on(said: QuestionContent) -> list[str]:
    """What an author should know though the question can be asked as it is."""
    remarks = []
    if said.kind is Kind.MULTIPLE and sum(option.credit for option in said.options) >= WHOLE:
        remarks.append(gettext("Whoever ticks everything earns full points: the wrong choices take nothing away."))
    feedback = said.feedback or any(option.feedback for option in said.options)
    if said.kind in (Kind.SINGLE, Kind.MULTIPLE) and not feedback:
        remarks.append(gettext("No choice and no answer has feedback: the learner does not hear why."))
    if '<img src="picture:' in said.text and 'alt=""' in said.text:
        remarks.append(gettext("A picture has no alternative text: who cannot see it cannot answer."))
    return remarks
