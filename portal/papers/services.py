"""Keeping a paper: its words are frozen, its number is taken once."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now, today
from portal.papers.models import NumberingSeries, PreparedPaper
from portal.papers.numbering import number_in, series_of
from portal.papers.paper import Issuer, Paper, to_facts
from training.errors import InvalidInput
from training.people.permissions import require


@transaction.atomic
def keep_paper(paper: Paper, *, template: str, about: Model, by, period: str = "") -> PreparedPaper:
    """Keep the words of a paper about a thing; the version before it steps back. The same words twice are one paper.

    ``template`` names which paper of the thing it is, ``period`` which month or year of it. The running number is the
    one the paper's number begins with; a paper without a number leaves room to write it in by hand. Raises
    ``NotAllowed``; ``InvalidInput`` where another paper of the series has the number.
    """
    require(by, "portal.prepare_paper", about)
    series = _locked_series(series_of(paper.issuer, paper.abbreviation, paper.issued_on))
    sequence = number_in(paper.number)
    place = {
        "template": template,
        "about_type": ContentType.objects.get_for_model(about),
        "about_id": about.pk,
        "period": period,
    }
    standing = PreparedPaper.objects.current().filter(**place).first()
    if standing is not None and standing.paper == paper:
        return standing
    _refuse_taken(series, sequence, place)
    if standing is not None:
        standing.is_current = False
        standing.save(update_fields=["is_current"])
    kept = PreparedPaper.objects.create(
        **place,
        kind=paper.kind,
        abstract=paper.abstract,
        series=series,
        sequence=sequence,
        number=paper.number,
        issued_on=paper.issued_on,
        facts=to_facts(paper),
        prepared_by=by,
        prepared_at=now(),
    )
    if sequence is not None and sequence > series.last_number:
        series.last_number = sequence
        series.save(update_fields=["last_number"])
    data = {"template": template, "number": paper.number, "about": str(about), "period": period}
    log(kept, "portal.paper.prepare", user=by, data=data)
    return kept


def next_number(issuer: Issuer, abbreviation: str, day=None) -> int:
    """The number after the last one taken from the series; offered, not taken."""
    series = NumberingSeries.objects.filter(key=series_of(issuer, abbreviation, day or today())).first()
    return (series.last_number if series else 0) + 1


def _locked_series(key: str) -> NumberingSeries:
    NumberingSeries.objects.get_or_create(key=key)
    return NumberingSeries.objects.select_for_update().get(key=key)


def _refuse_taken(series: NumberingSeries, sequence: int | None, place: dict) -> None:
    """A number belongs to one paper and its later versions, also when that paper has stepped back."""
    if sequence is None:
        return
    other = PreparedPaper.objects.filter(series=series, sequence=sequence).exclude(**place).first()
    if other is not None:
        raise InvalidInput(
            _("Number %(number)s is on “%(paper)s” already. The next free one is %(free)s. Nothing was kept.")
            % {"number": other.number, "paper": other.abstract, "free": series.last_number + 1}
        )
