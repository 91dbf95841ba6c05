"""Who issues papers, and in which form: read from the regulated values of the day (rules.md D1 to D3)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import today
from portal.papers.paper import Issuer
from training.regulations.queries import value_on

SCHOOL, COMMITTEE = "school", "committee"
NAMES = {SCHOOL: _("the school (form of the state)"), COMMITTEE: _("the Organisation Committee (form of the Party)")}


def issuer_on(code: str, day: date | None = None) -> Issuer:
    """The issuing body ``code`` (``school`` or ``committee``) as it is called and writes on the day."""
    day = day or today()
    return Issuer(
        code=code, style=value_on("documents.header_style", day)[code], **value_on("documents.issuers", day)[code]
    )
