"""Teaching load: the list of lecturers for a month or a year, one lecturer's year, and the statement to be signed."""

import django_filters

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from curriculum.clock.time import today
from curriculum.vietnamese.text import fold
from portal.models import PreparedPaper
from portal.office.base import OfficeForm, OfficeListing, OfficePage
from portal.office.papers.forms import HeadForm
from portal.office.papers.signing import school_signatory
from portal.papers.classes.details import Details
from portal.papers.issuers import SCHOOL
from portal.papers.paper import Signature
from portal.papers.services import keep_paper
from portal.papers.teaching import ABBREVIATION, TEMPLATE, statement
from portal.papers.wording import show_cell
from training.models import Lecturer
from training.scheduling.teaching import MonthOrYear, months_of, with_load

YEARS_BACK = 6


class LoadFilter(WagtailFilterSet):
    """Year and month say what is counted, not who is listed."""

    year = django_filters.NumberFilter(label=_("Year"), method="leave")
    month = django_filters.ChoiceFilter(label=_("Month"), choices=list(MONTHS.items()), method="leave")

    class Meta:
        model = Lecturer
        fields = ["kind"]

    def leave(self, queryset, name, value):
        return queryset


class TeachingLoad(OfficeListing):
    permission = "portal.see_papers"
    model = Lecturer
    page_title = _("Teaching load")
    header_icon = "time"
    verbose_name_plural = _("lecturers")
    default_ordering = "-load_periods"
    filterset_class = LoadFilter
    search_fields = ["person__search_name"]
    list_export = ["person.full_name", "degree", "kind", "load_meetings", "load_periods", "load_fee"]
    export_filename = "gio-giang"
    columns = [
        TitleColumn("person", label=_("Lecturer"), accessor="__str__", url_name="office:teaching"),
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column("load_meetings", label=_("Meetings"), sort_key="load_meetings"),
        Column("load_periods", label=_("Teaching periods"), sort_key="load_periods"),
        Column("load_fee", label=_("Fee (đồng)"), accessor=lambda row: show_cell(row.load_fee), sort_key="load_fee"),
    ]

    @property
    def period(self) -> MonthOrYear:
        month = self.request.GET.get("month", "")
        return MonthOrYear.parse(
            f"{_year(self.request)}" + (f"-{int(month):02d}" if month.isdecimal() else "")
        ) or MonthOrYear(today().year)

    def get_page_subtitle(self) -> str:
        return self.period.code

    def get_base_queryset(self):
        return with_load(Lecturer.objects.select_related("person"), self.period)

    def search_queryset(self, queryset):
        for word in fold(self.search_query).split() if self.is_searching else ():
            queryset = queryset.filter(person__search_name__contains=word)
        return queryset


class LecturerTeaching(OfficePage):
    """One lecturer's year: month by month, with the statements prepared."""

    permission = "portal.see_papers"
    template_name = "portal/office/classes/teaching.html"
    parents = [("office:teaching_load", _("Teaching load"))]
    header_icon = "time"

    @cached_property
    def lecturer(self) -> Lecturer:
        return get_object_or_404(Lecturer.objects.select_related("person"), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.lecturer)

    def get_context_data(self, **kwargs):
        year = _year(self.request)
        kept = PreparedPaper.objects.about(self.lecturer).current().filter(template=TEMPLATE)
        papers = {paper.period: paper for paper in kept.filter(period__startswith=str(year))}
        months = months_of(self.lecturer, year)
        return super().get_context_data(
            lecturer=self.lecturer,
            year=str(year),
            years=[str(today().year - back) for back in range(YEARS_BACK)],
            months=[(load, f"{year}-{load.month:02d}", papers.get(f"{year}-{load.month:02d}")) for load in months],
            whole=(str(year), papers.get(str(year))),
            periods=sum(load.periods for load in months),
            fee=sum(load.fee for load in months),
            bars=[(_("Month %(month)s") % {"month": load.month}, load.periods) for load in months],
            may_prepare=self.request.user.has_perm("portal.prepare_paper", self.lecturer),
            **kwargs,
        )


class StatementForm(HeadForm):
    """The head of a statement and who signs beside the lecturer."""

    office = forms.CharField(label=_("For the training office"), max_length=120, required=False)
    title = forms.CharField(label=_("Title of the signatory"), max_length=100, initial="Hiệu trưởng")
    signer = forms.CharField(label=_("Name of the signatory"), max_length=120, required=False)

    def details(self) -> Details:
        data = self.cleaned_data
        return Details(
            **self.head(), signature=Signature(data["title"], data["signer"]), words={"office": data["office"]}
        )


class PrepareStatement(OfficeForm):
    """The statement of one month or year, kept as the meetings stand now."""

    permission = "portal.prepare_paper"
    template_name = "portal/office/change.html"
    form_class = StatementForm
    page_title = _("Teaching and fee statement")
    submit_label = _("Prepare the document")
    success_message = _("The document was prepared. Open it as PDF to sign, or as XLSX to calculate.")

    @cached_property
    def lecturer(self) -> Lecturer:
        return get_object_or_404(Lecturer.objects.select_related("person"), pk=self.kwargs["pk"])

    @cached_property
    def period(self) -> MonthOrYear:
        period = MonthOrYear.parse(self.kwargs["period"])
        if period is None:
            raise Http404(self.kwargs["period"])
        return period

    def get_page_subtitle(self) -> str:
        return f"{self.lecturer}, {self.period.code}"

    def get_parents(self):
        return [("office:teaching_load", _("Teaching load"))]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"abbreviation": ABBREVIATION, "numbered": False}

    def get_initial(self):
        signatory = school_signatory()
        found = {"issuer": SCHOOL, "issued_on": today()}
        return found | {name: signatory[name] for name in ("title", "signer") if name in signatory}

    def perform(self, form):
        paper = statement(self.lecturer, self.period, form.details())
        return keep_paper(paper, template=TEMPLATE, about=self.lecturer, period=self.period.code, by=self.request.user)

    def get_success_url(self) -> str:
        return f"{reverse('office:teaching', args=[self.lecturer.pk])}?year={self.period.year}"

    def get_context_data(self, **kwargs):
        consequence = _("Meetings held up to today are counted, at the rates in force on their day.")
        return super().get_context_data(consequence=consequence, back=self.get_success_url(), **kwargs)


def _year(request) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 and asked.startswith("20") else today().year
