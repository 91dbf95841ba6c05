"""The text of a question with its gaps drawn as places to fill in."""

import re

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from curriculum.questions.checking import GAP
from curriculum.questions.content import Kind, QuestionContent
from curriculum.questions.pictures import shown


def blanks_of(said: QuestionContent) -> SafeString:
    """The stored text (clean HTML) with its pictures; in a cloze text each ``{{key}}`` becomes a field."""
    html = shown(said.text)
    if said.kind is not Kind.CLOZE:
        return mark_safe(html)
    gaps = {gap.key: gap for gap in said.gaps}

    def field(found: re.Match) -> str:
        gap = gaps.get(found[1])
        return render_to_string("portal/office/questions/_gap.html", {"gap": gap}).strip() if gap else found[0]

    return mark_safe(GAP.sub(field, html))
