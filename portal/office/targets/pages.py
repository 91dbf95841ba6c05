"""Targets and what is reached: on a day, beside another day, with the people behind each figure; and their setting."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton

from portal.office.base import OfficeForm, OfficeListing
from portal.office.pipeline.pages import OfADay
from portal.office.tables import DayColumn
from portal.office.targets.forms import MapsForm, ReadingForm, TargetForm
from portal.office.targets.lines import lines_of
from portal.office.targets.workbooks import lines_paper, standings_paper
from portal.papers.answers import answer_paper
from training.access.services import record_export
from training.models import Indicator, Target
from training.pipeline.targets.indicators import INDICATORS
from training.pipeline.targets.maps import both_maps
from training.pipeline.targets.queries import reading_on, standings_on
from training.pipeline.targets.services import set_target

PAGE = 50


class Targets(OfADay):
    """Every indicator as of a day: reached, asked for, how it went over two years; drawn, with its table."""

    permission = "training.view_targets"
    template_name = "portal/office/targets/targets.html"
    page_title = gettext_lazy("Targets")
    header_icon = "tick"
    form_class = ReadingForm

    @cached_property
    def readings(self):
        return standings_on(self.day, bloc=self.form.bloc_key)

    def export(self) -> HttpResponse:
        with override("vi"):
            paper = standings_paper(self.readings)
        return answer_paper(paper, "xlsx", f"chi tieu {self.day:%Y-%m-%d}")

    def get_context_data(self, **kwargs):
        if self.form.errors:
            return super().get_context_data(form=self.form, **kwargs)
        standings = self.readings.standings
        shares = [one for one in standings if one.is_percent and one.value is not None]
        tones = {True: "good", False: "warn", None: "1"}
        return super().get_context_data(
            form=self.form,
            readings=self.readings,
            standings=standings,
            asked=[one for one in standings if one.is_reached is not None],
            reached=sum(one.is_reached is True for one in standings),
            bars=[(_bar_label(one), one.value, tones[one.is_reached]) for one in shares],
            query=self.query(),
            may_set=self.request.user.has_perm("training.change_target"),
            sees_people=self.request.user.has_perm("training.view_target_people"),
            **kwargs,
        )


def _bar_label(standing) -> str:
    name = str(standing.indicator.label)
    if standing.target is None:
        return name
    return _("%(name)s (target %(value)s)") % {"name": name, "value": number_format(standing.target.value)}


class TargetPeople(OfADay):
    """The posts or postings behind one figure: who counts, who does not, of whom it is not known."""

    permission = "training.view_target_people"
    template_name = "portal/office/targets/people.html"
    header_icon = "group"
    form_class = ReadingForm
    parents = [("office:targets", gettext_lazy("Targets"))]
    SIDES = ("counted", "others", "unknown")

    @cached_property
    def indicator(self) -> Indicator:
        if self.kwargs["name"] not in Indicator.values:
            raise Http404(self.kwargs["name"])
        return Indicator(self.kwargs["name"])

    @property
    def side(self) -> str:
        asked = self.request.GET.get("side")
        return asked if asked in self.SIDES else "counted"

    @cached_property
    def reading(self):
        return reading_on(self.indicator, self.day, bloc=self.form.bloc_key)

    def export(self) -> HttpResponse:
        lines = lines_of(getattr(self.reading, self.side), self.day)
        record_export(f"target {self.indicator}", count=len(lines), by=self.request.user)
        with override("vi"):
            paper = lines_paper(str(self.indicator.label), self.day, lines)
        return answer_paper(paper, "xlsx", f"{self.indicator} {self.day:%Y-%m-%d}")

    def get_context_data(self, **kwargs):
        self.page_title = self.indicator.label
        if self.form.errors:
            return super().get_context_data(form=self.form, **kwargs)
        page = Paginator(getattr(self.reading, self.side), PAGE).get_page(self.request.GET.get("page"))
        page.object_list = lines_of(page.object_list, self.day)
        labels = {"counted": _("counted"), "others": _("not counted"), "unknown": _("not recorded")}
        return super().get_context_data(
            form=self.form,
            indicator=self.indicator,
            reading=self.reading,
            is_percent=INDICATORS[self.indicator].is_percent,
            page=page,
            side=self.side,
            tabs=[(side, labels[side], len(getattr(self.reading, side))) for side in self.SIDES],
            query=self.query(),
            query_of_side=self.query("side"),
            **kwargs,
        )


class Maps(OfADay):
    """Two days side by side, each on its own map: the figures of all, and the same people in the units of both days."""

    permission = "training.view_targets"
    template_name = "portal/office/targets/maps.html"
    page_title = gettext_lazy("Two days, two maps")
    header_icon = "site"
    form_class = MapsForm
    parents = [("office:targets", gettext_lazy("Targets"))]

    def get_context_data(self, **kwargs):
        if self.form.errors:
            return super().get_context_data(form=self.form, **kwargs)
        both = both_maps(self.day, self.form.cleaned_data["other"])
        sees = self.request.user.has_perm("training.view_target_people")
        page = Paginator(both.people, PAGE).get_page(self.request.GET.get("page")) if sees else None
        return super().get_context_data(
            form=self.form, both=both, page=page, count=len(both.people), sees_people=sees, **kwargs
        )


class TargetFilter(WagtailFilterSet):
    class Meta:
        model = Target
        fields = ["indicator"]


class TargetValues(OfficeListing):
    """What was asked for from which day on, by which document."""

    permission = "training.view_targets"
    model = Target
    page_title = gettext_lazy("Values of the targets")
    header_icon = "clipboard-list"
    verbose_name_plural = gettext_lazy("targets")
    default_ordering = "indicator"
    filterset_class = TargetFilter
    is_searchable = False
    list_export = ["indicator", "value", "valid_from", "valid_to", "legal_basis", "note"]
    export_filename = "chi-tieu"
    columns = [
        Column("indicator", label=gettext_lazy("Target"), accessor="get_indicator_display", sort_key="indicator"),
        Column("value", label=gettext_lazy("At least"), sort_key="value"),
        DayColumn("valid_from", label=gettext_lazy("From"), sort_key="valid_from"),
        DayColumn("valid_to", label=gettext_lazy("Until"), sort_key="valid_to"),
        Column("legal_basis", label=gettext_lazy("Document")),
    ]

    def get_parents(self):
        return [("office:targets", gettext_lazy("Targets"))]

    def get_base_queryset(self):
        return Target.objects.all()

    @property
    def header_buttons(self):
        if not self.request.user.has_perm("training.change_target"):
            return []
        return [HeaderButton(_("Set a target"), url=reverse("office:target_set"), icon_name="plus")]


class SetTarget(OfficeForm):
    permission = "training.change_target"
    template_name = "portal/office/change.html"
    form_class = TargetForm
    page_title = gettext_lazy("Set a target")
    header_icon = "tick"
    submit_label = gettext_lazy("Set the target")
    success_message = gettext_lazy("The target was set.")
    parents = [
        ("office:targets", gettext_lazy("Targets")),
        ("office:target_values", gettext_lazy("Values of the targets")),
    ]

    def get_initial(self):
        return {"indicator": self.request.GET.get("indicator", "")}

    def perform(self, form):
        given = form.cleaned_data
        return set_target(given.pop("indicator"), given.pop("value"), **given, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:target_values")

    def get_context_data(self, **kwargs):
        note = _("A value follows the one before it from its day on; what was asked for until then stays as it was.")
        return super().get_context_data(consequence=note, back=reverse("office:targets"), **kwargs)
