"""The overview of a year, and the export of a quarter."""

from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.log_actions import log

from curriculum.clock.time import today
from portal.office.base import OfficePage
from portal.office.overview.forms import QuarterForm
from portal.office.overview.queries import figures_of
from portal.papers.answers import answer_paper
from portal.papers.quarter import Quarter, QuarterReport, people_paper, report_of, summary_paper
from training.scheduling.teaching import MonthOrYear

YEARS_BACK = 8


class TrainingOverview(OfficePage):
    """Classes by state, places filled, absence, teaching: drawn, each with its table and the list behind it."""

    permission = "portal.see_papers"
    template_name = "portal/office/overview/overview.html"
    page_title = _("Training overview")
    header_icon = "view"

    def get_context_data(self, **kwargs):
        asked = MonthOrYear.parse(self.request.GET.get("year", ""))
        year = asked.year if asked else today().year
        figures = figures_of(year)
        places = sum(row.places for row in figures.filling)
        taken = sum(row.taken for row in figures.filling)
        return super().get_context_data(
            year=str(year),
            years=[str(today().year + 1 - back) for back in range(YEARS_BACK)],
            figures=figures,
            total=len(figures.classes),
            places=places,
            taken=taken,
            percent=round(taken / places * 100) if places else 0,
            status_parts=[(label, count) for _status, label, count in figures.by_status if count],
            filling_bars=[(f"{row.code} ({row.taken}/{row.places})", row.percent) for row in figures.filling],
            absence_bars=[
                (_("Month %(month)s") % {"month": month}, absence.percent)
                for month, absence in figures.absence_by_month
            ],
            lecturer_bars=[(str(row), row.load_periods) for row in figures.lecturers],
            **kwargs,
        )


class QuarterPage(OfficePage):
    """Who learned what in a quarter: by person as a workbook, in sums on the screen and as PDF (A23)."""

    permission = "portal.see_papers"
    template_name = "portal/office/overview/quarter.html"
    page_title = _("Training in a quarter")
    header_icon = "table"

    @cached_property
    def form(self) -> QuarterForm:
        day = today()
        form = QuarterForm({"year": day.year, "quarter": (day.month + 2) // 3} | self.request.GET.dict())
        form.is_valid()
        return form

    @cached_property
    def report(self) -> QuarterReport | None:
        if self.form.errors:
            return None
        wanted = self.form.cleaned_data
        return report_of(
            Quarter(wanted["year"], int(wanted["quarter"])),
            unit=wanted["unit"],
            bloc=wanted["bloc"],
            programme=wanted["programme"],
        )

    def get(self, request, *args, **kwargs) -> HttpResponse:
        wanted = request.GET.get("export", "")
        if self.report is None or wanted not in ("xlsx", "pdf", "docx"):
            return super().get(request, *args, **kwargs)
        data = {"period": self.report.quarter.code, "people": len(self.report.lines), "form": wanted}
        log(request.user, "portal.report.export", user=request.user, data=data)
        paper = people_paper(self.report) if wanted == "xlsx" else summary_paper(self.report)
        return answer_paper(paper, wanted, f"ket qua boi duong {self.report.quarter.code}")

    def get_context_data(self, **kwargs):
        query = self.request.GET.copy()
        query.pop("export", None)
        return super().get_context_data(form=self.form, report=self.report, query=query.urlencode(), **kwargs)
