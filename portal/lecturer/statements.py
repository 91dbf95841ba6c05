"""The lecturer's own teaching load and fee, and the statement to print and sign (L7)."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from curriculum.clock.time import today
from portal.access import requires
from portal.models import PreparedPaper
from portal.papers.answers import answer_paper
from portal.papers.classes.details import Details
from portal.papers.issuers import SCHOOL, issuer_on
from portal.papers.paper import Paper, Signature
from portal.papers.teaching import TEMPLATE, statement
from training.models import Lecturer
from training.scheduling.teaching import MonthOrYear, basis_on, months_of

YEARS_BACK = 4
EXTENSIONS = ("pdf", "xlsx")


@require_GET
@requires("portal.use_lecturer")
def load(request: HttpRequest) -> HttpResponse:
    """What was taught in a year, month by month."""
    lecturer, year = _mine(request).first(), _year(request)
    months = months_of(lecturer, year) if lecturer else []
    context = {
        "year": str(year),
        "years": [str(today().year - back) for back in range(YEARS_BACK)],
        "months": [(load, MonthOrYear(year, load.month).code) for load in months],
        "bars": [(_("Month %(month)s") % {"month": load.month}, load.periods) for load in months],
        "periods": sum(load.periods for load in months),
        "fee": sum(load.fee for load in months),
        "basis": basis_on(today()),
    }
    return render(request, "portal/teach/load.html", context)


@require_GET
@requires("portal.use_lecturer")
def statement_file(request: HttpRequest, period: str, extension: str) -> HttpResponse:
    """The statement the office prepared; until there is one, the meetings as they stand now."""
    lecturer, asked = get_object_or_404(_mine(request)), MonthOrYear.parse(period)
    if asked is None or extension not in EXTENSIONS:
        raise Http404(period)
    paper = _prepared(lecturer, asked) or statement(lecturer, asked, _unsigned())
    return answer_paper(paper, extension, f"{paper.kind} {lecturer.person.full_name} {asked.code}")


def _mine(request: HttpRequest) -> QuerySet[Lecturer]:
    return Lecturer.objects.filter(person__user=request.user).select_related("person")


def _prepared(lecturer: Lecturer, period: MonthOrYear) -> Paper | None:
    kept = PreparedPaper.objects.about(lecturer).current().filter(template=TEMPLATE, period=period.code).first()
    return kept.paper if kept else None


def _unsigned() -> Details:
    return Details(issuer=issuer_on(SCHOOL), number="", issued_on=None, signature=Signature("Hiệu trưởng"))


def _year(request: HttpRequest) -> int:
    period = MonthOrYear.parse(request.GET.get("year", ""))
    return period.year if period else today().year
